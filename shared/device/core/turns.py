"""Giving way: long work is done in parts, and everything else that waits gets its turn between two."""

from __future__ import annotations

from collections.abc import Generator


class _Turn:
    def __await__(self) -> Generator[None]:
        # The loop runs all other tasks that can run before it comes back.
        yield


async def give_way() -> None:
    """Lets every other task that can run do so once. It waits for nothing."""
    await _Turn()
