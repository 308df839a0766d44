"""The one way out of dead ends: commits sealed again under the present device, vault and keys.

Same drafts, times and words in the same order; new ids and markers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.chain.context import origin_of, with_origin
from shared.chain.header import Kind
from shared.device.core.commit_creation import CommitContent, content_of, create_commit
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.sync.push import find_seq_conflicts, strip_unpushed_merges
from shared.errors import AutusError
from shared.vault.roster import Roster
from shared.wire.limits import PUSH_COMMITS_MAX

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.sync.duplicates import Duplicates

CONFLICTS = frozenset({"SEQ_REUSED", "SEQ_GAP"})
# Also what an archive brought: commits of a device that the account does not have, or that another device has
# sealed again already.
RESOLVED = CONFLICTS | {"UNKNOWN_DEVICE", "DUPLICATE_COMMIT"}


async def rewrite_unpushable(device: Device, vault: Vault) -> bool:
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
        own = strip_unpushed_merges(history, vault.meta.head, remote)
        pending = history.graph.difference(own, remote)
        stuck = find_seq_conflicts(history, pending, taken).keys() | _find_unknown_authors(
            await device.roster(), history, pending
        )
        me = device.record.device
        if any(history.row(commit).device == me for commit in stuck):
            return False
        from shared.device.sync.duplicates import find_duplicates  # noqa: PLC0415 - few ever re-home

        duplicates = await find_duplicates(history, pending, remote, pending)
        again = _find_unpushable(history, pending, stuck)
        again = _find_unpushable(history, pending, again | duplicates.superseded(me, again))
        if not again:
            return False
        kept = [row.seq for row in map(history.row, pending) if row.device == me and row.id not in again]
        standing = _Replacements(history, remote)
        try:
            seq = await _rewrite_commits(
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
        waiting = history.count_unpushed(head, remote)
        meta = msgspec.structs.replace(vault.meta, head=head, seq=seq, waiting=waiting)
        await vault.store(history.fresh(dict.fromkeys(standing.made)), meta, tip)
        return True


def _find_unknown_authors(roster: Roster, history: History, pending: Sequence[bytes]) -> set[bytes]:
    authors = {row.id: row.device for row in map(history.row, pending) if not row.is_merge}
    return {commit for commit, device in authors.items() if device not in roster.devices}


def _find_unpushable(history: History, pending: Sequence[bytes], stuck: Iterable[bytes]) -> set[bytes]:
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


class _Replacements:
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


async def _rewrite_commits(
    history: History,
    me: bytes,
    again: Sequence[bytes],
    duplicates: Duplicates,
    standing: _Replacements,
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
                recorded = content_of(opened, opened.body.draft)
                origin = origin_of(opened.context) or opened.id
                made = await _create_from_origin(history, me, seq, parent, recorded, origin)
                standing.made.append(made)
                standing.put(opened.id, [made])
    return seq


async def _create_from_origin(
    history: History, me: bytes, seq: int, parent: bytes, recorded: CommitContent, origin: bytes
) -> bytes:
    """The commit that names which one it was made from, first of all."""
    named = msgspec.structs.replace(recorded, context=with_origin(recorded.context, origin))
    try:
        return await create_commit(history, me, seq, parent, named)
    except AutusError as error:
        if error.code != "COMMIT_TOO_LARGE":
            raise
    # As large as a commit can be: without the name it may be there twice one day, with it it never would be.
    return await create_commit(history, me, seq, parent, recorded)
