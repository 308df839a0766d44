"""Topological orders of histories with checkpoints along them, from which other histories resume."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from shared.chain.graph import Graph
from shared.chain.line import Cut, Line
from shared.kernel import State

Checkpoint = tuple[int, State]
"""(number of commits folded, the state after them)."""

CHECKPOINTS_MAX = 256
_position = itemgetter(0)


def add_checkpoint(checkpoints: list[Checkpoint], position: int, state: State) -> None:
    """Append a checkpoint. More than CHECKPOINTS_MAX are thinned, the older ones more than the newer ones, so
    that resuming at a position costs a fraction of the distance from there to the end.
    """
    checkpoints.append((position, state))
    if len(checkpoints) <= CHECKPOINTS_MAX:
        return
    thinned = [checkpoints[-1]]
    for older, item in zip(reversed(checkpoints[:-2]), reversed(checkpoints[1:-1]), strict=True):
        newer = thinned[-1][0]
        if newer - older[0] > (position - newer) // 4:
            thinned.append(item)
    thinned.append(checkpoints[0])
    checkpoints[:] = reversed(thinned)


class SharedPrefix(Struct, frozen=True):
    """What an order shares with another history, which needs `steps` folds."""

    order: LinearOrder
    line: Line
    cut: Cut
    steps: int

    def tail(self) -> list[int]:
        """The order of the other history after the shared prefix."""
        return self.line.tail(self.cut)


class LinearOrder:
    """The topological order of the history that ends in `tip`, with checkpoints along it.

    It has `length` commits, as indices of the graph. A seeded order is computed on first use.
    """

    __slots__ = ("_checkpoints", "_order", "_place", "graph", "length", "tip")

    def __init__(
        self,
        graph: Graph,
        tip: int,
        length: int,
        checkpoints: list[Checkpoint],
        order: array[int] | None,
        place: array[int],
    ) -> None:
        self.graph = graph
        self.tip = tip
        self.length = length
        self._checkpoints = checkpoints
        self._order = order
        self._place = place

    @classmethod
    def empty(cls, graph: Graph, empty: State) -> LinearOrder:
        """The order without commits."""
        return cls(graph, -1, 0, [(0, empty)], array("i"), array("i"))

    @classmethod
    def seeded(cls, graph: Graph, empty: State, tip: int, state: State) -> LinearOrder:
        """The history that ends in `tip`, with a checkpoint only at its end."""
        length = graph.count(tip)
        return cls(graph, tip, length, [(0, empty), (length, state)], None, array("i"))

    @property
    def state(self) -> State:
        """The state at the tip."""
        return self._checkpoints[-1][1]

    def commits_between(self, start: int, end: int) -> Sequence[int]:
        return () if start == end else self._ordered()[start:end]

    def checkpoint_before(self, position: int) -> Checkpoint:
        """The last checkpoint after at most `position` commits."""
        return self._checkpoints[bisect_right(self._checkpoints, position, key=_position) - 1]

    def shared_prefix(self, tip: int) -> SharedPrefix:
        """The prefix that this order shares with the order of the history that ends in `tip`."""
        line = Line(self.graph, self._ordered(), self._place)
        cut = line.cut(tip)
        again = self.length - len(cut.dropped) - self.checkpoint_before(cut.length)[0]
        return SharedPrefix(self, line, cut, again + len(cut.added))

    def extended(
        self, cut: int, tail: Sequence[int], checkpoints: Sequence[Checkpoint], state: State
    ) -> LinearOrder:
        """The order of the first `cut` commits and `tail`, which ends in `state`.

        Without a cut it is this object, extended; else a new one.
        """
        if not tail and cut == self.length:
            return self
        order = self if cut == self.length else self._prefix(cut)
        order.extend(tail, checkpoints, state)
        return order

    def extend(self, tail: Sequence[int], checkpoints: Sequence[Checkpoint], state: State) -> None:
        """Append `tail`, which ends in `state`. `checkpoints` lie on the way; some may be known."""
        self._extend(tail)
        for position, state_there in [*checkpoints, (self.length, state)]:
            if position > self._checkpoints[-1][0]:
                add_checkpoint(self._checkpoints, position, state_there)

    def _prefix(self, cut: int) -> LinearOrder:
        order = self._ordered()
        checkpoints = [item for item in self._checkpoints if item[0] <= cut]
        place = self._place[:]
        for index in order[cut:]:
            place[index] = -1
        return LinearOrder(self.graph, order[cut - 1] if cut else -1, cut, checkpoints, order[:cut], place)

    def _extend(self, tail: Sequence[int]) -> None:
        if self._order is not None:
            self._order.extend(tail)
            self._set_places(tail, self.length)
        self.length += len(tail)
        self.tip = tail[-1] if tail else self.tip

    def _ordered(self) -> array[int]:
        if self._order is None:
            line = self.graph.line(self.tip)
            self._order, self._place = line.order[:], line.place[:]
        return self._order

    def _set_places(self, indices: Sequence[int], start: int) -> None:
        place = self._place
        place.extend([-1] * (len(self.graph) - len(place)))
        for position, index in enumerate(indices, start):
            place[index] = position
