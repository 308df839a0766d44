"""The replay of witnessed vaults."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import msgspec
import pytest

from server.limits.replay_turns import REPLAYS_MAX, REPLAYS_PER_NETWORK_MAX, SHORT_COMMITS_MAX, ReplayTurns
from server.store.port import Store
from server.store.sqlite.database import FILE_NAME
from server.vaults import witness as witness_module
from shared.errors import AutusError
from shared.sync import witness as budget_module
from shared.wire.pushes import Disclosure
from shared.wire.vaults import VaultList, WitnessSwitch
from tests.server.conftest import serving
from tests.server.sessions import Session, log_in, refused, register
from tests.shared.physics.toy_rules import TOY, toy_rules, without_toy_rules
from tests.shared.sync.people import DeviceKey, Goal, Person

LIE = "0" * 64


@pytest.fixture
def goal(session: Session, person: Person) -> Goal:
    """A witnessed goal whose first four commits were stored before it was witnessed."""
    goal = Goal(person)
    session.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 3)])
    switch(session, goal, on=True)
    return goal


def switch(session: Session, goal: Goal, *, on: bool) -> None:
    answer = session.put(f"/api/v1/vaults/{goal.vault.hex()}/witness", WitnessSwitch(on=on))
    assert answer.status_code == 204


def everything(goal: Goal, start: bytes | None = None) -> Disclosure:
    ids = list(goal.nodes)
    return goal.disclosure(ids if start is None else ids[ids.index(start) + 1 :], start)


def test_a_push_is_replayed_from_genesis_and_then_from_the_last_receipt(session: Session, goal: Goal) -> None:
    head = list(goal.nodes)[-1]
    receipt = session.push(goal, head, goal.chain(head, 2), everything(goal))
    assert receipt.level == "replay"
    tail = goal.chain(receipt.head, 30)
    receipt = session.push(goal, receipt.head, tail, everything(goal, receipt.head))
    assert receipt.level == "replay"
    assert session.get("/api/v1/vaults", VaultList).vaults[0].witnessed


def test_a_push_without_a_disclosure(session: Session, goal: Goal) -> None:
    head = list(goal.nodes)[-1]
    push = goal.push(head, [goal.commit(head)])
    assert refused(session.send(goal.vault, push)) == (428, "DISCLOSURE_REQUIRED")
    few = goal.push(head, [push.head], disclosure=goal.disclosure([push.head]))
    answer = session.send(goal.vault, few)
    assert refused(answer) == (428, "DISCLOSURE_REQUIRED")
    assert (answer.json()["index"], answer.json()["commit"]) == (None, goal.genesis.hex())
    switch(session, goal, on=False)
    assert session.push(goal, head, [push.head]).level == "links"


def test_a_start_that_was_never_vouched_for(session: Session, goal: Goal) -> None:
    head = list(goal.nodes)[-1]
    push = goal.push(head, goal.chain(head, 1), disclosure=everything(goal, head))
    assert refused(session.send(goal.vault, push)) == (428, "DISCLOSURE_REQUIRED")


def test_a_start_with_another_state(session: Session, goal: Goal) -> None:
    head = list(goal.nodes)[-1]
    receipt = session.push(goal, head, goal.chain(head, 1), everything(goal))
    tail = goal.chain(receipt.head, 1)
    good = everything(goal, receipt.head)
    assert good.state
    bad = msgspec.structs.replace(good, state=good.state.replace(b'"M":0.', b'"M":0.0'))
    refusal = session.send(goal.vault, goal.push(receipt.head, tail, disclosure=bad))
    assert refused(refusal) == (428, "DISCLOSURE_REQUIRED")
    assert session.push(goal, receipt.head, tail, good).level == "replay"


@pytest.mark.parametrize("before", [0, 1, 30])
def test_a_lie_about_the_state_is_refused_by_name(session: Session, goal: Goal, before: int) -> None:
    head = list(goal.nodes)[-1]
    ids = goal.chain(head, before)
    lie = goal.commit(ids[-1] if ids else head, lie=LIE)
    push = goal.push(head, [*ids, lie], disclosure=everything(goal))
    answer = session.send(goal.vault, push)
    assert refused(answer) == (422, "REPLAY_MISMATCH")
    problem = answer.json()
    assert (problem["commit"], problem["index"]) == (lie.hex(), before)
    assert problem["recorded"] == LIE


def test_a_lie_that_was_stored_before_is_found_when_it_is_replayed(session: Session, goal: Goal) -> None:
    switch(session, goal, on=False)
    head = list(goal.nodes)[-1]
    lie = goal.commit(head, lie=LIE)
    session.push(goal, head, [lie])
    switch(session, goal, on=True)
    push = goal.push(lie, [goal.commit(lie)], disclosure=everything(goal))
    answer = session.send(goal.vault, push)
    assert refused(answer) == (422, "REPLAY_MISMATCH")
    assert (answer.json()["commit"], answer.json()["index"]) == (lie.hex(), None)


def test_a_key_that_does_not_open(session: Session, goal: Goal) -> None:
    head = list(goal.nodes)[-1]
    new = goal.commit(head)
    good = everything(goal)
    bad = msgspec.structs.replace(good, keys=(*good.keys[:-1], (new, bytes(76))))
    answer = session.send(goal.vault, goal.push(head, [new], disclosure=bad))
    assert refused(answer) == (422, "REPLAY_MISMATCH")
    assert (answer.json()["commit"], answer.json()["reason"]) == (new.hex(), "COMMIT_UNREADABLE")


def test_merges_are_replayed(url: str, session: Session, person: Person, goal: Goal) -> None:
    device = DeviceKey()
    assert session.post("/api/v1/roster", person.sign_device(device)).status_code == 204
    other = log_in(url, person, device)
    fork = list(goal.nodes)[-1]
    mine = goal.chain(fork, 3)
    receipt = session.push(goal, fork, mine, everything(goal))
    theirs = goal.chain(fork, 20, device)
    merge = goal.folded_merge(receipt.head, theirs[-1])
    # The fork lies before the last receipt: that is no start for this push.
    pushed = [*theirs, merge]
    late = goal.push(receipt.head, pushed, device, goal.disclosure(pushed, receipt.head))
    assert refused(other.send(goal.vault, late)) == (428, "DISCLOSURE_REQUIRED")
    receipt = other.push(goal, receipt.head, pushed, everything(goal))
    assert receipt.level == "replay"
    after = session.push(goal, merge, goal.chain(merge, 1), everything(goal, merge))
    assert after.level == "replay"


def test_a_merge_that_its_parents_do_not_make(session: Session, goal: Goal) -> None:
    head = list(goal.nodes)[-1]
    left, right = goal.commit(head), goal.commit(head, patch={"mass_modifier": -0.2})
    wrong = goal.merge(left, right, goal.nodes[left].state)
    push = goal.push(head, [left, right, wrong], disclosure=everything(goal))
    answer = session.send(goal.vault, push)
    assert refused(answer) == (422, "REPLAY_MISMATCH")
    assert answer.json()["commit"] == wrong.hex()


def test_a_long_history_is_read_in_parts(
    session: Session, goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness_module, "PART_BYTES", 1500)
    switch(session, goal, on=False)
    head = list(goal.nodes)[-1]
    for _ in range(4):
        head = session.push(goal, head, goal.chain(head, 2)).head
    switch(session, goal, on=True)
    receipt = session.push(goal, head, goal.chain(head, 1), everything(goal))
    tail = [goal.chain(receipt.head, 2)]
    receipt = session.push(goal, receipt.head, tail[0], everything(goal, receipt.head))
    assert receipt.level == "replay"


def test_a_replay_that_costs_too_much(session: Session, goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    head = list(goal.nodes)[-1]
    ids = goal.chain(head, 3)
    monkeypatch.setattr(budget_module, "STEPS_MIN", 0)
    monkeypatch.setattr(budget_module, "STEPS_PER_COMMIT", 0)
    answer = session.send(goal.vault, goal.push(head, ids, disclosure=everything(goal)))
    assert refused(answer) == (422, "WITNESS_BUDGET_EXCEEDED")
    assert (answer.json()["limit"], answer.json()["index"]) == ("steps", None)
    monkeypatch.undo()
    assert session.push(goal, head, ids, everything(goal)).level == "replay"


def test_replays_take_turns() -> None:
    async def crowd() -> list[str]:
        replays, told = ReplayTurns(), list[str]()

        async def replay(identity: bytes, commits: int, network: str = "") -> None:
            async with replays.turn(identity, network or identity.hex(), commits):
                told.append(f"{identity.decode()} {commits}")
                await asyncio.sleep(0)

        long = SHORT_COMMITS_MAX + 1
        async with replays.turn(b"a", b"a".hex(), long):
            waiting = [asyncio.ensure_future(replay(each, long)) for each in (b"a", b"b", b"b")]
            await asyncio.sleep(0)
            for busy in (b"a", b"b"):
                with pytest.raises(AutusError, match="WITNESS_BUSY") as raised:
                    await replay(busy, 1)
                assert raised.value.fields["retry_after_seconds"] > 0
            # A short one does not wait behind long ones.
            await replay(b"c", 1)
            assert told == ["c 1"]
            many = [asyncio.ensure_future(replay(bytes([100 + index]), long)) for index in range(REPLAYS_MAX)]
            await asyncio.sleep(0)
            with pytest.raises(AutusError, match="WITNESS_BUSY"):
                await replay(b"d", 1)
        outcomes = await asyncio.gather(*waiting, *many, return_exceptions=True)
        assert sum(isinstance(outcome, AutusError) for outcome in outcomes) == 4
        await replay(b"a", long)
        return told

    told = asyncio.run(crowd())
    assert told[1:4] == ["a 101", "b 101", "b 101"]


def test_few_accounts_do_not_fill_all_turns() -> None:
    async def crowd() -> None:
        replays = ReplayTurns()

        async def replay(number: int, network: str) -> None:
            async with replays.turn(b"account %d" % number, network, 1_000):
                await asyncio.sleep(0)

        greedy = [
            asyncio.ensure_future(replay(number, f"address {number}")) for number in (*range(9), *range(9))
        ]
        await asyncio.sleep(0)
        await replay(99, "another address")
        outcomes = await asyncio.gather(*greedy, return_exceptions=True)
        assert sum(outcome is None for outcome in outcomes) == 9

    asyncio.run(crowd())


def test_many_accounts_of_one_address_leave_turns_to_others() -> None:
    async def crowd() -> None:
        replays = ReplayTurns()

        async def replay(number: int, network: str) -> None:
            async with replays.turn(b"account %d" % number, network, 1_000):
                await asyncio.sleep(0)

        first = [
            asyncio.ensure_future(replay(number, "one address")) for number in range(REPLAYS_PER_NETWORK_MAX)
        ]
        await asyncio.sleep(0)
        with pytest.raises(AutusError, match="WITNESS_BUSY"):
            await replay(99, "one address")
        await replay(99, "another address")
        await asyncio.gather(*first)

    asyncio.run(crowd())


def test_a_bulky_part_of_few_commits_leaves_the_loop_to_others(
    session: Session, goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set[str]()
    opened = witness_module._open

    def seen(*item: bytes) -> bytes | None:
        threads.add(threading.current_thread().name)
        return opened(*item)

    monkeypatch.setattr(witness_module, "_open", seen)
    head = list(goal.nodes)[-1]
    session.push(goal, head, [goal.commit(head)], everything(goal))
    assert threads
    assert all(name.startswith("asyncio_") for name in threads)


@pytest.mark.sqlite
def test_nothing_that_was_disclosed_is_stored(tmp_path, person: Person, settings) -> None:
    with serving(settings) as server:
        session = register(server.url, person)
        goal = Goal(person)
        session.push(goal, None, [goal.genesis])
        switch(session, goal, on=True)
        ids = [goal.commit(goal.genesis, note="a private note")]
        disclosure = everything(goal)
        session.push(goal, goal.genesis, ids, disclosure)
        more = goal.chain(ids[-1], 1)
        second = everything(goal, ids[-1])
        session.push(goal, ids[-1], more, second)
        path = settings.data_path / FILE_NAME
        stored = path.read_bytes() + path.with_name(FILE_NAME + "-wal").read_bytes()
    assert second.state
    secrets = [key for _, key in (*disclosure.keys, *second.keys)]
    for secret in (*secrets, *[key[:32] for key in secrets], second.state, b"a private note", b"a label"):
        assert secret not in stored


@pytest.mark.parametrize("turn", [0, 1])
def test_a_vault_that_is_deleted_while_it_is_replayed(
    session: Session, goal: Goal, turn: int, monkeypatch: pytest.MonkeyPatch, store_class: type[Store]
) -> None:
    head = list(goal.nodes)[-1]
    push = goal.push(head, [goal.commit(head)], disclosure=everything(goal))
    read, calls = store_class.page_of_pushes, list[int]()

    async def with_a_rival(store: Store, *rest: Any) -> object:
        if len(calls) == turn:
            await store.delete_vault(session.person.identity, goal.vault, 1, kept_max=1)
        calls.append(1)
        return await read(store, *rest)

    monkeypatch.setattr(store_class, "page_of_pushes", with_a_rival)
    assert refused(session.send(goal.vault, push)) == (410, "VAULT_DELETED")


def test_a_push_is_replayed_under_the_rules_that_its_commits_name(session: Session, person: Person) -> None:
    with toy_rules():
        goal = Goal(person, rules=TOY)
        session.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 2)])
        switch(session, goal, on=True)
        head = list(goal.nodes)[-1]
        receipt = session.push(goal, head, goal.chain(head, 2), everything(goal))
        assert receipt.level == "replay"
        head = receipt.head
        receipt = session.push(goal, head, goal.chain(head, 2), everything(goal, head))
        assert receipt.level == "replay"
        push = goal.push(receipt.head, goal.chain(receipt.head, 1), disclosure=everything(goal, receipt.head))
        with without_toy_rules():
            answer = session.send(goal.vault, push)
        assert refused(answer) == (422, "REPLAY_MISMATCH")
        assert answer.json()["reason"] == "UPDATE_REQUIRED"
        assert session.send(goal.vault, push).status_code == 201
