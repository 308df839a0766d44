"""Answers in parts. A connection holds one part, however slowly its client reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

# The size of the parts in which a larger answer is read and sent.
PART_BYTES = 128 * 1024


async def drained(parts: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    """The parts, each made after the client has read the one before it.

    An ASGI server waits before it sends, and not after. The empty part is what it waits with: a part that
    was already made would stay in memory beside the one that is being sent.
    """
    async with aclosing(parts):
        while True:
            try:
                # Without a name: it would keep the part in memory.
                yield await anext(parts)
            except StopAsyncIteration:
                return
            yield b""
