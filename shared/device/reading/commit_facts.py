"""What a page needs to know of every commit: quantities, label and slots, by position in the log."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import msgspec

from shared.chain.body import Body
from shared.device.core import records
from shared.device.core.field_types import QUANTITIES, Quantity
from shared.device.reading.commit_rows import value_of
from shared.device.reading.shares import share_list
from shared.kernel import (
    SLOTS,
    EdgeWeightSet,
    NodeCreate,
    NodeDelete,
    NodeMassScale,
    NodeOperation,
    State,
    round_f,
)

EQUAL_SHARE = 1 / len(SLOTS)
NO_SHARES = (0.0,) * len(SLOTS)


class GraphStep(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A node operation without what its effect on nodes and edges does not need.

    `kind` is `DELETE`, `CREATE`, `SCALE` or `FLOW`. `a` is the node or the start of the edge, `b` the end of
    the edge. `value` is the mass, the factor or the flow.
    """

    kind: int
    a: str
    b: str = ""
    value: float = 0.0


DELETE, CREATE, SCALE, FLOW = range(4)
"""The kinds of a `GraphStep`, in the order in which a commit applies them."""


class FactsChunk(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The facts of FACTS_CHUNK_COMMITS consecutive commits of the log. Columns are bytes of doubles. `shares`
    has eight doubles a commit. `steps` are the commits with node operations, by their place in the chunk.

    `last` is the id of the last commit. Earlier versions wrote `heads`: the newest commits so far that no
    commit continues, with their unrounded states.
    """

    last: bytes
    columns: list[bytes]
    labels: list[str | None]
    slots: bytes
    heads: list[tuple[bytes, bytes]] = []
    shares: bytes = b""
    steps: list[tuple[int, list[GraphStep]]] = []

    def is_complete(self) -> bool:
        """Reports whether it has all facts that this version keeps, for every commit."""
        lengths = {len(self.labels), len(self.slots), *(len(column) / 8 for column in self.columns)}
        lengths.add(len(self.shares) / 8 / len(SLOTS))
        return lengths == {records.FACTS_CHUNK_COMMITS} and len(self.columns) == len(QUANTITIES)


class Facts:
    """One entry per commit, in the order of the log, from position `first` on."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self.columns: dict[Quantity, array[float]] = {name: array("d") for name in QUANTITIES}
        self.labels: list[str | None] = []
        self.slots = bytearray()
        # Eight a commit, all 0 for a commit without a draft.
        self.shares = array("d")
        # The node operations of a commit, in the order in which it applies them.
        self.steps: dict[int, list[GraphStep]] = {}

    @property
    def end(self) -> int:
        """The position after the last entry."""
        return self.first + len(self.labels)

    def add(self, body: Body, state: State) -> None:
        """Adds a commit and the state after it."""
        for name, column in self.columns.items():
            column.append(round_f(value_of(state, name)))
        if body.draft is not None and body.draft.page2.ops:
            self.steps[self.end] = graph_steps(body.draft.page2.ops)
        self.labels.append(body.marker.label)
        self.slots.append(slots_of(body))
        self.shares.extend(NO_SHARES if body.draft is None else share_list(body.draft))

    def slice_chunk(self, first: int, last: bytes) -> FactsChunk:
        """The chunk that starts at a position, as a record. `last` is that of the record."""
        start = first - self.first
        end = start + records.FACTS_CHUNK_COMMITS
        places = range(first, first + records.FACTS_CHUNK_COMMITS)
        steps = [(place - first, found) for place, found in self.steps.items() if place in places]
        return FactsChunk(
            last,
            [column[start:end].tobytes() for column in self.columns.values()],
            self.labels[start:end],
            bytes(self.slots[start:end]),
            shares=self.shares[start * len(SLOTS) : end * len(SLOTS)].tobytes(),
            steps=steps,
        )

    def append_chunk(self, record: FactsChunk) -> None:
        """Appends a stored chunk."""
        first = self.end
        for column, kept in zip(self.columns.values(), record.columns, strict=True):
            column.frombytes(kept)
        self.labels.extend(record.labels)
        self.slots.extend(record.slots)
        self.shares.frombytes(record.shares)
        self.steps.update({first + place: steps for place, steps in record.steps})


def slots_of(body: Body) -> int:
    """The slots with the largest share of the draft, one bit each. 0 if all shares are equal."""
    if body.draft is None:
        return 0
    shares = [getattr(body.draft.page3.allocations, slot) for slot in SLOTS]
    largest = max(shares)
    if largest <= EQUAL_SHARE:
        return 0
    return sum(1 << number for number, share in enumerate(shares) if share == largest)


def graph_steps(operations: Sequence[NodeOperation]) -> list[GraphStep]:
    """The operations of a draft, in the order in which a commit applies them: by kind, deletions first."""
    steps = []
    for operation in operations:
        match operation:
            case NodeDelete(node_id=node):
                steps.append(GraphStep(DELETE, node))
            case NodeCreate(node=node):
                steps.append(GraphStep(CREATE, node.id, value=node.mass))
            case NodeMassScale(node_id=node, scale=scale):
                steps.append(GraphStep(SCALE, node, value=scale))
            case EdgeWeightSet(a=a, b=b, flow=flow):
                steps.append(GraphStep(FLOW, a, b, flow))
    return sorted(steps, key=lambda step: step.kind)
