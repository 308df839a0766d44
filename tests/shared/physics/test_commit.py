"""Commit, preview, gate and the step of a replay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import (
    CommitBlocked,
    InvalidInput,
    commit,
    commit_gate,
    draft_document,
    draft_update,
    marker_hash,
    new_state,
    preview,
    replay_step,
    state_document,
    state_hash,
    state_to_bytes,
)
from tests.shared.physics.strategies import TEXTS, TIMES, states

STEPS = [
    "STAGE1: Mandala Transform",
    "STAGE2: Mass + Volume Apply",
    "STAGE3: Node Operations",
    "STAGE4: Kernel Recalculation",
    "STAGE5: Forecast Update",
    "STAGE6: Finalize + Marker",
]


def disordered(count: int = 200):
    """A draft of `count` operations that do nothing but raise sigma."""
    ops = [
        {"op_id": f"d{index}", "t_ms": 1, "type": "NODE_DELETE", "node_id": "nobody"}
        for index in range(count)
    ]
    return draft_update(new_state("vault-0001"), 2, {"ops": ops}, 1)


def test_a_commit_gives_state_marker_and_steps():
    state = draft_update(new_state("vault-0001"), 1, {"mass_modifier": 0.1}, 1)
    committed = commit(state, 2000, "첫 커밋")
    assert committed.processing_steps == STEPS
    assert committed.marker_payload == {
        "t_ms": 2000,
        "state_hash": state_hash(committed.state),
        "prev_hash": None,
        "label": "첫 커밋",
    }
    assert len(marker_hash(**committed.marker_payload)) == 64


def test_without_a_draft_the_gate_is_shut():
    with pytest.raises(CommitBlocked) as caught:
        commit(new_state("vault-0001"), 1)
    assert (caught.value.code, caught.value.reason) == ("COMMIT_BLOCKED_BY_RULES", "NO_DRAFT")


def test_after_a_commit_there_is_no_draft():
    after = commit(draft_update(new_state("vault-0001"), 1, {}, 1), 2).state
    with pytest.raises(CommitBlocked, match="no draft"):
        commit(after, 3)


def test_the_gate_looks_at_the_sigma_of_the_preview():
    state = disordered()
    assert state.measure.sigma == 0.3
    with pytest.raises(CommitBlocked) as caught:
        commit(state, 2)
    assert caught.value.reason == "SIGMA_ABOVE_LIMIT"
    assert caught.value.fields == {"reason": "SIGMA_ABOVE_LIMIT", "value": 1.0, "limit": 0.7}
    assert commit(state, 2, gate=False).state.measure.sigma == 1.0


def test_a_high_sigma_always_has_a_way_out():
    state = commit(disordered(), 2, gate=False).state
    calm = draft_update(state, 3, {"allocations": {"S": 1, "W": 1}}, 3)
    previewed = preview(calm)
    assert commit_gate(calm, previewed) is None
    assert commit(calm, 4).state.measure.sigma == previewed.measure.sigma < 0.7


@pytest.mark.parametrize("t_ms", [-1, 2**53, 1.0, True, None, "1"])
def test_a_commit_needs_an_integer_time(t_ms: object):
    for step in (
        lambda: commit(disordered(1), t_ms),
        lambda: replay_step(new_state("vault-0001"), disordered(1).draft, t_ms),
        lambda: marker_hash(t_ms, "", None, None),
    ):
        with pytest.raises(InvalidInput) as caught:
            step()
        assert caught.value.code == "INVALID_T_MS"


@pytest.mark.parametrize("label", ["\ud800", 1, b"x", ["x"]])
def test_a_label_is_a_text_or_null(label: object):
    with pytest.raises(InvalidInput) as caught:
        commit(disordered(1), 1, label)
    assert caught.value.code == "INVALID_LABEL"


@pytest.mark.no_cover
@given(states(), TIMES, st.one_of(st.none(), TEXTS))
def test_a_commit_stays_in_range_and_mutates_nothing(state, t_ms, label):
    before = state_to_bytes(state)
    after = commit(state, t_ms, label, gate=False).state
    assert state_to_bytes(state) == before
    measure = after.measure
    quantities = [measure.M, measure.E, measure.sigma, measure.leak, measure.pressure, measure.volume]
    quantities += [measure.density, measure.stability, measure.recovery, after.forecast.P_outcome]
    quantities += [after.forecast.trajectory.confidence, *after.forecast.trajectory.samples]
    for node in after.graph.nodes:
        quantities += [node.mass, node.sigma, node.density]
    assert all(0.0 <= quantity <= 1.0 for quantity in quantities)
    assert -1.0 <= measure.dE_dt <= 1.0
    document = state_document(after)
    assert document["draft"] == state_document(new_state("vault-0001"))["draft"]
    assert (document["ui"]["mode"], document["t_ms"]) == ("LIVE", t_ms)


@pytest.mark.no_cover
@given(states(), TIMES)
def test_a_preview_is_the_commit_at_the_time_of_the_state(state, t_ms):
    previewed = preview(state)
    assert state_to_bytes(previewed) == state_to_bytes(commit(state, state.t_ms, gate=False).state)
    committed = commit(state, t_ms, gate=False).state
    assert state_document(committed) == state_document(previewed) | {"t_ms": t_ms}


@pytest.mark.no_cover
@given(states(), TIMES)
def test_a_replay_step_is_the_commit_of_the_recorded_draft(state, t_ms):
    expected = commit(state, t_ms, gate=False).state
    assert state_to_bytes(replay_step(state, state.draft, t_ms)) == state_to_bytes(expected)


def test_genesis_and_merges_change_nothing():
    state = commit(disordered(1), 5, gate=False).state
    assert replay_step(state, None, 9) is state


def test_filters_and_shift_never_change_physics():
    plain = draft_update(new_state("vault-0001"), 1, {}, 1)
    view = {"mass_filter": 0.9, "flow_filter": 0.9, "sigma_filter": 0.1, "virtual_anchor_shift": [1, -1]}
    viewed = draft_update(plain, 2, view, 1)
    assert draft_document(viewed) != draft_document(plain)
    assert state_hash(preview(viewed)) == state_hash(preview(plain))


@pytest.mark.parametrize("session_id", ["", "abc", None, 1234, "abc\ud800", b"vault"])
def test_a_session_id_is_a_text_of_four_characters(session_id: object):
    with pytest.raises(InvalidInput) as caught:
        new_state(session_id)
    assert caught.value.code == "INVALID_SESSION_ID"
