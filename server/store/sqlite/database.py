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

from server.store.condition import Condition
from server.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreUnavailable
from server.store.sqlite.bulk import BulkReader
from server.store.sqlite.driver_errors import DRIVER_ERRORS, store_error
from server.store.sqlite.migrations import migrate
from server.store.sqlite.opening import find_damage, find_missing
from server.store.sqlite.own_files import OwnFiles
from server.store.sqlite.write_mark import LastWrite, WriteMark

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
# A start that fails has to say so soon.
START_BUSY_SECONDS = 2.0
PROBE_BYTES = 32 * 1024
NOT_OPEN = "the store is not open"


class Database:
    """`connect` comes first, `close` last. `write` serialises the writes; they are durable when it ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.condition = Condition(str(self.path))
        self._mark = WriteMark(folder)
        self._lock = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None
        self._readers: list[aiosqlite.Connection] = []
        self._bulk: BulkReader | None = None
        self._turn = 0
        self._files: OwnFiles | None = None
        self._serving = False

    async def connect(self) -> None:
        """Raises StoreError where the database cannot serve. Damage in a part of it does not raise."""
        try:
            await self._connect()
            self._serving = True
        except (*DRIVER_ERRORS, OSError) as error:
            failure = StoreUnavailable(str(error)) if isinstance(error, OSError) else store_error(error)
            raise type(failure)(f"{self.path}: {failure}") from error
        except StoreError as error:
            raise type(error)(f"{self.path}: {error}") from error

    async def _connect(self) -> None:
        self._mark.open()
        if self._mark.last != LastWrite() and not (self.path.exists() and self.path.stat().st_size):
            raise StoreUnavailable(
                f"is missing or empty, and {self._mark.path.name} says that this server has stored data."
                " Put a backup in its place; without one, remove that file to begin anew"
            )
        self._make_private()
        # IMMEDIATE: the first change of a transaction takes the write lock, so none fails halfway.
        writer = await aiosqlite.connect(self.path, isolation_level="IMMEDIATE", timeout=START_BUSY_SECONDS)
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
            reader = await aiosqlite.connect(self.path, isolation_level=None, timeout=START_BUSY_SECONDS)
            self._readers.append(reader)
            await reader.executescript(
                f"PRAGMA query_only = ON; PRAGMA cache_size = -{READER_CACHE_KIB};"
                "PRAGMA trusted_schema = OFF;"
            )
        self._bulk = BulkReader()
        await self._bulk.open(self.path, BUSY_SECONDS, READER_CACHE_KIB)
        self._files = OwnFiles([self.path, self.path.with_name(f"{FILE_NAME}-wal")])
        await self._examine(writer)
        for connection in (writer, *self._readers):
            await connection.execute_fetchall(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    async def _examine(self, writer: aiosqlite.Connection) -> None:
        """Looks for damage, and writes once. Raises StoreError where another process holds the database."""
        if damage := await find_damage(writer):
            self.condition.note_damage("damaged", damage)
        elif missing := await find_missing(writer, self._mark.last):
            self.condition.note_damage("incomplete", missing)
        else:
            try:
                await self.probe()
            except StoreFull as error:
                # What is stored can be read.
                self.condition.note(error)

    def _make_private(self) -> None:
        """Lets only the owner read the file. SQLite gives the files beside it the same rights."""
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        for path in (self.path, *self.path.parent.glob(f"{FILE_NAME}-*")):
            path.chmod(0o600)

    async def close(self) -> None:
        others, last = (*self._readers, self._bulk), self._writer
        self._readers, self._bulk, self._writer = [], None, None
        # The last connection that closes empties the write-ahead log into the database. Of two that close at
        # once, each takes the other for open, and the log would stay.
        for connections in (others, (last,)):
            # One that cannot be closed must not keep the others open: their threads hold the process.
            await asyncio.gather(
                *(connection.close() for connection in connections if connection is not None),
                return_exceptions=True,
            )
        self._mark.close()

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The rows of a query on the last committed state."""
        self.condition.require_readable()
        return await self.fetch_anyway(sql, parameters)

    async def fetch_anyway(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """As `fetch`, also where acknowledged data is missing."""
        if not self._readers:
            raise StoreUnavailable(NOT_OPEN)
        self._turn = (self._turn + 1) % len(self._readers)
        try:
            return [tuple(row) for row in await self._readers[self._turn].execute_fetchall(sql, parameters)]
        except DRIVER_ERRORS as error:
            raise self.note(error) from error

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        rows = await self.fetch(sql, parameters)
        return rows[0] if rows else None

    async def read_bulk(self, read: Callable[[sqlite3.Connection], Result]) -> Result:
        """What `read` returns, run on the connection of long reads. It sees one committed state."""
        if self._bulk is None:
            raise StoreUnavailable(NOT_OPEN)
        self.condition.require_readable()
        try:
            return await self._bulk.read(read)
        except StoreError as error:
            self.note(error)
            raise
        except DRIVER_ERRORS as error:
            raise self.note(error) from error

    @asynccontextmanager
    async def write(self, push: tuple[bytes, int, bytes] | None = None) -> AsyncIterator[Writer]:
        """A transaction: durable when the block ends, undone when it raises.

        `push` is the vault, number and owner of the push that it stores, and nothing else.
        """
        self.condition.require_writable()
        async with self._exclusive() as connection:
            self._require_own_files()
            try:
                yield Writer(connection)
                changed = connection.in_transaction
                last = LastWrite(self._mark.last.writes, *(push or ()))
                if changed and push is None:
                    last = LastWrite(await _count_write(connection))
                await connection.commit()
            except BaseException:
                await connection.rollback()
                raise
            if changed:
                self._mark.set(last)
                self.condition.note_write()

    def _require_own_files(self) -> None:
        changed = self._files.find_changed() if self._files is not None else None
        if changed is not None:
            raise self.note(StoreDamaged(f"{changed.name} was deleted or replaced while the server runs"))

    @asynccontextmanager
    async def _exclusive(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writing connection, for one task at a time."""
        if self._lock.locked():
            try:
                async with asyncio.timeout(BUSY_SECONDS):
                    await self._lock.acquire()
            except TimeoutError:
                raise self.note(StoreLocked("other writes took too long")) from None
        else:
            # Does not wait, and needs no timer.
            await self._lock.acquire()
        try:
            if self._writer is None:
                raise StoreUnavailable(NOT_OPEN)
            yield self._writer
        except DRIVER_ERRORS as error:
            raise self.note(error) from error
        finally:
            self._lock.release()

    def note(self, error: Exception) -> StoreError:
        """Remembers what an operation met, and returns it as an error of the port."""
        failure = error if isinstance(error, StoreError) else store_error(error)
        # A start that fails says so itself.
        if self._serving:
            self.condition.note(failure)
        return failure

    async def probe(self) -> None:
        """Writes PROBE_BYTES. Raises StoreError."""
        async with self.write() as writer:
            await writer.run("INSERT OR REPLACE INTO probe VALUES (1, randomblob(?))", (PROBE_BYTES,))

    async def accept_loss(self) -> None:
        """Takes what is stored as complete, whatever the mark says."""
        self.condition.accept_loss()
        async with self._exclusive() as connection:
            ((writes,),) = await connection.execute_fetchall("SELECT count FROM writes")
            self._mark.set(LastWrite(writes))

    async def checkpoint(self) -> None:
        """Moves what it can of the write-ahead log into the file, while others read and write."""
        if self._bulk is None:
            raise StoreUnavailable(NOT_OPEN)
        try:
            await self._bulk.checkpoint()
        except DRIVER_ERRORS as error:
            raise self.note(error) from error

    async def empty_log(self) -> None:
        """Moves the write-ahead log into the file and empties it, so that neither holds older pages.

        A reader at work, a full disk or another process may prevent it. The next checkpoint does it then.
        """
        try:
            async with self._exclusive() as connection:
                await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        except (StoreFull, StoreLocked):
            # It is logged, and what was deleted is gone from every answer.
            return


async def _count_write(connection: aiosqlite.Connection) -> int:
    ((writes,),) = await connection.execute_fetchall("UPDATE writes SET count = count + 1 RETURNING count")
    return int(writes)


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
