"""Importing many commits at once, from patches: all or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from shared import kernel
from shared.device.core.commit_creation import CommitContent, build_draft, create_commit
from shared.device.core.text_fields import Line, Lines
from shared.device.core.vault import Signer, Vault


class ImportedCommit(Struct, frozen=True, forbid_unknown_fields=True):
    """A commit to be made. `patches` are (page, patch) pairs, applied in order to an empty draft."""

    t_ms: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    patches: list[tuple[int, Any]]
    label: Annotated[str, Meta(max_length=200), Line(200)] | None = None
    note: Annotated[str, Meta(max_length=4_000), Lines(4_000)] | None = None


async def import_commits(vault: Vault, signer: Signer, commits: Sequence[ImportedCommit]) -> int:
    """Puts the commits on top of this device's tip in one write, and returns their number.

    Raises DraftRejected and what sealing raises. Then nothing has changed.
    """
    async with vault.locked():
        history = await vault.history()
        head, made = vault.tip.commit, list[bytes]()
        try:
            for seq, commit in enumerate(commits, vault.meta.seq + 1):
                recorded = _build_content(await history.state(head), commit)
                head = await create_commit(history, signer().device, seq, head, recorded)
                made.append(head)
            tip = await history.tip(head)
        except BaseException:
            vault.forget_history()
            raise
        meta = msgspec.structs.replace(
            vault.meta,
            head=head,
            seq=vault.meta.seq + len(made),
            waiting=vault.meta.waiting + len(made),
        )
        await vault.write_commits(history.fresh_entries(made), meta, tip)
        return len(made)


def _build_content(state: kernel.State, commit: ImportedCommit) -> CommitContent:
    context = None if commit.note is None else {"note": commit.note}
    return CommitContent(
        state.rules, build_draft(state, commit.patches, commit.t_ms), commit.t_ms, commit.label, context
    )
