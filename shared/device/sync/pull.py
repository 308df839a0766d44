"""Pulling what the server has. It is checked, opened and replayed before it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import msgspec

from shared.device.core.commit_log import LogEntry
from shared.device.core.commit_validation import Replayed, add_opened, open_validated
from shared.device.core.device import Device, LongPull
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.reading.recording import recording
from shared.device.sync.pull_ahead import PullAhead, PulledGroup, cancel_and_wait
from shared.device.sync.receipts import append_generation
from shared.device.sync.unpushed import strip_unpushed_merges
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash
from shared.vault.envelope import Opened
from shared.wire.pushes import PullPage, WireCommit

LONG_PULL_COMMITS = 500
"""From how many commits on pages show the progress of a pull. It takes a slow phone half a second."""


async def pull_new(device: Device, vault: Vault) -> None:
    """Pulls until the server has nothing newer. Raises what `check_latest` and `check_stored_push` raise."""
    ahead = await _begin(device, vault)
    await _store_groups(device, vault, ahead, ahead.groups())


async def apply_page(device: Device, vault: Vault, page: PullPage) -> bool:
    """Checks and stores a page. Returns whether the server has nothing newer. Raises as `pull_new` does."""
    ahead = await _begin(device, vault)
    await _store_groups(device, vault, ahead, ahead.groups_of(page))
    return ahead.last_page is not None


async def _begin(device: Device, vault: Vault) -> PullAhead:
    # After a write whose outcome is not known, the lock first reads what the store has.
    async with vault.locked():
        return PullAhead(device, vault, await vault.stored_history())


async def _store_groups(
    device: Device, vault: Vault, ahead: PullAhead, groups: AsyncGenerator[PulledGroup]
) -> None:
    """The next group is fetched, checked and opened while the present one is replayed and stored."""
    coming, since = asyncio.create_task(_next(groups)), vault.meta.remote.commits
    try:
        while (group := await coming) is not None:
            coming = asyncio.create_task(_next(groups))
            _show_progress(device, vault, LongPull(since, ahead.commits))
            # A commit of the person waits for one group, not for the whole pull.
            async with vault.locked():
                await _apply(device, vault, group)
            device.tell_progress()
        if ahead.last_page is not None:
            async with vault.locked():
                await _finish(device, vault, ahead.last_page)
    finally:
        if device.status.pulls.pop(vault.id, None) is not None:
            device.tell_progress()
        await cancel_and_wait(coming)
        await groups.aclose()


def _show_progress(device: Device, vault: Vault, pull: LongPull) -> None:
    shown = device.status.pulls
    if pull.of - pull.since >= LONG_PULL_COMMITS and shown.get(vault.id) != pull:
        shown[vault.id] = pull
        device.tell_progress()


async def _next(groups: AsyncGenerator[PulledGroup]) -> PulledGroup | None:
    return await anext(groups, None)


async def _apply(device: Device, vault: Vault, group: PulledGroup) -> None:
    if vault.meta.remote.receipt != group.after:
        # What is remembered of the server must never go back.
        raise AutusError("PUSH_GAP", "the goal has moved during the pull", vault=vault.id.hex())
    history = await vault.stored_history()
    try:
        replayed = await add_opened(history, *await _missing(history, group))
        # Also those that this device made for a push whose answer was lost.
        entries = history.fresh_entries(commit for push in group.checked for commit in push.ids)
    except BaseException:
        # The graph may hold commits that were refused.
        vault.forget_history()
        raise
    await _persist_pushes(device, vault, history, entries, group, replayed)


async def _missing(history: History, group: PulledGroup) -> tuple[list[Opened], list[WireCommit]]:
    """The opened commits that the history lacks, with their sealed form."""
    missing = [
        (commit, wire)
        for push in group.checked
        for commit, wire in zip(push.ids, push.commits, strict=True)
        if commit not in history
    ]
    # A failed write in the meantime may have taken commits from the history that were in it.
    unopened = [named for named in missing if named[0] not in group.opened]
    opened = {one.id: one for one in await open_validated(history.crypto, history.ring, unopened)}
    opened.update(group.opened)
    return [opened[commit] for commit, _ in missing], [wire for _, wire in missing]


async def _persist_pushes(
    device: Device,
    vault: Vault,
    history: History,
    entries: Sequence[LogEntry],
    group: PulledGroup,
    replayed: Sequence[Replayed],
) -> None:
    """Stores verified pushes, and what pages show of them. This device's tip follows if it has nothing
    unpushed on top.
    """
    last = group.checked[-1]
    progress, head = last.progress, last.ids[-1]
    own = strip_unpushed_merges(history, vault.meta.head, head) if vault.meta.head else head
    follows = history.graph.is_ancestor(own, head)
    meta = msgspec.structs.replace(
        vault.meta,
        remote=progress,
        generation=group.generation,
        waiting=0 if follows else history.count_unpushed(own, head),
        seq=max(vault.meta.seq, progress.seqs.get(device.record.device, 0)),
    )
    tip = None
    if follows:
        meta, tip = msgspec.structs.replace(meta, head=head), await history.tip(head)
    commits = [entry.row.id for entry in entries]
    async with recording(vault, history, commits, replayed) as (puts, deletes):
        await vault.write_commits(
            entries, meta, tip, puts=[*group.receipts, *puts], deletes=deletes, agreed=follows
        )


async def _finish(device: Device, vault: Vault, page: PullPage) -> None:
    """Checks that the newest receipt is the one shown. A first pull accepts the generation."""
    meta = vault.meta
    latest, known = page.latest, meta.remote.receipt
    is_other = (
        latest is not None and known and receipt_hash(vault.id, latest) != receipt_hash(vault.id, known)
    )
    if is_other:
        from shared.device.sync.receipt_proofs import keep_proofs  # noqa: PLC0415 - rarely needed

        await keep_proofs(device, vault, [latest])
        raise AutusError("SERVER_FORKED", "the newest receipt is not the one that was shown")
    generations = append_generation(meta.remote.generations, page.generation)
    if meta.generation is None or generations != meta.remote.generations:
        remote = msgspec.structs.replace(meta.remote, generations=generations)
        await vault.write_commits(
            [], msgspec.structs.replace(meta, generation=page.generation, remote=remote), None
        )
