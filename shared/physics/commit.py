"""Preview, gate, commit, and the step of a replay."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from shared.physics.document import state_hash
from shared.physics.draft import Draft
from shared.physics.errors import CommitBlocked, InvalidInput
from shared.physics.marker import check_time
from shared.physics.recorded import check_draft
from shared.physics.rules.v1 import PROCESSING_STEPS, run
from shared.physics.state import State
from shared.physics.text import has_lone_surrogate

SIGMA_LIMIT: Final = 0.7


class Committed(Struct, frozen=True):
    """What a commit gives.

    `marker_payload` is {t_ms, state_hash, prev_hash, label}; its prev_hash is null, because a state does not
    know its history: whoever keeps the chain puts the link in.
    """

    state: State
    marker_payload: dict[str, object]
    processing_steps: list[str]


def preview(state: State) -> State:
    """What a commit of the present draft at the present t_ms would give, ungated."""
    return run(state, state.draft, state.t_ms)


def commit_gate(state: State, previewed: State) -> CommitBlocked | None:
    """Why a commit of `state` is refused, given its preview; None when it is allowed."""
    if state.ui.mode != "SIM":
        return CommitBlocked("COMMIT_BLOCKED_BY_RULES", "NO_DRAFT", "there is no draft to commit")
    sigma = previewed.measure.sigma
    if sigma > SIGMA_LIMIT:
        return CommitBlocked(
            "COMMIT_BLOCKED_BY_RULES",
            "SIGMA_ABOVE_LIMIT",
            f"the preview's sigma is {sigma!r}, above {SIGMA_LIMIT}",
            value=sigma,
            limit=SIGMA_LIMIT,
        )
    return None


def commit(state: State, t_ms: int, label: str | None = None, *, gate: bool = True) -> Committed:
    """The draft applied at `t_ms` milliseconds.

    Raises CommitBlocked when `gate` is on and shut, InvalidInput (INVALID_T_MS, INVALID_LABEL).
    """
    check_time(t_ms)
    if label is not None and (type(label) is not str or has_lone_surrogate(label)):
        raise InvalidInput("INVALID_LABEL", "a label is a text or null, without lone surrogates")
    after = run(state, state.draft, t_ms)
    if gate:
        # The preview differs from `after` in t_ms only, which no gate reads.
        blocked = commit_gate(state, after)
        if blocked is not None:
            raise blocked
    payload: dict[str, object] = {
        "t_ms": t_ms,
        "state_hash": state_hash(after),
        "prev_hash": None,
        "label": label,
    }
    return Committed(state=after, marker_payload=payload, processing_steps=list(PROCESSING_STEPS))


def replay_step(state: State, draft: Draft | None, t_ms: int) -> State:
    """One commit of a replay: ungated, the recorded draft checked for its ranges and applied verbatim.

    No draft is a genesis or a merge, which change no state, t_ms included. Raises DraftRejected,
    InvalidInput (INVALID_T_MS). It hashes nothing: `state_hash` and `marker_hash` do.
    """
    if draft is None:
        return state
    check_time(t_ms)
    check_draft(draft)
    return run(state, draft, t_ms)
