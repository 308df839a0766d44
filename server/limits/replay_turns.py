"""Turns for the replays of witnessed vaults: long computations on few cores, shared fairly."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.errors import AutusError

# One that runs and one that waits.
REPLAYS_PER_IDENTITY_MAX = 2
REPLAYS_MAX = 16
# A replay of this many commits takes a moment. It does not wait behind whole histories.
SHORT_COMMITS_MAX = 100
RETRY_AFTER_SECONDS = 5


class ReplayTurns:
    """Two lanes, for short and for long replays. Each lane runs one replay at a time, in order."""

    def __init__(self) -> None:
        self._short, self._long = asyncio.Semaphore(1), asyncio.Semaphore(1)
        self._present: Counter[bytes] = Counter()

    @asynccontextmanager
    async def turn(self, identity: bytes, commits: int) -> AsyncIterator[None]:
        """Waits for the turn of a replay of at most `commits` commits, and holds it.

        Raises AutusError WITNESS_BUSY with `retry_after_seconds`.
        """
        if self._present[identity] >= REPLAYS_PER_IDENTITY_MAX or self._present.total() >= REPLAYS_MAX:
            raise AutusError(
                "WITNESS_BUSY", "too many replays at once", retry_after_seconds=RETRY_AFTER_SECONDS
            )
        self._present[identity] += 1
        try:
            async with self._short if commits <= SHORT_COMMITS_MAX else self._long:
                yield
        finally:
            self._present[identity] -= 1
            if not self._present[identity]:
                del self._present[identity]
