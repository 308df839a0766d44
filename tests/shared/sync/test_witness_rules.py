"""A witness replays each commit under the rules that its body names."""

from __future__ import annotations

import pytest

from shared import kernel
from shared.errors import AutusError
from shared.vault.merge import check_same_rules
from tests.shared.physics.toy_rules import TOY, toy_rules, without_toy_rules
from tests.shared.sync.people import Goal, Person, run
from tests.shared.sync.test_witness import named, refusal, witness_of

V1 = "autus.rules.v1"


@pytest.fixture(autouse=True)
def _toy():
    with toy_rules():
        yield


def mixed_goal(first: str, second: str) -> tuple[Goal, list[bytes]]:
    """A branch under each of two rule sets, merged where they agree at last."""
    goal = Goal(Person(), rules=first)
    trunk = goal.chain(goal.genesis, 3)[-1]
    left = goal.commit(trunk, rules=second)
    right = goal.commit(goal.commit(trunk, t_ms=1), t_ms=2, rules=second)
    goal.folded_merge(left, right)
    return goal, list(goal.nodes)


@pytest.mark.parametrize(("first", "second"), [(TOY, TOY), (V1, TOY), (TOY, V1)])
def test_a_witness_finds_the_state_from_every_start(first: str, second: str):
    goal, ids = mixed_goal(first, second)
    expected = goal.nodes[ids[-1]].state
    assert expected.rules == second
    for start in (None, *ids[:4]):
        after = ids if start is None else ids[ids.index(start) + 1 :]
        state = run(witness_of(goal, start, after).replay(goal.person.crypto, named(goal, after)))
        assert state == expected
        assert kernel.state_to_bytes(state) == kernel.state_to_bytes(expected)


def test_parents_under_different_rules_do_not_merge():
    goal = Goal(Person(), rules=V1)
    one, other = goal.commit(goal.genesis), goal.commit(goal.genesis, t_ms=1, rules=TOY)
    with pytest.raises(AutusError) as raised:
        goal.folded_merge(one, other)
    assert raised.value.code == "UPDATE_REQUIRED"
    assert V1 in raised.value.detail
    assert TOY in raised.value.detail
    check_same_rules(goal.nodes[one].parent, goal.nodes[goal.genesis].parent)


def test_a_merge_that_somebody_made_of_such_parents_is_refused(monkeypatch: pytest.MonkeyPatch):
    goal = Goal(Person(), rules=V1)
    one, other = goal.commit(goal.genesis), goal.commit(goal.genesis, t_ms=1, rules=TOY)
    monkeypatch.setattr("shared.vault.merge.check_same_rules", lambda *_: None)
    goal.folded_merge(one, other)
    monkeypatch.undo()
    error = refusal(goal, list(goal.nodes))
    assert (error.code, error.fields["reason"]) == ("REPLAY_MISMATCH", "UPDATE_REQUIRED")


def test_unknown_rules_are_refused():
    goal = Goal(Person(), rules=V1)
    ids = [goal.genesis, goal.commit(goal.genesis), goal.commit(goal.genesis, rules=TOY)]
    with without_toy_rules():
        error = refusal(goal, ids)
    assert (error.code, error.fields["reason"], error.fields["index"]) == (
        "REPLAY_MISMATCH",
        "UPDATE_REQUIRED",
        2,
    )
