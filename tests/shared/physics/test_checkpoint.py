"""States as bytes: an exact round trip, and nothing but what was written is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import (
    InvalidInput,
    canonical_json,
    commit,
    draft_update,
    new_state,
    state_from_bytes,
    state_hash,
    state_to_bytes,
)
from tests.shared.physics.strategies import PATCHES, states


def checkpoint() -> dict:
    ops = [
        {"op_id": "a", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "A", "mass": 0.1}},
        {"op_id": "b", "t_ms": 1, "type": "EDGE_WEIGHT_SET", "a": "A", "b": "SELF", "flow": 0.5},
    ]
    state = commit(draft_update(new_state("vault-0001"), 2, {"ops": ops}, 1), 2).state
    return json.loads(state_to_bytes(state))


def refused(data: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        state_from_bytes(data)
    assert caught.value.code == "INVALID_STATE"


@given(states(), PATCHES)
def test_a_state_survives_exactly_and_goes_on_alike(state, page_and_patch):
    data = state_to_bytes(state)
    again = state_from_bytes(data)
    assert again == state
    assert state_to_bytes(again) == data
    assert state_hash(again) == state_hash(state)
    ends = [commit(draft_update(one, *page_and_patch, 3), 4, gate=False).state for one in (state, again)]
    assert state_to_bytes(ends[0]) == state_to_bytes(ends[1])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "autus.state.v2"),
        (("session_id",), "abc"),
        (("t_ms",), -1),
        (("t_ms",), 2**53),
        (("measure", "M"), 1.5),
        (("measure", "M"), 1),
        (("measure", "M"), "0.5"),
        (("measure", "dE_dt"), -1.5),
        (("measure", "node_type"), "OTHER"),
        (("measure", "extra"), 0.5),
        (("forecast", "horizon"), "D2"),
        (("forecast", "P_outcome"), -0.5),
        (("forecast", "trajectory", "samples"), [0.5]),
        (("forecast", "trajectory", "samples"), [2.0, 0.0, 0.0, 0.0]),
        (("graph", "anchor_node_id"), "A"),
        (("graph", "nodes"), []),
        (("graph", "nodes", 0, "id"), "Z"),
        (("graph", "nodes", 0, "id"), "SELF"),
        (("graph", "nodes", 0, "id"), "A B"),
        (("graph", "nodes", 0, "layer"), 2),
        (("graph", "nodes", 0, "mass"), 2.0),
        (("graph", "edges", 0, "a"), ""),
        (("graph", "edges", 0, "flow"), 1.5),
        (("ui", "page"), 2),
        (("ui", "hud_visible"), True),
        (("ui", "mode"), "OFF"),
        (("draft", "page1", "mass_modifier"), 0.25),
        (("draft", "page1", "mass_modifier"), 0.75),
        (("replay", "markers"), ["x"]),
        (("replay", "last_marker_id"), "x"),
    ],
)
def test_a_state_outside_the_rules_is_refused(path: tuple, value: object):
    document = checkpoint()
    *parents, last = path
    target = document
    for part in parents:
        target = target[part]
    target[last] = value
    refused(canonical_json(document).encode())


def test_only_the_canonical_text_is_read():
    document = checkpoint()
    data = canonical_json(document).encode()
    assert state_to_bytes(state_from_bytes(data)) == data
    refused(json.dumps(document).encode())
    refused(data + b" ")
    refused(data[:-1])
    refused(data.replace(b'"replay":{"last_marker_id":null,"markers":[]},', b""))
    refused(b"")


def test_nesting_without_end_is_refused():
    refused(b"[" * 100_000)


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_damaged_bytes_are_refused_or_are_another_state(noise: bytes, position: int):
    data = state_to_bytes(new_state("vault-0001"))
    damaged = data[:position] + noise + data[position + len(noise) :]
    if _is_state(damaged):
        assert state_to_bytes(state_from_bytes(damaged)) == damaged
    else:
        refused(damaged)


def _is_state(data: bytes) -> bool:
    try:
        state_from_bytes(data)
    except InvalidInput:
        return False
    return True
