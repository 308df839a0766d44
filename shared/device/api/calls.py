"""Running calls: many at a time, or one alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Calls:
    """Counts the calls that run. One that needs it waits for the others, and holds back later ones."""

    def __init__(self) -> None:
        self._running = 0
        self._holders = 0
        self._one = asyncio.Lock()
        self._free, self._idle = asyncio.Event(), asyncio.Event()

    async def begin(self) -> None:
        """A call begins, after those that run alone. `end` must follow."""
        while self._holders:
            await self._free.wait()
        self._running += 1

    def end(self) -> None:
        """A call has ended."""
        self._running -= 1
        if not self._running:
            self._idle.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Within a call: goes on when every other call has ended. None begins before this one has ended."""
        self._holders += 1
        self._free.clear()
        self.end()
        try:
            async with self._one:
                while self._running:
                    self._idle.clear()
                    await self._idle.wait()
                yield
        finally:
            self._running += 1
            self._holders -= 1
            if not self._holders:
                self._free.set()
