"""The order of one history, and how the order of another history follows from it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

from msgspec import Struct

NONE = -1
"""The index of a commit that there is not, and the position of a commit of another branch."""


class Branches(Protocol):
    """What a line asks of the graph of its commits. Commits are indices."""

    def parent_indices(self, index: int) -> tuple[int, ...]: ...

    def key(self, index: int) -> tuple[int, bytes]: ...

    def divergence(self, one: int, other: int) -> tuple[list[int], list[int]]: ...

    def arrange(self, indices: Iterable[int]) -> list[int]: ...


class Cut(Struct, frozen=True):
    """The first `length` commits of a line, which another history shares.

    `dropped` are the commits that only the line has, `added` those that only the other history has.
    """

    length: int
    dropped: frozenset[int]
    added: list[int]


class Line:
    """The topological order of one history, as indices of its graph. It never changes.

    `place` has the position of each commit in the order, `NONE` for the commits of other branches. It may be
    shorter than the graph.
    """

    __slots__ = ("graph", "order", "place")

    def __init__(self, graph: Branches, order: array[int], place: array[int]) -> None:
        self.graph = graph
        self.order = order
        self.place = place

    @classmethod
    def of(cls, graph: Branches, order: array[int], ordered: int = 0) -> Line:
        """The line with this order, which must be that of a history. The index of each of the first `ordered`
        commits is its position.
        """
        place = order[:ordered]
        place.extend([NONE] * (max(order[ordered:], default=NONE) + 1 - ordered))
        for position, index in enumerate(order[ordered:], ordered):
            place[index] = position
        return cls(graph, order, place)

    @property
    def length(self) -> int:
        return len(self.order)

    @property
    def tip(self) -> int:
        return self.order[-1]

    def position(self, index: int) -> int | None:
        """The position of a commit of the graph, None if it is on another branch."""
        found = self.place[index] if index < len(self.place) else NONE
        return None if found == NONE else found

    def cut(self, tip: int) -> Cut:
        """What the line shares with the history that ends in `tip`.

        Two orders are equal on the commits that both histories have. So they differ from the first commit on
        that only one has, or from the position at which the first added commit comes.
        """
        graph, order, place = self.graph, self.order, self.place
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
        return Cut(cut, frozenset(dropped), added)

    def tail(self, cut: Cut) -> list[int]:
        """The order of the other history after what it shares with this line."""
        again = [index for index in self.order[cut.length :] if index not in cut.dropped]
        return self.graph.arrange(chain(again, cut.added))

    def moved(self, tip: int) -> Line:
        """The line of the history that ends in `tip`."""
        if tip == self.tip:
            return self
        chained = self._chain_to(tip)
        if chained is not None:
            return Line(
                self.graph, self.order + chained, self._with_places(self.place[:], chained, self.length)
            )
        cut = self.cut(tip)
        tail = self.tail(cut)
        order, place = self.order[: cut.length], self.place[:]
        for index in self.order[cut.length :]:
            place[index] = NONE
        order.extend(tail)
        return Line(self.graph, order, self._with_places(place, tail, cut.length))

    def _chain_to(self, tip: int) -> array[int] | None:
        """The commits after this line's tip up to `tip` if each has just the one before it as a parent."""
        chained, last = array("i"), self.tip
        while tip > last:
            chained.append(tip)
            parents = self.graph.parent_indices(tip)
            if len(parents) != 1:
                return None
            (tip,) = parents
        chained.reverse()
        return chained if tip == last else None

    @staticmethod
    def _with_places(place: array[int], tail: Sequence[int], first: int) -> array[int]:
        place.extend([NONE] * (max(tail, default=NONE) + 1 - len(place)))
        for position, index in enumerate(tail, first):
            place[index] = position
        return place
