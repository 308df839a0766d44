"""What the errors of SQLite mean."""

from __future__ import annotations

import sqlite3

from server.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreUnavailable

# aiosqlite raises ValueError where its connection was closed.
DRIVER_ERRORS = (sqlite3.Error, ValueError)

# A quota of the file system and a limit of the process come as errors of a write, not as SQLITE_FULL.
FULL = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_TRUNCATE})
DAMAGED = frozenset(
    {
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_CORRUPTFS,
    }
)
BY_PRIMARY_CODE = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
}


def store_error(error: Exception) -> StoreError:
    """The port's error for one of DRIVER_ERRORS."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in FULL:
        return StoreFull(str(error))
    if code in DAMAGED:
        return StoreDamaged(str(error))
    if isinstance(error, sqlite3.IntegrityError):
        return StoreError(str(error))
    kind = BY_PRIMARY_CODE.get(code & 0xFF, StoreUnavailable) if code is not None else StoreUnavailable
    return kind(str(error))
