"""The snapshot of a vault: one at a time, swapped in by comparing, counted, and gone with the vault."""

from __future__ import annotations

from typing import Any

import pytest

from server.store.rows import VaultRow
from tests.server.store.contract.examples import (
    hashed,
    new_account,
    new_push,
    new_snapshot,
    new_statement,
    push_many,
    short,
)
from tests.server.store.contract.stores import Opened, Place, on_open_store

MINA, OTHER, VAULT = hashed("mina"), hashed("other"), short("mina", "vault")


async def row_of(opened: Opened) -> VaultRow:
    row = await opened.store.vault_by_id(MINA, VAULT)
    assert row is not None
    assert (VAULT, row) in await opened.store.list_vaults(MINA)
    return row


@on_open_store
async def test_a_snapshot_replaces_the_one_before_it(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    row = await push_many(store, "mina", pushes=3)
    assert row.snapshot == 0
    assert await store.snapshot_of(MINA, VAULT) is None
    assert await store.swap_in_snapshot(new_snapshot("mina", row, snapshot=b"first"))
    first = await row_of(opened)
    assert (first.snapshot, first.size) == (3, row.size + 5)
    assert await store.snapshot_of(MINA, VAULT) == b"first"
    # Another push keeps it.
    assert await store.swap_in_push(new_push("mina", after=first))
    later = await row_of(opened)
    assert (later.commits, later.snapshot) == (4, 3)
    assert await store.swap_in_snapshot(new_snapshot("mina", later, snapshot=b"second one"))
    second = await row_of(opened)
    assert (second.snapshot, second.size) == (4, later.size + 5)
    assert await store.snapshot_of(MINA, VAULT) == b"second one"
    facts = await store.facts_of_push(MINA, VAULT, [], [])
    assert facts is not None
    assert (facts.vault, facts.owned_bytes) == (second, second.size)
    assert len(await store.pushes_between(MINA, VAULT, 1, 9)) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"vault": short("mina", "none")},
        {"identity": OTHER},
        {"identity": hashed("nobody")},
        {"replaces": 1},
        {"commits": 4},
        {"roster_head": hashed("mina", "roster", 2)},
        {"snapshot": bytes(1_000), "quota_bytes": 1_000},
    ],
    ids=str,
)
def test_what_no_longer_holds_stores_nothing(place: Place, changes: dict[str, Any]) -> None:
    @on_open_store
    async def course(opened: Opened) -> None:
        store = opened.store
        for who in ("mina", "other"):
            await store.create_account(new_account(who))
        row = await push_many(store, "mina", pushes=3)
        assert not await store.swap_in_snapshot(new_snapshot("mina", row, **changes))
        assert await row_of(opened) == row
        assert await store.snapshot_of(MINA, VAULT) is None

    course(place)


@on_open_store
async def test_the_quota_counts_what_stays(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    row = await push_many(store, "mina")
    quota = row.size + 10
    assert not await store.swap_in_snapshot(new_snapshot("mina", row, snapshot=bytes(11), quota_bytes=quota))
    assert await store.swap_in_snapshot(new_snapshot("mina", row, snapshot=bytes(10), quota_bytes=quota))
    full = await row_of(opened)
    assert not await store.swap_in_push(new_push("mina", after=full, quota_bytes=quota))
    # The one that it replaces no longer counts.
    assert await store.swap_in_snapshot(
        new_snapshot("mina", full, commits=1, snapshot=bytes(9), quota_bytes=quota)
    )
    assert (await row_of(opened)).size == quota - 1


@on_open_store
async def test_of_two_that_compete_one_is_stored(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    row = await push_many(store, "mina")
    assert await store.swap_in_snapshot(new_snapshot("mina", row, snapshot=b"one"))
    assert not await store.swap_in_snapshot(new_snapshot("mina", row, snapshot=b"two"))
    assert await store.append_statement(new_statement("mina"))
    assert not await store.swap_in_snapshot(new_snapshot("mina", await row_of(opened), snapshot=b"three"))
    assert await store.snapshot_of(MINA, VAULT) == b"one"


@on_open_store
async def test_a_snapshot_is_its_owner_s_alone_and_goes_with_the_vault(opened: Opened) -> None:
    store = opened.store
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
    rows = {each: await push_many(store, "mina", each) for each in ("vault", "kept")}
    for each, row in rows.items():
        assert await store.swap_in_snapshot(new_snapshot("mina", row, each))
    assert await store.snapshot_of(OTHER, VAULT) is None
    assert await store.delete_vault(MINA, VAULT, 1, 10)
    assert await store.snapshot_of(MINA, VAULT) is None
    assert await store.snapshot_of(MINA, short("mina", "kept")) == b"snapshot"
    await store.delete_account(MINA)
    assert await store.snapshot_of(MINA, short("mina", "kept")) is None


@on_open_store
async def test_a_snapshot_survives_a_restart(opened: Opened) -> None:
    await opened.store.create_account(new_account("mina"))
    row = await push_many(opened.store, "mina")
    assert await opened.store.swap_in_snapshot(new_snapshot("mina", row))
    store = await opened.reopen()
    assert await store.snapshot_of(MINA, VAULT) == b"snapshot"
