"""Recorded drafts: installed verbatim, or refused with the codes of an update."""

from __future__ import annotations

import copy
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import (
    Draft,
    DraftRejected,
    canonical_json,
    commit,
    draft_document,
    draft_update,
    install_draft,
    new_state,
    replay_step,
    state_hash,
    state_to_bytes,
)
from tests.shared.physics.strategies import GARBAGE, states
from tests.shared.physics.test_draft_update import CODES


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """A stand-in for a commit body: a Draft is a field like any other."""

    draft: Draft


def recorded() -> dict:
    ops = [
        {"op_id": "a", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "A"}},
        {"op_id": "b", "t_ms": 2, "type": "EDGE_WEIGHT_SET", "a": "A", "b": "SELF", "flow": 0.5},
        {"op_id": "c", "t_ms": 3, "type": "NODE_MASS_SCALE", "node_id": "A"},
        {"op_id": "d", "t_ms": 4, "type": "NODE_DELETE", "node_id": "B"},
    ]
    return draft_document(draft_update(new_state("vault-0001"), 2, {"ops": ops}, 1))


def changed(path: tuple, value: object) -> dict:
    document = copy.deepcopy(recorded())
    *parents, last = path
    target = document
    for part in parents:
        target = target[part]
    target[last] = value
    return document


@given(states())
def test_a_draft_survives_its_record_exactly(state):
    text = canonical_json({"draft": draft_document(state)})
    live = commit(state, 1, gate=False).state
    expected = state_hash(commit(install_draft(live, state.draft), 2, gate=False).state)
    from_dict = install_draft(live, json.loads(text)["draft"])
    from_struct = install_draft(live, msgspec.json.decode(text, type=Body).draft)
    for installed in (from_dict, from_struct):
        assert installed.ui.mode == "SIM"
        assert canonical_json({"draft": draft_document(installed)}) == text
        assert state_hash(commit(installed, 2, gate=False).state) == expected
        assert state_hash(replay_step(live, installed.draft, 2)) == expected


def test_allocations_are_not_normalised_a_second_time():
    shares = dict.fromkeys(("N", "NE", "E", "SE", "S", "SW", "W", "NW"), 0.3)
    document = recorded() | {"page3": {"allocations": shares}}
    assert draft_document(install_draft(new_state("vault-0001"), document)) == document


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("page1",), None, "INVALID_PATCH_TYPE"),
        (("page4",), {}, "INVALID_PATCH_KEY"),
        (("page1", "mass_modifier"), 0.6, "INVALID_PATCH_RANGE"),
        (("page1", "mass_modifier"), "0.1", "INVALID_PATCH_TYPE"),
        (("page1", "horizon_override"), "D2", "INVALID_ENUM"),
        (("page2", "sigma_filter"), float("nan"), "INVALID_PATCH_TYPE"),
        (("page2", "virtual_anchor_shift"), [0.0, -2.0], "INVALID_VECTOR_RANGE"),
        (("page2", "ops", 0, "t_ms"), 9, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 1, "op_id"), "a", "INVALID_NODE_OPERATION"),
        (("page2", "ops", 1, "extra"), "a", "INVALID_NODE_OPERATION"),
        (("page2", "ops", 2, "type"), "NODE_SPLIT", "INVALID_ENUM"),
        (("page3", "allocations", "N"), -1.0, "INVALID_PATCH_RANGE"),
        (("page3", "allocations", "X"), 0.0, "INVALID_PATCH_KEY"),
    ],
)
def test_a_record_outside_the_rules_is_refused(path: tuple, value: object, code: str):
    with pytest.raises(DraftRejected) as caught:
        install_draft(new_state("vault-0001"), changed(path, value))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("page1", "mass_modifier"), 0.6, "INVALID_PATCH_RANGE"),
        (("page1", "volume_override"), 0.2, "INVALID_PATCH_RANGE"),
        (("page2", "mass_filter"), -0.1, "INVALID_PATCH_RANGE"),
        (("page2", "virtual_anchor_shift"), [0.0, -2.0], "INVALID_VECTOR_RANGE"),
        (("page2", "ops", 0, "t_ms"), 9, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 0, "t_ms"), -1, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 0, "node", "mass"), 1.5, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 0, "node", "id"), "a b", "INVALID_NODE_OPERATION"),
        (("page2", "ops", 0, "node", "type"), "x" * 65, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 1, "op_id"), "a", "INVALID_NODE_OPERATION"),
        (("page2", "ops", 1, "flow"), 2.0, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 2, "scale"), 3.0, "INVALID_NODE_OPERATION"),
        (("page2", "ops", 3, "node_id"), "", "INVALID_NODE_OPERATION"),
        (("page2", "ops"), recorded()["page2"]["ops"] * 51, "TOO_MANY_OPS"),
        (("page3", "allocations", "N"), -1.0, "INVALID_PATCH_RANGE"),
    ],
)
def test_a_decoded_record_is_checked_for_its_ranges(path: tuple, value: object, code: str):
    text = canonical_json({"draft": changed(path, value)})
    draft = msgspec.json.decode(text, type=Body).draft
    state = new_state("vault-0001")
    for step in (lambda: install_draft(state, draft), lambda: replay_step(state, draft, 1)):
        with pytest.raises(DraftRejected) as caught:
            step()
        assert caught.value.code == code


@pytest.mark.parametrize(
    "path",
    [
        ("page2",),
        ("page1", "mass_modifier"),
        ("page2", "ops"),
        ("page2", "ops", 2, "scale"),
        ("page2", "ops", 0, "node", "density"),
        ("page3", "allocations"),
        ("page3", "allocations", "SW"),
    ],
)
def test_every_field_of_a_record_is_required(path: tuple):
    document = copy.deepcopy(recorded())
    *parents, last = path
    target = document
    for part in parents:
        target = target[part]
    del target[last]
    with pytest.raises(DraftRejected):
        install_draft(new_state("vault-0001"), document)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(canonical_json({"draft": document}), type=Body)


@given(
    GARBAGE,
    st.sampled_from([(), ("page1",), ("page2", "ops"), ("page2", "ops", 0), ("page3", "allocations")]),
)
def test_garbage_in_a_record_is_refused_with_a_stable_code_or_installed_whole(garbage, path):
    state = new_state("vault-0001")
    document = changed(path, garbage) if path else garbage
    assert _code(lambda: state_to_bytes(install_draft(state, document))) in {None, *CODES}


def _code(step):
    try:
        step()
    except DraftRejected as refused:
        return refused.code
    return None
