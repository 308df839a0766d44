"""Turns for the replays of witnessed vaults: long computations on few cores, shared fairly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.limits.shares import Shares
from shared.errors import AutusError

# One that runs and one that waits.
REPLAYS_PER_IDENTITY_MAX = 2
REPLAYS_MAX = 16
# From one address, with however many accounts.
REPLAYS_PER_NETWORK_MAX = REPLAYS_MAX // 4
# A replay of this many commits takes a moment. It does not wait behind whole histories.
SHORT_COMMITS_MAX = 100
RETRY_AFTER_SECONDS = 5


def _busy() -> AutusError:
    return AutusError("WITNESS_BUSY", "too many replays at once", retry_after_seconds=RETRY_AFTER_SECONDS)


class ReplayTurns:
    """Two lanes, for short and for long replays. Each lane runs one replay at a time, in order."""

    def __init__(self) -> None:
        self._short, self._long = asyncio.Semaphore(1), asyncio.Semaphore(1)
        self._of_identities = Shares(REPLAYS_MAX, REPLAYS_PER_IDENTITY_MAX)
        self._of_networks = Shares(REPLAYS_MAX, REPLAYS_PER_NETWORK_MAX)

    @asynccontextmanager
    async def turn(self, identity: bytes, network: str, commits: int) -> AsyncIterator[None]:
        """Waits for the turn of a replay of at most `commits` commits, and holds it.

        Raises AutusError WITNESS_BUSY with `retry_after_seconds`.
        """
        # A second one only while there is plenty of room, so that few accounts do not fill it.
        if self._of_identities.held >= REPLAYS_MAX // 2 and self._of_identities.has(identity):
            raise _busy()
        with self._of_identities.one(identity, _busy), self._of_networks.one(network, _busy):
            async with self._short if commits <= SHORT_COMMITS_MAX else self._long:
                yield
