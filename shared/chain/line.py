"""Lines: a history in its order with states kept along it, from which another history can be resumed."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from shared.chain.graph import Graph
from shared.kernel import State

Kept = tuple[int, State]
"""(number of commits taken, the state after them)."""

KEPT_MAX = 256
_position = itemgetter(0)


def keep(kept: list[Kept], position: int, state: State) -> None:
    """Add a state behind the others. Beyond KEPT_MAX they are thinned: the further back, the sparser, so that
    resuming somewhere costs a fraction of the distance to there.
    """
    kept.append((position, state))
    if len(kept) <= KEPT_MAX:
        return
    thinned = [kept[-1]]
    for older, item in zip(reversed(kept[:-2]), reversed(kept[1:-1]), strict=True):
        newer = thinned[-1][0]
        if newer - older[0] > (position - newer) // 4:
            thinned.append(item)
    thinned.append(kept[0])
    kept[:] = reversed(thinned)


class Part(Struct, frozen=True):
    """The common beginning of a line and of another history, `cut` commits long, and what the other adds.

    `steps` is the number of commits to be folded for the other history.
    """

    line: Line
    cut: int
    dropped: frozenset[int]
    added: list[int]
    steps: int

    def tail(self) -> list[int]:
        """The order of the other history from the cut on."""
        line = self.line
        again = [index for index in line.order_between(self.cut, line.length) if index not in self.dropped]
        return line.graph.arrange([*again, *self.added])


class Line:
    """The order of the history that ends in `tip`, `length` commits long, and states kept along it.

    Commits are places of insertion in the graph. The order of a seeded line is made when it is first needed.
    """

    __slots__ = ("_kept", "_order", "_place", "graph", "length", "tip")

    def __init__(
        self,
        graph: Graph,
        tip: int,
        length: int,
        kept: list[Kept],
        order: array[int] | None,
        place: array[int],
    ) -> None:
        self.graph = graph
        self.tip = tip
        self.length = length
        self._kept = kept
        self._order = order
        self._place = place

    @classmethod
    def empty(cls, graph: Graph, empty: State) -> Line:
        """What is before any genesis."""
        return cls(graph, -1, 0, [(0, empty)], array("i"), array("i"))

    @classmethod
    def seeded(cls, graph: Graph, empty: State, tip: int, state: State) -> Line:
        """The history that ends in `tip`, of which only the last state is known."""
        length = graph.count(tip)
        return cls(graph, tip, length, [(0, empty), (length, state)], None, array("i"))

    @property
    def state(self) -> State:
        """The state at the tip."""
        return self._kept[-1][1]

    def order_between(self, start: int, end: int) -> Sequence[int]:
        return () if start == end else self._ordered()[start:end]

    def state_before(self, position: int) -> Kept:
        """The last kept state after at most `position` commits."""
        return self._kept[bisect_right(self._kept, position, key=_position) - 1]

    def part_from(self, tip: int) -> Part:
        """How much of the line's order is also the beginning of the order of the history that ends in `tip`.

        The orders of two histories, each restricted to what they have in common, are equal: what one adds
        only
        falls between. So they part where the line has a commit that the other has not, or where the first
        commit that the other adds comes up.
        """
        graph = self.graph
        order = self._ordered()
        place = self._place
        dropped, added = graph.divergence(self.tip, tip)
        cut = min([place[index] for index in dropped], default=self.length)
        new = set(added)
        for index in added:
            parents = graph.parent_indices(index)
            if not new.isdisjoint(parents):
                continue
            at = max([place[parent] for parent in parents], default=-1) + 1
            key = graph.key(index)
            while at < cut and graph.key(order[at]) < key:
                at += 1
            cut = min(cut, at)
        again = self.length - len(dropped) - self.state_before(cut)[0]
        return Part(self, cut, frozenset(dropped), added, again + len(added))

    def continued(self, cut: int, tail: Sequence[int], kept: Sequence[Kept], state: State) -> Line:
        """The line that shares `cut` commits with this one, goes on with `tail` and ends in `state`.

        This very line where it only grows, else a new one.
        """
        if not tail and cut == self.length:
            return self
        line = self if cut == self.length else self._shortened(cut)
        line.grow(tail, kept, state)
        return line

    def grow(self, tail: Sequence[int], kept: Sequence[Kept], state: State) -> None:
        """Go on with `tail` and end in `state`; `kept` are states on the way, some of them known already."""
        self._extend(tail)
        for position, state_there in [*kept, (self.length, state)]:
            if position > self._kept[-1][0]:
                keep(self._kept, position, state_there)

    def _shortened(self, cut: int) -> Line:
        order = self._ordered()
        kept = [item for item in self._kept if item[0] <= cut]
        place = self._place[:]
        for index in order[cut:]:
            place[index] = -1
        return Line(self.graph, order[cut - 1] if cut else -1, cut, kept, order[:cut], place)

    def _extend(self, tail: Sequence[int]) -> None:
        if self._order is not None:
            self._order.extend(tail)
            self._set_places(tail, self.length)
        self.length += len(tail)
        self.tip = tail[-1] if tail else self.tip

    def _ordered(self) -> array[int]:
        if self._order is None:
            self._order = array("i", self.graph.order_indices(self.tip))
            self._set_places(self._order, 0)
        return self._order

    def _set_places(self, indices: Sequence[int], start: int) -> None:
        place = self._place
        place.extend([-1] * (len(self.graph) - len(place)))
        for position, index in enumerate(indices, start):
            place[index] = position
