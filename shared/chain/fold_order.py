"""The commits of a history in fold order, by position."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import overload

from shared.chain.graph import Graph
from shared.errors import AutusError


class FoldOrder(Sequence[bytes]):
    """The ids of a history in fold order. They are read from the graph, because a long history has many."""

    def __init__(self, graph: Graph, tip: bytes) -> None:
        self._graph = graph
        self._line = graph.line(graph.index(tip))

    @property
    def indices(self) -> array[int]:
        """The same as indices of the graph. It must not be changed."""
        return self._line.order

    def __len__(self) -> int:
        return self._line.length

    @overload
    def __getitem__(self, position: int) -> bytes: ...
    @overload
    def __getitem__(self, position: slice) -> list[bytes]: ...
    def __getitem__(self, position: int | slice) -> bytes | list[bytes]:
        if isinstance(position, slice):
            return [self._graph.at(index) for index in self._line.order[position]]
        return self._graph.at(self._line.order[position])

    def __iter__(self) -> Iterator[bytes]:
        return map(self._graph.at, self._line.order)

    def links(self) -> Iterator[tuple[int, list[int]]]:
        """(position, positions of the parents) of each commit that does not have just the one before it."""
        position_of = self._line.place
        before = -1
        for position, index in enumerate(self._line.order):
            parents = self._graph.parent_indices(index)
            if parents != (before,):
                yield position, [position_of[parent] for parent in parents]
            before = index

    def __contains__(self, commit: object) -> bool:
        return isinstance(commit, bytes) and self.find(commit) is not None

    def find(self, commit: bytes) -> int | None:
        """The position of a commit, None if the history does not have it."""
        return self._line.position(self._graph.index(commit)) if commit in self._graph else None

    def position(self, commit: bytes) -> int:
        """The position of a commit of the history. Raises AutusError UNKNOWN_COMMIT."""
        found = self.find(commit)
        if found is None:
            raise AutusError("UNKNOWN_COMMIT", "no such commit in this history", commit=commit.hex())
        return found
