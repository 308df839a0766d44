"""Everything is keyed by owner: the tables, and every statement. A database of before is taken over."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from hashlib import sha256
from pathlib import Path

import pytest

from server.store.rows import SessionRow
from server.store.sqlite.checksums import add_checksums
from server.store.sqlite.database import FILE_NAME
from server.store.sqlite.store import SqliteStore
from tests.server.store.contract.examples import (
    HOUR_MS,
    hashed,
    key_of,
    new_account,
    new_session,
    new_snapshot,
    push_many,
    short,
)
from tests.server.store.contract.operations import do_everything
from tests.server.store.sqlite.earlier import take_back_before_owners
from tests.server.store.sqlite.test_faults import rows_of

MINA, VAULT, DEVICE = hashed("mina"), short("mina", "vault"), short("mina", "device")
# Tables that are not keyed by owner. Those of one row do not grow. `names` is what finds the owner of a name,
# `credentials` that of a passkey, and `old_tokens` that of a token of an earlier version.
OF_ONE_ROW = {"server", "writes", "probe"}
FIND_OWNERS = {"names", "credentials", "old_tokens"}
# What a statement may read without an owner: also what it makes itself, and the vaults that are being erased.
READ_WITHOUT_OWNER = OF_ONE_ROW | FIND_OWNERS | {"place", "parts", "CONSTANT", "erasures"}


def test_every_key_begins_with_the_owner(tmp_path: Path) -> None:
    async def make() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        await store.close()

    asyncio.run(make())
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        first_of = dict(
            connection.execute(
                "SELECT m.name, i.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS i"
                " WHERE m.type = 'table' AND i.pk = 1"
            ).fetchall()
        )
        indexes = connection.execute(
            "SELECT m.tbl_name, i.name FROM sqlite_schema AS m, pragma_index_info(m.name) AS i"
            " WHERE m.type = 'index' AND i.seqno = 0"
        ).fetchall()
    assert {table for table, first in first_of.items() if first != "owner"} == OF_ONE_ROW | FIND_OWNERS
    assert {table for table, first in indexes if first != "owner"} <= FIND_OWNERS


@asynccontextmanager
async def traced(store: SqliteStore) -> AsyncIterator[list[str]]:
    """The statements that the store runs meanwhile, with their values."""
    statements = list[str]()
    database = store._database
    assert database._writer is not None
    assert database._bulk is not None
    bulk = database._bulk._connection
    assert bulk is not None
    for connection in (database._writer, *database._readers):
        await connection.set_trace_callback(statements.append)
    await database._bulk._run(lambda: bulk.set_trace_callback(statements.append))
    yield statements
    for connection in (database._writer, *database._readers):
        await connection.set_trace_callback(None)
    await database._bulk._run(lambda: bulk.set_trace_callback(None))


def test_every_statement_names_the_owner(tmp_path: Path) -> None:
    async def run() -> list[str]:
        store = SqliteStore(tmp_path)
        await store.open()
        async with traced(store) as statements:
            await do_everything(store)
        await store.close()
        return statements

    statements = asyncio.run(run())
    seen, wrong = set[str](), list[tuple[str, str]]()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        add_checksums(connection)
        for sql in statements:
            if sql.split()[0] not in {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}:
                continue
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}"):
                step = str(row[-1])
                verb, subject = [*step.split(), ""][:2]
                if verb not in {"SCAN", "SEARCH"}:
                    continue
                seen.add(subject)
                if subject not in READ_WITHOUT_OWNER and "(owner=?" not in step:
                    wrong.append((step, sql))
    assert wrong == []
    # The plans name what they read.
    assert seen >= {"vaults", "sessions", "accounts", "devices", "statements", "deleted_vaults", "authors"}


def test_a_database_of_before_keeps_everything(tmp_path: Path) -> None:
    secret = bytes(range(32))
    old_hash = sha256(secret).digest()

    async def furnish() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        for who in ("mina", "other"):
            await store.create_account(new_account(who, statements=3))
        changes = {"roster_head": hashed("mina", "roster", 3)}
        row = await push_many(store, "mina", pushes=3, **changes)
        assert await store.swap_in_snapshot(new_snapshot("mina", row, **changes))
        await push_many(store, "mina", "deleted", **changes)
        await store.delete_vault(MINA, short("mina", "deleted"), 7, 10)
        await push_many(store, "mina", "half deleted", pushes=2, **changes)
        await push_many(store, "mina", "newest", **changes)
        await store.close()

    async def open_again() -> tuple[bytes | None, SessionRow | None]:
        store = SqliteStore(tmp_path)
        await store.open()
        assert store.known_fault() is None
        owner = await store.owner_of_token(old_hash)
        found = await store.session_by_token(*key_of(new_session("mina")))
        old = await store.session_by_token(owner or b"", old_hash)
        assert found is not None
        await store.end_session(owner or b"", old_hash)
        assert await store.owner_of_token(old_hash) is None
        assert await store.owner_of_token(found.token_hash) == owner
        await store.close()
        return owner, old

    asyncio.run(furnish())
    before = rows_of(tmp_path)
    take_back_before_owners(tmp_path)
    half = short("mina", "half deleted")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        # A session whose token has only a secret, and a deletion that a crash cut off.
        connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (old_hash, MINA, DEVICE, HOUR_MS))
        connection.execute("INSERT INTO accounts VALUES (x'', '', '', 0, x'', x'', 0, NULL, NULL, 0)")
        connection.execute("UPDATE vaults SET identity = x'' WHERE vault = ?", (half,))
        connection.commit()
    assert asyncio.run(open_again()) == (
        MINA[:8],
        SessionRow(
            old_hash, MINA, DEVICE, HOUR_MS, hashed("mina", "roster", 3), hashed("mina", "device", "public")
        ),
    )
    after = rows_of(tmp_path)
    old_tokens = after.pop("old_tokens")
    assert {token_hash for token_hash, _ in old_tokens} == {
        new_session(who).token_hash for who in ("mina", "other")
    }
    gone = {name: [row for row in rows if half in row] for name, rows in before.items()}
    assert [len(gone[name]) for name in ("vaults", "pushes", "commits", "authors")] == [1, 2, 2, 1]
    before.pop("old_tokens")
    assert after == {name: [row for row in rows if row not in gone[name]] for name, rows in before.items()}


@pytest.mark.parametrize("known", [True, False])
def test_a_mark_of_before_still_shows_a_loss(tmp_path: Path, known: bool) -> None:
    async def furnish() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        await store.create_account(new_account("mina"))
        await push_many(store, "mina", pushes=3)
        await store.close()

    async def fault() -> str | None:
        store = SqliteStore(tmp_path)
        await store.open()
        found = store.known_fault()
        await store.close()
        return found.reason if found else None

    asyncio.run(furnish())
    take_back_before_owners(tmp_path)
    if not known:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
            connection.execute("UPDATE vaults SET number = 2")
    assert asyncio.run(fault()) == (None if known else "incomplete")
