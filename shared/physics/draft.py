"""The draft: the uncommitted changes of a goal, as immutable structs."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Horizon = Literal["H1", "D1", "D7", "D30", "D180"]

Shares = tuple[float, float, float, float, float, float, float, float]
SLOTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
OPS_MAX = 200


class NewNode(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The node of a NODE_CREATE; mass, sigma and density in [0, 1]."""

    id: str
    mass: float
    sigma: float
    density: float
    type: str


class NodeCreate(
    Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="type", tag="NODE_CREATE"
):
    """Adds a node, unless its id exists."""

    op_id: str
    t_ms: int
    node: NewNode


class NodeDelete(
    Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="type", tag="NODE_DELETE"
):
    """Removes a node and every edge that touches it; SELF and unknown ids have no effect."""

    op_id: str
    t_ms: int
    node_id: str


class NodeMassScale(
    Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="type", tag="NODE_MASS_SCALE"
):
    """Multiplies a node's mass by `scale` in [0.5, 2]; SELF and unknown ids have no effect."""

    op_id: str
    t_ms: int
    node_id: str
    scale: float


class EdgeWeightSet(
    Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="type", tag="EDGE_WEIGHT_SET"
):
    """Sets the flow in [0, 1] of the directed edge a → b; the ends need not exist."""

    op_id: str
    t_ms: int
    a: str
    b: str
    flow: float


NodeOperation = NodeCreate | NodeDelete | NodeMassScale | EdgeWeightSet


class Page1(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Mass, volume and horizon."""

    mass_modifier: float
    volume_override: float
    horizon_override: Horizon


class Page2(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The view of the node graph, and the operations on it in (t_ms, op_id) order."""

    mass_filter: float
    flow_filter: float
    sigma_filter: float
    virtual_anchor_shift: tuple[float, float]
    ops: tuple[NodeOperation, ...]


class Allocations(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The share of each slot of the mandala, in slot order."""

    N: float
    NE: float
    E: float
    SE: float
    S: float
    SW: float
    W: float
    NW: float

    def shares(self) -> Shares:
        return (self.N, self.NE, self.E, self.SE, self.S, self.SW, self.W, self.NW)


class Page3(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The mandala."""

    allocations: Allocations


class Draft(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The draft document {page1, page2, page3} at full precision, every field required.

    It may be a field of any struct that is decoded from JSON. Decoding checks shape and types only.
    `install_draft` and `replay_step` check the ranges.
    """

    page1: Page1
    page2: Page2
    page3: Page3


DEFAULT_DRAFT = Draft(
    page1=Page1(mass_modifier=0.0, volume_override=0.5, horizon_override="D1"),
    page2=Page2(mass_filter=0.0, flow_filter=0.0, sigma_filter=1.0, virtual_anchor_shift=(0.0, 0.0), ops=()),
    page3=Page3(allocations=Allocations(0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125)),
)
