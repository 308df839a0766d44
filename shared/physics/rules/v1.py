"""Rule set `autus.rules.v1`: the six stages. LOCKED, a change of any line is a new rule set.

Expressions stand exactly as the specification writes them, because the order of operations decides the last
bit. Never `**`, `math`, `sum()`, set order, clock or randomness here: runtimes differ in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.physics.draft import (
    DEFAULT_DRAFT,
    Allocations,
    Draft,
    EdgeWeightSet,
    Horizon,
    NodeCreate,
    NodeDelete,
    NodeMassScale,
    NodeOperation,
    Page1,
    Shares,
)
from shared.physics.state import (
    LIVE,
    SELF,
    Edge,
    Forecast,
    Graph,
    Measure,
    Node,
    NodeType,
    State,
    Trajectory,
)

PROCESSING_STEPS: Final = (
    "STAGE1: Mandala Transform",
    "STAGE2: Mass + Volume Apply",
    "STAGE3: Node Operations",
    "STAGE4: Kernel Recalculation",
    "STAGE5: Forecast Update",
    "STAGE6: Finalize + Marker",
)
ONLY_E: Final[Shares] = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def _sample_times(n: int) -> tuple[float, ...]:
    return tuple(i / max(n - 1, 1) for i in range(min(n, 8)))


HORIZONS: Final[Mapping[str, tuple[float, tuple[float, ...]]]] = {
    "H1": (0.10, _sample_times(4)),
    "D1": (0.15, _sample_times(8)),
    "D7": (0.25, _sample_times(14)),
    "D30": (0.40, _sample_times(30)),
    "D180": (0.55, _sample_times(60)),
}


def c01(x: float) -> float:
    """`max(0.0, min(1.0, x))`, -0.0 and NaN included, without two calls."""
    if 0.0 < x < 1.0:
        return x
    return 0.0 if x <= 0.0 else 1.0


def lerp(a: float, b: float, t: float) -> float:
    """From `a` towards `b` by the part `t`."""
    return a + (b - a) * t


def normalise(shares: Shares) -> Shares:
    """Shares of one, in slot order; everything on E when nothing is positive."""
    n, ne, e, se, s, sw, w, nw = shares
    total = n + ne + e + se + s + sw + w + nw
    if total <= 0.0:
        return ONLY_E
    return n / total, ne / total, e / total, se / total, s / total, sw / total, w / total, nw / total


def shares_of(allocations: Allocations) -> Shares:
    """The shares that stage 1 reads."""
    return normalise(normalise(allocations.shares()))


def mandala(m: Measure, shares: Shares) -> tuple[float, float, float, float, float, float]:
    """Stage 1: (E, pressure, leak, sigma, volume, dE_dt)."""
    n, ne, e, se, s, sw, w, nw = shares
    # Every replayed commit comes through here, so c01 is only called for what is not inside already.
    energy_target = 0.35 + 0.65 * e
    if not 0.0 < energy_target < 1.0:
        energy_target = c01(energy_target)
    pressure_target = 0.40 + 0.55 * s - 0.50 * sw
    if not 0.0 < pressure_target < 1.0:
        pressure_target = c01(pressure_target)
    leak_target = 0.35 + 0.60 * se - 0.45 * w
    if not 0.0 < leak_target < 1.0:
        leak_target = c01(leak_target)
    volume_target = 0.70 - 0.35 * n - 0.55 * nw
    if not 0.05 < volume_target < 1.0:
        volume_target = max(0.05, c01(volume_target))
    sigma_target = 0.30 + 0.70 * ne - 0.40 * s - 0.25 * w
    if not 0.0 < sigma_target < 1.0:
        sigma_target = c01(sigma_target)
    # From the old value to the target by `lerp` with 0.40.
    energy = m.E + (energy_target - m.E) * 0.40
    pressure = m.pressure + (pressure_target - m.pressure) * 0.40
    leak = m.leak + (leak_target - m.leak) * 0.40
    sigma = m.sigma + (sigma_target - m.sigma) * 0.40
    volume = m.volume + (volume_target - m.volume) * 0.40
    return energy, pressure, leak, sigma, volume, energy_target - energy


def mass_and_volume(mass: float, volume: float, page: Page1) -> tuple[float, float]:
    """Stage 2: (M, volume)."""
    return (
        lerp(mass, c01(mass * (1 + page.mass_modifier)), 0.35),
        lerp(volume, page.volume_override, 0.50),
    )


def node_operations(graph: Graph, sigma: float, operations: tuple[NodeOperation, ...]) -> tuple[Graph, float]:
    """Stage 3: (graph, sigma). Ignored operations count in sigma too."""
    if not operations:
        return graph, sigma
    nodes = {node.id: node for node in graph.nodes}
    edges = {(edge.a, edge.b): edge for edge in graph.edges}
    _delete(nodes, edges, operations)
    for op in operations:
        if isinstance(op, NodeCreate) and op.node.id not in nodes:
            new = op.node
            nodes[new.id] = Node(new.id, new.mass, new.sigma, new.density, new.type, 1)
    for op in operations:
        if isinstance(op, NodeMassScale) and op.node_id != SELF and op.node_id in nodes:
            old = nodes[op.node_id]
            mass = c01(old.mass * op.scale)
            nodes[old.id] = Node(old.id, mass, old.sigma, old.density, old.type, old.layer)
    for op in operations:
        if isinstance(op, EdgeWeightSet):
            before = edges.get((op.a, op.b))
            edges[op.a, op.b] = Edge(op.a, op.b, op.flow, before.sigma if before else 0.0)
    result = Graph(
        nodes=tuple([nodes[key] for key in sorted(nodes)]),
        edges=tuple([edges[key] for key in sorted(edges)]),
    )
    return result, c01(sigma + len(operations) * 0.005)


def _delete(
    nodes: dict[str, Node], edges: dict[tuple[str, str], Edge], operations: tuple[NodeOperation, ...]
) -> None:
    gone = {op.node_id for op in operations if isinstance(op, NodeDelete) and op.node_id != SELF}
    gone &= nodes.keys()
    if not gone:
        return
    for ends in [(a, b) for a, b in edges if a in gone or b in gone]:
        del edges[ends]
    for node_id in [node_id for node_id in nodes if node_id in gone]:
        del nodes[node_id]


def kernel(
    energy: float, leak: float, pressure: float, volume: float, sigma: float, recovery: float
) -> tuple[float, float, float]:
    """Stage 4, the quantities: (density, stability, recovery)."""
    return (
        c01((energy * (1 - leak) * pressure) / max(volume, 0.05)),
        c01(1 - sigma),
        c01(recovery),
    )


def node_type(mass: float, energy: float, sigma: float, density: float, stability: float) -> NodeType:
    """Stage 4, the class: the first rule that holds, on unrounded values."""
    if density > 0.75 and sigma < 0.25:
        return "THRESHOLD"
    if sigma > 0.60:
        return "ENTROPY_DOMINANT"
    if stability > 0.70:
        return "STABLE"
    if mass > 0.60 and sigma < 0.40:
        return "MASS_DOMINANT"
    if energy > 0.50:
        return "FLOW_DOMINANT"
    if energy > mass:
        return "KINETIC"
    return "POTENTIAL" if energy < 0.30 and sigma < 0.50 else "DIFFUSE"


def forecast(horizon: Horizon, density: float, stability: float, sigma: float) -> Forecast:
    """Stage 5."""
    h, times = HORIZONS[horizon]
    outcome = c01((density * 0.65 + stability * 0.35) * (1.0 - h * sigma))
    confidence = c01(1.0 - h * sigma)
    trend = (stability - 0.5) * 0.1
    calm = 1.0 - sigma
    samples = tuple([x if 0.0 < (x := density + trend * t * calm) < 1.0 else c01(x) for t in times])
    return Forecast(horizon, outcome, Trajectory(samples, confidence))


def run(state: State, draft: Draft, t_ms: int) -> State:
    """All six stages: what `draft` makes of `state` at `t_ms`. Stage 6 is the LIVE state without a draft."""
    return run_shares(state, draft, shares_of(draft.page3.allocations), t_ms)


def run_shares(state: State, draft: Draft, shares: Shares, t_ms: int) -> State:
    """As `run`, with these shares. They need not add up to 1: an attribution changes one of them."""
    before = state.measure
    energy, pressure, leak, sigma, volume, drift = mandala(before, shares)
    mass, volume = mass_and_volume(before.M, volume, draft.page1)
    graph, sigma = node_operations(state.graph, sigma, draft.page2.ops)
    density, stability, recovery = kernel(energy, leak, pressure, volume, sigma, before.recovery)
    kind = node_type(mass, energy, sigma, density, stability)
    return State(
        state.session_id,
        t_ms,
        Measure(mass, energy, drift, sigma, leak, pressure, volume, density, stability, recovery, kind),
        forecast(draft.page1.horizon_override, density, stability, sigma),
        graph,
        LIVE,
        DEFAULT_DRAFT,
    )
