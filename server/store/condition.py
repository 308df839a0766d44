"""What is known to be wrong with the database. Each fault is logged once, and again after it had passed."""

from __future__ import annotations

import logging
import time

from server.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked
from server.store.rows import FaultReason, StoreFault

LOG = logging.getLogger("autus.server")

# A fault that may pass by itself is reported for this long after an operation met it. A small write may
# succeed where a large one does not.
PASSING_SECONDS = 10.0
NO_FURTHER_WRITE = "the database takes no writes until the server starts again"


class Condition:
    """Damage stays known until the server starts again. A full disk and a foreign lock pass."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._damage: StoreFault | None = None
        self._passing: dict[FaultReason, float] = {}

    def note(self, error: StoreError) -> None:
        """Remembers and logs what an operation met."""
        if isinstance(error, StoreDamaged):
            self.note_damage("damaged", str(error))
        elif isinstance(error, StoreFull):
            self._note_passing("full", error)
        elif isinstance(error, StoreLocked):
            self._note_passing("locked", error)

    def note_damage(self, reason: FaultReason, detail: str) -> None:
        """`reason` is "damaged" or "incomplete". An incomplete database is not read either."""
        if self._damage is None:
            self._damage = StoreFault(reason, detail)
            LOG.critical("%s is %s: %s; %s", self._name, reason, detail, NO_FURTHER_WRITE)

    def _note_passing(self, reason: FaultReason, error: StoreError) -> None:
        now = time.monotonic()
        if self._passing.get(reason, 0.0) <= now:
            LOG.error("%s is %s: %s", self._name, reason, error)
        self._passing[reason] = now + PASSING_SECONDS

    def note_unavailable(self, error: StoreError) -> None:
        """A database of its own process does not answer."""
        self._note_passing("unavailable", error)

    def note_answer(self) -> None:
        """It answers."""
        self._passing.pop("unavailable", None)

    def note_write(self) -> None:
        """A write went through, so no other process holds the database."""
        self._passing.pop("locked", None)

    def is_incomplete(self) -> bool:
        """Whether acknowledged data is missing."""
        return self._damage is not None and self._damage.reason == "incomplete"

    def accept_loss(self) -> None:
        """After the operator has accepted what is missing."""
        if self.is_incomplete():
            self._damage = None

    def require_readable(self) -> None:
        """Raises StoreDamaged where acknowledged data is missing: an answer would hide that."""
        if self._damage is not None and self.is_incomplete():
            raise StoreDamaged(self._damage.detail)

    def require_writable(self) -> None:
        """Raises StoreDamaged where damage is known: what is written now might not be found again."""
        if self._damage is not None:
            raise StoreDamaged(f"{self._damage.detail}; {NO_FURTHER_WRITE}")

    def fault(self) -> StoreFault | None:
        """Damage, or a fault that an operation met a short while ago."""
        if self._damage is not None:
            return self._damage
        now = time.monotonic()
        for reason, until in self._passing.items():
            if now < until and reason == "unavailable":
                return StoreFault(reason, "the database does not answer")
            if now < until:
                return StoreFault(reason, f"a write was refused: the database is {reason}")
        return None
