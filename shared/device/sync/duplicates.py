"""Finding unpushed commits that another commit already states, because one origin was rewritten twice.

An origin proves nothing, because anybody with the vault's keys can name one. Only a commit with the same
words, draft and time takes the place of another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from shared.chain.context import without_origin
from shared.device.core.history import History
from shared.device.core.index_rows import IndexRow
from shared.kernel import canonical_json
from shared.vault.envelope import Opened
from shared.wire.limits import PUSH_COMMITS_MAX

_encode = msgspec.json.Encoder(order="sorted").encode


class Twins(msgspec.Struct):
    """Commits with the same content: one that the server has, if any, and the pending ones.

    `leader` is the pending one that is rewritten for all of them, once it is chosen.
    """

    stored: bytes | None
    pending: list[bytes]
    leader: bytes | None = None


class Duplicates:
    """The twins among `pending`: the commits that lead to this device's tip and not to `remote`."""

    def __init__(self, history: History, pending: Iterable[bytes], remote: bytes | None) -> None:
        self._history = history
        self._remote = remote
        self._pending = frozenset(pending)
        self._groups: list[Twins] = []
        self._of: dict[bytes, Twins] = {}

    async def find(self, commits: Iterable[bytes]) -> None:
        """Opens every commit that may equal one of `commits`, which are pending, and compares them."""
        history = self._history
        origins = dict.fromkeys(origin_of_row(history.row(commit)) for commit in commits)
        families = [self._counted_members(origin) for origin in origins if origin in history.rewrites]
        families = [members for members in families if len(members) > 1]
        digests = await self._digest_commits({commit for members in families for commit in members})
        for members in families:
            self._compare(members, digests)

    async def _digest_commits(self, commits: Iterable[bytes]) -> dict[bytes, bytes]:
        """A digest per commit, equal for equal content. The commits are opened in log order, so the log is
        read once.
        """
        history = self._history
        rows = history.log.rows

        def place(commit: bytes) -> int:
            known = rows.position(commit)
            return len(rows) if known is None else known

        ordered = sorted(commits, key=place)
        digests: dict[bytes, bytes] = {}
        for offset in range(0, len(ordered), PUSH_COMMITS_MAX):
            part = await history.open(ordered[offset : offset + PUSH_COMMITS_MAX], contexts=True)
            digests.update({opened.id: digest_of(opened) for opened in part})
        return digests

    def _counted_members(self, origin: bytes) -> list[bytes]:
        """The commits of this origin, and the origin, that are pending or stored. The log also keeps replaced
        ones.
        """
        members = [origin] if origin in self._history else []
        members += self._history.rewrites[origin]
        return [each for each in members if each in self._pending or self._is_stored(each)]

    def _is_stored(self, commit: bytes) -> bool:
        return self._remote is not None and self._history.graph.is_ancestor(commit, self._remote)

    def _compare(self, members: Iterable[bytes], digests: Mapping[bytes, bytes]) -> None:
        alike: dict[bytes, list[bytes]] = {}
        for commit in members:
            alike.setdefault(digests[commit], []).append(commit)
        for commits in alike.values():
            pending = [each for each in commits if each in self._pending]
            stored = min((each for each in commits if each not in self._pending), default=None)
            if pending and len(commits) > 1:
                group = Twins(stored, pending)
                self._groups.append(group)
                self._of.update(dict.fromkeys(pending, group))

    def find_superseded(self, me: bytes, rewritten: Container[bytes]) -> set[bytes]:
        """The pending commits outside `rewritten` that must not be pushed, because a twin takes their place.

        The server's commit comes first. Of several pending ones, this device's own comes first.
        """
        found: set[bytes] = set()
        for group in self._groups:
            left = [each for each in group.pending if each not in rewritten]
            if group.stored is None and left:
                own = [each for each in left if self._history.row(each).device == me]
                left.remove((own or left)[0])
            found.update(left)
        return found

    def find_replacement(self, commit: bytes, rewritten: Container[bytes]) -> bytes | None:
        """The commit that replaces a commit of `rewritten`, or None if the commit itself is rewritten.

        The server's commit comes first, then one that is pushed unchanged. Otherwise the first commit of the
        group that is asked for is rewritten for all.
        """
        group = self._of.get(commit)
        if group is None:
            return None
        if group.stored is not None:
            return group.stored
        if group.leader is None:
            kept = [each for each in group.pending if each not in rewritten]
            group.leader = kept[0] if kept else commit
        return None if group.leader == commit else group.leader


def origin_of_row(row: IndexRow) -> bytes:
    """The commit that this one rewrites, or itself."""
    return row.origin or row.id


def digest_of(one: Opened) -> bytes:
    """A digest of what a person put into the commit and when. Equal only for equal commits, in any vault."""
    body = one.body
    words = canonical_json(without_origin(one.context))
    return hashlib.sha256(_encode([body.t_ms, body.marker.label, body.draft, words])).digest()


async def find_duplicates(
    history: History, pending: Sequence[bytes], remote: bytes | None, commits: Iterable[bytes]
) -> Duplicates:
    """The twins of `commits`, which are some of `pending`: the commits that lead to the tip and not to
    `remote`.
    """
    duplicates = Duplicates(history, pending, remote)
    await duplicates.find(commits)
    return duplicates
