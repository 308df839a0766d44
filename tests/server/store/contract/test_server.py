"""Opening and closing, and the server's own record."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from server.store.errors import StoreUnavailable
from server.store.port import Store
from server.store.rows import ServerIdentity, VaultRow
from tests.server.store.contract.examples import (
    hashed,
    new_account,
    new_push,
    new_session,
    new_snapshot,
    new_statement,
    new_ways,
    push_many,
    short,
)
from tests.server.store.contract.stores import Opened, Place, on_open_store

IDENTITIES = [
    ServerIdentity(short("generation", index), hashed("seed", index), hashed("secret", index))
    for index in range(8)
]

ROW = VaultRow(1, hashed("head"), 1, 1, b"receipt", False)

# Every operation but `open`, `close`, `find_fault` and `known_fault`.
OPERATIONS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "server_identity": lambda store: store.server_identity(IDENTITIES[0]),
    "replace_generation": lambda store: store.replace_generation(bytes(16)),
    "find_taken": lambda store: store.find_taken("name", "skeleton", hashed("mina")),
    "create_account": lambda store: store.create_account(new_account("mina")),
    "account_state": lambda store: store.account_state(hashed("mina")),
    "change_ways": lambda store: store.change_ways(new_ways("mina")),
    "account_by_name": lambda store: store.account_by_name("name"),
    "account_by_identity": lambda store: store.account_by_identity(hashed("mina")),
    "keyset_by_name": lambda store: store.keyset_by_name("name", hashed("mina")),
    "replace_keyset": lambda store: store.replace_keyset(hashed("mina"), 1, 2, b""),
    "facts_of_roster": lambda store: store.facts_of_roster(hashed("mina")),
    "append_statement": lambda store: store.append_statement(new_statement("mina")),
    "roster_since": lambda store: store.roster_since(hashed("mina"), 0),
    "newest_statement": lambda store: store.newest_statement(hashed("mina")),
    "delete_account": lambda store: store.delete_account(hashed("mina")),
    "open_session": lambda store: store.open_session(new_session("mina"), 0, 1),
    "session_by_token": lambda store: store.session_by_token(hashed("token")),
    "extend_session": lambda store: store.extend_session(hashed("token"), 1),
    "end_session": lambda store: store.end_session(hashed("token")),
    "end_other_sessions": lambda store: store.end_other_sessions(hashed("token")),
    "end_device_sessions": lambda store: store.end_device_sessions(hashed("mina"), short("device")),
    "places_of_device": lambda store: store.places_of_device(hashed("mina"), short("device")),
    "certificates_after": lambda store: store.certificates_after(hashed("mina"), short("vault"), 0, 1),
    "vault_by_id": lambda store: store.vault_by_id(hashed("mina"), short("vault")),
    "list_vaults": lambda store: store.list_vaults(hashed("mina")),
    "list_deleted_vaults": lambda store: store.list_deleted_vaults(hashed("mina")),
    "is_deleted_vault": lambda store: store.is_deleted_vault(hashed("mina"), short("vault")),
    "facts_of_push": lambda store: store.facts_of_push(hashed("mina"), short("vault"), [], []),
    "swap_in_push": lambda store: store.swap_in_push(new_push("mina")),
    "push_with_head": lambda store: store.push_with_head(hashed("mina"), short("vault"), hashed("head")),
    "page_of_pushes": lambda store: store.page_of_pushes(hashed("mina"), short("vault"), 0, 1, 1),
    "pushes_between": lambda store: store.pushes_between(hashed("mina"), short("vault"), 1, 1),
    "part_of_commits": lambda store: store.part_of_commits(hashed("mina"), short("vault"), 1, 0, 1),
    "swap_in_snapshot": lambda store: store.swap_in_snapshot(new_snapshot("mina", ROW)),
    "snapshot_of": lambda store: store.snapshot_of(hashed("mina"), short("vault")),
    "switch_witness": lambda store: store.switch_witness(hashed("mina"), short("vault"), True),
    "delete_vault": lambda store: store.delete_vault(hashed("mina"), short("vault"), 1, 1),
}


def test_the_table_above_has_every_operation() -> None:
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
    await store.extend_session(new_session("mina").token_hash, 77)
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
                await store.session_by_token(new_session("mina", name).token_hash)
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
