"""Commits that were sealed again in two places: which of the unpushed ones another commit says already.

An origin alone proves nothing, for whoever holds the goal's keys can name one: only a commit that says the
same, word for word and at the same time, takes the place of another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from shared.chain.context import without_origin
from shared.device.core.commit_log import IndexRow
from shared.device.core.history import History
from shared.kernel import canonical_json
from shared.vault.envelope import Opened
from shared.wire.limits import PUSH_COMMITS_MAX

_encode = msgspec.json.Encoder(order="sorted").encode


class Twins(msgspec.Struct):
    """Commits that say the same: one that the server has, if it has any, and those that are pending.

    `leader` is the pending one that is sealed again for all of them, once it is known.
    """

    stored: bytes | None
    pending: list[bytes]
    leader: bytes | None = None


class Duplicates:
    """The twins among `pending`, all that leads to this device's tip and not to `remote`."""

    def __init__(self, history: History, pending: Iterable[bytes], remote: bytes | None) -> None:
        self._history = history
        self._remote = remote
        self._pending = frozenset(pending)
        self._groups: list[Twins] = []
        self._of: dict[bytes, Twins] = {}

    async def find(self, commits: Iterable[bytes]) -> None:
        """Opens what may be the same as one of `commits`, which are pending, and compares it."""
        history = self._history
        origins = dict.fromkeys(origin_of_row(history.row(commit)) for commit in commits)
        families = [self._there(origin) for origin in origins if origin in history.rewrites]
        families = [members for members in families if len(members) > 1]
        said = await self._said({commit for members in families for commit in members})
        for members in families:
            self._compare(members, said)

    async def _said(self, commits: Iterable[bytes]) -> dict[bytes, bytes]:
        """What tells equal commits from others; opened as they lie in the log, which is read once for all."""
        history = self._history
        places = history.log.positions
        ordered = sorted(commits, key=lambda commit: places.get(commit, len(places)))
        said: dict[bytes, bytes] = {}
        for offset in range(0, len(ordered), PUSH_COMMITS_MAX):
            part = await history.open(ordered[offset : offset + PUSH_COMMITS_MAX], contexts=True)
            said.update({opened.id: _digest(opened) for opened in part})
        return said

    def _there(self, origin: bytes) -> list[bytes]:
        """The commits of this origin, itself among them, that count: the log also keeps replaced ones."""
        members = [origin] if origin in self._history else []
        members += self._history.rewrites[origin]
        return [each for each in members if each in self._pending or self._is_stored(each)]

    def _is_stored(self, commit: bytes) -> bool:
        return self._remote is not None and self._history.graph.is_ancestor(commit, self._remote)

    def _compare(self, members: Iterable[bytes], said: Mapping[bytes, bytes]) -> None:
        alike: dict[bytes, list[bytes]] = {}
        for commit in members:
            alike.setdefault(said[commit], []).append(commit)
        for commits in alike.values():
            pending = [each for each in commits if each in self._pending]
            stored = min((each for each in commits if each not in self._pending), default=None)
            if pending and len(commits) > 1:
                group = Twins(stored, pending)
                self._groups.append(group)
                self._of.update(dict.fromkeys(pending, group))

    def superseded(self, me: bytes, again: Container[bytes]) -> set[bytes]:
        """Of the pending ones that are pushed as they are (not `again`) those that are not to be.

        The server's goes before any other; of several that it has not, this device's own.
        """
        found: set[bytes] = set()
        for group in self._groups:
            left = [each for each in group.pending if each not in again]
            if group.stored is None and left:
                own = [each for each in left if self._history.row(each).device == me]
                left.remove((own or left)[0])
            found.update(left)
        return found

    def instead(self, commit: bytes, again: Container[bytes]) -> bytes | None:
        """What stands for a commit of `again`: one that the server has, one that is pushed as it is, or one
        that was asked for earlier and is sealed again for all. None: it is this one.
        """
        group = self._of.get(commit)
        if group is None:
            return None
        if group.stored is not None:
            return group.stored
        if group.leader is None:
            kept = [each for each in group.pending if each not in again]
            group.leader = kept[0] if kept else commit
        return None if group.leader == commit else group.leader


def origin_of_row(row: IndexRow) -> bytes:
    """What the commit was sealed again from, or it itself."""
    return row.origin or row.id


def _digest(one: Opened) -> bytes:
    """Of all that a person put into the commit, and when: equal for equal commits alone."""
    body = one.body
    words = canonical_json(without_origin(one.context))
    return hashlib.sha256(_encode([body.t_ms, body.marker.label, body.draft, words])).digest()


async def find_duplicates(
    history: History, pending: Sequence[bytes], remote: bytes | None, commits: Iterable[bytes]
) -> Duplicates:
    """Of `commits`, which are some of `pending`: all that leads to this device's tip and not to `remote`."""
    duplicates = Duplicates(history, pending, remote)
    await duplicates.find(commits)
    return duplicates
