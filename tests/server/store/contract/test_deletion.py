"""What a deletion takes away, and that nothing of it stays in storage."""

from __future__ import annotations

from server.store.rows import NewAccount
from tests.server.store.contract.examples import (
    hashed,
    key_of,
    new_account,
    new_push,
    new_session,
    new_statement,
    push_many,
    short,
)
from tests.server.store.contract.stores import Opened, on_open_store

MINA, VAULT = hashed("mina"), short("mina", "vault")


def traces_of(new: NewAccount) -> list[bytes]:
    account = new.account
    return [
        account.identity,
        account.name.encode(),
        account.auth_hash.encode(),
        account.keyset,
        account.roster_head,
        *new.statements,
        *(part for device in new.devices for part in device),
        new.session.token_hash,
    ]


async def found(opened: Opened, traces: list[bytes]) -> list[bytes]:
    """Those of `traces` that are in storage."""
    stored = opened.place.stored_bytes()
    return [trace for trace in traces if trace in stored]


@on_open_store
async def test_a_deleted_vault_is_gone_but_for_its_id(opened: Opened) -> None:
    store = opened.store
    await store.create_account(new_account("mina"))
    commits = [hashed("commits", index) for index in range(3)]
    for index, piece in enumerate(commits):
        row = await store.vault_by_id(MINA, VAULT)
        assert await store.swap_in_push(new_push("mina", after=row, commits=piece, count=index + 1))
    pushes = await store.pushes_between(MINA, VAULT, 1, 3)
    kept = await push_many(store, "mina", "kept", 2)
    traces = [*commits, *(part for push in pushes for part in (push.head, push.certificate, push.receipt))]
    assert await found(opened, traces) == traces
    assert await store.delete_vault(MINA, VAULT, 5, 10)
    assert await found(opened, traces) == []
    assert await store.list_vaults(MINA) == [(short("mina", "kept"), kept)]
    assert await store.list_deleted_vaults(MINA) == [VAULT]
    assert await store.is_deleted_vault(MINA, VAULT)
    assert await store.pushes_between(MINA, VAULT, 1, 9) == []
    assert len(await store.pushes_between(MINA, short("mina", "kept"), 1, 9)) == 2
    facts = await store.facts_of_push(MINA, VAULT, [short("mina", "device")], [pushes[0].head])
    assert facts is not None
    assert (facts.vault, facts.deleted, facts.seqs, facts.stored) == (None, True, {}, frozenset())
    assert (facts.owned_vaults, facts.owned_bytes) == (1, kept.size)
    assert not await store.delete_vault(MINA, VAULT, 6, 10)
    assert await store.list_deleted_vaults(MINA) == [VAULT]


@on_open_store
async def test_the_ids_deleted_last_are_kept(opened: Opened) -> None:
    store = opened.store
    names = [f"vault {index}" for index in range(6)]
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
    await push_many(store, "other")
    await store.delete_vault(hashed("other"), short("other", "vault"), 0, 3)
    for now_ms, name in enumerate(names, 1):
        await push_many(store, "mina", name)
        assert await store.delete_vault(MINA, short("mina", name), now_ms, 3)
    kept = [short("mina", name) for name in names[-3:]]
    assert await store.list_deleted_vaults(MINA) == sorted(kept)
    answers = [await store.is_deleted_vault(MINA, short("mina", name)) for name in names]
    assert answers == [False] * 3 + [True] * 3
    assert await store.list_deleted_vaults(hashed("other")) == [short("other", "vault")]


@on_open_store
async def test_a_deleted_account_leaves_nothing(opened: Opened) -> None:
    store = opened.store
    mina, other = new_account("mina", statements=1), new_account("other")
    await store.create_account(mina)
    await store.create_account(other)
    statement, session = new_statement("mina"), new_session("mina", "second")
    await store.append_statement(statement)
    await store.open_session(session, 0, 10)
    head = statement.new_head
    await push_many(store, "mina", pushes=2, roster_head=head, commits=hashed("commits"))
    await push_many(store, "mina", "deleted", roster_head=head)
    await store.delete_vault(MINA, short("mina", "deleted"), 1, 10)
    kept = await push_many(store, "other", pushes=2)
    pushes = await store.pushes_between(MINA, VAULT, 1, 2)
    traces = [
        *(trace for trace in traces_of(mina) if trace != mina.account.roster_head),
        statement.statement,
        head,
        session.token_hash,
        VAULT,
        short("mina", "deleted"),
        hashed("commits"),
        *(part for push in pushes for part in (push.head, push.certificate, push.receipt)),
    ]
    assert await found(opened, traces) == traces
    await store.delete_account(MINA)
    assert await found(opened, [*traces, mina.account.roster_head]) == []
    assert await found(opened, traces_of(other)) == traces_of(other)
    assert await store.account_by_name(mina.account.name) is None
    assert await store.account_by_identity(MINA) is None
    assert await store.facts_of_roster(MINA) is None
    assert await store.facts_of_push(MINA, VAULT, [], []) is None
    assert await store.list_vaults(MINA) == await store.list_deleted_vaults(MINA) == []
    assert await store.pushes_between(MINA, VAULT, 1, 9) == []
    for each in (mina.session, session):
        assert await store.session_by_token(*key_of(each)) is None
    assert await store.list_vaults(hashed("other")) == [(short("other", "vault"), kept)]
    # The name and the identity are free again, without a past.
    assert await store.create_account(mina) is None
    assert await store.roster_since(MINA, 0) == mina.statements
    assert await push_many(store, "mina", "deleted")


@on_open_store
async def test_a_deletion_holds_after_a_restart(opened: Opened) -> None:
    store = opened.store
    for who in ("mina", "leaver"):
        await store.create_account(new_account(who))
        await push_many(store, who, commits=hashed(who, "commits"))
    await store.delete_vault(MINA, VAULT, 1, 10)
    await store.delete_account(hashed("leaver"))
    store = await opened.reopen()
    assert await store.list_deleted_vaults(MINA) == [VAULT]
    assert await store.account_by_identity(hashed("leaver")) is None
    traces = [hashed("mina", "commits"), hashed("leaver", "commits"), hashed("leaver")]
    assert await found(opened, traces) == []
