"""Rewriting unpushed commits: same content and order, new ids.

They are those that no server can store, which get new numbers, and this device's own under the key of an
earlier epoch. The caller has pulled since the epoch began, so the server has none of these, and they keep
their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.chain.context import origin_of
from shared.chain.header import Kind
from shared.device.core.commit_creation import content_of, create_from_origin
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.sync.unpushed import (
    find_old_epochs,
    find_seq_conflicts,
    find_unknown_authors,
    strip_unpushed_merges,
)
from shared.wire.limits import PUSH_COMMITS_MAX

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.sync.duplicates import Duplicates


async def rewrite_unpushable(device: Device, vault: Vault) -> bool:
    """Rewrites under this device's id the unpushed commits that no server can store, and all that depend on
    them. Commits with a twin are replaced by it.

    Returns False if there are none, or if this very device id is the one in use twice.
    """
    async with vault.locked():
        await vault.load()
        if not vault.loaded:
            return False
        history = await vault.history()
        remote, taken = vault.meta.remote.head, vault.meta.remote.seqs
        own = strip_unpushed_merges(history, vault.meta.head, remote)
        pending = history.graph.difference(own, remote)
        stuck = find_seq_conflicts(history, pending, taken).keys() | find_unknown_authors(
            await device.roster(), history, pending, vault.id
        )
        me = device.record.device
        from shared.device.sync.duplicates import find_duplicates  # noqa: PLC0415 - rarely needed, so a start does not load it

        duplicates = await find_duplicates(history, pending, remote, pending)
        # A commit whose rewrite the server has is not pushed, so it needs no sequence number.
        unsafe = stuck - duplicates.find_superseded(me, ())
        if any(history.row(commit).device == me for commit in unsafe):
            return False
        stuck |= set(find_old_epochs(history, pending, me, vault.meta.ended))
        rewritten = _find_unpushable(history, pending, stuck)
        rewritten = _find_unpushable(history, pending, rewritten | duplicates.find_superseded(me, rewritten))
        if not rewritten:
            return False
        kept = [row.seq for row in map(history.row, pending) if row.device == me and row.id not in rewritten]
        replacements = Replacements(history, remote)
        try:
            seq = await _rewrite_commits(
                history,
                me,
                [commit for commit in pending if commit in rewritten],
                duplicates,
                replacements,
                max([taken.get(me, 0), *kept]),
            )
            head = await replacements.merge(own)
            if remote is not None and history.graph.is_ancestor(head, remote):
                head = remote
            tip = await history.tip(head)
        except BaseException:
            vault.forget_history()
            raise
        waiting = history.count_unpushed(head, remote)
        meta = msgspec.structs.replace(vault.meta, head=head, seq=seq, waiting=waiting)
        await vault.write_commits(history.fresh_entries(dict.fromkeys(replacements.created)), meta, tip)
        return True


def _find_unpushable(history: History, pending: Sequence[bytes], stuck: Iterable[bytes]) -> set[bytes]:
    """`stuck` and every pending commit that cannot be pushed without it: descendants, and later commits of
    the same authors, whose numbers would leave a gap.
    """
    rewritten, size = set(stuck), -1
    while size != len(rewritten):
        size = len(rewritten)
        first: dict[bytes, int] = {}
        for row in map(history.row, pending):
            if row.id in rewritten and not row.is_merge:
                first[row.device] = min(row.seq, first.get(row.device, row.seq))
        for row in map(history.row, pending):
            if not rewritten.isdisjoint(row.parents) or (
                not row.is_merge and row.seq > first.get(row.device, row.seq)
            ):
                rewritten.add(row.id)
    return rewritten


class Replacements:
    """Maps rewritten commits to what replaces them. `created` lists the new commits, parents first.

    Several commits may replace one. They are merged when something is built on them.
    """

    def __init__(self, history: History, remote: bytes | None) -> None:
        self._history = history
        self._remote = remote
        self._of: dict[bytes, list[bytes]] = {}
        self.created: list[bytes] = []

    def set(self, commit: bytes, places: Iterable[bytes]) -> None:
        """Replaces `commit` by whatever replaces `places`."""
        self._of[commit] = self._tips([each for place in places for each in self._of.get(place, [place])])

    async def merge(self, commit: bytes) -> bytes:
        """The one commit that replaces this one. Creates merges if there are several."""
        tip, *others = sorted(self._of.get(commit, [commit]))
        for other in others:
            tip = await self._history.merge(tip, other)
            self.created.append(tip)
        return tip

    def _tips(self, commits: Iterable[bytes]) -> list[bytes]:
        """The commits without a descendant among them. Of several, those that the server has are replaced by
        its head.
        """
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
    rewritten: Sequence[bytes],
    duplicates: Duplicates,
    replacements: Replacements,
    seq: int,
) -> int:
    """Rewrites the commits, or finds their replacements. Returns the last sequence number used."""
    members = frozenset(rewritten)
    for offset in range(0, len(rewritten), PUSH_COMMITS_MAX):
        for opened in await history.open(rewritten[offset : offset + PUSH_COMMITS_MAX], contexts=True):
            parents = opened.header.parents
            known = duplicates.find_replacement(opened.id, members)
            if known is not None:
                # The parents need not be ancestors of the replacement.
                replacements.set(opened.id, [*parents, known])
            elif opened.header.kind == Kind.MERGE:
                replacements.set(opened.id, parents)
            elif opened.body.draft is not None:
                seq += 1
                parent = await replacements.merge(parents[0])
                recorded = content_of(opened, opened.body.draft)
                origin = origin_of(opened.context) or opened.id
                made = await create_from_origin(history, me, seq, parent, recorded, origin)
                replacements.created.append(made)
                replacements.set(opened.id, [made])
    return seq
