"""Work of a deletion that goes on where its caller is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Erasures:
    """The erasures that run, of one store."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    async def run_to_the_end(self, work: Coroutine[None, None, None]) -> None:
        """Waits for `work`, which a cancellation of the caller does not stop."""
        erasure = asyncio.create_task(work)
        self._running.add(erasure)
        erasure.add_done_callback(self._running.discard)
        await asyncio.shield(erasure)

    async def stop(self) -> None:
        """Cancels those that run. A start goes on with what they have left."""
        for erasure in tuple(self._running):
            erasure.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
