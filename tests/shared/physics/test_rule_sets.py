"""The physics chooses the rule set by name: here with a second one, a toy."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from shared.errors import AutusError
from shared.kernel import (
    CommitBlocked,
    DraftRejected,
    InvalidInput,
    State,
    commit,
    commit_gate,
    draft_document,
    draft_update,
    install_draft,
    knows_rules,
    new_state,
    preview,
    replay_step,
    state_document,
    state_from_bytes,
    state_to_bytes,
)
from shared.physics.rules.table import RULE_SETS
from tests.shared.physics.toy_rules import TOY, toy_rules

V1 = "autus.rules.v1"


@pytest.fixture(autouse=True)
def _toy():
    with toy_rules():
        yield


def drafted(rules: str, **patch: object) -> State:
    return draft_update(new_state("vault-0001", rules=rules), 1, patch or {"mass_modifier": 0.1}, 1)


def test_every_rule_set_stands_under_its_own_name():
    assert all(rule_set.name == name for name, rule_set in RULE_SETS.items())
    assert knows_rules(V1)
    assert not knows_rules("autus.rules.v0")


def test_commit_and_preview_follow_the_rules_of_the_state():
    plain, toy = drafted(V1), drafted(TOY)
    expected = commit(plain, 2)
    committed = commit(toy, 2)
    assert committed.state.measure.M == -0.25 - expected.state.measure.M / 2
    assert committed.processing_steps == ["TOY"]
    assert (committed.state.rules, expected.state.rules) == (TOY, V1)
    assert replace(preview(toy), t_ms=2) == committed.state
    assert state_document(committed.state).keys() == state_document(expected.state).keys()


def test_patches_and_recorded_drafts_follow_the_rules_of_the_state():
    with pytest.raises(DraftRejected):
        drafted(V1, volume_override=2.0)
    toy = drafted(TOY, volume_override=2.0)
    assert (toy.rules, toy.draft.page1.volume_override) == (TOY, 2.0)
    for record in (toy.draft, draft_document(toy)):
        assert install_draft(new_state("vault-0001", rules=TOY), record).draft == toy.draft
        with pytest.raises(DraftRejected):
            install_draft(new_state("vault-0001"), record)
    allowed = draft_update(new_state("vault-0001"), 3, {"allocations": {"N": 1}}, 1)
    with pytest.raises(DraftRejected):
        install_draft(new_state("vault-0001", rules=TOY), allowed.draft)


def test_the_gate_follows_the_rules_of_the_state():
    for rules, reason in ((V1, None), (TOY, "TOY_GATE")):
        state = drafted(rules, mass_modifier=0.25)
        blocked = commit_gate(state, preview(state))
        assert (blocked.reason if blocked else None) == reason
    with pytest.raises(CommitBlocked):
        commit(state, 2)


def test_a_replay_follows_the_rules_of_the_commit():
    root = new_state("vault-0001")
    draft = drafted(V1).draft
    first = replay_step(root, draft, 1, rules=V1)
    second = replay_step(first, draft, 2, rules=TOY)
    third = replay_step(second, draft, 3, rules=V1)
    assert [state.rules for state in (first, second, third)] == [V1, TOY, V1]
    assert second.measure.M < 0
    assert third == RULE_SETS[V1].run(second, draft, 3)
    assert replay_step(second, draft, 3).rules == TOY
    genesis = replay_step(root, None, 0, rules=TOY)
    assert genesis == new_state("vault-0001", rules=TOY)
    assert replay_step(genesis, None, 5) is genesis
    with pytest.raises(AutusError) as refusal:
        replay_step(root, draft, 1, rules="autus.rules.v0")
    assert (refusal.value.code, refusal.value.fields) == ("UPDATE_REQUIRED", {"rules": "autus.rules.v0"})


def test_a_checkpoint_is_read_under_the_rules_it_was_written_under():
    state = commit(drafted(TOY), 2).state
    data = state_to_bytes(state)
    again = state_from_bytes(data, rules=TOY)
    assert again == state
    assert state_to_bytes(again) == data
    with pytest.raises(InvalidInput) as refusal:
        state_from_bytes(data)
    assert refusal.value.code == "INVALID_STATE"
    with pytest.raises(AutusError) as refusal:
        state_from_bytes(data, rules="autus.rules.v0")
    assert refusal.value.code == "UPDATE_REQUIRED"


def test_a_state_that_names_rules_itself_is_refused():
    data = state_to_bytes(new_state("vault-0001"))
    named = data.replace(b'"session_id"', b'"rules":"toy.rules","session_id"')
    for rules in (V1, TOY):
        with pytest.raises(InvalidInput):
            state_from_bytes(named, rules=rules)
