"""The documents: rounded for hashes and display, unrounded for checkpoints and recorded drafts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Final

from shared.physics.draft import (
    DEFAULT_DRAFT,
    SLOTS,
    Draft,
    EdgeWeightSet,
    NodeCreate,
    NodeMassScale,
    NodeOperation,
)
from shared.physics.errors import InvalidInput
from shared.physics.state import VERSION, Forecast, Graph, Measure, State
from shared.physics.text import quoted, round_f, rounded_text

Number = Callable[[float], float]


def canonical_json(document: object) -> str:
    """Keys sorted by code point, no spaces, non-ASCII raw, Python's number texts.

    Raises InvalidInput (INVALID_DOCUMENT) for NaN, infinities, lone surrogates, values outside JSON, and
    endless nesting.
    """
    try:
        text = json.dumps(
            document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        if not text.isascii():
            text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput("INVALID_DOCUMENT", f"not canonical JSON: {type(error).__name__}") from None
    return text


def state_document(state: State) -> dict[str, object]:
    """The document `autus.state.v1`, rounded to six decimals where the specification says so."""
    return _document(state, round_f)


def unrounded_document(state: State) -> dict[str, object]:
    """The same document at full precision."""
    return _document(state, float)


def draft_document(state: State) -> dict[str, object]:
    """The draft {page1, page2, page3} at full precision, exactly as a commit consumes it."""
    return _draft(state.draft, float)


def state_text(state: State) -> str:
    """`canonical_json(state_document(state))`, rendered directly, because every replayed commit hashes it."""
    m = state.measure
    f = state.forecast
    num = rounded_text
    samples = ",".join([num(sample) for sample in f.trajectory.samples])
    draft = (
        _DEFAULT_DRAFT_TEXT if state.draft is DEFAULT_DRAFT else canonical_json(_draft(state.draft, round_f))
    )
    return (
        f'{{"draft":{draft},"forecast":{{"P_outcome":{num(f.P_outcome)},"horizon":"{f.horizon}"'
        f',"trajectory":{{"confidence":{num(f.trajectory.confidence)},"samples":[{samples}]}}}}'
        f',"graph":{state.graph.canonical_text},"measure":{{"E":{num(m.E)},"M":{num(m.M)}'
        f',"dE_dt":{num(m.dE_dt)},"density":{num(m.density)},"leak":{num(m.leak)}'
        f',"node_type":"{m.node_type}","pressure":{num(m.pressure)},"recovery":{num(m.recovery)}'
        f',"sigma":{num(m.sigma)},"stability":{num(m.stability)},"volume":{num(m.volume)}}}'
        f',"replay":{{"last_marker_id":null,"markers":[]}},"session_id":{quoted(state.session_id)}'
        f',"t_ms":{state.t_ms},"ui":{{"hud_visible":false,"mode":"{state.ui.mode}","page":1}}'
        f',"version":"{VERSION}"}}'
    )


def state_hash(state: State) -> str:
    """SHA-256 of the canonical JSON of the document, 64 hex."""
    return hashlib.sha256(state_text(state).encode()).hexdigest()


def _document(state: State, number: Number) -> dict[str, object]:
    return {
        "version": VERSION,
        "session_id": state.session_id,
        "t_ms": state.t_ms,
        "measure": _measure(state.measure, number),
        "forecast": _forecast(state.forecast, number),
        "graph": _graph(state.graph),
        "ui": {"mode": state.ui.mode, "page": 1, "hud_visible": False},
        "draft": _draft(state.draft, number),
        "replay": {"last_marker_id": None, "markers": []},
    }


def _measure(m: Measure, number: Number) -> dict[str, object]:
    return {
        "M": number(m.M),
        "E": number(m.E),
        "dE_dt": number(m.dE_dt),
        "sigma": number(m.sigma),
        "leak": number(m.leak),
        "pressure": number(m.pressure),
        "volume": number(m.volume),
        "density": number(m.density),
        "stability": number(m.stability),
        "recovery": number(m.recovery),
        "node_type": m.node_type,
    }


def _forecast(f: Forecast, number: Number) -> dict[str, object]:
    return {
        "horizon": f.horizon,
        "P_outcome": number(f.P_outcome),
        "trajectory": {
            "samples": [number(sample) for sample in f.trajectory.samples],
            "confidence": number(f.trajectory.confidence),
        },
    }


def _graph(graph: Graph) -> dict[str, object]:
    return {
        "anchor_node_id": graph.anchor_node_id,
        "nodes": [
            {
                "id": node.id,
                "mass": node.mass,
                "sigma": node.sigma,
                "density": node.density,
                "type": node.type,
                "layer": node.layer,
            }
            for node in graph.nodes
        ],
        "edges": [{"a": edge.a, "b": edge.b, "flow": edge.flow, "sigma": edge.sigma} for edge in graph.edges],
    }


def _draft(draft: Draft, number: Number) -> dict[str, object]:
    page1, page2 = draft.page1, draft.page2
    x, y = page2.virtual_anchor_shift
    shares = draft.page3.allocations.shares()
    return {
        "page1": {
            "mass_modifier": number(page1.mass_modifier),
            "volume_override": number(page1.volume_override),
            "horizon_override": page1.horizon_override,
        },
        "page2": {
            "mass_filter": number(page2.mass_filter),
            "flow_filter": number(page2.flow_filter),
            "sigma_filter": number(page2.sigma_filter),
            "virtual_anchor_shift": [number(x), number(y)],
            "ops": [_operation(op) for op in page2.ops],
        },
        "page3": {"allocations": {slot: number(share) for slot, share in zip(SLOTS, shares, strict=True)}},
    }


def _operation(op: NodeOperation) -> dict[str, object]:
    stamp: dict[str, object] = {"op_id": op.op_id, "t_ms": op.t_ms}
    if isinstance(op, NodeCreate):
        node = op.node
        fields: dict[str, object] = {
            "id": node.id,
            "mass": node.mass,
            "sigma": node.sigma,
            "density": node.density,
            "type": node.type,
        }
        return {**stamp, "type": "NODE_CREATE", "node": fields}
    if isinstance(op, EdgeWeightSet):
        return {**stamp, "type": "EDGE_WEIGHT_SET", "a": op.a, "b": op.b, "flow": op.flow}
    if isinstance(op, NodeMassScale):
        return {**stamp, "type": "NODE_MASS_SCALE", "node_id": op.node_id, "scale": op.scale}
    return {**stamp, "type": "NODE_DELETE", "node_id": op.node_id}


_DEFAULT_DRAFT_TEXT: Final = canonical_json(_draft(DEFAULT_DRAFT, round_f))
