"""Commits that were sealed again in two places: which of the unpushed ones another commit says already.

An origin alone proves nothing, for whoever holds the goal's keys can name one: only a commit that says the
same, word for word and at the same time, takes the place of another.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from shared.chain.context import without_origin
from shared.device.history import History
from shared.device.log import IndexRow
from shared.vault.envelope import Opened


class Twins:
    """The commits of `pending` with the others that say the same: on the server's head, or pending too."""

    def __init__(self, history: History, pending: Sequence[bytes], remote: bytes | None) -> None:
        self._history = history
        self._remote = remote
        self._pending = frozenset(pending)
        self._of: dict[bytes, list[bytes]] = {}

    async def find(self, commits: Iterable[bytes]) -> None:
        """Opens what may be the same as one of the pending `commits`, and compares it."""
        groups: dict[bytes, list[bytes]] = {}
        for commit in commits:
            origin = origin_of_row(self._history.row(commit))
            if origin in self._history.again and origin not in groups:
                groups[origin] = self._there(origin)
        for members in groups.values():
            if len(members) > 1:
                opened = await self._history.open(members, contexts=True)
                self._compare(opened)

    def _there(self, origin: bytes) -> list[bytes]:
        """The commits of this origin, itself among them, that count: the log also keeps replaced ones."""
        members = [origin] if origin in self._history else []
        members += self._history.again[origin]
        return [each for each in members if each in self._pending or self._is_stored(each)]

    def _is_stored(self, commit: bytes) -> bool:
        return self._remote is not None and self._history.graph.is_ancestor(commit, self._remote)

    def _compare(self, members: Sequence[Opened]) -> None:
        for one in members:
            same = [other.id for other in members if other is not one and _says_the_same(one, other)]
            if one.id in self._pending and same:
                self._of[one.id] = same

    def stored(self, commit: bytes) -> bytes | None:
        """The one that the server has."""
        return min((each for each in self._of.get(commit, ()) if self._is_stored(each)), default=None)

    def waiting(self, commit: bytes) -> list[bytes]:
        """Those that are pending as well."""
        return [each for each in self._of.get(commit, ()) if each in self._pending]

    def superseded(self, me: bytes, pending: Iterable[bytes], again: Container[bytes]) -> set[bytes]:
        """Of commits that are pushed as they are (not `again`) those that are not to be.

        The server's goes before any other; of two that it has not, this device's own.
        """
        found: set[bytes] = set()
        for commit in sorted(pending, key=lambda each: self._history.row(each).device == me):
            if commit not in again and commit in self._of:
                rivals = [each for each in self.waiting(commit) if each not in again and each not in found]
                if rivals or self.stored(commit) is not None:
                    found.add(commit)
        return found

    def instead(self, commit: bytes, again: Container[bytes], renamed: Mapping[bytes, bytes]) -> bytes | None:
        """What stands for the commit: stored, pushed as it is, or sealed again before it (`renamed`)."""
        stored = self.stored(commit)
        if stored is not None:
            return stored
        for each in self.waiting(commit):
            if each not in again or each in renamed:
                return renamed.get(each, each)
        return None


def origin_of_row(row: IndexRow) -> bytes:
    """What the commit was sealed again from, or it itself."""
    return row.origin or row.id


def _says_the_same(one: Opened, other: Opened) -> bool:
    return (
        one.body.t_ms == other.body.t_ms
        and one.body.draft == other.body.draft
        and one.body.marker.label == other.body.marker.label
        and without_origin(one.context) == without_origin(other.context)
    )


async def twins_of(
    history: History, pending: Sequence[bytes], remote: bytes | None, commits: Iterable[bytes]
) -> Twins:
    """Of `commits`, which are some of `pending`: all that leads to this device's tip and not to `remote`."""
    twins = Twins(history, pending, remote)
    await twins.find(commits)
    return twins
