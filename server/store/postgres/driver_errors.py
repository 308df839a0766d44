"""What the errors of asyncpg and of PostgreSQL mean."""

from __future__ import annotations

import asyncpg

from server.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreUnavailable

# asyncpg raises InterfaceError where a connection or the pool was closed, and the operating system's error
# where none can be made.
DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

# By the SQLSTATE, or by its first characters.
FULL = ("53100",)
DAMAGED = ("XX001", "XX002")
LOCKED = ("55P03", "57014", "40001", "40P01")
INTEGRITY = ("23",)


def store_error(error: Exception) -> StoreError:
    """The port's error for one of DRIVER_ERRORS."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, TimeoutError):
        return StoreLocked("the database did not answer in time")
    state = str(getattr(error, "sqlstate", None) or "")
    for kind, states in ((StoreFull, FULL), (StoreDamaged, DAMAGED), (StoreLocked, LOCKED)):
        if state.startswith(states):
            return kind(text)
    return StoreError(text) if state.startswith(INTEGRITY) else StoreUnavailable(text)
