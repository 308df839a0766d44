"""Runs the physics vectors without pytest, so that the same file serves every CPython and Pyodide.

It depends on the public names of `shared.kernel` alone. As a program it takes the path of the vectors.
"""

import hashlib
import json
import sys
from pathlib import Path

from shared.kernel import (
    State,
    canonical_json,
    commit,
    draft_update,
    marker_hash,
    new_state,
    state_document,
    state_hash,
)


def _check(name: str, field: str, actual: object, expected: object) -> None:
    if actual != expected:
        raise AssertionError(f"{name}: {field} is {actual!r}, expected {expected!r}")


def _check_commit(name: str, state: State, step: dict) -> State:
    committed = commit(state, step["t_ms"], step["label"], gate=False)
    expected = step["expect"]
    document = state_document(committed.state)
    text = canonical_json(document)
    if "canonical_json" in expected:
        _check(name, "canonical_json", text, expected["canonical_json"])
    _check(name, "measure", canonical_json(document["measure"]), canonical_json(expected["measure"]))
    _check(name, "P_outcome", document["forecast"]["P_outcome"], expected["P_outcome"])
    _check(name, "naive hash", hashlib.sha256(text.encode()).hexdigest(), expected["state_hash"])
    _check(name, "state_hash", state_hash(committed.state), expected["state_hash"])
    _check(name, "marker_payload", committed.marker_payload["state_hash"], expected["state_hash"])
    return committed.state


def run_vectors(document: dict) -> int:
    """The number of commits that agree; AssertionError names session and step at the first difference."""
    _check("document", "rules", document["rules"], "autus.rules.v1")
    for index, marker in enumerate(document["markers"]):
        actual = marker_hash(marker["t_ms"], marker["state_hash"], marker["prev_hash"], marker["label"])
        _check(f"marker {index}", "hash", actual, marker["hash"])
    commits = 0
    for session in document["sessions"]:
        state = new_state(session["session_id"])
        for index, step in enumerate(session["steps"]):
            if step["op"] == "draft":
                state = draft_update(state, step["page"], step["patch"], step["t_ms"])
            else:
                state = _check_commit(f"session {session['name']!r} step {index}", state, step)
                commits += 1
    return commits


if __name__ == "__main__":
    vectors = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(f"{run_vectors(vectors)}\n")
