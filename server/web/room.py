"""Memory for large bodies while they arrive: so much for all, and a quarter of it for whoever sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.errors import AutusError

# Of those who are logged in: twice the largest push for each.
KNOWN_BYTES = 128 * 1024 * 1024
STRANGERS_BYTES = 32 * 1024 * 1024
# How much of any body the connection itself holds before it stops reading; a body that is no larger is not
# counted.
FREE_BYTES = 64 * 1024
RETRY_AFTER_SECONDS = 5


class Room:
    """`sender` is an identity, or the address of who is not logged in."""

    def __init__(self, total: int) -> None:
        self._left = total
        self._each = total // 4
        self._held: dict[bytes | str, int] = {}

    @contextmanager
    def hold(self, sender: bytes | str) -> Iterator[Callable[[int], None]]:
        """Around the reading of a body; what it gives takes room for so many bytes more.

        That raises AutusError SERVER_BUSY with `retry_after_seconds`.
        """
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            held = self._held.get(sender, 0) + size
            if size > self._left or held > self._each:
                raise AutusError(
                    "SERVER_BUSY", "too many large bodies at once", retry_after_seconds=RETRY_AFTER_SECONDS
                )
            self._left -= size
            self._held[sender] = held
            taken += size

        try:
            yield take
        finally:
            self._left += taken
            held = self._held.get(sender, 0) - taken
            if held:
                self._held[sender] = held
            else:
                self._held.pop(sender, None)
