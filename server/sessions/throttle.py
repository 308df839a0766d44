"""A bound on guessing: so many failed log-ins per account and address, then a pause."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from shared.errors import AutusError

FAILURES_MAX = 10
PAUSE_SECONDS = 15 * 60
ENTRIES_MAX = 10_000

Key = tuple[str, str]


class Throttle:
    """In memory, the longest unused entry goes first; `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: OrderedDict[Key, tuple[int, float]] = OrderedDict()

    def check(self, name: str, address: str) -> None:
        """Raises AutusError TOO_MANY_ATTEMPTS with `retry_after_seconds`."""
        count, since = self._entry((name, address))
        if count >= FAILURES_MAX:
            wait = max(1, int(since + PAUSE_SECONDS - self._clock()))
            raise AutusError(
                "TOO_MANY_ATTEMPTS", "too many failed log-ins; wait a while", retry_after_seconds=wait
            )

    def failed(self, name: str, address: str) -> None:
        key = (name, address)
        count, since = self._entry(key)
        self._failures[key] = (count + 1, since)
        self._failures.move_to_end(key)
        while len(self._failures) > ENTRIES_MAX:
            self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        self._failures.pop((name, address), None)

    def _entry(self, key: Key) -> tuple[int, float]:
        now = self._clock()
        count, since = self._failures.get(key, (0, now))
        return (0, now) if now >= since + PAUSE_SECONDS else (count, since)
