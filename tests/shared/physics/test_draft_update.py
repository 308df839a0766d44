"""Draft updates: what is accepted, what is stored, what is refused and under which code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import (
    SLOTS,
    DraftRejected,
    draft_document,
    draft_update,
    new_state,
    state_document,
    state_to_bytes,
)
from tests.shared.physics.strategies import GARBAGE, PATCHES, TIMES, damaged_patches, states

CODES = {
    "INVALID_PAGE",
    "INVALID_PATCH_TYPE",
    "INVALID_PATCH_KEY",
    "INVALID_PATCH_RANGE",
    "INVALID_ENUM",
    "INVALID_VECTOR_RANGE",
    "TOO_MANY_OPS",
    "INVALID_NODE_OPERATION",
}
NAN = float("nan")
INF = float("inf")


def refusal(page: object, patch: object, t_ms: object = 1) -> DraftRejected:
    state = new_state("vault-0001")
    before = state_to_bytes(state)
    with pytest.raises(DraftRejected) as caught:
        draft_update(state, page, patch, t_ms)
    assert state_to_bytes(state) == before
    return caught.value


def operation(**fields: object) -> dict[str, object]:
    return {"op_id": "o1", "t_ms": 1, "type": "NODE_DELETE", "node_id": "A"} | fields


def stored_ops(ops: list) -> list:
    return draft_document(draft_update(new_state("vault-0001"), 2, {"ops": ops}, 1))["page2"]["ops"]


@pytest.mark.parametrize(
    ("page", "patch", "code"),
    [
        (0, {}, "INVALID_PAGE"),
        (4, {}, "INVALID_PAGE"),
        ("1", {}, "INVALID_PAGE"),
        (True, {}, "INVALID_PAGE"),
        (1.0, {}, "INVALID_PAGE"),
        (None, {}, "INVALID_PAGE"),
        (1, None, "INVALID_PATCH_TYPE"),
        (1, [], "INVALID_PATCH_TYPE"),
        (1, {"mass_modifier": "0.3"}, "INVALID_PATCH_TYPE"),
        (1, {"mass_modifier": True}, "INVALID_PATCH_TYPE"),
        (1, {"mass_modifier": None}, "INVALID_PATCH_TYPE"),
        (1, {"mass_modifier": NAN}, "INVALID_PATCH_TYPE"),
        (1, {"mass_modifier": -INF}, "INVALID_PATCH_TYPE"),
        (1, {"mass_modifier": 0.5000001}, "INVALID_PATCH_RANGE"),
        (1, {"mass_modifier": 10**5000}, "INVALID_PATCH_RANGE"),
        (1, {"volume_override": 0.29}, "INVALID_PATCH_RANGE"),
        (1, {"horizon_override": "D2"}, "INVALID_ENUM"),
        (1, {"horizon_override": 1}, "INVALID_PATCH_TYPE"),
        (1, {"mass_filter": 0.1}, "INVALID_PATCH_KEY"),
        (1, {1: 0.1}, "INVALID_PATCH_KEY"),
        (2, {"mass_filter": 1.1}, "INVALID_PATCH_RANGE"),
        (2, {"virtual_anchor_shift": 0.1}, "INVALID_PATCH_TYPE"),
        (2, {"virtual_anchor_shift": [0.1]}, "INVALID_VECTOR_RANGE"),
        (2, {"virtual_anchor_shift": [0.1, 1.1]}, "INVALID_VECTOR_RANGE"),
        (2, {"virtual_anchor_shift": [0.1, None]}, "INVALID_PATCH_TYPE"),
        (2, {"virtual_anchor_shift": [0.1, NAN]}, "INVALID_PATCH_TYPE"),
        (2, {"ops": {}}, "INVALID_PATCH_TYPE"),
        (2, {"ops": [operation()] * 201}, "TOO_MANY_OPS"),
        (2, {"ops": [operation(type="NODE_SPLIT")]}, "INVALID_ENUM"),
        (3, {}, "INVALID_PATCH_KEY"),
        (3, {"allocations": {"X": 1.0}}, "INVALID_PATCH_KEY"),
        (3, {"allocations": [1.0]}, "INVALID_PATCH_TYPE"),
        (3, {"allocations": {"N": -0.1}}, "INVALID_PATCH_RANGE"),
        (3, {"allocations": {"N": INF}}, "INVALID_PATCH_TYPE"),
        (3, {"allocations": {"N": 2**53}}, "INVALID_PATCH_RANGE"),
    ],
)
def test_a_refusal_has_its_code(page: object, patch: object, code: str):
    assert refusal(page, patch).code == code


@pytest.mark.parametrize(
    ("t_ms", "code"),
    [
        (-1, "INVALID_PATCH_RANGE"),
        (2**53, "INVALID_PATCH_RANGE"),
        (1.0, "INVALID_PATCH_TYPE"),
        (True, "INVALID_PATCH_TYPE"),
        (None, "INVALID_PATCH_TYPE"),
    ],
)
def test_the_time_is_an_integer_from_0(t_ms: object, code: str):
    assert refusal(1, {}, t_ms).code == code


@pytest.mark.parametrize(
    "fields",
    [
        {"op_id": ""},
        {"op_id": "a b"},
        {"op_id": "a\u3000b"},
        {"op_id": "x" * 65},
        {"op_id": "\ud800"},
        {"op_id": None},
        {"op_id": 1},
        {"t_ms": -1},
        {"t_ms": 1.0},
        {"t_ms": True},
        {"t_ms": 2**53},
        {"type": None},
        {"node_id": ["A"]},
        {"node_id": "\udfff"},
        {"extra": 1},
        {"type": "NODE_MASS_SCALE", "scale": 0.49},
        {"type": "NODE_MASS_SCALE", "scale": "1"},
        {"type": "NODE_MASS_SCALE", "scale": NAN},
    ],
)
def test_a_bad_operation_names_its_index(fields: dict):
    caught = refusal(2, {"ops": [operation(op_id="o0"), operation(**fields)]})
    assert caught.code == "INVALID_NODE_OPERATION"
    assert caught.fields["index"] == 1
    assert "operation 1" in caught.detail


@pytest.mark.parametrize(
    "node",
    [
        None,
        {},
        {"id": "a b"},
        {"id": "A", "mass": 1.1},
        {"id": "A", "type": "x" * 65},
        {"id": "A", "type": "\ud800"},
        {"id": "A", "type": 1},
        {"id": "A", "layer": 1},
    ],
)
def test_a_bad_new_node_is_refused(node: object):
    create = {"op_id": "o", "t_ms": 1, "type": "NODE_CREATE", "node": node}
    assert refusal(2, {"ops": [create]}).code == "INVALID_NODE_OPERATION"


def test_a_range_refusal_names_field_value_and_limits():
    detail = refusal(1, {"mass_modifier": 0.75}).detail
    assert "mass_modifier" in detail
    assert "0.75" in detail
    assert "-0.5" in detail
    assert " 0.5" in detail


def test_a_detail_stays_short_and_printable_whatever_was_given():
    for value in ("\ud800" * 9, "x" * 10**6, 10**5000, {"a": 1}):
        detail = refusal(1, {"horizon_override": value}).detail
        assert len(detail.encode()) < 400


def test_a_repeated_op_id_is_dropped_before_its_other_fields_are_looked_at():
    ops = [operation(), {"op_id": "o1", "type": "NODE_SPLIT", "t_ms": "never", "extra": None}]
    assert stored_ops(ops) == [operation()]


def test_operations_are_counted_before_repetitions_are_dropped():
    assert len(stored_ops([operation()] * 200)) == 1
    assert refusal(2, {"ops": [operation()] * 201}).code == "TOO_MANY_OPS"


def test_operations_are_stored_with_their_defaults_in_order_of_time_and_code_point():
    ops = [
        {"op_id": "é", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "A"}},
        {"op_id": "z", "t_ms": 1, "type": "EDGE_WEIGHT_SET", "a": "A", "b": "B"},
        {"op_id": "m", "t_ms": 0, "type": "NODE_MASS_SCALE", "node_id": "A"},
    ]
    node = {"id": "A", "mass": 0.5, "sigma": 0.3, "density": 0.5, "type": "ENTITY"}
    assert stored_ops(ops) == [
        {"op_id": "m", "t_ms": 0, "type": "NODE_MASS_SCALE", "node_id": "A", "scale": 1.0},
        {"op_id": "z", "t_ms": 1, "type": "EDGE_WEIGHT_SET", "a": "A", "b": "B", "flow": 0.0},
        {"op_id": "é", "t_ms": 1, "type": "NODE_CREATE", "node": node},
    ]


@pytest.mark.parametrize(
    ("given_shares", "stored"),
    [
        ({}, {"E": 1.0}),
        ({"N": 0.0, "S": -0.0}, {"E": 1.0}),
        ({"S": 5}, {"S": 1.0}),
        ({"S": 5e-324}, {"S": 1.0}),
        ({"N": 1e308, "S": 1e308, "W": 1e308}, {"E": 1.0}),  # the sum overflows, every share is 0
    ],
)
def test_allocations_are_stored_as_shares(given_shares: dict, stored: dict):
    state = draft_update(new_state("vault-0001"), 3, {"allocations": given_shares}, 1)
    allocations = draft_document(state)["page3"]["allocations"]
    assert {slot: share for slot, share in allocations.items() if share} == stored


def test_seven_equal_shares_leave_the_grid():
    slots = ("N", "NE", "E", "SE", "S", "SW", "W")
    state = draft_update(new_state("vault-0001"), 3, {"allocations": dict.fromkeys(slots, 1)}, 1)
    assert state_document(state)["draft"]["page3"]["allocations"]["N"] == 0.142857


def test_an_update_merges_and_leaves_the_rest():
    state = draft_update(new_state("vault-0001"), 1, {"mass_modifier": 0.25}, 1)
    state = draft_update(state, 2, {"sigma_filter": 1, "virtual_anchor_shift": [1, -0.5]}, 2)
    state = draft_update(state, 1, {"volume_override": 0.9}, 3)
    document = state_document(state)
    assert document["draft"]["page1"] == {
        "mass_modifier": 0.25,
        "volume_override": 0.9,
        "horizon_override": "D1",
    }
    assert document["draft"]["page2"]["virtual_anchor_shift"] == [1.0, -0.5]
    assert type(document["draft"]["page2"]["sigma_filter"]) is float
    assert (document["ui"]["mode"], document["t_ms"]) == ("SIM", 3)


@given(states(), PATCHES, TIMES)
def test_an_update_changes_draft_mode_and_time_only(state, page_and_patch, t_ms):
    before = state_to_bytes(state)
    after = draft_update(state, *page_and_patch, t_ms)
    assert state_to_bytes(state) == before
    assert (after.measure, after.forecast) == (state.measure, state.forecast)
    assert after.graph is state.graph
    assert (after.ui.mode, after.t_ms) == ("SIM", t_ms)


@given(st.one_of(st.integers(-1, 5), GARBAGE), GARBAGE, st.one_of(TIMES, GARBAGE))
def test_garbage_is_refused_with_a_stable_code_or_accepted_whole(page, patch, t_ms):
    _update_or_refuse(page, patch, t_ms)


@given(damaged_patches())
def test_a_damaged_patch_is_refused_with_a_stable_code_or_accepted_whole(page_and_patch):
    _update_or_refuse(*page_and_patch, 1)


def _update_or_refuse(page: object, patch: object, t_ms: object) -> None:
    state = new_state("vault-0001")
    before = state_to_bytes(state)
    after, refused = _attempt(lambda: draft_update(state, page, patch, t_ms))
    assert state_to_bytes(state) == before
    if refused is None:
        state_to_bytes(after)
    else:
        assert refused.code in CODES
        assert len(refused.detail.encode()) < 1000


def _attempt(step):
    try:
        return step(), None
    except DraftRejected as refused:
        return None, refused


whole_percents = st.lists(st.integers(0, 100), min_size=7, max_size=7).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True)]
)


@given(whole_percents)
def test_whole_percents_stay_what_they_are(percents: list[int]) -> None:
    """Pages hold a slot by sending its share again in whole percent. The pipeline must not move it."""
    state = new_state("vault-0001")
    for _ in range(2):
        shares = [percent / 100 for percent in percents]
        state = draft_update(state, 3, {"allocations": dict(zip(SLOTS, shares, strict=True))}, 1)
        assert state.draft.page3.allocations.shares() == pytest.approx(shares, abs=1e-15)
