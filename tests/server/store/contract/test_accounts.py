"""Accounts, keysets and rosters."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from server.store.rows import OWNER_BYTES, DevicePlace, RosterFacts, owner_of
from tests.server.store.contract.examples import (
    HOUR_MS,
    hashed,
    key_of,
    new_account,
    new_push,
    new_session,
    new_statement,
    new_ways,
    push_many,
    short,
)
from tests.server.store.contract.stores import Opened, on_open_store


@on_open_store
async def test_an_account_is_found_by_its_name_and_by_its_identity(opened: Opened) -> None:
    store, new = opened.store, new_account("mina", statements=3)
    assert await store.create_account(new) is None
    assert await store.account_by_name(new.account.name) == new.account
    assert await store.account_by_identity(new.account.identity) == new.account
    assert await store.roster_since(new.account.identity, 0) == new.statements
    session = await store.session_by_token(*key_of(new.session))
    assert session is not None
    assert (session.identity, session.public) == (new.account.identity, new.devices[0][1])


@on_open_store
async def test_nobody_has_an_account_that_was_not_created(opened: Opened) -> None:
    store, nobody = opened.store, hashed("nobody")
    assert await store.account_by_name("nobody") is None
    assert await store.account_by_identity(nobody) is None
    assert await store.keyset_by_name("nobody", nobody) is None
    assert await store.find_taken("nobody", "nobody", nobody) is None
    assert await store.facts_of_roster(nobody) is None
    assert await store.roster_since(nobody, 0) == []
    assert not await store.replace_keyset(nobody, 1, 2, b"keyset")
    assert not await store.append_statement(new_statement("nobody"))
    assert await store.change_ways(new_ways("nobody")) is None
    assert await store.account_state(nobody) is None
    await store.delete_account(nobody)


@on_open_store
async def test_a_name_its_skeleton_and_an_identity_are_taken_once(opened: Opened) -> None:
    store, mina = opened.store, new_account("mina")
    assert await store.create_account(mina) is None
    namesake = new_account("other", name=mina.account.name)
    twin = new_account("mina", name="another name")
    double = new_account("double", skeleton=mina.skeleton)
    refused = ((namesake, "name"), (twin, "identity"), (mina, "name"), (double, "skeleton"))
    for new, taken in (*refused, (new_account("third"), None)):
        assert await store.find_taken(new.account.name, new.skeleton, new.account.identity) == taken
    # The session is of its own token, so that nothing but the account can be refused.
    for new, taken in refused:
        anew = replace(new, session=replace(new.session, token_hash=hashed("a further token")))
        assert await store.create_account(anew) == taken
        assert await store.session_by_token(*key_of(anew.session)) is None
    assert await store.account_by_name(mina.account.name) == mina.account
    assert await store.account_by_identity(namesake.account.identity) is None
    assert await store.account_by_name("another name") is None
    assert await store.roster_since(mina.account.identity, 0) == mina.statements


@on_open_store
async def test_of_competing_registrations_one_is_stored(opened: Opened) -> None:
    store = opened.store
    rivals = [new_account(f"rival {index}", name="wanted") for index in range(8)]
    answers = await asyncio.gather(*(store.create_account(new) for new in rivals))
    assert sorted(map(str, answers)) == ["None"] + ["name"] * 7
    winner = rivals[answers.index(None)]
    assert await store.account_by_name("wanted") == winner.account
    for loser in rivals:
        if loser is not winner:
            assert await store.account_by_identity(loser.account.identity) is None
            assert await store.session_by_token(*key_of(loser.session)) is None
            assert await store.roster_since(loser.account.identity, 0) == []


@on_open_store
async def test_two_identities_of_one_owner_do_not_both_get_an_account(opened: Opened) -> None:
    store, mina, other = opened.store, new_account("mina"), new_account("other")
    identity = owner_of(mina.account.identity) + bytes(24)
    rival = replace(
        other,
        account=replace(other.account, identity=identity),
        session=replace(other.session, identity=identity),
    )
    assert await store.create_account(mina) is None
    assert await store.find_taken(rival.account.name, rival.skeleton, identity) == "identity"
    assert await store.create_account(rival) == "identity"
    assert await store.account_by_identity(identity) is None
    assert await store.account_by_name(rival.account.name) is None
    assert await store.account_by_identity(mina.account.identity) == mina.account


@on_open_store
async def test_a_keyset_is_read_by_name_or_for_a_name_that_nobody_has(opened: Opened) -> None:
    store = opened.store
    everyone = [new_account(f"person {index}") for index in range(5)]
    for new in everyone:
        await store.create_account(new)
    for new in everyone:
        named = await store.keyset_by_name(new.account.name, hashed("any"))
        assert named == (new.account.name, new.account.keyset)

    def after(identity: bytes) -> bytes:
        """The first identity of the next owner."""
        return (int.from_bytes(owner_of(identity), "big") + 1).to_bytes(OWNER_BYTES, "big") + bytes(24)

    identities = sorted(new.account.identity for new in everyone)
    by_identity = {new.account.identity: new.account for new in everyone}
    for stand_in, expected in (
        (identities[2], identities[2]),
        (after(identities[2]), identities[3]),
        (bytes(32), identities[0]),
        (b"\xff" * 32, identities[0]),
    ):
        row = by_identity[expected]
        assert await store.keyset_by_name("nobody", stand_in) == (row.name, row.keyset)


@on_open_store
async def test_a_keyset_is_swapped_in_on_its_version(opened: Opened) -> None:
    store, new = opened.store, new_account("mina")
    identity = new.account.identity
    await store.create_account(new)
    await store.create_account(new_account("other"))
    assert not await store.replace_keyset(identity, 2, 3, b"early")
    assert await store.replace_keyset(identity, 1, 5, b"new")
    assert not await store.replace_keyset(identity, 1, 6, b"late")
    row = await store.account_by_identity(identity)
    assert row == replace(new.account, keyset_version=5, keyset=b"new")
    assert await store.account_by_identity(hashed("other")) == new_account("other").account


@on_open_store
async def test_of_competing_keysets_one_is_stored(opened: Opened) -> None:
    store, identity = opened.store, hashed("mina")
    await store.create_account(new_account("mina"))
    rivals = [bytes([index]) * 100 for index in range(8)]
    won = await asyncio.gather(*(store.replace_keyset(identity, 1, 2, keyset) for keyset in rivals))
    assert sorted(won) == [False] * 7 + [True]
    row = await store.account_by_identity(identity)
    assert row is not None
    assert (row.keyset_version, row.keyset) == (2, rivals[won.index(True)])


@on_open_store
async def test_a_statement_follows_the_head_of_the_roster(opened: Opened) -> None:
    store, new, identity = opened.store, new_account("mina"), hashed("mina")
    await store.create_account(new)
    await store.create_account(new_account("other"))
    facts = await store.facts_of_roster(identity)
    assert facts == RosterFacts(new.account.roster_head, 1, dict(new.devices))
    assert not await store.append_statement(new_statement("mina", 2))
    second = new_statement("mina", 1)
    assert await store.append_statement(second)
    assert not await store.append_statement(second)
    assert await store.append_statement(new_statement("mina", 2, device="third"))
    facts = await store.facts_of_roster(identity)
    assert facts is not None
    assert (facts.head, facts.statements) == (hashed("mina", "roster", 3), 3)
    # A device that the roster carries already keeps its key.
    assert facts.devices == {
        short("mina", name): hashed("mina", name, "public") for name in ("device", "second", "third")
    }
    whole = await store.roster_since(identity, 0)
    assert len(whole) == 3
    assert [await store.roster_since(identity, after) for after in range(5)] == [
        whole,
        whole[1:],
        whole[2:],
        [],
        [],
    ]
    assert await store.roster_since(hashed("other"), 0) == new_account("other").statements
    assert await store.newest_statement(identity) == whole[-1]
    assert await store.newest_statement(hashed("nobody")) is None
    row = await store.account_by_identity(identity)
    assert row is not None
    assert row.roster_head == facts.head


@on_open_store
async def test_of_competing_statements_one_is_stored(opened: Opened) -> None:
    store, identity = opened.store, hashed("mina")
    await store.create_account(new_account("mina"))
    rivals = [new_statement("mina", device=f"rival {index}") for index in range(8)]
    rivals = [replace(new, new_head=new.statement) for new in rivals]
    won = await asyncio.gather(*(store.append_statement(new) for new in rivals))
    assert sorted(won) == [False] * 7 + [True]
    winner = rivals[won.index(True)]
    facts = await store.facts_of_roster(identity)
    assert facts is not None
    assert (facts.head, facts.statements, len(facts.devices)) == (winner.new_head, 2, 2)
    assert await store.roster_since(identity, 1) == [winner.statement]


@on_open_store
async def test_ways_in_change_with_roster_keyset_and_verifiers_at_once(opened: Opened) -> None:
    store, new, identity = opened.store, new_account("mina"), hashed("mina")
    await store.create_account(new)
    await store.create_account(new_account("other"))
    assert await store.account_state(identity) == (new.account.keyset, list(new.statements))
    assert await store.change_ways(new_ways("mina", 2)) is None
    assert await store.change_ways(new_ways("mina", version=2)) is None
    assert await store.change_ways(new_ways("nobody")) is None
    assert await store.account_by_identity(identity) == new.account
    change = new_ways("mina")
    assert await store.change_ways(change) == frozenset()
    assert await store.change_ways(change) is None
    row = replace(
        new.account,
        auth_hash=change.auth_hash,
        keyset_version=2,
        keyset=change.keyset,
        roster_head=change.new_head,
        recovery_verifier=change.recovery_verifier,
        epoch=change.epoch,
    )
    assert await store.account_by_identity(identity) == row
    assert await store.account_by_name(new.account.name) == row
    assert await store.account_state(identity) == (change.keyset, [*new.statements, *change.statements])
    facts = await store.facts_of_roster(identity)
    assert facts is not None
    assert facts.devices[short("mina", "third")] == hashed("mina", "third", "public")
    assert await store.account_by_identity(hashed("other")) == new_account("other").account
    assert await store.account_state(hashed("nobody")) is None


@on_open_store
async def test_the_sessions_that_end_with_a_change_are_all_others_of_the_account(opened: Opened) -> None:
    store, others = opened.store, [new_session("mina", label) for label in ("second", "third")]
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
    for session in others:
        await store.open_session(session, 0, 10)
    kept = new_session("mina").token_hash
    assert await store.change_ways(new_ways("mina", 2, keep_session=kept)) is None
    assert await store.session_by_token(*key_of(others[0])) is not None
    ended = await store.change_ways(new_ways("mina", keep_session=kept))
    assert ended == {session.token_hash for session in others}
    for session in others:
        assert await store.session_by_token(*key_of(session)) is None
    for who in ("mina", "other"):
        assert await store.session_by_token(*key_of(new_session(who))) is not None


@on_open_store
async def test_a_revoked_device_loses_its_sessions_and_its_place(opened: Opened) -> None:
    store, identity, device = opened.store, hashed("mina"), short("mina", "device")
    for who in ("mina", "other"):
        await store.create_account(new_account(who))
    second = replace(new_session("mina", "second"), device=short("mina", "third"))
    await store.open_session(second, 0, 10)
    row = await push_many(store, "mina", pushes=2)
    places = await store.places_of_device(identity, device)
    assert places == [DevicePlace(short("mina", "vault"), 2, row.head, 2)]
    assert [each.seq for each in await store.places_of_device(identity, short("nobody"))] == [0]
    assert await store.places_of_device(hashed("other"), device) == []
    first = new_push("mina").push.certificate
    vault = short("mina", "vault")
    assert (await store.certificates_after(identity, vault, 0, 1)) == [first]
    assert len(await store.certificates_after(identity, vault, 0, 5)) == 2
    assert await store.certificates_after(hashed("other"), vault, 0, 5) == []
    for numbers in ({}, {vault: 1}, {vault: 2, short("more"): 1}):
        assert await store.change_ways(new_ways("mina", revoked=[device], numbers=numbers)) is None
    assert await store.session_by_token(*key_of(new_session("mina"))) is not None
    ended = await store.change_ways(new_ways("mina", revoked=[device], numbers={vault: 2}))
    assert ended == {new_session("mina").token_hash}
    facts = await store.facts_of_roster(identity)
    assert facts is not None
    assert facts.devices.keys() == {short("mina", "third")}
    assert await store.session_by_token(*key_of(second)) is not None
    assert await store.end_device_sessions(identity, short("mina", "third")) == {second.token_hash}
    assert await store.end_device_sessions(identity, short("mina", "third")) == frozenset()
    assert await store.session_by_token(*key_of(new_session("other"))) is not None


@on_open_store
async def test_of_competing_changes_of_an_account_one_is_stored(opened: Opened) -> None:
    store, identity = opened.store, hashed("mina")
    await store.create_account(new_account("mina"))
    changes = [new_ways("mina", auth_hash=f"hash {index}") for index in range(4)]
    answers = await asyncio.gather(
        *(store.change_ways(change) for change in changes),
        *(store.replace_keyset(identity, 1, 2, bytes([index])) for index in range(4)),
        *(store.append_statement(new_statement("mina", device=f"rival {index}")) for index in range(4)),
    )
    won = [answer for answer in answers if answer is True or answer == frozenset()]
    # A keyset and a statement alone do not compete with each other.
    assert won in ([frozenset()], [True, True])
    state = await store.account_state(identity)
    row = await store.account_by_identity(identity)
    assert state is not None
    assert row is not None
    assert len(state[1]) == (3 if won == [frozenset()] else 2)
    assert (row.keyset_version, row.keyset) == (2, state[0])


@on_open_store
async def test_a_session_says_what_the_roster_says_now(opened: Opened) -> None:
    store, identity = opened.store, hashed("mina")
    await store.create_account(new_account("mina"))
    newcomer = replace(new_session("mina", "newcomer"), device=short("mina", "second"))
    assert await store.open_session(newcomer, 0, 10) == frozenset()
    row = await store.session_by_token(*key_of(newcomer))
    assert row is not None
    assert (row.public, row.roster_head) == (None, hashed("mina", "roster", 1))
    assert await store.append_statement(new_statement("mina"))
    row = await store.session_by_token(*key_of(newcomer))
    assert row is not None
    assert (row.public, row.roster_head) == (hashed("mina", "second", "public"), hashed("mina", "roster", 2))
    assert (row.identity, row.device, row.expires_ms) == (identity, newcomer.device, HOUR_MS)
