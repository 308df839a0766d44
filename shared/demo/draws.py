"""Random numbers from a seed, by SHA-256 and exact arithmetic: the same on every runtime."""

from __future__ import annotations

import hashlib


class Draws:
    """A stream of draws. Two streams of one seed give the same draws."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._taken = 0

    def below(self, limit: int) -> int:
        """An integer of 0 .. `limit` - 1."""
        digest = hashlib.sha256(f"{self._seed}:{self._taken}".encode()).digest()
        self._taken += 1
        return int.from_bytes(digest[:8], "big") % limit

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def between(self, low: int, high: int) -> int:
        """An integer of `low` .. `high`, both included."""
        return low + self.below(high - low + 1)
