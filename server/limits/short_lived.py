"""Values that end by themselves after a while. They are in memory only, and bounded in all and by owner."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

from shared.errors import AutusError

RETRY_AFTER_SECONDS = 30

Value = TypeVar("Value")


class _Entry(NamedTuple, Generic[Value]):
    owner: bytes
    value: Value
    until: float


class ShortLived(Generic[Value]):
    """Values by key. Each lives for `seconds`. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float], seconds: float, total: int, share: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._total = total
        self._share = share
        # All live equally long, so the oldest come first.
        self._entries: OrderedDict[bytes, _Entry[Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, key: bytes, owner: bytes, value: Value) -> None:
        """Raises AutusError SERVER_BUSY where the owner or all together have what they may."""
        self._drop_ended()
        own = sum(1 for _ in self._of(owner))
        if own >= self._share or len(self._entries) >= self._total:
            raise AutusError(
                "SERVER_BUSY",
                "too many devices are being added at once",
                retry_after_seconds=RETRY_AFTER_SECONDS,
            )
        self._entries[key] = _Entry(owner, value, self._clock() + self._seconds)

    def get(self, key: bytes) -> Value | None:
        self._drop_ended()
        entry = self._entries.get(key)
        return None if entry is None else entry.value

    def replace(self, key: bytes, value: Value) -> None:
        """Another value for a key that has one. It ends when the first one would have ended."""
        self._entries[key] = self._entries[key]._replace(value=value)

    def of(self, owner: bytes) -> list[tuple[bytes, Value]]:
        """(key, value) of an owner, the oldest first."""
        self._drop_ended()
        return [(key, self._entries[key].value) for key in self._of(owner)]

    def drop(self, key: bytes) -> None:
        self._entries.pop(key, None)

    def _of(self, owner: bytes) -> Iterator[bytes]:
        return (key for key, entry in self._entries.items() if entry.owner == owner)

    def _drop_ended(self) -> None:
        now = self._clock()
        while self._entries and next(iter(self._entries.values())).until <= now:
            self._entries.popitem(last=False)
