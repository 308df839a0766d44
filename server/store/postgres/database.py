"""A PostgreSQL database: a pool of connections, statements and transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar, cast

import asyncpg

from server.store.condition import Condition
from server.store.errors import StoreDamaged, StoreError, StoreUnavailable
from server.store.postgres import connection as driver
from server.store.postgres.connection import Connection, Row
from server.store.postgres.driver_errors import DRIVER_ERRORS, store_error
from server.store.postgres.migrations import migrate

Result = TypeVar("Result")

CONNECTIONS_MAX = 16
CONNECT_SECONDS = 5.0
# The longest wait for a connection, and for the answer to a statement.
WAIT_SECONDS = 10.0
# Two transactions that wait for each other: PostgreSQL ends one of them, which is then repeated.
ATTEMPTS_MAX = 5
REPEATED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
NOT_OPEN = "the store is not open"


class Undo(Exception):
    """Raised in a transaction: it changes nothing, and `transact` returns `result`."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class Transaction:
    """One connection, inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *values: object) -> list[Row]:
        return await driver.run(self._connection, sql, values)

    async def fetch_one(self, sql: str, *values: object) -> Row | None:
        rows = await self.fetch(sql, *values)
        return rows[0] if rows else None


async def _keep(connection: Connection) -> None:
    """What asyncpg does by itself when a connection goes back to the pool: four statements more each time.

    Nothing here sets anything that would stay with a connection.
    """


class Database:
    """`connect` comes first, `close` last."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.condition = Condition("the PostgreSQL database")
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def connect(self) -> None:
        """Raises StoreError where the database cannot serve."""
        try:
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=CONNECTIONS_MAX,
                timeout=CONNECT_SECONDS,
                command_timeout=WAIT_SECONDS,
                reset=_keep,
            )
            async with self._pool.acquire(timeout=WAIT_SECONDS) as connection:
                await _require_usable(connection)
                await migrate(connection)
        except DRIVER_ERRORS as error:
            raise store_error(error) from error
        except ValueError as error:
            # An address that asyncpg cannot read. The error may have the password in it.
            raise StoreUnavailable("AUTUS_DATABASE is no address of a PostgreSQL database") from error

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await pool.close()
        except DRIVER_ERRORS:
            pool.terminate()

    async def fetch(self, sql: str, *values: object) -> list[Row]:
        """The rows of one statement, which is a transaction of its own."""
        return await self._use(lambda connection: driver.run(connection, sql, values))

    async def fetch_one(self, sql: str, *values: object) -> Row | None:
        rows = await self.fetch(sql, *values)
        return rows[0] if rows else None

    async def write(self, sql: str, *values: object) -> list[Row]:
        """As `fetch`, for a statement that changes something."""
        self.condition.require_writable()
        return await self.fetch(sql, *values)

    async def swap(self, sql: str, *values: object) -> bool:
        """Whether a statement has stored anything. One that must undo itself divides by zero."""
        self.condition.require_writable()

        async def work(connection: Connection) -> bool:
            try:
                ((stored,),) = await driver.run(connection, sql, values)
            except asyncpg.DivisionByZeroError:
                return False
            return bool(stored)

        return await self._use(work)

    async def transact(self, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """What `work` returns. It runs in one transaction, and may run again."""
        self.condition.require_writable()

        async def whole(connection: Connection) -> Result:
            # Each statement sees what was committed before it, so a lock that it takes first makes the
            # statements after it see the newest state.
            async with connection.transaction(isolation="read_committed"):
                return await work(Transaction(connection))

        try:
            return await self._use(whole)
        except Undo as undo:
            return cast("Result", undo.result)

    async def _use(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """Raises StoreError."""
        if self._pool is None:
            raise StoreUnavailable(NOT_OPEN)
        try:
            for _ in range(ATTEMPTS_MAX - 1):
                try:
                    return await self._once(self._pool, work)
                except REPEATED:
                    continue
            return await self._once(self._pool, work)
        except DRIVER_ERRORS as error:
            raise self._note(error) from error

    async def _once(
        self, pool: asyncpg.Pool[asyncpg.Record], work: Callable[[Connection], Awaitable[Result]]
    ) -> Result:
        async with pool.acquire(timeout=WAIT_SECONDS) as connection:
            result = await work(connection)
        self.condition.note_answer()
        return result

    def _note(self, error: Exception) -> StoreError:
        failure = store_error(error)
        if type(failure) is StoreUnavailable:
            self.condition.note_unavailable(failure)
        self.condition.note(failure)
        return failure

    def note_damage(self, detail: str) -> StoreDamaged:
        """Remembers that something is not as it was written, and returns it as an error."""
        damage = StoreDamaged(detail)
        self.condition.note(damage)
        return damage


async def _require_usable(connection: Connection) -> None:
    """Raises StoreUnavailable where a confirmed write could be lost, or a text be stored wrongly."""
    encoding, durable = (
        await connection.fetch(
            "SELECT current_setting('server_encoding'), current_setting('synchronous_commit')"
        )
    )[0]
    if encoding != "UTF8":
        raise StoreUnavailable(f"the database has the encoding {encoding}, and UTF8 is needed")
    if durable == "off":
        raise StoreUnavailable(
            "the database confirms writes before they are durable: synchronous_commit is off"
        )


def columns(rows: Iterable[Sequence[object]], count: int) -> list[list[object]]:
    """The rows as `count` lists, for `unnest`."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]


class Queries:
    """A group of the store's operations, on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
