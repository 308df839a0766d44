"""A large vault is deleted in parts: others write between them, and a start finishes what a crash left."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from server.store.port import Store
from server.store.sqlite import deletion
from server.store.sqlite.database import FILE_NAME
from server.store.sqlite.deletion import DeletionQueries
from server.store.sqlite.store import SqliteStore
from tests.server.store.contract.examples import hashed, new_account, new_push, push_many, short

MINA, VAULT = hashed("mina"), short("mina", "vault")
SECRET = b"sealed commits of mina "


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "PART_BYTES", 1_000)
    monkeypatch.setattr(deletion, "PART_PUSHES_MAX", 2)
    monkeypatch.setattr(deletion, "PART_COMMITS", 3)


async def store_pushes(store: Store, count: int = 10) -> None:
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
        await push_many(store, who)
    for number in range(count):
        row = await store.vault_by_id(MINA, VAULT)
        commits = SECRET + b"%d" % number
        assert await store.swap_in_push(new_push("mina", after=row, count=4, commits=commits))


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def rows(folder: Path) -> dict[str, int]:
    connection = sqlite3.connect(folder / FILE_NAME)
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("accounts", "vaults", "pushes", "commits", "authors")
    }
    connection.close()
    return counts


@pytest.mark.parametrize("account", [False, True])
def test_a_start_finishes_a_deletion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: bool) -> None:
    async def crash(_: DeletionQueries) -> None:
        pass

    async def delete() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        await store_pushes(store)
        with monkeypatch.context() as patched:
            patched.setattr(DeletionQueries, "_erase", crash)
            if account:
                await store.delete_account(MINA)
            else:
                assert await store.delete_vault(MINA, VAULT, 1, 10)
        # Nobody finds any of it, and the space is the owner's again.
        assert await store.vault_by_id(MINA, VAULT) is None
        assert await store.list_vaults(MINA) == []
        assert await store.pushes_between(MINA, VAULT, 1, 9) == []
        facts = await store.facts_of_push(MINA, VAULT, [], [])
        assert account == (facts is None)
        assert facts is None or (facts.deleted, facts.owned_bytes, facts.owned_vaults) == (True, 0, 0)
        # A log-in under an unknown name reads the keyset of a real account.
        for stand_in in (bytes(32), b"\xff" * 32):
            found = await store.keyset_by_name("nobody", stand_in)
            assert found
            assert found[0].startswith("name of ")
        await store.close()

    async def start() -> None:
        store = SqliteStore(tmp_path)
        await store.open()
        assert await store.list_vaults(hashed("other"))
        await store.close()

    asyncio.run(delete())
    assert rows(tmp_path)["pushes"] == 12
    assert SECRET in stored(tmp_path)
    asyncio.run(start())
    assert rows(tmp_path) == {
        "accounts": 1 if account else 2,
        "vaults": 1,
        "pushes": 1,
        "commits": 1,
        "authors": 1,
    }
    assert SECRET not in stored(tmp_path)


def test_others_write_while_a_vault_is_deleted(tmp_path: Path) -> None:
    async def whole() -> int:
        store = SqliteStore(tmp_path)
        await store.open()
        await store_pushes(store)
        deleting = asyncio.create_task(store.delete_vault(MINA, VAULT, 1, 10))
        written = 0
        while not deleting.done():
            await store.extend_session(bytes(8), hashed("no such session"), written)
            written += 1
        assert await deleting
        await store.close()
        return written

    # Six parts with pushes and fourteen with commits. A write goes between most of them.
    assert asyncio.run(whole()) >= 10


def test_a_deletion_goes_on_where_its_caller_is_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase = DeletionQueries._erase

    async def whole() -> None:
        begun = asyncio.Event()

        async def tell(store: DeletionQueries) -> None:
            begun.set()
            await erase(store)

        monkeypatch.setattr(DeletionQueries, "_erase", tell)
        store = SqliteStore(tmp_path)
        await store.open()
        await store_pushes(store)
        deleting = asyncio.create_task(store.delete_vault(MINA, VAULT, 1, 10))
        await begun.wait()
        deleting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await deleting
        await asyncio.gather(*store._erasures._running)
        await store.close()

    asyncio.run(whole())
    assert rows(tmp_path)["pushes"] == 1
