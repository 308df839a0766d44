"""The SQLite file: its settings, and what its errors become."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.settings import Settings
from server.store.errors import StoreDamaged, StoreError, StoreFull, StoreUnavailable
from server.store.rows import StoreFault
from server.store.sqlite.database import FILE_NAME, Database
from server.store.sqlite.migrations import MIGRATIONS
from server.store.sqlite.store import SqliteStore
from tests.server.conftest import serving
from tests.server.store.contract.examples import hashed, new_account, new_push, new_session, push_many, short

pytestmark = pytest.mark.sqlite


def test_the_database_is_what_was_asked_for(settings: Settings) -> None:
    with serving(settings):
        connection = sqlite3.connect(settings.data_path / FILE_NAME)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        connection.close()

    async def pragmas() -> list[int]:
        database = Database(settings.data_path)
        await database.connect()
        async with database.write() as writer:
            values = [
                (await writer.fetch(f"PRAGMA {name}"))[0][0] for name in ("synchronous", "foreign_keys")
            ]
        await database.close()
        with pytest.raises(StoreUnavailable):
            async with database.write():
                pass
        return values

    assert asyncio.run(pragmas()) == [2, 1]


def test_a_full_disk_stores_nothing_of_a_push(tmp_path: Path) -> None:
    async def whole() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        await store.create_account(new_account("mina"))
        row = await push_many(store, "mina")
        connection = store._database._writer
        assert connection is not None
        ((pages,),) = await connection.execute_fetchall("PRAGMA page_count")
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 2}")
        large = new_push("mina", after=row, count=20, commits=bytes(100_000))
        with pytest.raises(StoreFull):
            await store.swap_in_push(large)
        assert await store.vault_by_id(hashed("mina"), short("mina", "vault")) == row
        facts = await store.facts_of_push(hashed("mina"), short("mina", "vault"), [], large.ids)
        assert facts is not None
        assert facts.stored == frozenset()
        assert await store.find_fault() == StoreFault("full", "a write was refused: the database is full")
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 1_000}")
        assert await store.swap_in_push(large)
        await store.close()

    asyncio.run(whole())


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 1_000)

    async def whole() -> None:
        store = SqliteStore(tmp_path)
        with pytest.raises(StoreDamaged):
            await store.open()
        assert await store.find_fault() is not None
        await store.close()

    asyncio.run(whole())


def test_a_connection_that_broke_is_unavailable(tmp_path: Path) -> None:
    async def whole() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        database = store._database
        assert database._writer is not None
        for connection in (database._writer, *database._readers):
            await connection.close()
        assert await store.find_fault() is not None
        with pytest.raises(StoreUnavailable):
            await store.create_account(new_account("mina"))
        with pytest.raises(StoreUnavailable):
            await database.empty_log()

    asyncio.run(whole())


def test_what_the_tables_refuse_is_an_error_of_the_store(tmp_path: Path) -> None:
    async def whole() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        await store.create_account(new_account("mina"))
        other = replace(new_account("other"), session=new_session("mina"))
        with pytest.raises(StoreError):
            await store.create_account(other)
        assert await store.account_by_identity(hashed("other")) is None
        await store.close()

    asyncio.run(whole())


def test_a_store_that_is_closed_has_everything_in_one_file(tmp_path: Path) -> None:
    async def open_and_close(folder: Path) -> None:
        store = SqliteStore(folder)
        await store.open()
        await store.create_account(new_account("mina"))
        await store.close()

    # An operator copies that file. Connections that close in a bad order leave the log in some of the runs.
    for turn in range(30):
        folder = tmp_path / str(turn)
        folder.mkdir()
        asyncio.run(open_and_close(folder))
        assert not list(folder.glob("*-wal"))
