"""The PostgreSQL database: its steps, what it has to be, and what its errors become."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from server.store.errors import (
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreTooNew,
    StoreUnavailable,
)
from server.store.postgres import deletion
from server.store.postgres.database import Transaction
from server.store.postgres.driver_errors import store_error
from server.store.postgres.migrations import MIGRATIONS
from server.store.postgres.store import PostgresStore
from server.store.rows import StoreFault
from tests.postgres import Cluster, fetch
from tests.server.store.contract.examples import hashed, new_account, new_push, push_many, short

MINA, VAULT = hashed("mina"), short("mina", "vault")


def test_stores_that_open_at_once_make_the_tables_once(cluster: Cluster) -> None:
    async def whole(url: str) -> list[StoreFault | None]:
        stores = [PostgresStore(url) for _ in range(4)]
        await asyncio.gather(*(store.open() for store in stores))
        faults = [await store.find_fault() for store in stores]
        await asyncio.gather(*(store.close() for store in stores))
        return faults

    with cluster.new_database(empty=True) as url:
        assert asyncio.run(whole(url)) == [None] * 4
        assert fetch(url, "SELECT number FROM steps") == [(step + 1,) for step in range(len(MIGRATIONS))]


async def opened(url: str) -> None:
    store = PostgresStore(url)
    try:
        await store.open()
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ("INSERT INTO steps VALUES (99, now())", StoreTooNew, "has version 99"),
        ("ALTER DATABASE {name} SET synchronous_commit = off", StoreUnavailable, "synchronous_commit is off"),
        ("ALTER DATABASE {name} SET default_transaction_read_only = on", StoreUnavailable, "read-only"),
    ],
)
def test_a_database_that_cannot_serve_is_not_opened(
    cluster: Cluster, change: str, kind: type[StoreError], words: str
) -> None:
    read_only = "read_only" in change
    with cluster.new_database(empty=read_only) as url:
        fetch(url, change.format(name=cluster.name_of(url)))
        with pytest.raises(kind, match=words):
            asyncio.run(opened(url))


def test_a_database_in_another_encoding_is_not_opened(cluster: Cluster) -> None:
    cluster.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    with pytest.raises(StoreUnavailable, match="encoding LATIN1"):
        asyncio.run(opened(cluster.url("latin")))


@pytest.mark.parametrize("url", ["postgresql:///nowhere?host=/nowhere", "postgresql://localhost:1/nowhere"])
def test_an_address_without_a_database_is_unavailable(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        asyncio.run(opened(url))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (asyncpg.DiskFullError("x"), StoreFull),
        (asyncpg.DataCorruptedError("x"), StoreDamaged),
        (asyncpg.IndexCorruptedError("x"), StoreDamaged),
        (asyncpg.DeadlockDetectedError("x"), StoreLocked),
        (asyncpg.LockNotAvailableError("x"), StoreLocked),
        (asyncpg.QueryCanceledError("x"), StoreLocked),
        (TimeoutError(), StoreLocked),
        (asyncpg.TooManyConnectionsError("x"), StoreUnavailable),
        (asyncpg.AdminShutdownError("x"), StoreUnavailable),
        (asyncpg.ReadOnlySQLTransactionError("x"), StoreUnavailable),
        (asyncpg.InterfaceError("x"), StoreUnavailable),
        (ConnectionRefusedError(), StoreUnavailable),
        (asyncpg.UniqueViolationError("x"), StoreError),
    ],
)
def test_what_an_error_means(error: Exception, kind: type[StoreError]) -> None:
    assert type(store_error(error)) is kind


def test_of_two_transactions_that_wait_for_each_other_both_are_done(cluster: Cluster) -> None:
    async def whole(url: str) -> int:
        store, attempts = PostgresStore(url), list[str]()
        await store.open()
        await store.create_account(new_account("mina"))
        await store.create_account(new_account("other"))
        both = asyncio.Barrier(2)

        async def work(transaction: Transaction, first: str, second: str) -> None:
            attempts.append(first)
            for place, who in enumerate((first, second)):
                await transaction.fetch(
                    "UPDATE owners SET bytes = bytes + 1 WHERE owner = $1", hashed(who)[:8]
                )
                if place == 0 and len(attempts) <= 2:
                    await both.wait()

        await asyncio.gather(
            store._database.transact(lambda transaction: work(transaction, "mina", "other")),
            store._database.transact(lambda transaction: work(transaction, "other", "mina")),
        )
        await store.close()
        return len(attempts)

    with cluster.database() as url:
        assert asyncio.run(whole(url)) >= 3
        assert fetch(url, "SELECT bytes FROM owners") == [(2,), (2,)]


def test_a_start_finishes_a_deletion(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "PART_PUSHES", 2)

    async def crash(*_: object) -> None:
        pass

    async def delete(url: str) -> None:
        store = PostgresStore(url)
        await store.open()
        for who in ("mina", "other"):
            await store.create_account(new_account(who))
            await push_many(store, who, pushes=5)
        with monkeypatch.context() as patched:
            patched.setattr(deletion.DeletionQueries, "_erase", crash)
            await store.delete_account(MINA)
        # Nobody finds any of it. The account may come back at once, but not yet the vault.
        assert await store.pushes_between(MINA, VAULT, 1, 9) == []
        assert await store.create_account(new_account("mina")) is None
        assert not await store.swap_in_push(new_push("mina"))
        await store.close()

    async def start(url: str) -> None:
        store = PostgresStore(url)
        await store.open()
        assert await store.swap_in_push(new_push("mina"))
        await store.close()

    with cluster.database() as url:
        asyncio.run(delete(url))
        assert fetch(url, "SELECT count(*) FROM pushes") == [(10,)]
        asyncio.run(start(url))
        assert fetch(url, "SELECT count(*) FROM pushes") == [(6,)]
        assert fetch(url, "SELECT count(*) FROM authors") == [(2,)]
        assert fetch(url, "SELECT count(*) FROM erasures") == [(0,)]
