"""The state `autus.state.v1` as immutable structs that mirror the document field by field."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from shared.physics.draft import DEFAULT_DRAFT, Draft, Horizon
from shared.physics.errors import InvalidInput
from shared.physics.text import has_lone_surrogate, number_text, quoted

VERSION = "autus.state.v1"
RULES_V1 = "autus.rules.v1"
SELF = "SELF"
SESSION_ID_LENGTH_MIN = 4

NodeType = Literal[
    "THRESHOLD",
    "ENTROPY_DOMINANT",
    "STABLE",
    "MASS_DOMINANT",
    "FLOW_DOMINANT",
    "KINETIC",
    "POTENTIAL",
    "DIFFUSE",
]


class Measure(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The quantities of a goal, all in [0, 1] except dE_dt in [-1, 1]."""

    M: float
    E: float
    dE_dt: float
    sigma: float
    leak: float
    pressure: float
    volume: float
    density: float
    stability: float
    recovery: float
    node_type: NodeType


class Trajectory(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """At most eight density samples over the horizon, and the confidence in them, all in [0, 1]."""

    samples: tuple[float, ...]
    confidence: float


class Forecast(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The outlook over a horizon; P_outcome in [0, 1]."""

    horizon: Horizon
    P_outcome: float
    trajectory: Trajectory


class Node(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A node of the graph; mass, sigma and density in [0, 1]."""

    id: str
    mass: float
    sigma: float
    density: float
    type: str
    layer: int

    @cached_property
    def canonical_text(self) -> str:
        """Canonical JSON at full precision. It is rendered once, because nodes outlive many commits."""
        return (
            f'{{"density":{number_text(self.density)},"id":{quoted(self.id)},"layer":{self.layer}'
            f',"mass":{number_text(self.mass)},"sigma":{number_text(self.sigma)},"type":{quoted(self.type)}}}'
        )


class Edge(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The directed edge a → b; flow and sigma in [0, 1]."""

    a: str
    b: str
    flow: float
    sigma: float

    @cached_property
    def canonical_text(self) -> str:
        """Canonical JSON at full precision, rendered once."""
        return (
            f'{{"a":{quoted(self.a)},"b":{quoted(self.b)}'
            f',"flow":{number_text(self.flow)},"sigma":{number_text(self.sigma)}}}'
        )


class Graph(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Nodes in order of id and edges in order of (a, b), by code point."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    anchor_node_id: Literal["SELF"] = "SELF"

    @cached_property
    def canonical_text(self) -> str:
        """Canonical JSON at full precision. Rendered once, because most commits do not change the graph."""
        edges = ",".join([edge.canonical_text for edge in self.edges])
        nodes = ",".join([node.canonical_text for node in self.nodes])
        return f'{{"anchor_node_id":"SELF","edges":[{edges}],"nodes":[{nodes}]}}'


class Ui(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The mode is SIM while a draft exists, else LIVE. The other two fields are constants."""

    mode: Literal["LIVE", "SIM"]
    page: int = 1
    hud_visible: bool = False


class Replay(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Always empty, because the marker chain binds the history, not the state."""

    last_marker_id: None = None
    markers: tuple[()] = ()


LIVE = Ui(mode="LIVE")
SIM = Ui(mode="SIM")
NO_REPLAY = Replay()


class StateDocument(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The document `autus.state.v1`; `t_ms` in integer milliseconds."""

    session_id: str
    t_ms: int
    measure: Measure
    forecast: Forecast
    graph: Graph
    ui: Ui
    draft: Draft
    replay: Replay = NO_REPLAY
    version: Literal["autus.state.v1"] = "autus.state.v1"


class State(StateDocument, frozen=True, gc=False):
    """A session's state at full double precision.

    `rules` names the rule set of the last commit. The document does not carry it, because commits do.
    """

    rules: str = RULES_V1


INITIAL_MEASURE = Measure(
    M=0.5,
    E=0.5,
    dE_dt=0.0,
    sigma=0.3,
    leak=0.1,
    pressure=0.5,
    volume=0.5,
    density=0.5,
    stability=0.7,
    recovery=0.1,
    node_type="POTENTIAL",
)
INITIAL_FORECAST = Forecast(
    horizon="D1",
    P_outcome=0.0,
    trajectory=Trajectory(samples=(0.0, 0.0, 0.0, 0.0), confidence=0.0),
)
INITIAL_GRAPH = Graph(nodes=(Node(id=SELF, mass=0.5, sigma=0.3, density=0.3, type=SELF, layer=0),), edges=())


def check_session_id(session_id: object) -> str:
    """The id itself. Raises InvalidInput (INVALID_SESSION_ID) unless it is text of at least 4 characters."""
    if (
        type(session_id) is not str
        or len(session_id) < SESSION_ID_LENGTH_MIN
        or has_lone_surrogate(session_id)
    ):
        raise InvalidInput("INVALID_SESSION_ID", "a session id is a text of at least 4 characters")
    return session_id


def new_state(session_id: str, *, rules: str = RULES_V1) -> State:
    """The state of a new session under `rules`. Raises InvalidInput (INVALID_SESSION_ID)."""
    return State(
        session_id=check_session_id(session_id),
        t_ms=0,
        measure=INITIAL_MEASURE,
        forecast=INITIAL_FORECAST,
        graph=INITIAL_GRAPH,
        ui=LIVE,
        draft=DEFAULT_DRAFT,
        rules=rules,
    )
