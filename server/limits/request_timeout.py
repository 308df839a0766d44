"""How long the server waits for a client that sends a body or reads an answer."""

from __future__ import annotations

# Clients wait as long for the server.
QUIET_SECONDS = 30.0
# The slowest connection that is served.
BYTES_PER_SECOND_MIN = 32 * 1024


def seconds_for(size: int) -> float:
    """The timeout in seconds for the transfer of `size` bytes."""
    return QUIET_SECONDS + size / BYTES_PER_SECOND_MIN
