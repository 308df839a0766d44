"""Challenges for passkeys: each holds for one subject, one use and five minutes.

A challenge carries its own proof, so that handing one out stores nothing: strangers cannot fill a table, nor
push out the challenge that somebody else is about to answer. Only used ones are remembered.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

from shared.errors import AutusError

LIFETIME_MS = 5 * 60 * 1000
USED_MAX = 10_000
_TIME_BYTES, _MADE_BYTES, _MAC_BYTES = 6, 16, 16


class Challenges:
    """`clock` is in seconds and never goes back. A restart of the server ends all challenges."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._used: OrderedDict[bytes, int] = OrderedDict()
        # Whatever was made until then counts as used.
        self._ended_ms = -1

    def __len__(self) -> int:
        """How many used ones are remembered."""
        return len(self._used)

    def make(self, subject: bytes) -> bytes:
        """A challenge of 32 bytes. `subject` is an identity, or empty for a log-in."""
        made = self._now_ms().to_bytes(_TIME_BYTES, "big") + secrets.token_bytes(_MADE_BYTES - _TIME_BYTES)
        return made + self._mac(made, subject)

    def check(self, challenge: bytes, subject: bytes) -> None:
        """Raises AutusError CHALLENGE_EXPIRED unless it was made here for the subject, and is unused."""
        made, mac = challenge[:_MADE_BYTES], challenge[_MADE_BYTES:]
        genuine = hmac.compare_digest(mac, self._mac(made, subject)) and len(made) == _MADE_BYTES
        made_ms = int.from_bytes(made[:_TIME_BYTES], "big")
        first_ms = max(self._ended_ms + 1, self._now_ms() - LIFETIME_MS)
        if not genuine or made_ms < first_ms or challenge in self._used:
            raise AutusError("CHALLENGE_EXPIRED", "the challenge was used, or is too old")

    def use(self, challenge: bytes, subject: bytes) -> None:
        """Checks the challenge and ends it. Raises AutusError CHALLENGE_EXPIRED."""
        self.check(challenge, subject)
        self.end(challenge)

    def end(self, challenge: bytes) -> None:
        """Ends a challenge that was checked."""
        made_ms = int.from_bytes(challenge[:_TIME_BYTES], "big")
        self._used[challenge] = made_ms
        while len(self._used) > USED_MAX or self._oldest_ms() < self._now_ms() - LIFETIME_MS:
            # What is no longer remembered must not be used again.
            self._ended_ms = max(self._ended_ms, self._used.popitem(last=False)[1])

    def _oldest_ms(self) -> int:
        return next(iter(self._used.values()))

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def _mac(self, made: bytes, subject: bytes) -> bytes:
        return hmac.digest(self._key, subject + made, "sha256")[:_MAC_BYTES]
