"""Facts of a push, and the swap that stores it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from server.store.port import Store
from server.store.rows import NewPush, PushFacts, VaultRow
from server.store.sizes import overhead_bytes
from tests.server.store.contract.examples import (
    hashed,
    new_account,
    new_push,
    new_statement,
    push_many,
    short,
)
from tests.server.store.contract.stores import Opened, Place, on_open_store

MINA, VAULT = hashed("mina"), short("mina", "vault")


async def everything(store: Store, new: NewPush) -> list[object]:
    """All that a push changes, as the port shows it."""
    return [
        await store.facts_of_push(new.identity, new.vault, list(new.seqs), list(new.ids)),
        await store.list_vaults(new.identity),
        await store.pushes_between(new.identity, new.vault, 1, 1_000),
        await store.push_with_head(new.identity, new.vault, new.push.head),
    ]


@on_open_store
async def test_the_facts_of_a_first_push(opened: Opened) -> None:
    store = opened.store
    assert await store.facts_of_push(MINA, VAULT, [], []) is None
    await store.create_account(new_account("mina"))
    await push_many(store, "mina", "other")
    facts = await store.facts_of_push(MINA, VAULT, [short("mina", "device")], [hashed("id")])
    assert facts == PushFacts(
        vault=None,
        deleted=False,
        owned_bytes=len(b"commits") + overhead_bytes(1),
        owned_vaults=1,
        seqs={},
        devices=frozenset({short("mina", "device")}),
        stored=frozenset(),
        roster_head=hashed("mina", "roster", 1),
        epoch=0,
    )


@on_open_store
async def test_the_facts_of_a_further_push(opened: Opened) -> None:
    store, authors = opened.store, [short("mina", name) for name in ("device", "second", "third", "none")]
    await store.create_account(new_account("mina"))
    await store.append_statement(new_statement("mina"))
    head = hashed("mina", "roster", 2)
    first = new_push("mina", count=3, roster_head=head, seqs={authors[0]: 3, authors[2]: 8})
    await store.swap_in_push(first)
    row = await store.vault_by_id(MINA, VAULT)
    second = new_push("mina", after=row, count=2, roster_head=head, seqs={authors[0]: 5, authors[1]: 1})
    await store.swap_in_push(second)
    row = await store.vault_by_id(MINA, VAULT)
    assert row == VaultRow(
        number=2,
        head=second.push.head,
        commits=5,
        size=first.size + second.size,
        receipt=second.push.receipt,
        witnessed=False,
        epoch=2,
    )
    unknown = hashed("unknown")
    facts = await store.facts_of_push(MINA, VAULT, authors, [*first.ids, unknown, second.ids[0]])
    assert facts == PushFacts(
        vault=row,
        deleted=False,
        owned_bytes=first.size + second.size,
        owned_vaults=1,
        seqs={authors[0]: 5, authors[1]: 1, authors[2]: 8},
        devices=frozenset(authors[:2]),
        stored=frozenset({*first.ids, second.ids[0]}),
        roster_head=head,
        epoch=0,
    )
    alone = await store.facts_of_push(MINA, VAULT, [authors[2]], [])
    assert alone is not None
    assert (alone.seqs, alone.devices, alone.stored) == ({authors[2]: 8}, frozenset(), frozenset())
    none = await store.facts_of_push(MINA, VAULT, [], [])
    assert none is not None
    assert (none.seqs, none.devices) == ({}, frozenset())


@on_open_store
async def test_many_ids_are_looked_for_at_once(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    new = new_push("mina", count=1_300)
    await store.swap_in_push(new)
    asked = [*new.ids, *(hashed("unknown", index) for index in range(700))]
    facts = await store.facts_of_push(MINA, VAULT, [short("mina", "device")], asked)
    assert facts is not None
    assert facts.stored == frozenset(new.ids)


@on_open_store
async def test_a_stored_push_is_what_was_swapped_in(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    first = new_push("mina", count=2, commits=bytes(range(256)) * 100)
    assert await store.swap_in_push(first)
    row = await store.vault_by_id(MINA, VAULT)
    second = new_push("mina", after=row)
    second = replace(second, push=replace(second.push, state_mac=hashed("mac")))
    assert await store.swap_in_push(second)
    assert await store.pushes_between(MINA, VAULT, 1, 2) == [first.push, second.push]
    for push in (first.push, second.push):
        assert await store.push_with_head(MINA, VAULT, push.head) == replace(push, commits=b"")
    assert await store.push_with_head(MINA, VAULT, first.ids[0]) is None
    assert await store.push_with_head(MINA, VAULT, hashed("unknown")) is None


def second_push(row: VaultRow, **changes: Any) -> NewPush:
    return new_push("mina", after=row, **changes)


MOVED: dict[str, dict[str, Any]] = {
    "the head of the roster": {"roster_head": hashed("mina", "roster", 2)},
    "the witness switch": {"witnessed": True},
    "the room of the owner": {"quota_bytes": 2 * (len(b"commits") + overhead_bytes(1)) - 1},
    "the account": {"identity": hashed("nobody")},
    "the vault": {"vault": short("mina", "no such vault")},
}


@pytest.mark.parametrize("what", MOVED)
def test_a_push_is_not_stored_where_something_moved(place: Place, what: str) -> None:
    @on_open_store
    async def test(opened: Opened) -> None:
        store = opened.store
        await store.create_account(new_account("mina"))
        row = await push_many(store, "mina")
        new = second_push(row, **MOVED[what])
        before = await everything(store, second_push(row))
        assert not await store.swap_in_push(new)
        assert await everything(store, second_push(row)) == before
        assert await store.swap_in_push(second_push(row))

    test(place)


@on_open_store
async def test_a_push_is_not_stored_on_another_head_or_number(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    rows = [await push_many(store, "mina")]
    rows.append(await store.vault_by_id(MINA, VAULT) or rows[0])
    second = second_push(rows[0])
    assert await store.swap_in_push(second)
    before = await everything(store, second)
    for late in (
        second_push(rows[0], tag="a rival"),
        second_push(replace(rows[0], number=2), tag="the old head"),
        second_push(replace(rows[0], head=second.push.head), tag="the old number"),
        new_push("mina", tag="a first push"),
    ):
        assert not await store.swap_in_push(late)
    assert await everything(store, second) == before


@on_open_store
async def test_a_first_push_needs_an_account_a_place_and_room(opened: Opened) -> None:
    store = opened.store
    first = new_push("mina")
    assert not await store.swap_in_push(first)
    await store.create_account(new_account("mina"))
    before = await everything(store, first)
    assert not await store.swap_in_push(replace(first, quota_bytes=first.size - 1))
    assert not await store.swap_in_push(replace(first, vaults_max=0))
    assert not await store.swap_in_push(replace(first, roster_head=hashed("another")))
    assert await everything(store, first) == before
    assert await store.swap_in_push(replace(first, quota_bytes=first.size, vaults_max=1))
    other = new_push("mina", "other")
    assert not await store.swap_in_push(replace(other, vaults_max=1))
    assert not await store.swap_in_push(replace(other, quota_bytes=first.size + other.size - 1))
    exact = replace(other, vaults_max=2, quota_bytes=first.size + other.size)
    assert await store.swap_in_push(exact)
    # The room that another account takes is its own.
    await store.create_account(new_account("other"))
    assert await store.swap_in_push(new_push("other", quota_bytes=first.size, vaults_max=1))


@on_open_store
async def test_a_deleted_vault_is_not_begun_again(opened: Opened) -> None:
    store, first = opened.store, new_push("mina")
    await store.create_account(new_account("mina"))
    await store.swap_in_push(first)
    await store.delete_vault(MINA, VAULT, 1, 10)
    assert not await store.swap_in_push(first)
    facts = await store.facts_of_push(MINA, VAULT, [], [])
    assert facts is not None
    assert (facts.vault, facts.deleted, facts.owned_vaults, facts.owned_bytes) == (None, True, 0, 0)
    row = VaultRow(1, first.push.head, 1, first.size, b"", witnessed=False)
    assert not await store.swap_in_push(second_push(row))


@on_open_store
async def test_of_competing_first_pushes_one_is_stored(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    await one_wins(store, [new_push("mina", tag=f"rival {index}", count=3) for index in range(8)])


@on_open_store
async def test_of_competing_further_pushes_one_is_stored(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    row = await push_many(store, "mina", pushes=3)
    await one_wins(store, [second_push(row, tag=f"rival {index}", count=3) for index in range(8)])


async def one_wins(store: Store, rivals: list[NewPush]) -> None:
    won = await asyncio.gather(*(store.swap_in_push(new) for new in rivals))
    assert sorted(won) == [False] * 7 + [True]
    winner = rivals[won.index(True)]
    number = winner.push.number
    assert await store.pushes_between(MINA, VAULT, number, number + 8) == [winner.push]
    ids = [each for new in rivals for each in new.ids]
    facts = await store.facts_of_push(MINA, VAULT, [], ids)
    assert facts is not None
    assert facts.vault is not None
    assert (facts.vault.number, facts.vault.head, facts.vault.commits) == (
        number,
        winner.push.head,
        winner.commits,
    )
    assert facts.stored == frozenset(winner.ids)


@on_open_store
async def test_competing_vaults_keep_to_the_room_of_their_owner(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    size = new_push("mina").size
    for limits in ({"vaults_max": 3}, {"quota_bytes": 5 * size}):
        rivals = [new_push("mina", f"{limits} {index}", **limits) for index in range(8)]
        await asyncio.gather(*(store.swap_in_push(new) for new in rivals))
    facts = await store.facts_of_push(MINA, VAULT, [], [])
    assert facts is not None
    assert (facts.owned_vaults, facts.owned_bytes) == (5, 5 * size)


@on_open_store
async def test_a_push_competes_with_the_deletion_of_its_vault(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    row = await push_many(store, "mina")
    await asyncio.gather(
        store.swap_in_push(second_push(row)),
        store.delete_vault(MINA, VAULT, 1, 10),
        store.swap_in_push(second_push(row, tag="rival")),
    )
    assert await store.vault_by_id(MINA, VAULT) is None
    assert await store.pushes_between(MINA, VAULT, 1, 9) == []
    facts = await store.facts_of_push(MINA, VAULT, [], [second_push(row).ids[0]])
    assert facts is not None
    assert (facts.owned_bytes, facts.stored) == (0, frozenset())


@pytest.mark.parametrize("seconds", [0.0, 0.0002, 0.0004, 0.0008, 0.0016, 0.0032])
def test_a_push_whose_caller_gives_up_is_stored_whole_or_not_at_all(place: Place, seconds: float) -> None:
    @on_open_store
    async def test(opened: Opened) -> None:
        store = opened.store
        await store.create_account(new_account("mina"))
        row = await push_many(store, "mina")
        new = second_push(row, count=50)
        nothing = await everything(store, new)
        caller = asyncio.create_task(store.swap_in_push(new))
        await asyncio.sleep(seconds)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        # Swaps in turn, so this one waits for whatever the store still does for the one that was given up.
        await store.swap_in_push(new)
        whole = await everything(store, new)
        assert whole != nothing
        facts = await store.facts_of_push(MINA, VAULT, [], new.ids)
        assert facts is not None
        assert facts.vault is not None
        assert (facts.vault.number, facts.vault.commits, len(facts.stored)) == (2, 51, 50)
        assert await store.pushes_between(MINA, VAULT, 2, 9) == [new.push]

    test(place)
