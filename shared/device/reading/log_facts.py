"""The facts of a whole log in memory: blocks as far as they were read, and what follows them."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator, Sequence

from shared.device.core import records
from shared.device.core.field_types import Quantity
from shared.device.core.records import CHOSEN, FACTS_PARTS, LABELS, OPERATIONS, SHARES
from shared.device.reading.commit_facts import Facts, GraphStep
from shared.device.reading.facts_blocks import Values, parts_of
from shared.kernel import SLOTS

FEW_PLACES = 100
"""So many positions are looked at one by one to find their blocks."""


class LogFacts:
    """Facts by position in the log. `tail` has those after the last full block.

    What the methods read of a block must have been put there with `keep`.
    """

    def __init__(self) -> None:
        self.tail = Facts()
        self._blocks: dict[tuple[str, int], Values] = {}

    def __len__(self) -> int:
        return self.tail.end

    def find_missing(self, parts: Sequence[str], places: Sequence[int]) -> list[tuple[int, list[str]]]:
        """The blocks that have some of these positions, and the parts of each that are not in memory."""
        found = []
        for number in sorted(self._numbers(places)):
            missing = [part for part in parts if (part, number) not in self._blocks]
            if missing:
                found.append((number, missing))
        return found

    def keep(self, part: str, number: int, values: Values) -> None:
        """Keeps a part of a block in memory."""
        self._blocks[part, number] = values

    def parts(self, number: int) -> dict[str, Values]:
        """All parts of a block that is in memory."""
        return {part: self._blocks[part, number] for part in FACTS_PARTS}

    def forget(self, number: int) -> None:
        """Drops a block from memory."""
        for part in FACTS_PARTS:
            self._blocks.pop((part, number), None)

    def start_at(self, first: int) -> None:
        """Begins with the block that starts at a position. The facts before it are stored."""
        self.tail = Facts(first)

    def start_block(self) -> None:
        """Turns the tail, which is full, into a block."""
        for part, values in parts_of(self.tail).items():
            self.keep(part, self.tail.first // records.FACTS_BLOCK_COMMITS, values)
        self.tail = Facts(self.tail.end)

    def columns(self, names: Iterable[Quantity], places: Sequence[int]) -> dict[Quantity, Sequence[float]]:
        """Quantities at these positions. Positions that follow one another are the cheapest."""
        if not places:
            return {name: array("d") for name in names}
        if len(places) <= FEW_PLACES:
            return {name: array("d", [self.value(name, place) for place in places]) for name in names}
        first, last = min(places), max(places)
        is_row = last - first == len(places) - 1 and array("i", places) == array("i", range(first, last + 1))
        size = records.FACTS_BLOCK_COMMITS
        start = first % size
        found: dict[Quantity, Sequence[float]] = {}
        for name in names:
            column = array("d")
            for number in range(first // size, last // size + 1):
                column.extend(self._part(name, number, self.tail.columns[name]))
            if is_row:
                found[name] = column[start : start + len(places)]
            else:
                offset = start - first
                found[name] = array("d", [column[place + offset] for place in places])
        return found

    def _numbers(self, places: Sequence[int]) -> Iterable[int]:
        """The numbers of the full blocks with these positions: of all from the first to the last of many."""
        if not places:
            return ()
        size, tail = records.FACTS_BLOCK_COMMITS, self.tail.first // records.FACTS_BLOCK_COMMITS
        if len(places) > FEW_PLACES:
            return range(min(places) // size, min(max(places) // size + 1, tail))
        return {place // size for place in places if place < self.tail.first}

    def value(self, name: Quantity, place: int) -> float:
        number, offset = divmod(place, records.FACTS_BLOCK_COMMITS)
        found: float = self._part(name, number, self.tail.columns[name])[offset]
        return found

    def labels(self, places: Sequence[int]) -> list[str | None]:
        """The labels at these positions."""
        found: list[str | None] = []
        for number, part in itertools.groupby(places, key=records.FACTS_BLOCK_COMMITS.__rfloordiv__):
            values = self._part(LABELS, number, self.tail.labels)
            first = number * records.FACTS_BLOCK_COMMITS
            found += [values[place - first] for place in part]
        return found

    def label(self, place: int) -> str | None:
        return self.labels([place])[0]

    def slots(self, place: int) -> int:
        number, offset = divmod(place, records.FACTS_BLOCK_COMMITS)
        found: int = self._part(CHOSEN, number, self.tail.slots)[offset]
        return found

    def shares(self, place: int) -> Sequence[float]:
        number, offset = divmod(place, records.FACTS_BLOCK_COMMITS)
        size = len(SLOTS)
        found: Sequence[float] = self._part(SHARES, number, self.tail.shares)[
            offset * size : offset * size + size
        ]
        return found

    def operations(self, places: Iterable[int]) -> Iterator[tuple[int, list[GraphStep]]]:
        """(number of the entry, node operations) of those of the positions that have some. All blocks must be
        in memory.
        """
        found = dict(self.tail.steps)
        for number in range(self.tail.first // records.FACTS_BLOCK_COMMITS):
            found.update(self._blocks[OPERATIONS, number])
        return ((at, found[place]) for at, place in enumerate(places) if place in found)

    def _part(self, name: str, number: int, tail: Values) -> Values:
        return (
            tail if number == self.tail.first // records.FACTS_BLOCK_COMMITS else self._blocks[name, number]
        )
