"""Canonical texts and hashes: the fast text against the obvious one, and the numbers' texts."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.kernel import (
    InvalidInput,
    canonical_json,
    check_link,
    commit,
    draft_update,
    marker_hash,
    merge_prev_hash,
    new_state,
    state_document,
    state_hash,
)
from shared.physics.document import state_text
from shared.physics.rules.v1 import c01
from shared.physics.text import round_f, rounded_text
from tests.shared.physics.strategies import TEXTS, TIMES, states


@pytest.mark.no_cover
@given(states())
def test_the_fast_text_is_the_naive_text(state):
    naive = canonical_json(state_document(state))
    assert state_text(state) == naive
    assert state_hash(state) == hashlib.sha256(naive.encode()).hexdigest()
    after = commit(state, state.t_ms, gate=False).state
    assert state_text(after) == canonical_json(state_document(after))


@given(st.one_of(st.floats(-1.0, 1.0), st.floats(allow_nan=False, allow_infinity=False)))
@example(-0.0)
@example(-1e-9)
@example(0.0000995)
@example(0.00009999996)
@example(0.0001)
@example(0.9999995)
@example(0.0000005)
@example(0.1 + 0.2)
@example(99999999.9999999)
@example(1e22)
def test_the_fast_number_is_the_rounded_number(value: float):
    assert rounded_text(value) == repr(round_f(value))


@given(st.floats(0.0, 1.0))
def test_rounding_is_correct_rounding(value: float):
    assert round_f(value) == round(value, 6)


@given(st.floats())
def test_c01_is_python_min_and_max(value: float):
    assert repr(c01(value)) == repr(max(0.0, min(1.0, value)))


def test_the_default_document():
    document = state_document(new_state("vault-0001"))
    assert document["measure"]["node_type"] == "POTENTIAL"
    assert document["replay"] == {"last_marker_id": None, "markers": []}
    assert document["ui"] == {"mode": "LIVE", "page": 1, "hud_visible": False}
    assert document["forecast"]["trajectory"] == {"samples": [0.0, 0.0, 0.0, 0.0], "confidence": 0.0}


def test_the_draft_is_rounded_but_its_operations_are_not():
    state = draft_update(
        new_state("vault-0001"), 1, {"mass_modifier": -1e-7, "volume_override": 0.50000049}, 1
    )
    create = {"op_id": "o", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "A", "mass": 0.123456789}}
    draft = state_document(draft_update(state, 2, {"ops": [create], "mass_filter": 1e-5}, 2))["draft"]
    assert repr(draft["page1"]["mass_modifier"]) == "-0.0"
    assert draft["page1"]["volume_override"] == 0.5
    assert draft["page2"]["ops"][0]["node"]["mass"] == 0.123456789
    assert '"mass_filter":1e-05' in canonical_json(draft)


def test_canonical_json_sorts_by_code_point_and_leaves_text_raw():
    assert canonical_json({"é": "한", "z": [1, 1.0, None, True], "Z": -0.0}) == (
        '{"Z":-0.0,"z":[1,1.0,null,true],"é":"한"}'
    )


def _nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "document",
    [
        float("nan"),
        float("inf"),
        {"a": {1, 2}},
        "\ud800",
        {"\ud800": 1},
        {"a": 1, 2: 3},
        10**5000,
        pytest.param(_nested(100_000), marks=pytest.mark.deep_nesting),
    ],
    ids=["nan", "inf", "set", "surrogate", "surrogate key", "mixed keys", "huge", "deep"],
)
def test_what_is_no_json_is_refused(document: object):
    with pytest.raises(InvalidInput) as caught:
        canonical_json(document)
    assert caught.value.code == "INVALID_DOCUMENT"


@given(TIMES, TEXTS, st.one_of(st.none(), TEXTS), st.one_of(st.none(), TEXTS))
def test_a_marker_hash_is_the_hash_of_its_canonical_json(t_ms, state_text, prev_hash, label):
    marker = {"t_ms": t_ms, "state_hash": state_text, "prev_hash": prev_hash, "label": label}
    assert canonical_json(marker) == json.dumps(
        marker, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    expected = hashlib.sha256(canonical_json(marker).encode()).hexdigest()
    assert marker_hash(t_ms, state_text, prev_hash, label) == expected


@pytest.mark.parametrize(
    "texts", [("\ud800", None, None), ("", "\udfff", None), ("", None, "\ud800"), (1, None, None)]
)
def test_a_marker_has_texts_only(texts: tuple):
    with pytest.raises(InvalidInput) as caught:
        marker_hash(1, *texts)
    assert caught.value.code == "INVALID_TEXT"


def test_a_merge_joins_its_parents_in_ascending_order():
    assert merge_prev_hash("b", "a") == merge_prev_hash("a", "b") == "a+b"


def test_a_marker_that_does_not_continue_the_chain_is_refused():
    check_link("a", "a")
    check_link("a", None)
    check_link(None, None)
    for last in ("b", None):
        with pytest.raises(InvalidInput) as caught:
            check_link(last, "a")
        assert caught.value.code == "HASH_CHAIN_MISMATCH"
