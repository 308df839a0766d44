"""Refusals: what their problem documents hold."""

from __future__ import annotations

from shared.errors import AutusError
from shared.kernel import CommitBlocked


def test_added_fields_join_a_refusal_s_own_and_replace_equal_names() -> None:
    error = AutusError("REPLAY_MISMATCH", "the state differs", index=2, computed="a")
    placed = error.with_fields(index=7, commit="c")
    assert placed.problem() == {
        "code": "REPLAY_MISMATCH",
        "detail": "the state differs",
        "index": 7,
        "computed": "a",
        "commit": "c",
    }
    assert error.fields == {"index": 2, "computed": "a"}


def test_a_placed_refusal_of_the_physics_keeps_its_code_and_reason() -> None:
    placed = CommitBlocked("COMMIT_BLOCKED_BY_RULES", "NO_DRAFT").with_fields(index=0)
    assert type(placed) is AutusError
    assert placed.problem()["reason"] == "NO_DRAFT"
