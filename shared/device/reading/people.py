"""People over time: when each node of the graph joined and left, and how its flow changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct

from shared.device.core.records import OPERATIONS
from shared.device.reading.commit_facts import CREATE, DELETE, FLOW, SCALE, GraphStep
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.reading.node_names import read_node_names
from shared.kernel import SELF, round_f

PEOPLE_MAX = 200
STAYS_MAX = 16
FLOWS_MAX = 32


class Stay(Struct, frozen=True):
    """A time in the graph, by positions and times of commits. `left` is null while the node is there."""

    joined: int
    joined_ms: int
    left: int | None
    left_ms: int | None


class FlowPoint(Struct, frozen=True):
    """The sum of the flows on all edges of a node from a commit on."""

    position: int
    t_ms: int
    flow: float


class Person(Struct, frozen=True):
    """A node that is or was in the graph. `name` is its last one. `mass` is that of its present or last stay.

    `stays` and `flows` are the newest ones. `earlier` counts the flows that are left out.
    """

    node: str
    name: str | None
    mass: float
    stays: Annotated[list[Stay], Meta(max_length=STAYS_MAX)]
    flows: Annotated[list[FlowPoint], Meta(max_length=FLOWS_MAX)]
    earlier: int


class People(Struct, frozen=True):
    """The nodes besides the person's own, in the order in which they first joined. `more` are left out."""

    head: str
    total: int
    people: Annotated[list[Person], Meta(max_length=PEOPLE_MAX)]
    more: int


class GraphFold:
    """Folds the node operations of commits as the rules do, and remembers what they changed."""

    def __init__(self) -> None:
        self.present: set[str] = set()
        # Also of nodes that have left.
        self.masses: dict[str, float] = {}
        self.edges: dict[tuple[str, str], float] = {}
        self.stays: dict[str, list[Stay]] = {}
        self.flows: dict[str, list[FlowPoint]] = {}
        self._edges_of: dict[str, set[tuple[str, str]]] = {}

    def apply(self, position: int, t_ms: int, steps: Iterable[GraphStep]) -> None:
        """Applies the steps of one commit, which are in the order of their kinds."""
        touched: dict[str, None] = {}
        for step in steps:
            if step.kind == DELETE and step.a in self.present:
                self._remove(step.a, position, t_ms, touched)
            elif step.kind == CREATE and step.a != SELF and step.a not in self.present:
                self.present.add(step.a)
                self.masses[step.a] = step.value
                self.stays.setdefault(step.a, []).append(Stay(position, t_ms, None, None))
                touched[step.a] = None
            elif step.kind == SCALE and step.a in self.present:
                self.masses[step.a] = max(0.0, min(1.0, self.masses[step.a] * step.value))
            elif step.kind == FLOW:
                self._set_flow(step, touched)
        for node in touched:
            if node in self.present:
                self._note_flow(node, position, t_ms)

    def _remove(self, node: str, position: int, t_ms: int, touched: dict[str, None]) -> None:
        self.present.discard(node)
        last = self.stays[node][-1]
        self.stays[node][-1] = Stay(last.joined, last.joined_ms, position, t_ms)
        for edge in self._edges_of.pop(node, set()):
            del self.edges[edge]
            for end in edge:
                if end != node:
                    self._edges_of[end].discard(edge)
                    touched[end] = None

    def _set_flow(self, step: GraphStep, touched: dict[str, None]) -> None:
        edge = (step.a, step.b)
        self.edges[edge] = step.value
        for end in edge:
            self._edges_of.setdefault(end, set()).add(edge)
            touched[end] = None

    def _note_flow(self, node: str, position: int, t_ms: int) -> None:
        # In a fixed order, because sums of floats depend on it.
        flow = 0.0
        for edge in sorted(self._edges_of.get(node, ())):
            flow += self.edges[edge]
        known = self.flows.setdefault(node, [])
        if not known or known[-1].flow != round_f(flow):
            known.append(FlowPoint(position, t_ms, round_f(flow)))


async def read_people(reader: HistoryReader, progress: Progress) -> People:
    """Folds the node operations of the whole history, without a replay once the facts are there."""
    history, facts = await reader.facts(progress, [OPERATIONS])
    tip = reader.vault.tip.commit
    places = history.places(tip)
    fold = GraphFold()
    for position, steps in facts.operations(places):
        fold.apply(position, history.log.rows.t_ms(places[position]), steps)
    name_of = (await read_node_names(history, tip)).at(len(places) - 1)
    people = [
        Person(
            node,
            name_of(node),
            fold.masses[node],
            stays[-STAYS_MAX:],
            fold.flows[node][-FLOWS_MAX:],
            max(0, len(fold.flows[node]) - FLOWS_MAX),
        )
        for node, stays in list(fold.stays.items())[:PEOPLE_MAX]
    ]
    return People(tip.hex(), len(places), people, max(0, len(fold.stays) - PEOPLE_MAX))
