"""The one way out of dead ends: commits sealed again under the present device, vault and keys.

Same drafts, times and words in the same order; new ids and markers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.chain.context import origin_of, with_origin
from shared.chain.header import Kind
from shared.device.account import account
from shared.device.core import whatifs
from shared.device.core.authoring import Recorded, author, recorded_of
from shared.device.core.founding import found_vault, save_founded
from shared.device.core.history import History
from shared.device.core.records import (
    ACTIVE,
    BACKUP,
    BASE,
    CHECKPOINT,
    DRAFT,
    META,
    SECRET,
    WHATIFS,
    DeviceRecord,
)
from shared.device.core.vault import Vault
from shared.device.reading.course import course_keys
from shared.device.sync.push import conflicting, without_loose_merges
from shared.errors import AutusError
from shared.vault.envelope import Opened
from shared.vault.roster import Roster, device_id
from shared.wire.limits import PUSH_COMMITS_MAX

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.sync.duplicates import Duplicates

CONFLICTS = frozenset({"SEQ_REUSED", "SEQ_GAP"})
# Also what an archive brought: commits of a device that the account does not have, or that another device has
# sealed again already.
RESOLVED = CONFLICTS | {"UNKNOWN_DEVICE", "DUPLICATE_COMMIT"}


async def rehome_device(device: Device, password: str, device_name: str) -> None:
    """Enrols this profile under a new id and seals its stuck commits again. Asks for the password."""
    crypto = device.host.crypto
    joined = device.require_account()
    handle, public = await crypto.new_device_key()
    old = device.record
    record = DeviceRecord(handle, public, device_id(public), old.identity, (*old.former, old.device))
    unlocked = await account.unlock(device, record, joined.name, password)
    statements = await account.enrol(device, record, unlocked, device_name)
    try:
        await device.take_id(record, unlocked.answer.token, statements)
    except BaseException:
        device.host.transport.use_token(device.token)
        raise
    for vault in device.synced_vaults():
        await resolve_conflict(device, vault)


async def resolve_conflict(device: Device, vault: Vault) -> bool:
    """Seals the unpushed commits that no server can take again, and what stands on them, under this id; but
    for those that are there already, sealed again by another device or at another time.

    False where there are none, or where this very id is the one that is used twice.
    """
    async with vault.locked():
        await vault.load()
        if not vault.loaded:
            return False
        history = await vault.history()
        remote, taken = vault.meta.remote.head, vault.meta.remote.seqs
        own = without_loose_merges(history, vault.meta.head, remote)
        pending = history.graph.difference(own, remote)
        stuck = conflicting(history, pending, taken).keys() | _of_strangers(
            await device.roster(), history, pending
        )
        me = device.record.device
        if any(history.row(commit).device == me for commit in stuck):
            return False
        from shared.device.sync.duplicates import find_duplicates  # noqa: PLC0415 - few ever re-home

        duplicates = await find_duplicates(history, pending, remote, pending)
        again = _not_pushable(history, pending, stuck)
        again = _not_pushable(history, pending, again | duplicates.superseded(me, again))
        if not again:
            return False
        kept = [row.seq for row in map(history.row, pending) if row.device == me and row.id not in again]
        standing = _Standing(history, remote)
        try:
            seq = await _author_again(
                history,
                me,
                [commit for commit in pending if commit in again],
                duplicates,
                standing,
                max([taken.get(me, 0), *kept]),
            )
            head = await standing.joined(own)
            if remote is not None and history.graph.is_ancestor(head, remote):
                head = remote
            tip = await history.tip(head)
        except BaseException:
            vault.forget_history()
            raise
        left = map(history.row, history.graph.difference(head, remote))
        waiting = sum(1 for row in left if not row.is_merge)
        meta = msgspec.structs.replace(vault.meta, head=head, seq=seq, waiting=waiting)
        await vault.store(history.fresh(dict.fromkeys(standing.made)), meta, tip)
        return True


def _of_strangers(roster: Roster, history: History, pending: Sequence[bytes]) -> set[bytes]:
    authors = {row.id: row.device for row in map(history.row, pending) if not row.is_merge}
    return {commit for commit, device in authors.items() if device not in roster.devices}


def _not_pushable(history: History, pending: Sequence[bytes], stuck: Iterable[bytes]) -> set[bytes]:
    """`stuck` and all of `pending` that cannot go without: what descends from them, and their authors' later
    commits, whose numbers would leave a gap.
    """
    again, size = set(stuck), -1
    while size != len(again):
        size = len(again)
        first: dict[bytes, int] = {}
        for row in map(history.row, pending):
            if row.id in again and not row.is_merge:
                first[row.device] = min(row.seq, first.get(row.device, row.seq))
        for row in map(history.row, pending):
            if not again.isdisjoint(row.parents) or (
                not row.is_merge and row.seq > first.get(row.device, row.seq)
            ):
                again.add(row.id)
    return again


class _Standing:
    """What stands for the commits that are not pushed as they are; `made` is new, parents first.

    For one commit several may stand: they are merged once something is to stand on them.
    """

    def __init__(self, history: History, remote: bytes | None) -> None:
        self._history = history
        self._remote = remote
        self._of: dict[bytes, list[bytes]] = {}
        self.made: list[bytes] = []

    def put(self, commit: bytes, places: Iterable[bytes]) -> None:
        """From here on what stands for `places` stands for the commit."""
        self._of[commit] = self._tips([each for place in places for each in self._of.get(place, [place])])

    async def joined(self, commit: bytes) -> bytes:
        """The one commit that holds all that stands for this one."""
        tip, *others = sorted(self._of.get(commit, [commit]))
        for other in others:
            tip = await self._history.merge(tip, other)
            self.made.append(tip)
        return tip

    def _tips(self, commits: Iterable[bytes]) -> list[bytes]:
        """Those that no other descends from. Of several, the ones that the server has are its head."""
        graph, remote = self._history.graph, self._remote
        tips: list[bytes] = []
        for commit in commits:
            if not any(graph.is_ancestor(commit, tip) for tip in tips):
                tips = [tip for tip in tips if not graph.is_ancestor(tip, commit)] + [commit]
        if len(tips) > 1 and remote is not None:
            tips = list(dict.fromkeys(remote if graph.is_ancestor(tip, remote) else tip for tip in tips))
        return tips


async def _author_again(
    history: History,
    me: bytes,
    again: Sequence[bytes],
    duplicates: Duplicates,
    standing: _Standing,
    seq: int,
) -> int:
    """Finds or makes what stands for each commit of `again`; the last seq."""
    members = frozenset(again)
    for offset in range(0, len(again), PUSH_COMMITS_MAX):
        for opened in await history.open(again[offset : offset + PUSH_COMMITS_MAX], contexts=True):
            parents = opened.header.parents
            known = duplicates.instead(opened.id, members)
            if known is not None:
                # What it stood on need not lie below the one that takes its place.
                standing.put(opened.id, [*parents, known])
            elif opened.header.kind == Kind.MERGE:
                standing.put(opened.id, parents)
            elif opened.body.draft is not None:
                seq += 1
                parent = await standing.joined(parents[0])
                recorded = recorded_of(opened, opened.body.draft)
                origin = origin_of(opened.context) or opened.id
                made = await _author_from(history, me, seq, parent, recorded, origin)
                standing.made.append(made)
                standing.put(opened.id, [made])
    return seq


async def _author_from(
    history: History, me: bytes, seq: int, parent: bytes, recorded: Recorded, origin: bytes
) -> bytes:
    """The commit that names which one it was made from, first of all."""
    named = msgspec.structs.replace(recorded, context=with_origin(recorded.context, origin))
    try:
        return await author(history, me, seq, parent, named)
    except AutusError as error:
        if error.code != "COMMIT_TOO_LARGE":
            raise
    # As large as a commit can be: without the name it may be there twice one day, with it it never would be.
    return await author(history, me, seq, parent, recorded)


async def adopt_vault(device: Device, old: Vault) -> Vault:
    """A goal of this device's former identity, with its whole history and draft, as a goal of the account."""
    async with old.locked():
        await old.load()
        source = await old.history()
        order = source.graph.difference(old.tip.commit, None)
        (genesis,) = await source.open(order[:1], contexts=True)
        name, words = old.secret.name, genesis.context or {}
        vault = await found_vault(
            device.host, device.record, name, words, genesis.body.t_ms, demo=old.meta.demo
        )
        history = await vault.history()
        renamed = {genesis.id: vault.meta.head}
        seq = 1
        for offset in range(1, len(order), PUSH_COMMITS_MAX):
            for opened in await source.open(order[offset : offset + PUSH_COMMITS_MAX], contexts=True):
                renamed[opened.id] = await _moved(history, device.record, opened, renamed, seq + 1)
                seq += opened.header.kind == Kind.COMMIT
        meta = msgspec.structs.replace(vault.meta, head=renamed[old.tip.commit], seq=seq, waiting=seq)
        vault.move_to(await history.tip(meta.head))
        vault.take_draft(old)
        puts = await vault.draft_records(vault.pending) if vault.sim or vault.pending else []
        puts += await whatifs.taken_over(old, vault)
        if device.active == old.id:
            puts.append((ACTIVE, vault.id))
        commits = list(renamed.values())
        # Before the write: whoever is just reading the old records finds them gone after it.
        old.moved_to = vault.id
        try:
            await save_founded(vault, commits, meta, puts=puts, deletes=_records_of(old, source))
        except BaseException:
            old.moved_to = None
            raise
        # The person may have gone on drafting while this was being written.
        vault.take_draft(old)
    return vault


async def _moved(
    history: History, signer: DeviceRecord, opened: Opened, renamed: dict[bytes, bytes], seq: int
) -> bytes:
    parents = [renamed[parent] for parent in opened.header.parents]
    if opened.header.kind == Kind.MERGE:
        return await history.merge(parents[0], parents[1])
    if opened.body.draft is None:
        raise AutusError("BAD_BODY", "a second genesis", commit=opened.id.hex())
    return await author(history, signer.device, seq, parents[0], recorded_of(opened, opened.body.draft))


def _records_of(vault: Vault, history: History) -> list[str]:
    name = vault.id.hex()
    records = [key + name for key in (META, SECRET, CHECKPOINT, BASE, DRAFT, WHATIFS, BACKUP)]
    return records + history.log.keys() + course_keys(vault.id, len(history.log.rows))
