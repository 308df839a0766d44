"""Importing a plain export: its claims are replayed, then its content is sealed as a new vault of this
device.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from shared import kernel
from shared.chain.body import Body, check_marker
from shared.chain.context import validate_context
from shared.chain.graph import Graph
from shared.chain.replay import Replay, verify_marker
from shared.device.core.commit_creation import CommitContent, create_commit
from shared.device.core.device import Device
from shared.device.core.field_types import CommitId, VaultId
from shared.device.core.records import ACTIVE
from shared.device.core.vault import Puts, Vault
from shared.device.core.vault_creation import build_vault, save_new_vault
from shared.device.data.archive_import import ImportGoal
from shared.errors import AutusError
from shared.vault.archive import COMMITS_MAX, FILE_BYTES_MAX
from shared.wire.decoding import Limits, json_decoder

VERSION: Final = 1
BOM_UTF8: Final = b"\xef\xbb\xbf"
Progress = Callable[[int], None]


class PlainCommit(Struct, frozen=True):
    """A commit as `export_json` writes it."""

    id: CommitId
    parents: Annotated[list[CommitId], Meta(max_length=2)]
    body: Body
    context: dict[str, Any] | None = None


class PlainFile(Struct, frozen=True):
    """A plain export. Commits are in fold order."""

    format: Literal["autus.export.v1"]
    rules: str
    vault: VaultId
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    head: CommitId
    state_hash: CommitId
    commits: Annotated[list[PlainCommit], Meta(min_length=1)]
    demo: bool = False


class _Outline(Struct):
    """What an export of any version says first."""

    format: Annotated[str, Meta(max_length=64)]


# A file of 128 MiB with the most commits has about six million values.
_LIMITS: Final = Limits(FILE_BYTES_MAX, items_max=10_000_000)
_decode = json_decoder(PlainFile, _LIMITS)
_decode_outline = json_decoder(_Outline, _LIMITS)
_FORMAT: Final = re.compile(r"autus\.export\.v([1-9][0-9]{0,8})")


def read_plain(data: bytes | bytearray) -> PlainFile:
    """Decodes and checks a plain export.

    Raises AutusError: IMPORT_UNREADABLE, UPDATE_REQUIRED, ARCHIVE_TOO_LARGE.
    """
    # Some editors write a byte order mark. `removeprefix` would copy a bytearray without one too.
    text = data[len(BOM_UTF8) :] if data.startswith(BOM_UTF8) else data  # noqa: FURB188
    try:
        plain = _decode(text)
    except msgspec.MsgspecError as error:
        _require_known(text)
        raise AutusError("IMPORT_UNREADABLE", str(error)) from None
    if len(plain.commits) > COMMITS_MAX:
        raise AutusError("ARCHIVE_TOO_LARGE", f"at most {COMMITS_MAX} commits", limit=COMMITS_MAX)
    if not all(map(kernel.knows_rules, [plain.rules, *(each.body.rules for each in plain.commits)])):
        raise AutusError("UPDATE_REQUIRED", "the export uses an unknown rule set", rules=plain.rules[:64])
    first, *others = plain.commits
    if first.parents or first.body.kind != "genesis" or plain.commits[-1].id != plain.head:
        raise AutusError("IMPORT_UNREADABLE", "the history must begin with a genesis and end with its head")
    if any(each.body.kind == "genesis" for each in others):
        raise AutusError("IMPORT_UNREADABLE", "the history has a second genesis")
    if any((each.body.kind == "commit") is not (each.body.draft is not None) for each in plain.commits):
        raise AutusError("IMPORT_UNREADABLE", "a commit without a draft, or a draft outside a commit")
    if any(len(each.parents) != (1 if each.body.kind == "commit" else 2) for each in others):
        raise AutusError("IMPORT_UNREADABLE", "a commit has the wrong number of parents")
    return plain


def _require_known(text: bytes | bytearray) -> None:
    """Raises AutusError UPDATE_REQUIRED if a newer version has written the export."""
    try:
        found = _FORMAT.fullmatch(_decode_outline(text).format)
    except msgspec.MsgspecError:
        return
    if found is not None and int(found[1]) > VERSION:
        raise AutusError("UPDATE_REQUIRED", "a newer version has written the export", version=int(found[1]))


def verify_plain(plain: PlainFile) -> None:
    """Refuses an export whose markers do not follow from its drafts.

    Raises AutusError: REPLAY_MISMATCH and BAD_MARKER with `commit`, UNKNOWN_PARENT, BAD_CONTEXT, and
    IMPORT_UNREADABLE if the commits are not in fold order.
    """
    graph = Graph()
    replay = Replay(graph, plain.vault)
    bodies: dict[bytes, Body] = {}
    state = kernel.new_state(plain.vault)
    for each in plain.commits:
        commit, parents = bytes.fromhex(each.id), [bytes.fromhex(parent) for parent in each.parents]
        try:
            graph.add(commit, parents, each.body.t_ms)
            check_marker(each.body)
            validate_context(each.context or {})
            plan = replay.plan(commit)
            state = replay.run(plan, {need: bodies.get(need, each.body).step for need in plan.needs})
            verify_marker(each.body, state, [bodies[parent].marker.hash for parent in sorted(parents)])
        except AutusError as error:
            raise error.with_fields(commit=each.id) from None
        bodies[commit] = each.body
    head = bytes.fromhex(plain.head)
    if [commit.hex() for commit in graph.order(head)] != [each.id for each in plain.commits]:
        # Created again in another order, they would lead to another state than the file says.
        raise AutusError("IMPORT_UNREADABLE", "the commits are not in fold order")
    computed = kernel.state_hash(state)
    if computed != plain.state_hash:
        raise AutusError("REPLAY_MISMATCH", "the state differs", computed=computed, recorded=plain.state_hash)


async def import_plain(device: Device, plain: PlainFile, progress: Progress) -> Vault:
    """Creates a vault with the drafts, times, labels and words of the export, in one write."""
    verify_plain(plain)
    async with device.identity_lock:
        device.require_vault_capacity()
        genesis = plain.commits[0]
        vault = await build_vault(
            device.host,
            device.record,
            plain.name,
            genesis.context or {},
            genesis.body.t_ms,
            demo=plain.demo,
            rules=genesis.body.rules,
            epoch=device.epoch,
        )
        history = await vault.history()
        made = [vault.meta.head]
        for each in plain.commits:
            body = each.body
            if body.draft is not None:
                recorded = CommitContent(body.rules, body.draft, body.t_ms, body.marker.label, each.context)
                made.append(
                    await create_commit(history, device.record.device, len(made) + 1, made[-1], recorded)
                )
            progress(1)
        meta = msgspec.structs.replace(vault.meta, head=made[-1], seq=len(made), waiting=len(made))
        puts: Puts = [(ACTIVE, vault.id)] if device.active is None else []
        await save_new_vault(vault, made, meta, puts=puts)
        device.vaults[vault.id] = vault
        if device.active is None:
            device.active = vault.id
        return vault


async def preview_plain(device: Device, plain: PlainFile) -> ImportGoal:
    """As `preview_goal`. A plain export has no seal, so its commits become a new vault."""
    times = [each.body.t_ms for each in plain.commits]
    vault = device.vaults.get(bytes.fromhex(plain.vault))
    more, here = len(plain.commits), 0
    if vault is not None and vault.meta.count:
        history = await vault.history()
        more = sum(1 for each in plain.commits if bytes.fromhex(each.id) not in history)
        here = vault.meta.commits
    return ImportGoal(
        vault=plain.vault,
        name=plain.name,
        demo=plain.demo,
        commits=len(plain.commits),
        first_ms=min(times),
        last_ms=max(times),
        here=here,
        more=more,
        status="copy" if more else "same" if here == len(plain.commits) else "older",
        code=None,
    )
