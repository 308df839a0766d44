"""Long reads, on a connection and a thread of their own, so that no short read waits behind one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from server.store.sqlite.checksums import add_checksums

Result = TypeVar("Result")


class BulkReader:
    """A connection that only reads. `open` comes first, `close` last."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "bulk-reader")
        self._connection: sqlite3.Connection | None = None

    async def open(self, path: Path, timeout_seconds: float, cache_kib: int) -> None:
        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(path, timeout=timeout_seconds, isolation_level=None)
            connection.executescript(
                f"PRAGMA query_only = ON; PRAGMA cache_size = -{cache_kib}; PRAGMA trusted_schema = OFF;"
            )
            add_checksums(connection)
            return connection

        self._connection = await self._run(connect)

    async def close(self) -> None:
        if self._connection is not None:
            await self._run(self._connection.close)
        self._connection = None
        self._thread.shutdown(wait=False)

    async def read(self, read: Callable[[sqlite3.Connection], Result]) -> Result:
        """What `read` returns. It runs in one read transaction. Raises sqlite3.Error."""
        connection = self._connection
        if connection is None:
            raise sqlite3.ProgrammingError("the connection is not open")

        def whole() -> Result:
            connection.execute("BEGIN")
            try:
                return read(connection)
            finally:
                # A read changes nothing. After a damaged page COMMIT fails, and ROLLBACK does not.
                connection.rollback()

        return await self._run(whole)

    async def checkpoint(self) -> None:
        """Moves what it can of the write-ahead log into the file, without holding up a reader or a writer."""
        connection = self._connection
        if connection is not None:
            await self._run(lambda: connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
