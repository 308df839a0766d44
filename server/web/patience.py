"""How long a client, or a line, may keep the server waiting: as long as clients wait for the server."""

from __future__ import annotations

QUIET_SECONDS = 30.0
# The slowest line that is waited for.
BYTES_PER_SECOND = 32 * 1024


def seconds_for(size: int) -> float:
    """What so many bytes may take."""
    return QUIET_SECONDS + size / BYTES_PER_SECOND
