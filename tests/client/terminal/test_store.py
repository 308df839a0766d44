"""The contract of `shared.device.core.host.Store`, for every store that a CPython device may stand on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.terminal.store import SqliteStore
from shared.device.core.host import Store
from shared.errors import AutusError
from tests.simulation.host import MemoryStore


async def _no_pause(_: str) -> None:
    """Nothing crashes here."""


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore({}, _no_pause)
        return
    made = SqliteStore(tmp_path / "device.sqlite")
    yield made
    made.close()


def test_reads_what_was_written_last(store: Store) -> None:
    asyncio.run(store.write([("a", b"1"), ("b", b"2")]))
    asyncio.run(store.write([("a", b"3")], ["b", "never there"]))
    assert asyncio.run(store.get(["b", "a", "c"])) == [None, b"3", None]


def test_scans_a_prefix_in_order_from_a_key_on(store: Store) -> None:
    asyncio.run(store.write([(key, key.encode()) for key in ("x/2", "x/1", "x/10", "x", "y/1", "w/1")]))
    assert [key for key, _ in asyncio.run(store.scan("x/", "", 10))] == ["x/1", "x/10", "x/2"]
    assert asyncio.run(store.scan("x/", "x/1", 1)) == [("x/10", b"x/10")]
    assert asyncio.run(store.scan("x/", "x/2", 10)) == []


keys = st.text(st.sampled_from("ab/0"), min_size=1, max_size=4)
writes = st.lists(st.tuples(st.lists(st.tuples(keys, st.binary(max_size=4))), st.lists(keys)), max_size=6)


@given(writes, keys, st.text(st.sampled_from("ab/0"), max_size=4), st.integers(1, 5))
def test_sqlite_and_memory_agree(
    changes: list[tuple[list[tuple[str, bytes]], list[str]]], prefix: str, after: str, limit: int
) -> None:
    memory, sqlite = MemoryStore({}, _no_pause), SqliteStore(Path(":memory:"))
    for puts, deletes in changes:
        asyncio.run(memory.write(puts, deletes))
        asyncio.run(sqlite.write(puts, deletes))
    assert asyncio.run(sqlite.scan(prefix, after, limit)) == asyncio.run(memory.scan(prefix, after, limit))
    sqlite.close()


def test_survives_being_reopened(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "device.sqlite")
    asyncio.run(first.write([("a", b"1")]))
    first.close()
    again = SqliteStore(tmp_path / "device.sqlite")
    assert asyncio.run(again.get(["a"])) == [b"1"]
    again.close()


def test_a_failed_write_changes_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "device.sqlite"
    store = SqliteStore(path)
    asyncio.run(store.write([("a", b"1")]))
    store.close()
    full = SqliteStore(path)
    full._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(AutusError) as failure:
        asyncio.run(full.write([("a", b"2"), ("b", bytes(100_000))]))
    assert failure.value.code == "STORAGE_FAILED"
    assert asyncio.run(full.get(["a", "b"])) == [b"1", None]
    full.close()


def test_a_second_process_is_kept_out(tmp_path: Path) -> None:
    path = tmp_path / "device.sqlite"
    store = SqliteStore(path)
    asyncio.run(store.write([("a", b"1")]))
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(path, timeout=0).execute("SELECT * FROM records")
    store.close()
