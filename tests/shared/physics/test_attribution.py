"""What moved a quantity: the parts add up, and a single input has the whole effect."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.kernel import SLOTS, State, attribution, draft_update, drift, install_draft, new_state, preview
from shared.physics.attribution import INPUTS, Replays
from shared.physics.draft import DEFAULT_DRAFT, Draft
from shared.physics.rules.table import V1
from shared.physics.state import RULES_V1
from tests.shared.physics.strategies import PATCHES, numbers, states
from tests.shared.physics.toy_rules import TOY, toy_rules

QUANTITIES = ("M", "E", "dE_dt", "sigma", "leak", "pressure", "volume", "density", "stability", "recovery")
TOLERANCE = 1e-9


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    state = new_state("vault-0001")
    for page, patch in draw(st.lists(PATCHES, max_size=4)):
        state = draft_update(state, page, patch, 1)
    return state.draft


DRAFTS = st.lists(drafts(), min_size=1, max_size=5)


def replayed(before: State, made: Sequence[Draft | None], rules: str = RULES_V1) -> Replays:
    replays = attribution.begin(before)
    for t_ms, draft in enumerate(made):
        replays = attribution.advance(replays, draft, t_ms, rules)
    return replays


def values(name: str):
    return lambda state: getattr(state.measure, name)


@given(states(), DRAFTS)
def test_drift_and_parts_add_up_to_the_whole(before: State, made: list[Draft]) -> None:
    replays = replayed(before, [*made, None])
    state = before
    for draft in made:
        state = V1.run(state, draft, 0)
    assert replays.full.measure == state.measure
    for name in QUANTITIES:
        found = attribution.split(before, replays, values(name))
        assert (found.before, found.after) == (values(name)(before), values(name)(state))
        total = found.drift
        for part in found.parts.values():
            total += part
        assert total == pytest.approx(found.after - found.before, abs=TOLERANCE)
    outcome = attribution.split(before, replays, lambda state: state.forecast.P_outcome)
    assert outcome.drift + sum(outcome.parts.values()) == pytest.approx(
        outcome.after - outcome.before, abs=TOLERANCE
    )


@given(states(), DRAFTS)
def test_one_replay_stands_for_all_that_do_not_differ(before: State, made: list[Draft]) -> None:
    """The replays that share a state are those that a replay of each on its own would give."""
    replays = replayed(before, made)
    for name, state in zip(INPUTS, replays.without, strict=True):
        alone = before
        for t_ms, draft in enumerate(made):
            alone = attribution._run_without(V1, alone, draft, t_ms, name)
        assert (state.measure, state.forecast, state.graph) == (alone.measure, alone.forecast, alone.graph)
    untouched = before
    for _ in made:
        untouched = drift(untouched)
    assert replays.untouched.measure == untouched.measure


@given(states(), st.integers(1, 5))
def test_untouched_drafts_only_drift(before: State, count: int) -> None:
    replays = replayed(before, [DEFAULT_DRAFT] * count)
    for name in QUANTITIES:
        found = attribution.split(before, replays, values(name))
        assert found.parts == {}
        assert found.before + found.drift == pytest.approx(found.after, abs=TOLERANCE)


@given(states(), numbers(-0.5, 0.5), st.integers(1, 5))
def test_the_only_input_has_the_whole_effect(before: State, modifier: float, count: int) -> None:
    page1 = replace(DEFAULT_DRAFT.page1, mass_modifier=modifier)
    replays = replayed(before, [replace(DEFAULT_DRAFT, page1=page1)] * count)
    found = attribution.split(before, replays, values("M"))
    assert found.parts.keys() == ({"mass"} if modifier else set())
    assert attribution.split(before, replays, values("sigma")).parts.get("mass", 0.0) == 0.0


def test_a_slot_has_the_part_that_its_own_share_makes() -> None:
    before = new_state("vault-0001")
    shares = dict.fromkeys(SLOTS, 0.1) | {"W": 0.3}
    drafted = draft_update(before, 3, {"allocations": shares}, 1)
    replays = replayed(before, [drafted.draft])
    leak = attribution.split(before, replays, values("leak"))
    assert leak.parts["W"] == pytest.approx(-0.45 * 0.175 * 0.40)
    assert leak.parts["SE"] == pytest.approx(0.60 * -0.025 * 0.40)
    assert {slot for slot in SLOTS if abs(leak.parts[slot]) > TOLERANCE} == {"W", "SE"}
    sigma = attribution.split(before, replays, values("sigma"))
    assert sigma.parts["W"] == pytest.approx(-0.25 * 0.175 * 0.40)
    assert attribution.slot_parts(drafted)["W"] == pytest.approx(
        {"leak": leak.parts["W"], "sigma": sigma.parts["W"]}
    )


def test_the_rest_goes_to_the_parts_in_proportion_to_their_sizes() -> None:
    assert attribution._share_rest({"N": 0.3, "E": -0.1}, 0.4) == pytest.approx({"N": 0.45, "E": -0.05})
    assert attribution._share_rest({"N": 0.0, "E": 0.0}, 0.4) == {"N": 0.2, "E": 0.2}
    assert attribution._share_rest({}, 0.0) == {}


def test_commits_that_both_ends_have_are_replayed_as_they_are() -> None:
    before = new_state("vault-0001")
    drafted = draft_update(before, 1, {"volume_override": 0.9}, 1).draft
    replays = attribution.advance(attribution.begin(before), drafted, 1, RULES_V1, neutralise=False)
    assert replays.touched == frozenset()
    assert all(state is replays.full for state in (replays.untouched, *replays.without))


def test_slots_act_on_the_quantities_of_the_rules_whatever_the_draft() -> None:
    state = draft_update(new_state("vault-0001"), 3, {"allocations": {"NE": 1}}, 1)
    found = {slot: set(parts) for slot, parts in attribution.slot_parts(state).items()}
    assert found == {
        "N": {"volume"},
        "NE": {"sigma"},
        "E": {"E"},
        "SE": {"leak"},
        "S": {"pressure", "sigma"},
        "SW": {"pressure"},
        "W": {"leak", "sigma"},
        "NW": {"volume"},
    }


@given(states())
def test_an_untouched_budget_adds_nothing(state: State) -> None:
    parts = attribution.slot_parts(install_draft(state, DEFAULT_DRAFT))
    assert {value for of in parts.values() for value in of.values()} == {0.0}


@given(drafts())
def test_parts_follow_the_rules_of_the_commits(draft: Draft) -> None:
    with toy_rules():
        before = new_state("vault-0001", rules=TOY)
        replays = replayed(before, [draft], TOY)
        assert replays.full.measure.M < 0
        assert replays.full.measure == preview(replace(before, draft=draft)).measure
