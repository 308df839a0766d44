"""Sessions: opening, finding, extending, ending."""

from __future__ import annotations

import asyncio

from tests.server.store.contract.examples import HOUR_MS, hashed, key_of, new_account, new_session
from tests.server.store.contract.stores import Opened, on_open_store


async def open_tokens(opened: Opened, who: str, names: list[str]) -> list[str]:
    found = [await opened.store.session_by_token(*key_of(new_session(who, name))) for name in names]
    return [name for name, row in zip(names, found, strict=True) if row]


@on_open_store
async def test_a_session_is_found_until_it_is_ended(opened: Opened) -> None:
    store, new = opened.store, new_session("mina", "second", expires_ms=5)
    await store.create_account(new_account("mina"))
    assert await store.session_by_token(*key_of(new)) is None
    assert await store.open_session(new, 0, 10) == frozenset()
    row = await store.session_by_token(*key_of(new))
    assert row is not None
    # Whether it has expired is not the store's to say.
    assert (row.token_hash, row.identity, row.device, row.expires_ms) == (
        new.token_hash,
        new.identity,
        new.device,
        5,
    )
    await store.end_session(*key_of(new))
    assert await store.session_by_token(*key_of(new)) is None
    assert await open_tokens(opened, "mina", ["first"]) == ["first"]


@on_open_store
async def test_an_account_that_is_gone_opens_no_session(opened: Opened) -> None:
    new = new_session("nobody")
    assert await opened.store.open_session(new, 0, 10) is None
    assert await opened.store.session_by_token(*key_of(new)) is None


@on_open_store
async def test_a_session_that_is_gone_is_neither_extended_nor_ended(opened: Opened) -> None:
    await opened.store.create_account(new_account("mina"))
    await opened.store.create_account(new_account("other"))
    mina, other = key_of(new_session("mina")), key_of(new_session("other"))
    # A token finds nothing under another owner.
    for owner, token_hash in ((mina[0], hashed("no token")), (mina[0], other[1]), (bytes(8), mina[1])):
        await opened.store.extend_session(owner, token_hash, 9 * HOUR_MS)
        await opened.store.end_session(owner, token_hash)
        assert await opened.store.end_other_sessions(owner, token_hash) is None
        assert await opened.store.session_by_token(owner, token_hash) is None
        assert await opened.store.owner_of_token(token_hash) is None
    for key in (mina, other):
        row = await opened.store.session_by_token(*key)
        assert row is not None
        assert row.expires_ms == HOUR_MS


@on_open_store
async def test_an_extension_moves_the_end_of_one_session(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    await store.open_session(new_session("mina", "second"), 0, 10)
    await store.extend_session(*key_of(new_session("mina", "second")), 9 * HOUR_MS)
    ends = []
    for name in ("first", "second"):
        row = await store.session_by_token(*key_of(new_session("mina", name)))
        assert row is not None
        ends.append(row.expires_ms)
    assert ends == [HOUR_MS, 9 * HOUR_MS]


@on_open_store
async def test_opening_a_session_drops_those_of_the_account_that_have_ended(opened: Opened) -> None:
    store = opened.store
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
        for name, expires_ms in (("ended", 10), ("just ended", 20), ("open", 21)):
            await store.open_session(new_session(who, name, expires_ms), 0, 10)
    deleted = await store.open_session(new_session("mina", "new"), 20, 10)
    assert deleted == {new_session("mina", name).token_hash for name in ("ended", "just ended")}
    names = ["ended", "just ended", "open", "first", "new"]
    assert await open_tokens(opened, "mina", names) == ["open", "first", "new"]
    assert await open_tokens(opened, "other", names) == ["ended", "just ended", "open", "first"]


@on_open_store
async def test_an_account_keeps_so_many_sessions(opened: Opened) -> None:
    store = opened.store
    names = ["first"]
    await store.create_account(new_account("mina"))
    await store.create_account(new_account("other"))
    for index in range(1, 7):
        names.append(f"session {index}")
        await store.open_session(new_session("mina", names[-1], HOUR_MS + index), 0, 3)
        assert await open_tokens(opened, "mina", names) == names[-3:]
    # The one that lasts longest stays, whenever it was opened.
    await store.extend_session(*key_of(new_session("mina", names[-3])), 9 * HOUR_MS)
    await store.open_session(new_session("mina", "last", HOUR_MS + 9), 0, 2)
    assert await open_tokens(opened, "mina", [*names, "last"]) == [names[-3], "last"]
    assert await open_tokens(opened, "other", ["first"]) == ["first"]


@on_open_store
async def test_sessions_opened_at_once_keep_to_the_bound(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    names = [f"session {index}" for index in range(12)]
    sessions = [new_session("mina", name, HOUR_MS + index) for index, name in enumerate(names, 1)]
    deleted = await asyncio.gather(*(store.open_session(new, 0, 4) for new in sessions))
    # Each session is named once, by the one that it made room for.
    assert sorted(token_hash for each in deleted if each for token_hash in each) == sorted(
        new_session("mina", name).token_hash for name in ["first", *names[:-4]]
    )
    assert await open_tokens(opened, "mina", names) == names[-4:]


@on_open_store
async def test_one_session_ends_the_others_of_its_account(opened: Opened) -> None:
    store = opened.store
    for who in ("mina", "noah"):
        await store.create_account(new_account(who))
        for name in ("second", "third"):
            await store.open_session(new_session(who, name), 0, 10)
    ended = await store.end_other_sessions(*key_of(new_session("mina", "second")))
    assert ended == {new_session("mina", name).token_hash for name in ("first", "third")}
    assert await open_tokens(opened, "mina", ["first", "second", "third"]) == ["second"]
    assert await open_tokens(opened, "noah", ["first", "second", "third"]) == ["first", "second", "third"]
    assert await store.end_other_sessions(*key_of(new_session("mina", "second"))) == frozenset()


@on_open_store
async def test_of_sessions_that_end_each_other_one_stays(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    names = [f"session {index}" for index in range(6)]
    for name in names:
        await store.open_session(new_session("mina", name), 0, 10)
    keys = [key_of(new_session("mina", name)) for name in names]
    ended = await asyncio.gather(*(store.end_other_sessions(*each) for each in keys))
    assert len([each for each in ended if each is not None]) == 1
    assert len(await open_tokens(opened, "mina", ["first", *names])) == 1
