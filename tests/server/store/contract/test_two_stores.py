"""Two stores open on the same data, as two processes have them: swaps compete across both."""

from __future__ import annotations

import asyncio

from server.store.port import Store
from tests.server.store.contract.examples import (
    hashed,
    new_account,
    new_push,
    new_statement,
    push_many,
    short,
)
from tests.server.store.contract.stores import Opened, on_open_store

MINA, VAULT = hashed("mina"), short("mina", "vault")


async def open_two(opened: Opened) -> list[Store]:
    other = opened.place.make()
    await other.open()
    return [opened.store, other]


@on_open_store
async def test_what_one_has_stored_the_other_reads(opened: Opened) -> None:
    one, other = await open_two(opened)
    await one.create_account(new_account("mina"))
    await other.append_statement(new_statement("mina"))
    row = await push_many(one, "mina", roster_head=hashed("mina", "roster", 2))
    assert await other.vault_by_id(MINA, VAULT) == row
    await other.delete_vault(MINA, VAULT, 1, 10)
    assert await one.vault_by_id(MINA, VAULT) is None
    assert await one.list_deleted_vaults(MINA) == [VAULT]
    await other.close()
    assert await one.find_fault() is None


@on_open_store
async def test_of_competing_pushes_one_is_stored(opened: Opened) -> None:
    stores = await open_two(opened)
    await stores[0].create_account(new_account("mina"))
    row = None
    for number in range(1, 6):
        rivals = [new_push("mina", after=row, tag=f"rival {index}", count=2) for index in range(6)]
        won = await asyncio.gather(*(stores[index % 2].swap_in_push(new) for index, new in enumerate(rivals)))
        assert sorted(won) == [False] * 5 + [True]
        rows = [await store.vault_by_id(MINA, VAULT) for store in stores]
        assert rows[0] == rows[1]
        row = rows[0]
        assert row is not None
        assert row.head == rivals[won.index(True)].push.head
        assert row.number == number
    await stores[1].close()


@on_open_store
async def test_of_competing_registrations_and_keysets_one_is_stored(opened: Opened) -> None:
    stores = await open_two(opened)
    accounts = [new_account(f"rival {index}", name="wanted") for index in range(6)]
    answers = await asyncio.gather(
        *(stores[index % 2].create_account(new) for index, new in enumerate(accounts))
    )
    assert sorted(map(str, answers)) == ["None"] + ["name"] * 5
    identity = accounts[answers.index(None)].account.identity
    won = await asyncio.gather(
        *(stores[index % 2].replace_keyset(identity, 1, 2, bytes([index])) for index in range(6))
    )
    assert sorted(won) == [False] * 5 + [True]
    row = await stores[0].account_by_identity(identity)
    assert row is not None
    assert row.keyset == bytes([won.index(True)])
    await stores[1].close()
