"""Draft updates: an untrusted patch for one page becomes a new draft, or is refused whole."""

from __future__ import annotations

from shared.physics.draft import Draft
from shared.physics.fields import read_time
from shared.physics.rules.table import rule_set
from shared.physics.state import SIM, State


def draft_update(state: State, page: int, patch: dict[str, object], t_ms: int) -> State:
    """`state` with `patch` merged into the draft of `page` (1, 2 or 3), in SIM, at `t_ms` milliseconds.

    Lists and allocations are replaced whole. Raises DraftRejected.
    """
    draft = rule_set(state.rules).merge_patch(state.draft, page, patch)
    return _in_sim(state, draft, read_time(t_ms, "t_ms"))


def install_draft(state: State, draft: Draft | dict[str, object]) -> State:
    """`state` in SIM with a recorded draft, which is not normalised a second time.

    A dict must be complete and stored as the pipeline stores it. A decoded Draft only needs its ranges
    checked. Raises DraftRejected with the codes of `draft_update`.
    """
    rules = rule_set(state.rules)
    recorded = draft if isinstance(draft, Draft) else rules.read_draft(draft)
    rules.check_draft(recorded)
    return _in_sim(state, recorded, state.t_ms)


def _in_sim(state: State, draft: Draft, t_ms: int) -> State:
    return State(
        session_id=state.session_id,
        t_ms=t_ms,
        measure=state.measure,
        forecast=state.forecast,
        graph=state.graph,
        ui=SIM,
        draft=draft,
        rules=state.rules,
    )
