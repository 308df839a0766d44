"""What an operator asks for: accounts by size, all identities, the end of sessions."""

from __future__ import annotations

from server.store.rows import AccountSize, owner_of
from tests.server.store.contract.examples import (
    HOUR_MS,
    hashed,
    key_of,
    new_account,
    new_session,
    push_many,
)
from tests.server.store.contract.stores import Opened, on_open_store


@on_open_store
async def test_accounts_come_by_size(opened: Opened) -> None:
    store = opened.store
    for who in ("small", "b", "a", "large"):
        await store.create_account(new_account(who))
    large = await push_many(store, "large", pushes=3)
    small = await push_many(store, "small", pushes=1)
    await store.open_session(new_session("large", "second"), 0, 10)
    rows = await store.largest_accounts(0, 10)
    assert [each.name for each in rows] == [f"name of {who}" for who in ("large", "small", "a", "b")]
    assert rows[0] == AccountSize(
        hashed("large"), "name of large", 1, 1, large.commits, large.size, sessions=2
    )
    assert (rows[1].size, rows[1].sessions, rows[2].size) == (small.size, 1, 0)
    assert await store.largest_accounts(0, 2) == rows[:2]
    # A session that has ended does not count.
    assert [each.sessions for each in await store.largest_accounts(HOUR_MS, 1)] == [0]


@on_open_store
async def test_all_identities_come_in_parts(opened: Opened) -> None:
    store = opened.store
    identities = sorted(hashed(who) for who in "abcde")
    for who in "abcde":
        await store.create_account(new_account(who))
    assert await store.identities_after(b"", 9) == identities
    found: list[bytes] = []
    while part := await store.identities_after(owner_of(found[-1]) if found else b"", 2):
        found += part
    assert found == identities


@on_open_store
async def test_all_sessions_of_one_account_end(opened: Opened) -> None:
    store = opened.store
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
    await store.open_session(new_session("mina", "second"), 0, 10)
    ended = await store.end_account_sessions(hashed("mina"))
    assert ended == {new_session("mina").token_hash, new_session("mina", "second").token_hash}
    assert await store.session_by_token(*key_of(new_session("mina"))) is None
    assert await store.session_by_token(*key_of(new_session("other"))) is not None
    assert await store.end_account_sessions(hashed("mina")) == frozenset()
    assert await store.end_account_sessions(hashed("nobody")) == frozenset()
