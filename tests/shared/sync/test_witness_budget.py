"""What a replay may cost: a hostile disclosure ends with a code, an honest one is let through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import kernel
from shared.chain.header import decode_header
from shared.errors import AutusError
from shared.sync import witness as module
from shared.sync.witness import Budget, Witness, find_dominators
from tests.shared.sync.people import Goal, Person, run
from tests.shared.sync.test_witness import named, random_goal, witness_of


def linked(goal: Goal, ids: list[bytes]) -> list[tuple[bytes, tuple[bytes, ...]]]:
    return [(commit, decode_header(goal.nodes[commit].sealed.header).parents) for commit in ids]


def replay(goal: Goal, budget: Budget | None = None, *, forget: bool = False) -> kernel.State:
    ids = list(goal.nodes)
    places = find_dominators(linked(goal, ids)) if forget else frozenset[bytes]()
    witness = Witness(goal.vault, dict(goal.disclosure(ids).keys), budget, places)
    state: kernel.State = run(witness.replay(goal.person.crypto, named(goal, ids)))
    return state


def exceeded(goal: Goal, budget: Budget | None = None, *, forget: bool = False) -> str:
    with pytest.raises(AutusError, match="WITNESS_BUDGET_EXCEEDED") as raised:
        replay(goal, budget, forget=forget)
    assert raised.value.fields["commit"] in {commit.hex() for commit in goal.nodes}
    assert isinstance(raised.value.fields["index"], int)
    return str(raised.value.fields["limit"])


@pytest.fixture
def goal() -> Goal:
    return Goal(Person())


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_a_restart_at_dominators_changes_no_state(seed: int) -> None:
    goal, _ = random_goal(seed, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SLICE_BYTES", 0)
        forgotten = replay(goal, forget=True)
    assert kernel.state_to_bytes(forgotten) == kernel.state_to_bytes(replay(goal))


def test_dominators(goal: Goal) -> None:
    first = goal.commit(goal.genesis)
    left, right = goal.commit(first), goal.commit(first, t_ms=9)
    merge = goal.folded_merge(left, right)
    last = goal.commit(merge)
    assert find_dominators(linked(goal, list(goal.nodes))) == {goal.genesis, first, merge, last}
    # Without its parents no commit descends from what comes before it.
    assert find_dominators([(b"a", ()), (b"b", (b"elsewhere",))]) == {b"b"}
    assert find_dominators([]) == frozenset()


def test_merges_that_fold_a_long_trunk_again(goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    trunk = goal.chain(goal.genesis, 60)
    tip = trunk[-1]
    for index in range(10):
        tip = goal.folded_merge(tip, goal.commit(goal.genesis, t_ms=900 - index))
    monkeypatch.setattr(module, "STEPS_MIN", 0)
    assert replay(goal)
    monkeypatch.setattr(module, "STEPS_PER_COMMIT", 4)
    assert exceeded(goal) == "steps"


def test_what_is_kept_for_merges_is_let_go_of(goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    goal.chain(goal.genesis, 30)
    monkeypatch.setattr(module, "_SLICE_BYTES", 2_000)
    monkeypatch.setattr(module, "HELD_BYTES_MAX", 20_000)
    assert replay(goal, forget=True)
    assert exceeded(goal) == "memory"


def test_what_is_opened_has_an_end(goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    goal.chain(goal.genesis, 3)
    monkeypatch.setattr(module, "READ_BYTES_MAX", 1_000)
    assert exceeded(goal) == "bytes"


def test_a_state_has_so_many_nodes(goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    tip = goal.chain(goal.genesis, 2)[-1]
    operations = [
        {"op_id": f"o{index}", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": f"n{index}", "mass": 0.1}}
        for index in range(9)
    ]
    tip = goal.commit(tip, patch={"ops": operations}, page=2)
    monkeypatch.setattr(module, "NODES_MAX", 8)
    assert exceeded(goal) == "nodes"
    with pytest.raises(AutusError, match="WITNESS_BUDGET_EXCEEDED"):
        witness_of(goal, tip, [])


def test_a_replay_ends_in_time(goal: Goal) -> None:
    goal.chain(goal.genesis, 3)
    seconds = iter(range(0, 10_000, 20))
    assert exceeded(goal, Budget(4, lambda: float(next(seconds)))) == "seconds"
    assert replay(goal, Budget(4, lambda: 0.0))


def test_a_long_honest_history_is_let_through(goal: Goal) -> None:
    tip = goal.genesis
    for _ in range(40):
        left, right = goal.chain(tip, 3)[-1], goal.commit(tip)
        tip = goal.folded_merge(left, right)
    assert replay(goal, Budget(len(goal.nodes), lambda: 0.0), forget=True)
