"""Opening and closing, and the server's own record."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from server.store.errors import StoreUnavailable
from server.store.port import Store
from server.store.rows import ServerIdentity
from tests.server.store.contract.examples import (
    hashed,
    key_of,
    new_account,
    new_session,
    new_statement,
    push_many,
    short,
)
from tests.server.store.contract.operations import OPERATIONS
from tests.server.store.contract.stores import Opened, Place, on_open_store

IDENTITIES = [
    ServerIdentity(short("generation", index), hashed("seed", index), hashed("secret", index))
    for index in range(8)
]


def test_the_table_of_operations_has_every_one() -> None:
    named = {name for name in dir(Store) if not name.startswith("_")}
    assert named == OPERATIONS.keys() | {"open", "close", "find_fault", "known_fault"}


def test_a_store_is_ready_while_it_is_open(place: Place) -> None:
    async def whole() -> list[bool]:
        store = place.make()
        answers = [await store.find_fault() is None]
        await store.open()
        answers.append(await store.find_fault() is None)
        await store.close()
        await store.close()
        return [*answers, await store.find_fault() is None]

    assert asyncio.run(whole()) == [False, True, False]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_store_that_is_not_open_is_unavailable(place: Place, name: str) -> None:
    async def whole() -> None:
        store = place.make()
        with pytest.raises(StoreUnavailable):
            await OPERATIONS[name](store)
        await store.open()
        await store.close()
        with pytest.raises(StoreUnavailable):
            await OPERATIONS[name](store)

    asyncio.run(whole())


@on_open_store
async def test_every_caller_gets_the_record_that_was_stored_first(opened: Opened) -> None:
    answers = await asyncio.gather(*(opened.store.server_identity(fresh) for fresh in IDENTITIES))
    assert answers == [answers[0]] * 8
    assert answers[0] in IDENTITIES
    store = await opened.reopen()
    assert await store.server_identity(IDENTITIES[-1]) == answers[0]


@on_open_store
async def test_a_new_generation_changes_nothing_else(opened: Opened) -> None:
    store = opened.store
    await store.replace_generation(bytes(16))
    assert await store.server_identity(IDENTITIES[0]) == IDENTITIES[0]
    await store.replace_generation(bytes(16))
    assert await store.server_identity(IDENTITIES[1]) == replace(IDENTITIES[0], generation=bytes(16))


@on_open_store
async def test_what_has_returned_is_there_after_a_restart(opened: Opened) -> None:
    store, identity = opened.store, hashed("mina")
    await store.create_account(new_account("mina"))
    await store.append_statement(new_statement("mina"))
    await store.replace_keyset(identity, 1, 2, b"second keyset")
    await store.open_session(new_session("mina", "second"), 0, 10)
    await store.extend_session(*key_of(new_session("mina")), 77)
    head = hashed("mina", "roster", 2)
    await push_many(store, "mina", "kept", pushes=3, roster_head=head)
    await push_many(store, "mina", "deleted", roster_head=head)
    await store.switch_witness(identity, short("mina", "kept"), True)
    await store.delete_vault(identity, short("mina", "deleted"), 1, 10)

    async def contents(store: Store) -> list[object]:
        return [
            await store.account_by_identity(identity),
            await store.facts_of_roster(identity),
            await store.roster_since(identity, 0),
            [
                await store.session_by_token(*key_of(new_session("mina", name)))
                for name in ("first", "second")
            ],
            await store.list_vaults(identity),
            await store.list_deleted_vaults(identity),
            await store.pushes_between(identity, short("mina", "kept"), 1, 9),
            await store.facts_of_push(
                identity,
                short("mina", "kept"),
                [short("mina", "device"), short("mina", "second")],
                [hashed("mina", "kept", 2, 0, ""), hashed("unknown")],
            ),
        ]

    before = await contents(store)
    assert None not in before
    assert await contents(await opened.reopen()) == before
