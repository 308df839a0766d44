"""How much work the database does for a request, in steps of its machine."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from server.store.sqlite.database import FILE_NAME, Database, Parameters, Row
from server.store.sqlite.store import SqliteStore
from tests.server.store.contract.examples import hashed, new_account, push_many, short

MINA, OTHERS = hashed("mina"), short("other", "vault")


@pytest.mark.parametrize(
    "ask",
    [
        lambda store, vault: store.vault_by_id(MINA, vault),
        lambda store, vault: store.facts_of_push(MINA, vault, [short("mina", "device")], []),
    ],
)
def test_the_vault_of_somebody_else_takes_as_much_work_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[SqliteStore, bytes], Awaitable[object]]
) -> None:
    async def whole() -> list[int]:
        store = SqliteStore(tmp_path)
        await store.open()
        for who in ("mina", "other"):
            await store.create_account(new_account(who))
            await push_many(store, who, pushes=3)
        counted = sqlite3.connect(tmp_path / FILE_NAME)

        async def fetch(_: Database, sql: str, parameters: Parameters = ()) -> list[Row]:
            return counted.execute(sql, parameters).fetchall()

        monkeypatch.setattr(Database, "fetch", fetch)
        # The first statement of a connection reads the schema.
        await ask(store, OTHERS)
        found = []
        for vault in (OTHERS, short("nobody", "vault")):
            steps = list[None]()
            counted.set_progress_handler(lambda steps=steps: steps.append(None), 1)
            await ask(store, vault)
            found.append(len(steps))
        counted.close()
        await store.close()
        return found

    others, none = asyncio.run(whole())
    assert others == none > 5
