"""Lists of vaults, the witness switch, pages of pushes, and whose they are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.store.sizes import PUSH_OVERHEAD_BYTES
from tests.server.store.contract.examples import hashed, new_account, new_push, push_many, short
from tests.server.store.contract.stores import Opened, Place, on_open_store

MINA, VAULT = hashed("mina"), short("mina", "vault")


@on_open_store
async def test_the_vaults_of_an_identity_come_by_id(opened: Opened) -> None:
    store = opened.store
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
    assert await store.list_vaults(MINA) == []
    rows = {
        short("mina", f"vault {index}"): await push_many(store, "mina", f"vault {index}", index + 1)
        for index in range(5)
    }
    await push_many(store, "other")
    assert await store.list_vaults(MINA) == sorted(rows.items())
    assert [vault for vault, _ in await store.list_vaults(hashed("other"))] == [short("other", "vault")]
    assert await store.list_vaults(hashed("nobody")) == []


@on_open_store
async def test_the_witness_switch_is_of_one_vault(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    await store.create_account(new_account("other"))
    assert not await store.switch_witness(MINA, VAULT, True)
    row = await push_many(store, "mina")
    await push_many(store, "mina", "second")
    assert not await store.switch_witness(hashed("other"), VAULT, True)
    assert await store.switch_witness(MINA, VAULT, True)
    witnessed = {vault: each.witnessed for vault, each in await store.list_vaults(MINA)}
    assert witnessed == {VAULT: True, short("mina", "second"): False}
    assert not await store.swap_in_push(new_push("mina", after=row))
    assert await store.swap_in_push(new_push("mina", after=row, witnessed=True))
    found = await store.vault_by_id(MINA, VAULT)
    assert found is not None
    assert found.witnessed
    assert await store.switch_witness(MINA, VAULT, False)
    assert await store.switch_witness(MINA, VAULT, False)


@on_open_store
async def test_a_vault_is_its_owner_s_alone(opened: Opened) -> None:
    store, other = opened.store, hashed("other")
    await store.create_account(new_account("mina"))
    await store.create_account(new_account("other"))
    row = await push_many(store, "mina")
    head = new_push("mina").push.head
    assert await store.vault_by_id(other, VAULT) is None
    stranger = replace(new_push("mina", after=row), identity=other, roster_head=hashed("other", "roster", 1))
    assert not await store.swap_in_push(stranger)
    assert await store.push_with_head(other, VAULT, head) is None
    assert await store.page_of_pushes(other, VAULT, 0, 9, 1_000) == []
    assert await store.pushes_between(other, VAULT, 1, 9) == []
    assert await store.part_of_commits(other, VAULT, 1, 0, 9) is None
    assert not await store.delete_vault(other, VAULT, 1, 10)
    assert not await store.is_deleted_vault(other, VAULT)
    facts = await store.facts_of_push(other, VAULT, [short("mina", "device"), short("none")], [head])
    assert facts is not None
    assert (facts.vault, facts.seqs, facts.devices, facts.stored) == (None, {}, frozenset(), frozenset())
    assert await store.vault_by_id(MINA, VAULT) is not None


@on_open_store
async def test_a_vault_that_nobody_has(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    assert await store.vault_by_id(MINA, VAULT) is None
    assert await store.push_with_head(MINA, VAULT, hashed("head")) is None
    assert await store.page_of_pushes(MINA, VAULT, 0, 9, 1_000) == []
    assert await store.pushes_between(MINA, VAULT, 1, 9) == []
    assert await store.part_of_commits(MINA, VAULT, 1, 0, 9) is None
    assert not await store.delete_vault(MINA, VAULT, 1, 10)


LENGTHS = [100, 200, 3_000, 0, 50]
SIZES = [length + PUSH_OVERHEAD_BYTES for length in LENGTHS]


@pytest.mark.parametrize(
    ("after", "until", "bytes_max", "numbers"),
    [
        (0, 5, 10**9, [1, 2, 3, 4, 5]),
        (0, 5, sum(SIZES), [1, 2, 3, 4, 5]),
        (0, 5, sum(SIZES) - 1, [1, 2, 3, 4]),
        (0, 5, sum(SIZES[:2]), [1, 2]),
        (0, 5, sum(SIZES[:3]) - 1, [1, 2]),
        # At least one, however large.
        (2, 5, 1, [3]),
        (0, 5, 1, [1]),
        (0, 5, 0, [1]),
        (2, 5, SIZES[2] + SIZES[3], [3, 4]),
        # Not beyond `until`, nor beyond the last.
        (0, 3, 10**9, [1, 2, 3]),
        (3, 99, 10**9, [4, 5]),
        (5, 99, 10**9, []),
        (3, 3, 10**9, []),
    ],
)
def test_a_page_of_pushes(place: Place, after: int, until: int, bytes_max: int, numbers: list[int]) -> None:
    @on_open_store
    async def test(opened: Opened) -> None:
        store, row = opened.store, None
        await store.create_account(new_account("mina"))
        await push_many(store, "mina", "another vault", 7)
        for length in LENGTHS:
            assert await store.swap_in_push(new_push("mina", after=row, commits=bytes(length)))
            row = await store.vault_by_id(MINA, VAULT)
        page = await store.page_of_pushes(MINA, VAULT, after, until, bytes_max)
        assert page == [(number, SIZES[number - 1]) for number in numbers]
        if numbers:
            pushes = await store.pushes_between(MINA, VAULT, numbers[0], numbers[-1])
            assert [(push.number, len(push.commits)) for push in pushes] == [
                (number, LENGTHS[number - 1]) for number in numbers
            ]
            short_ones = await store.pushes_between(MINA, VAULT, numbers[0], numbers[-1], commits_max=100)
            assert [len(push.commits) for push in short_ones] == [
                length if (length := LENGTHS[number - 1]) <= 100 else 0 for number in numbers
            ]

    test(place)


@on_open_store
async def test_commits_are_read_in_parts(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    commits = bytes(range(256)) * 100
    assert await store.swap_in_push(new_push("mina", commits=commits))
    for offset in (0, 1, 9_000, len(commits) - 1, len(commits), len(commits) + 1):
        part = await store.part_of_commits(MINA, VAULT, 1, offset, 10_000)
        assert part == commits[offset : offset + 10_000]
    assert await store.part_of_commits(MINA, VAULT, 2, 0, 1) is None
