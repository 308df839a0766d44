"""A witness replays from where it is told and finds every lie; compared with the naive fold."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import kernel
from shared.chain.graph import Graph
from shared.chain.header import decode_header
from shared.chain.replay import fold
from shared.errors import AutusError
from shared.sync.witness import Witness
from tests.shared.sync.people import Goal, Person, run


def named(goal: Goal, ids: list[bytes]) -> list[tuple[bytes, tuple[bytes, bytes]]]:
    return list(zip(ids, goal.wires(ids), strict=True))


def witness_of(goal: Goal, start: bytes | None, ids: list[bytes]) -> Witness:
    keys = dict(goal.disclosure(ids, start).keys)
    witness = Witness(goal.vault, keys)
    if start is not None:
        state = kernel.state_to_bytes(goal.nodes[start].state)
        run(witness.open_start(goal.person.crypto, start, goal.wires([start])[0], state))
    return witness


def random_goal(seed: int, size: int) -> tuple[Goal, list[bytes]]:
    """A goal of one head after the other, each push forking from the head before it; and those heads."""
    chance = random.Random(seed)
    goal = Goal(Person())
    heads = [goal.genesis]
    for _ in range(size):
        tips = [heads[-1]]
        for _ in range(chance.randrange(1, 5)):
            parent = chance.choice([*tips, heads[-1]])
            patch = {"mass_modifier": chance.randrange(-50, 51) / 100}
            commit = goal.commit(parent, t_ms=chance.randrange(10**6), patch=patch)
            tips = [tip for tip in tips if tip != parent] + [commit]
        while len(tips) > 1:
            tips.append(goal.folded_merge(tips.pop(), tips.pop()))
        heads.append(tips[0])
    return goal, heads


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_every_start_gives_the_state_that_the_naive_fold_gives(seed: int) -> None:
    goal, heads = random_goal(seed, 3)
    ids = list(goal.nodes)
    graph = Graph()
    for commit in ids:
        node = goal.nodes[commit]
        graph.add(commit, decode_header(node.sealed.header).parents, node.body.t_ms)
    bodies = {commit: node.body for commit, node in goal.nodes.items()}
    expected = fold(graph, bodies, heads[-1], goal.vault)
    whole = witness_of(goal, None, ids)
    state = run(whole.replay(goal.person.crypto, named(goal, ids)))
    assert kernel.state_to_bytes(state) == kernel.state_to_bytes(expected)
    for start in heads[:-1]:
        after = ids[ids.index(start) + 1 :]
        witness = witness_of(goal, start, after)
        for first in range(0, len(after), 3):
            state = run(witness.replay(goal.person.crypto, named(goal, after[first : first + 3])))
        assert kernel.state_to_bytes(state) == kernel.state_to_bytes(expected)


@pytest.fixture
def goal() -> Goal:
    return Goal(Person())


def refusal(goal: Goal, ids: list[bytes], start: bytes | None = None, **keys: bytes) -> AutusError:
    witness = witness_of(goal, start, ids)
    with pytest.raises(AutusError) as raised:
        run(witness.replay(goal.person.crypto, named(goal, ids)))
    return raised.value


def test_a_lie_is_named(goal: Goal) -> None:
    lie = goal.commit(goal.genesis, lie="0" * 64)
    error = refusal(goal, [goal.genesis, lie])
    assert (error.code, error.fields["commit"], error.fields["index"]) == ("REPLAY_MISMATCH", lie.hex(), 1)
    assert error.fields["recorded"] == "0" * 64


def test_a_start_that_lies_too_far_ahead(goal: Goal) -> None:
    first = goal.commit(goal.genesis)
    aside = goal.commit(goal.genesis)
    error = refusal(goal, [aside], first)
    assert (error.code, error.fields["commit"]) == ("DISCLOSURE_REQUIRED", aside.hex())


def test_a_key_that_is_missing(goal: Goal) -> None:
    first = goal.commit(goal.genesis)
    witness = witness_of(goal, None, [goal.genesis])
    with pytest.raises(AutusError, match="DISCLOSURE_REQUIRED") as raised:
        run(witness.replay(goal.person.crypto, named(goal, [goal.genesis, first])))
    assert raised.value.fields["index"] == 1


def test_nothing_to_replay(goal: Goal) -> None:
    with pytest.raises(AutusError, match="DISCLOSURE_REQUIRED"):
        run(witness_of(goal, None, [goal.genesis]).replay(goal.person.crypto, []))


def test_merges_of_dependent_parents_and_of_other_states(goal: Goal) -> None:
    first = goal.commit(goal.genesis)
    second = goal.commit(first)
    dependent = goal.merge(first, second, goal.nodes[second].state)
    error = refusal(goal, [goal.genesis, first, second, dependent])
    assert (error.code, error.fields["reason"]) == ("REPLAY_MISMATCH", "BAD_MERGE")
    other = goal.commit(first, patch={"mass_modifier": -0.3})
    wrong = goal.merge(second, other, goal.nodes[second].state)
    error = refusal(goal, [goal.genesis, first, second, other, wrong])
    assert (error.code, error.fields["commit"]) == ("REPLAY_MISMATCH", wrong.hex())
