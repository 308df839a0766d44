"""Joining a goal of this device with the same goal of the account.

A goal that moves to another identity is rewritten as a new vault. If two devices do that with one goal, the
account gets two vaults of the same commits. So a device that brings goals into an account first looks for
a vault with the same genesis (same time, same words), and adds only the commits that this vault lacks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.chain.context import origin_of
from shared.chain.header import Kind
from shared.device.core import whatifs
from shared.device.core.commit_creation import content_of, create_from_origin
from shared.device.core.draft_records import seal_controls
from shared.device.core.draft_steps import SavedControls
from shared.device.core.history import History
from shared.device.core.records import ACTIVE
from shared.device.core.typed import seal_typed, typed_key
from shared.device.core.unfinished import copy_unfinished
from shared.device.core.vault import Puts, Vault
from shared.device.core.vault_records import rewritten_keys
from shared.device.sync.duplicates import digest_of
from shared.device.sync.rewrite import Replacements
from shared.vault.envelope import Opened
from shared.wire.limits import PUSH_COMMITS_MAX

if TYPE_CHECKING:
    from shared.device.core.device import Device


class AccountGoals:
    """The goals of the account, by what their genesis says. Each takes in one goal of this device."""

    def __init__(self, goals: dict[bytes, Vault]) -> None:
        self._goals = goals

    @classmethod
    async def read(cls, vaults: Iterable[Vault]) -> AccountGoals:
        goals: dict[bytes, Vault] = {}
        for vault in vaults:
            await vault.load()
            if vault.loaded:
                goals.setdefault(await _genesis_digest(vault), vault)
        return cls(goals)

    async def take_twin(self, old: Vault) -> Vault | None:
        """The goal that `old` can be joined with, if there is one."""
        await old.load()
        digest = await _genesis_digest(old)
        twin = self._goals.get(digest)
        if twin is None or not await _can_join(old, twin):
            return None
        return self._goals.pop(digest)


async def _genesis_digest(vault: Vault) -> bytes:
    history = await vault.history()
    first = history.graph.difference(vault.tip.commit, None)[:1]
    (genesis,) = await history.open(first, contexts=True)
    return digest_of(genesis)


async def _can_join(old: Vault, into: Vault) -> bool:
    """False if something that the person made would get lost: two drafts, or too many what-ifs."""
    both_drafted = bool(old.sim or old.pending) and bool(into.sim or into.pending)
    kept = len(await whatifs.read_whatifs(old)) + len(await whatifs.read_whatifs(into))
    return not both_drafted and kept <= whatifs.WHATIFS_MAX


async def join_vaults(
    device: Device, old: Vault, into: Vault, records: Sequence[tuple[str, bytes]] = ()
) -> None:
    """Adds to `into` the commits of `old` that it lacks, and deletes `old`, in one write with `records`.

    Draft, what-ifs and typed text come along.
    """
    async with old.locked(), into.locked():
        source, history = await old.history(), await into.history()
        replacements = Replacements(history, into.meta.remote.head)
        try:
            seq, renamed = await add_missing(device.record.device, source, old, history, into, replacements)
            replacements.set(old.id, [old.tip.commit, into.meta.head])
            head = await replacements.merge(old.id)
            tip = await history.tip(head)
        except BaseException:
            # The graph may hold commits that were never stored.
            into.forget_history()
            raise
        meta = msgspec.structs.replace(
            into.meta,
            head=head,
            seq=seq,
            waiting=history.count_unpushed(head, into.meta.remote.head),
            former=(*into.meta.former, *old.meta.former, old.id),
        )
        puts = [*await person_records(old, into, renamed), *records]
        if device.active == old.id:
            puts.append((ACTIVE, into.id))
        # Set before the write: a reader finds the old records gone after it.
        old.moved_to = into.id
        try:
            entries = history.fresh_entries(dict.fromkeys(replacements.created))
            deletes = rewritten_keys(old.id, source.log)
            await into.write_commits(entries, meta, tip, puts=puts, deletes=deletes)
        except BaseException:
            old.moved_to = None
            raise
        take_unfinished(old, into)


def take_unfinished(old: Vault, into: Vault) -> None:
    """Takes what `person_records` has made durable over in memory."""
    typed, controls = {**old.typed, **into.typed}, _controls(old, into)
    if old.sim or old.pending:
        copy_unfinished(old, into)
    into.typed, into.controls = typed, controls


async def add_missing(
    me: bytes,
    source: History,
    old: Vault,
    history: History,
    into: Vault,
    replacements: Replacements,
    left_out: Container[bytes] = (),
) -> tuple[int, dict[bytes, bytes]]:
    """Finds or creates the replacement of each commit of `old`. That of one `left_out` is its parent's.

    Returns the last sequence number used, and the new id of each commit that has a draft.
    """
    renamed: dict[bytes, bytes] = {}
    seq = max(into.meta.seq, into.meta.remote.seqs.get(me, 0))
    there = _opened(history, history.graph.difference(into.meta.head, None))
    known = {digest_of(each): each.id async for each in there if each.header.kind != Kind.MERGE}
    async for opened in _opened(source, source.graph.difference(old.tip.commit, None)):
        parents = opened.header.parents
        if opened.header.kind == Kind.MERGE:
            replacements.set(opened.id, parents)
            continue
        if opened.id in left_out:
            replacements.set(opened.id, parents)
            renamed[opened.id] = await replacements.merge(opened.id)
            continue
        same = known.get(digest_of(opened))
        if same is not None:
            # Its parents need not be ancestors of the commit that is there.
            replacements.set(opened.id, [*parents, same])
            renamed[opened.id] = same
        elif opened.body.draft is not None:
            seq += 1
            parent = await replacements.merge(parents[0])
            origin = origin_of(opened.context) or opened.id
            content = content_of(opened, opened.body.draft)
            made = await create_from_origin(history, me, seq, parent, content, origin)
            replacements.created.append(made)
            replacements.set(opened.id, [made])
            renamed[opened.id] = made
    return seq, renamed


async def _opened(history: History, commits: Sequence[bytes]) -> AsyncIterator[Opened]:
    for offset in range(0, len(commits), PUSH_COMMITS_MAX):
        for opened in await history.open(commits[offset : offset + PUSH_COMMITS_MAX], contexts=True):
            yield opened


async def person_records(old: Vault, into: Vault, renamed: Mapping[bytes, bytes]) -> Puts:
    """What the person made in `old` outside its commits, as records of `into`."""
    puts: Puts = []
    if old.sim or old.pending:
        puts += (await into.draft_records(old.drafted, old.pending))[0]
    puts += (await seal_controls(into.host.crypto, into.id, _controls(old, into)))[0]
    puts += await whatifs.join_records(old, into, renamed)
    typed = {**old.typed, **into.typed}
    if typed:
        puts += (await seal_typed(into.host.crypto, typed_key(into.id), typed))[0]
    return puts


def _controls(old: Vault, into: Vault) -> SavedControls:
    """The choices of `into`, or those of `old` if the person has chosen nothing there."""
    return old.controls if into.controls == SavedControls() else into.controls
