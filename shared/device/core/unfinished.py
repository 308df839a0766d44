"""What a person has set or typed for a goal, and no commit has sealed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.chain.context import Context
from shared.device.core.draft_records import seal_controls
from shared.device.core.draft_steps import SavedControls
from shared.device.core.field_types import SLOTS, Slot, Start
from shared.device.core.saved_words import check_words, merge_words
from shared.device.core.typed import change_typed, seal_typed, typed_key
from shared.device.core.vault import Vault


async def discard_draft(vault: Vault) -> None:
    """Discards the settings of the controls. Saved words stay until a commit seals them."""
    async with vault.locked():
        await vault.replace_drafted(vault.drafted.change(None, None))


async def undo_draft(vault: Vault) -> None:
    """Goes back one change of the draft. Without one, nothing changes. Raises DraftRejected."""
    async with vault.locked():
        await vault.replace_drafted(vault.drafted.undo(vault.tip.state))


async def redo_draft(vault: Vault) -> None:
    """Takes back one undo. Without one, nothing changes. Raises DraftRejected."""
    async with vault.locked():
        await vault.replace_drafted(vault.drafted.redo(vault.tip.state))


async def set_controls(vault: Vault, start: Start | None, held: Sequence[Slot] | None) -> None:
    """Keeps what the person chose for the controls. None leaves a choice as it is."""
    async with vault.locked():
        chosen = SavedControls(
            vault.controls.start if start is None else start,
            vault.controls.held if held is None else tuple(slot for slot in SLOTS if slot in held),
        )
        await vault.host.store.write(*await seal_controls(vault.host.crypto, vault.id, chosen))
        vault.controls = chosen


async def set_words(vault: Vault, words: Context) -> None:
    """Keeps words for the next commit. Later words replace earlier ones for the same thing, and what they
    leave out stays as it is: also as a commit that arrives in the meantime has it.
    """
    check_words(words)
    async with vault.locked():
        pending = merge_words(vault.pending, words)
        await vault.host.store.write(*await vault.draft_records(vault.drafted, pending))
        vault.pending = pending


async def keep_typed(vault: Vault, changes: Mapping[str, str | None]) -> None:
    """Keeps typed text. Raises AutusError TOO_MUCH_TYPED."""
    async with vault.locked():
        await vault.load()
        typed = change_typed(vault.typed, changes)
        await vault.host.store.write(*await seal_typed(vault.host.crypto, typed_key(vault.id), typed))
        vault.typed = typed


def copy_unfinished(vault: Vault, into: Vault) -> None:
    """Copies the draft, words, typed text and choices on top of the present state of `into`."""
    into.pending, into.typed, into.controls = vault.pending, vault.typed, vault.controls
    into.drafted = vault.drafted.rebase(into.tip.state)
