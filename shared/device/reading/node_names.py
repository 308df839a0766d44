"""The names of nodes at any position of a history."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shared.device.core.history import History


class NodeNames:
    """The names that a history gives to nodes, by node and position."""

    def __init__(self, said: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """`said` are positions and contexts, in fold order."""
        self._names: dict[str, tuple[list[int], list[str]]] = {}
        for position, context in said:
            for node, name in (context.get("names") or {}).items():
                # A node without a name is told by its last one.
                if name:
                    places, names = self._names.setdefault(node, ([], []))
                    places.append(position)
                    names.append(name)

    def at(self, position: int) -> Callable[[str], str | None]:
        """What a node was called after the commit at `position`. A node without a name has its next one."""

        def name_of(node: str) -> str | None:
            places, names = self._names.get(node, ([], []))
            return names[max(0, bisect_right(places, position) - 1)] if names else None

        return name_of


async def read_node_names(history: History, tip: bytes) -> NodeNames:
    """The names in the history that ends in `tip`."""
    return NodeNames(await history.said(tip))
