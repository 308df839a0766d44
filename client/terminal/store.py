"""A device's store in one SQLite file: an ordered key-value table. A write returns once it is durable."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from shared.errors import AutusError

_SCHEMA = "CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"


class SqliteStore:
    """Satisfies `shared.device.core.host.Store`. One process at a time may hold the file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        return [self._get(key) for key in keys]

    async def scan(self, prefix: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        # Keys are ASCII, so every key with this prefix sorts before the prefix followed by DEL.
        return self._connection.execute(
            "SELECT key, value FROM records WHERE key > ? AND key < ? ORDER BY key LIMIT ?",
            (max(prefix, after), prefix + "\x7f", limit),
        ).fetchall()

    async def write(self, puts: Sequence[tuple[str, bytes]], deletes: Sequence[str] = ()) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO records VALUES (?, ?)", puts)
            self._connection.executemany("DELETE FROM records WHERE key = ?", [(key,) for key in deletes])
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise AutusError("STORAGE_FAILED", f"the local store: {error}") from error

    def _get(self, key: str) -> bytes | None:
        row = self._connection.execute("SELECT value FROM records WHERE key = ?", (key,)).fetchone()
        return None if row is None else row[0]
