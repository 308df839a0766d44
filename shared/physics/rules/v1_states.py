"""Rule set `autus.rules.v1`: the commit gate and the valid states. LOCKED."""

from __future__ import annotations

from typing import Final

from shared.physics.errors import CommitBlocked, InvalidInput
from shared.physics.fields import UNIT, check_range, is_valid_id, is_valid_type
from shared.physics.rules.v1 import HORIZONS
from shared.physics.rules.v1_drafts import check_draft
from shared.physics.state import SELF, Forecast, Graph, Measure, State, check_session_id
from shared.physics.text import INTEGER_MAX

SIGMA_MAX: Final = 0.7


def gate(state: State, previewed: State) -> CommitBlocked | None:
    """The reason why a commit of `state` is refused, given its preview, or None."""
    if state.ui.mode != "SIM":
        return CommitBlocked("COMMIT_BLOCKED_BY_RULES", "NO_DRAFT", "there is no draft to commit")
    sigma = previewed.measure.sigma
    if sigma > SIGMA_MAX:
        return CommitBlocked(
            "COMMIT_BLOCKED_BY_RULES",
            "SIGMA_ABOVE_LIMIT",
            f"the preview's sigma is {sigma!r}, above {SIGMA_MAX}",
            value=sigma,
            limit=SIGMA_MAX,
        )
    return None


def check_state(state: State) -> None:
    """Raises DraftRejected or InvalidInput for a state that no commits lead to."""
    check_session_id(state.session_id)
    if not 0 <= state.t_ms <= INTEGER_MAX:
        raise InvalidInput("INVALID_STATE", "t_ms is out of range")
    _check_measure(state.measure)
    _check_forecast(state.forecast)
    _check_graph(state.graph)
    check_draft(state.draft)


def _check_measure(measure: Measure) -> None:
    for field in ("M", "E", "sigma", "leak", "pressure", "volume", "density", "stability", "recovery"):
        check_range(getattr(measure, field), field, UNIT)
    check_range(measure.dE_dt, "dE_dt", (-1.0, 1.0))


def _check_forecast(forecast: Forecast) -> None:
    trajectory = forecast.trajectory
    check_range(forecast.P_outcome, "P_outcome", UNIT)
    check_range(trajectory.confidence, "confidence", UNIT)
    for sample in trajectory.samples:
        check_range(sample, "sample", UNIT)
    # A new session has four zeros, whatever its horizon.
    if len(trajectory.samples) not in (4, len(HORIZONS[forecast.horizon][1])):
        raise InvalidInput("INVALID_STATE", "wrong number of samples")


def _check_graph(graph: Graph) -> None:
    ids = [node.id for node in graph.nodes]
    ends = [(edge.a, edge.b) for edge in graph.edges]
    if SELF not in ids or ids != sorted(set(ids)) or ends != sorted(set(ends)):
        raise InvalidInput("INVALID_STATE", "the graph is out of order")
    for node in graph.nodes:
        if not is_valid_id(node.id) or not is_valid_type(node.type):
            raise InvalidInput("INVALID_STATE", "invalid node")
        for value in (node.mass, node.sigma, node.density):
            check_range(value, "node", UNIT)
        if node.layer != (0 if node.id == SELF else 1):
            raise InvalidInput("INVALID_STATE", "invalid layer")
    for edge in graph.edges:
        if not is_valid_id(edge.a) or not is_valid_id(edge.b):
            raise InvalidInput("INVALID_STATE", "invalid edge")
        check_range(edge.flow, "flow", UNIT)
        check_range(edge.sigma, "sigma", UNIT)
