"""The body memory budget: how many bytes of large bodies the server holds while they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.errors import AutusError

# Twice the largest push for each of eight accounts.
ACCOUNTS_BYTES_MAX = 128 * 1024 * 1024
STRANGERS_BYTES_MAX = 32 * 1024 * 1024
# A connection buffers this much of any body before it stops reading. Bodies up to this size are not counted.
UNCOUNTED_BYTES_MAX = 64 * 1024
RETRY_AFTER_SECONDS = 5


class MemoryBudget:
    """A number of bytes for all senders together. One sender gets a quarter of it."""

    def __init__(self, total: int) -> None:
        self._left = total
        self._sender_max = total // 4
        self._used: dict[bytes | str, int] = {}

    @contextmanager
    def reserve(self, *senders: bytes | str) -> Iterator[Callable[[int], None]]:
        """Yields a function that reserves so many bytes more. The end of the block releases them all.

        `senders` are the identity and the network, as far as they are known. The function raises AutusError
        SERVER_BUSY with `retry_after_seconds`.
        """
        reserved = 0

        def add(size: int) -> None:
            nonlocal reserved
            used = {sender: self._used.get(sender, 0) + size for sender in senders}
            if size > self._left or any(each > self._sender_max for each in used.values()):
                raise AutusError(
                    "SERVER_BUSY", "too many large bodies at once", retry_after_seconds=RETRY_AFTER_SECONDS
                )
            self._left -= size
            self._used.update(used)
            reserved += size

        try:
            yield add
        finally:
            self._left += reserved
            for sender in senders:
                left = self._used.get(sender, 0) - reserved
                if left:
                    self._used[sender] = left
                else:
                    self._used.pop(sender, None)


class BodyMemory:
    """One budget for accounts, and one for clients that are not logged in."""

    def __init__(self) -> None:
        self.accounts = MemoryBudget(ACCOUNTS_BYTES_MAX)
        self.strangers = MemoryBudget(STRANGERS_BYTES_MAX)
