"""The published sessions, bit for bit, and that the runner notices a difference."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from tests.shared.physics.vector_runner import run_vectors


@pytest.fixture(scope="module")
def vectors() -> dict:
    path = Path(__file__).parents[1] / "vectors" / "physics-v1.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_commit_of_every_session_agrees(vectors: dict):
    commits = [step for session in vectors["sessions"] for step in session["steps"] if step["op"] == "commit"]
    assert run_vectors(vectors) == len(commits) == 455


@pytest.mark.parametrize("field", ["state_hash", "P_outcome"])
def test_a_difference_names_session_and_step(vectors: dict, field: str):
    changed = copy.deepcopy({**vectors, "sessions": vectors["sessions"][:1]})
    changed["sessions"][0]["steps"][1]["expect"][field] = "another"
    with pytest.raises(AssertionError, match="session 'untouched draft, three commits' step 1"):
        run_vectors(changed)


def test_a_wrong_marker_is_noticed(vectors: dict):
    changed = copy.deepcopy({**vectors, "sessions": []})
    changed["markers"][1]["label"] = "another"
    with pytest.raises(AssertionError, match="marker 1"):
        run_vectors(changed)
