"""One SQLite file: one connection writes, a few read."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import aiosqlite

from server.store.errors import StoreError, StoreFull, StoreUnavailable
from server.store.sqlite.bulk import BulkReader
from server.store.sqlite.migrations import migrate

Row: TypeAlias = tuple[Any, ...]
Parameters: TypeAlias = Sequence[object]
Result = TypeVar("Result")

FILE_NAME = "autus.sqlite3"
READERS = 2
# Pages of 8 KiB hold several one-commit pushes each. It is fixed when the file is made.
PAGE_BYTES = 8192
WRITER_CACHE_KIB = 8_000
READER_CACHE_KIB = 2_000
# A checkpoint syncs twice, so it is left until 32 MiB have gathered in the write-ahead log.
CHECKPOINT_PAGES = 4_000
BUSY_SECONDS = 10.0
NOT_OPEN = "the store is not open"
# aiosqlite raises ValueError where its connection was closed.
DRIVER_ERRORS = (sqlite3.Error, ValueError)


def store_error(error: Exception) -> StoreError:
    """The port's error for one of DRIVER_ERRORS."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return StoreFull(str(error))
    if isinstance(error, sqlite3.IntegrityError):
        return StoreError(str(error))
    return StoreUnavailable(str(error))


class Database:
    """`connect` comes first, `close` last. `write` serialises the writes; they are durable when it ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None
        self._readers: list[aiosqlite.Connection] = []
        self._bulk: BulkReader | None = None
        self._turn = 0

    async def connect(self) -> None:
        try:
            await self._connect()
        except DRIVER_ERRORS as error:
            raise store_error(error) from error

    async def _connect(self) -> None:
        self._make_private()
        # IMMEDIATE: the first change of a transaction takes the write lock, so none fails halfway.
        writer = await aiosqlite.connect(self.path, isolation_level="IMMEDIATE", timeout=BUSY_SECONDS)
        self._writer = writer
        await writer.executescript(
            f"PRAGMA page_size = {PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            f"PRAGMA foreign_keys = ON; PRAGMA cache_size = -{WRITER_CACHE_KIB};"
            f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}; PRAGMA trusted_schema = OFF;"
            # SQLite overwrites what is deleted, instead of only freeing its pages.
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
        self._bulk = BulkReader()
        await self._bulk.open(self.path, BUSY_SECONDS, READER_CACHE_KIB)

    def _make_private(self) -> None:
        """Lets only the owner read the file. SQLite gives the files beside it the same rights."""
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        for path in (self.path, *self.path.parent.glob(f"{FILE_NAME}-*")):
            path.chmod(0o600)

    async def close(self) -> None:
        for connection in (*self._readers, self._bulk, self._writer):
            if connection is not None:
                await connection.close()
        self._readers, self._bulk, self._writer = [], None, None

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The rows of a query on the last committed state."""
        if not self._readers:
            raise StoreUnavailable(NOT_OPEN)
        self._turn = (self._turn + 1) % len(self._readers)
        try:
            return [tuple(row) for row in await self._readers[self._turn].execute_fetchall(sql, parameters)]
        except DRIVER_ERRORS as error:
            raise store_error(error) from error

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        rows = await self.fetch(sql, parameters)
        return rows[0] if rows else None

    async def read_bulk(self, read: Callable[[sqlite3.Connection], Result]) -> Result:
        """What `read` returns, run on the connection of long reads. It sees one committed state."""
        if self._bulk is None:
            raise StoreUnavailable(NOT_OPEN)
        try:
            return await self._bulk.read(read)
        except DRIVER_ERRORS as error:
            raise store_error(error) from error

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Writer]:
        """A transaction: durable when the block ends, undone when it raises."""
        async with self._lock:
            connection = self._writer
            if connection is None:
                raise StoreUnavailable(NOT_OPEN)
            try:
                try:
                    yield Writer(connection)
                    await connection.commit()
                except BaseException:
                    await connection.rollback()
                    raise
            except DRIVER_ERRORS as error:
                raise store_error(error) from error

    async def empty_log(self) -> None:
        """Moves the write-ahead log into the file and empties it, so that neither holds older pages.

        A reader at work may prevent it. The next checkpoint does it then.
        """
        async with self._lock:
            if self._writer is None:
                raise StoreUnavailable(NOT_OPEN)
            try:
                await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            except DRIVER_ERRORS as error:
                raise store_error(error) from error


class Writer:
    """The writing connection, inside a transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def undo(self) -> None:
        """Undoes all that the transaction has changed."""
        await self._connection.rollback()

    async def run(self, sql: str, parameters: Parameters = ()) -> int:
        """The number of rows that changed."""
        return (await self._connection.execute(sql, parameters)).rowcount

    async def run_many(self, sql: str, rows: Iterable[Parameters]) -> int:
        """The number of rows that changed, over all of `rows`."""
        return (await self._connection.executemany(sql, rows)).rowcount

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        return [tuple(row) for row in await self._connection.execute_fetchall(sql, parameters)]


class Queries:
    """A group of the store's operations, on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
