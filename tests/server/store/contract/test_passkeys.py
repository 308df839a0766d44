"""Passkeys of accounts."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from tests.server.store.contract.examples import hashed, new_account, new_passkey, new_ways
from tests.server.store.contract.stores import Opened, on_open_store


@on_open_store
async def test_passkeys_are_those_of_the_last_change(opened: Opened) -> None:
    store, one, two = opened.store, new_passkey("mina"), new_passkey("mina", "two", 7)
    await store.create_account(replace(new_account("mina"), passkeys=[one]))
    assert await store.passkey_by_credential(one.credential) == one
    assert await store.passkey_by_credential(two.credential) is None
    assert await store.change_ways(new_ways("mina", 2, passkeys=[])) is None
    assert await store.passkey_by_credential(one.credential) == one
    assert await store.change_ways(new_ways("mina", passkeys=[one, two])) == frozenset()
    assert await store.passkey_by_credential(two.credential) == two
    assert await store.change_ways(new_ways("mina", 3, version=2, passkeys=[two])) == frozenset()
    assert await store.passkey_by_credential(one.credential) is None
    assert await store.passkey_by_credential(two.credential) == two
    await store.delete_account(hashed("mina"))
    assert await store.passkey_by_credential(two.credential) is None


@on_open_store
async def test_a_counter_moves_from_where_it_was(opened: Opened) -> None:
    store, passkey = opened.store, new_passkey("mina")
    place = hashed("mina"), passkey.credential
    assert not await store.count_passkey(*place, 0, 1)
    await store.create_account(replace(new_account("mina"), passkeys=[passkey]))
    assert not await store.count_passkey(*place, 1, 2)
    answers = await asyncio.gather(*(store.count_passkey(*place, 0, 5) for _ in range(4)))
    assert sorted(answers) == [False, False, False, True]
    assert not await store.count_passkey(hashed("other"), passkey.credential, 5, 6)
    counted = replace(passkey, count=5)
    assert await store.passkey_by_credential(passkey.credential) == counted
    # A change of the ways in leaves it.
    other = replace(passkey, public_key=b"another", user=b"another", count=0)
    await store.change_ways(new_ways("mina", passkeys=[other]))
    assert await store.passkey_by_credential(passkey.credential) == replace(other, count=5)


@on_open_store
async def test_a_passkey_of_another_account_stays_with_it(opened: Opened) -> None:
    store, passkey = opened.store, new_passkey("mina")
    await store.create_account(replace(new_account("mina"), passkeys=[passkey]))
    taken = new_passkey("other", of="mina")
    assert taken.credential == passkey.credential
    await store.create_account(replace(new_account("other"), passkeys=[taken]))
    assert await store.passkey_by_credential(passkey.credential) == passkey
    await store.change_ways(new_ways("other", passkeys=[taken, new_passkey("other")]))
    assert await store.passkey_by_credential(passkey.credential) == passkey
    await store.delete_account(hashed("other"))
    assert await store.passkey_by_credential(passkey.credential) == passkey
