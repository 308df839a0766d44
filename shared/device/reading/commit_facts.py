"""What a page needs to know of every commit: quantities, label and slots, by position in the log."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import msgspec

from shared.chain.body import Body
from shared.device.core.field_types import QUANTITIES, Quantity
from shared.device.core.records import FACTS_CHUNK_COMMITS as CHUNK_COMMITS
from shared.device.reading.commit_rows import value_of
from shared.kernel import SLOTS, State, round_f

EQUAL_SHARE = 1 / len(SLOTS)


class FactsChunk(msgspec.Struct, frozen=True, array_like=True):
    """The facts of `CHUNK_COMMITS` consecutive commits of the log. Columns are bytes of doubles.

    `heads` are the newest commits so far that no commit continues, with their unrounded states. The replay of
    the next chunk starts there. `last` is the id of the last commit.
    """

    last: bytes
    columns: list[bytes]
    labels: list[str | None]
    slots: bytes
    heads: list[tuple[bytes, bytes]]

    def is_complete(self) -> bool:
        """Reports whether it has all facts that this version keeps, for every commit."""
        lengths = {len(self.labels), len(self.slots), *(len(column) / 8 for column in self.columns)}
        return lengths == {CHUNK_COMMITS} and len(self.columns) == len(QUANTITIES)


class Facts:
    """One entry per commit, in the order of the log."""

    def __init__(self) -> None:
        self.columns: dict[Quantity, array[float]] = {name: array("d") for name in QUANTITIES}
        self.labels: list[str | None] = []
        self.slots = bytearray()

    def __len__(self) -> int:
        return len(self.labels)

    def add(self, body: Body, state: State) -> None:
        """Adds a commit and the state after it."""
        for name, column in self.columns.items():
            column.append(round_f(value_of(state, name)))
        self.labels.append(body.marker.label)
        self.slots.append(slots_of(body))

    def slice_chunk(self, first: int) -> tuple[list[bytes], list[str | None], bytes]:
        """Columns, labels and slots of one chunk, in the form of a record."""
        end = first + CHUNK_COMMITS
        columns = [column[first:end].tobytes() for column in self.columns.values()]
        return columns, self.labels[first:end], bytes(self.slots[first:end])

    def append_chunk(self, record: FactsChunk) -> None:
        """Appends a stored chunk."""
        for column, kept in zip(self.columns.values(), record.columns, strict=True):
            column.frombytes(kept)
        self.labels.extend(record.labels)
        self.slots.extend(record.slots)

    def series(self, name: Quantity, places: Sequence[int]) -> list[float]:
        column = self.columns[name]
        return [column[place] for place in places]


def slots_of(body: Body) -> int:
    """The slots with the largest share of the draft, one bit each. 0 if all shares are equal."""
    if body.draft is None:
        return 0
    shares = [getattr(body.draft.page3.allocations, slot) for slot in SLOTS]
    largest = max(shares)
    if largest <= EQUAL_SHARE:
        return 0
    return sum(1 << number for number, share in enumerate(shares) if share == largest)
