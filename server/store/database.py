"""One SQLite file: one connection that writes, a few that read. No rule stands here."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import aiosqlite

from server.store.migrations import migrate

Row: TypeAlias = tuple[Any, ...]
Parameters: TypeAlias = Sequence[object]

FILE_NAME = "autus.sqlite3"
READERS = 2
# Pages of 8 KiB hold several one-commit pushes each. It is fixed when the file is made.
PAGE_BYTES = 8192
WRITER_CACHE_KIB = 8_000
READER_CACHE_KIB = 2_000
# A checkpoint syncs twice, so it is left until 32 MiB have gathered in the write-ahead log.
CHECKPOINT_PAGES = 4_000
BUSY_SECONDS = 10.0


class Database:
    """`connect` first, `close` last. Writes are serialised by `write`, and durable once it has ended."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None
        self._readers: list[aiosqlite.Connection] = []
        self._turn = 0

    async def connect(self) -> None:
        self._make_private()
        # IMMEDIATE: the first change of a transaction takes the write lock, so none fails halfway.
        writer = await aiosqlite.connect(self.path, isolation_level="IMMEDIATE", timeout=BUSY_SECONDS)
        self._writer = writer
        await writer.executescript(
            f"PRAGMA page_size = {PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            f"PRAGMA foreign_keys = ON; PRAGMA cache_size = -{WRITER_CACHE_KIB};"
            f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}; PRAGMA trusted_schema = OFF;"
            # What is deleted is overwritten, not only forgotten.
            "PRAGMA secure_delete = ON;"
        )
        await migrate(writer)
        for _ in range(READERS):
            reader = await aiosqlite.connect(self.path, isolation_level=None, timeout=BUSY_SECONDS)
            self._readers.append(reader)
            await reader.executescript(
                f"PRAGMA query_only = ON; PRAGMA cache_size = -{READER_CACHE_KIB};"
                "PRAGMA trusted_schema = OFF;"
            )

    def _make_private(self) -> None:
        """Only the owner reads the file; SQLite gives what it makes beside it the same rights."""
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        for path in (self.path, *self.path.parent.glob(f"{FILE_NAME}-*")):
            path.chmod(0o600)

    async def close(self) -> None:
        for connection in (*self._readers, self._writer):
            if connection is not None:
                await connection.close()
        self._readers, self._writer = [], None

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Rows of the last committed state. Raises sqlite3.ProgrammingError where it is not connected."""
        if not self._readers:
            raise sqlite3.ProgrammingError("the database is closed")
        self._turn = (self._turn + 1) % len(self._readers)
        return [tuple(row) for row in await self._readers[self._turn].execute_fetchall(sql, parameters)]

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        rows = await self.fetch(sql, parameters)
        return rows[0] if rows else None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Writer]:
        """A transaction: durable when the block ends, undone when it raises."""
        async with self._lock:
            if self._writer is None:
                raise sqlite3.ProgrammingError("the database is closed")
            try:
                yield Writer(self._writer)
                await self._writer.commit()
            except BaseException:
                await self._writer.rollback()
                raise

    async def empty_log(self) -> None:
        """Moves the write-ahead log into the file and empties it: older pages are in neither then.

        A reader that is at work may keep it from that; the next checkpoint comes round to it.
        """
        async with self._lock:
            if self._writer is None:
                raise sqlite3.ProgrammingError("the database is closed")
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


class Writer:
    """The writing connection, inside a transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str, parameters: Parameters = ()) -> int:
        """The number of rows that changed."""
        return (await self._connection.execute(sql, parameters)).rowcount

    async def run_many(self, sql: str, rows: Iterable[Parameters]) -> int:
        """The number of rows that changed, over all of `rows`."""
        return (await self._connection.executemany(sql, rows)).rowcount

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        return [tuple(row) for row in await self._connection.execute_fetchall(sql, parameters)]
