"""Drift and effect: what a commit does by itself, and what a moved control adds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.kernel import State, commit, draft_update, drift, install_draft, new_state, preview
from shared.physics.draft import DEFAULT_DRAFT
from tests.shared.physics.strategies import PAGE1, PAGE2, PATCHES, TIMES, numbers, states
from tests.shared.physics.toy_rules import TOY, toy_rules


def quantities(state: State) -> tuple[object, ...]:
    return state.measure, state.forecast, state.graph


@given(states(), TIMES)
def test_drift_is_a_commit_of_the_untouched_draft(state: State, t_ms: int) -> None:
    untouched = install_draft(state, DEFAULT_DRAFT)
    assert drift(state) == preview(untouched)
    assert quantities(drift(state)) == quantities(commit(untouched, t_ms, gate=False).state)


@given(states(), st.lists(PATCHES, max_size=4), TIMES)
def test_no_control_moves_the_drift(state: State, patches: list[tuple[int, dict]], t_ms: int) -> None:
    moved = state
    for page, patch in patches:
        moved = draft_update(moved, page, patch, t_ms)
    assert quantities(drift(moved)) == quantities(drift(state))


@given(states(), PAGE2, TIMES)
def test_filters_and_shift_have_no_effect(state: State, view: dict, t_ms: int) -> None:
    live = replace(state, draft=DEFAULT_DRAFT)
    views = {name: value for name, value in view.items() if name != "ops"}
    assert quantities(preview(draft_update(live, 2, views, t_ms))) == quantities(drift(live))


@given(states(), numbers(-0.5, 0.5), TIMES)
def test_the_mass_modifier_has_an_effect_on_mass_and_the_node_type_only(
    state: State, modifier: float, t_ms: int
) -> None:
    live = replace(state, draft=DEFAULT_DRAFT)
    alone, moved = drift(live), preview(draft_update(live, 1, {"mass_modifier": modifier}, t_ms))
    same = replace(moved.measure, M=alone.measure.M, node_type=alone.measure.node_type)
    assert (same, moved.forecast, moved.graph) == (alone.measure, alone.forecast, alone.graph)


@given(PAGE1)
def test_drift_follows_the_rules_of_the_state(page: dict) -> None:
    with toy_rules():
        drafted = draft_update(new_state("vault-0001", rules=TOY), 1, page, 1)
        assert drift(drafted).measure.M < 0
        assert drift(drafted).rules == TOY
