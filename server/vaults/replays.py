"""Whose replay may run: long computations on few cores, shared fairly."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.errors import AutusError

# One that runs and one that waits.
OF_ONE_IDENTITY_MAX = 2
AT_ONCE_MAX = 16
# So few commits are replayed in a moment, so they do not wait behind whole histories.
SHORT_COMMITS_MAX = 100
RETRY_AFTER_SECONDS = 5


class Replays:
    """Two lanes, for short replays and long ones; one replay runs in each, in the order of arrival."""

    def __init__(self) -> None:
        self._short, self._long = asyncio.Semaphore(1), asyncio.Semaphore(1)
        self._present: Counter[bytes] = Counter()

    @asynccontextmanager
    async def turn(self, identity: bytes, commits: int) -> AsyncIterator[None]:
        """Around the replay of at most `commits` commits. Raises AutusError WITNESS_BUSY with
        `retry_after_seconds`.
        """
        if self._present[identity] >= OF_ONE_IDENTITY_MAX or self._present.total() >= AT_ONCE_MAX:
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
