"""The wall clock."""

from __future__ import annotations

import time


class Clock:
    """The only clock whose time is stored."""

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000
