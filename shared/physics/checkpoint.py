"""States at full precision as bytes, for checkpoints."""

from __future__ import annotations

import msgspec

from shared.physics.document import canonical_json, unrounded_document
from shared.physics.draft import DEFAULT_DRAFT
from shared.physics.errors import DraftRejected, InvalidInput
from shared.physics.fields import UNIT, check_range, is_valid_id, is_valid_type
from shared.physics.recorded import check_draft
from shared.physics.rules.v1 import HORIZONS
from shared.physics.state import SELF, Forecast, Graph, Measure, State, check_session_id
from shared.physics.text import INTEGER_MAX

_decoder = msgspec.json.Decoder(State)


def state_to_bytes(state: State) -> bytes:
    """The canonical unrounded JSON of the document, UTF-8; an exact round trip with `state_from_bytes`."""
    return canonical_json(unrounded_document(state)).encode()


def state_from_bytes(data: bytes) -> State:
    """The state that `state_to_bytes` wrote. Raises InvalidInput (INVALID_STATE) for anything else."""
    try:
        state = _decoder.decode(data)
        _check_state(state)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise InvalidInput("INVALID_STATE", f"not a state: {error}") from None
    except (DraftRejected, InvalidInput) as refusal:
        raise InvalidInput("INVALID_STATE", refusal.detail) from None
    if state.ui.mode == "LIVE":
        # The very object, by which the fast text knows that there is no draft.
        state = msgspec.structs.replace(state, draft=DEFAULT_DRAFT)
    if state_to_bytes(state) != data:
        raise InvalidInput("INVALID_STATE", "not the canonical text of a state")
    return state


def _check_state(state: State) -> None:
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
    # Four zeros is what a new session has, whatever its horizon.
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
