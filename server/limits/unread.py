"""Bounds on the answers that wait in memory because their clients do not read them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Protocol

TOTAL_BYTES_MAX = 128 * 1024 * 1024
# Of one account, or of one address.
OWNER_BYTES_MAX = 16 * 1024 * 1024
# A client that reads empties its connection within this time, or has little left in it.
GRACE_SECONDS = 1.0


class Connection(Protocol):
    """A connection with bytes that its client has not read."""

    def drop(self) -> None: ...


class UnreadAnswers:
    """The stalled connections of one server, with the bytes that wait in each.

    Beyond a bound the one that has waited longest is dropped: of the owner who is beyond theirs, or of the
    owner with most bytes.
    """

    def __init__(self) -> None:
        # The longest waiting first.
        self._stalled: dict[Connection, tuple[int, Sequence[Hashable]]] = {}
        self._bytes: dict[Hashable, int] = {}
        self._total = 0

    @property
    def total(self) -> int:
        return self._total

    def add(self, connection: Connection, size: int, owners: Sequence[Hashable]) -> None:
        """Counts `size` bytes of a connection that has stalled, and drops what is too much."""
        self._stalled[connection] = size, owners
        self._count(size, owners)
        for owner in owners:
            while self._bytes.get(owner, 0) > OWNER_BYTES_MAX:
                self._drop_first(owner)
        while self._total > TOTAL_BYTES_MAX:
            self._drop_first(max(self._bytes, key=self._bytes.__getitem__))

    def remove(self, connection: Connection) -> None:
        """The connection is read again, or gone."""
        if (found := self._stalled.pop(connection, None)) is not None:
            self._count(-found[0], found[1])

    def _count(self, size: int, owners: Sequence[Hashable]) -> None:
        self._total += size
        for owner in owners:
            left = self._bytes.get(owner, 0) + size
            if left:
                self._bytes[owner] = left
            else:
                del self._bytes[owner]

    def _drop_first(self, owner: Hashable) -> None:
        first = next(self._of(owner))
        self.remove(first)
        first.drop()

    def _of(self, owner: Hashable) -> Iterator[Connection]:
        return (each for each, (_, owners) in self._stalled.items() if owner in owners)
