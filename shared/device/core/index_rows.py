"""The index of a vault's log in memory: what graphs and lists need of each commit without decryption."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Annotated, overload

import msgspec
from msgspec import Meta

from shared.chain.graph import Graph, GraphColumns
from shared.chain.header import Kind
from shared.chain.line import NONE
from shared.wire.fields import Bytes32, Natural


class IndexRow(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """One commit of the index. `words` reports whether its context has something to fold. `origin` is the
    commit that it rewrites.
    """

    # No unknown fields: a row without an open end is decoded without a scan, and a long index has many.

    id: Bytes32
    parents: Annotated[tuple[Bytes32, ...], Meta(max_length=2)]
    t_ms: Natural
    kind: Annotated[int, Meta(ge=int(Kind.GENESIS), le=int(Kind.MERGE))]
    epoch: Natural
    device: Annotated[bytes, Meta(max_length=16)]
    seq: Natural
    words: bool
    origin: Bytes32 | None = None

    @property
    def is_merge(self) -> bool:
        return self.kind == Kind.MERGE


class IndexRows(Sequence[IndexRow]):
    """The rows of a log in order of arrival, in columns. Ids, parents and times are in `graph`.

    The graph may have more commits than the log, so a row has a position here and an index there.
    """

    def __init__(self) -> None:
        self.graph = Graph()
        self.epochs = array("q")
        self.seqs = array("q")
        # Devices by number, and the number of each row's device.
        self.devices: list[bytes] = []
        self.device_numbers = array("H")
        # The positions of the rows with words, and of those that rewrite a commit.
        self.words: list[int] = []
        self.origins: dict[int, bytes] = {}
        self._numbers: dict[bytes, int] = {}
        # How many of the first rows have the same position and index. The indices of the rows from there on,
        # and the positions of the commits.
        self.aligned = 0
        self._indices = array("i")
        self._positions = array("i")

    def __len__(self) -> int:
        return len(self.seqs)

    @overload
    def __getitem__(self, position: int) -> IndexRow: ...
    @overload
    def __getitem__(self, position: slice) -> list[IndexRow]: ...
    def __getitem__(self, position: int | slice) -> IndexRow | list[IndexRow]:
        if isinstance(position, slice):
            return [self._row(each) for each in range(*position.indices(len(self)))]
        return self._row(range(len(self))[position])

    def __iter__(self) -> Iterator[IndexRow]:
        return map(self._row, range(len(self)))

    def id(self, position: int) -> bytes:
        return self.graph.at(self.index_of(position))

    def t_ms(self, position: int) -> int:
        return self.graph.time(self.index_of(position))

    def kind(self, position: int) -> int:
        """Its value is the number of parents."""
        return len(self.graph.parent_indices(self.index_of(position)))

    def device(self, position: int) -> bytes:
        return self.devices[self.device_numbers[position]]

    def position(self, commit: bytes) -> int | None:
        """The position of a commit, None if the log does not have it."""
        return self.position_at(self.graph.index(commit)) if commit in self.graph else None

    def index_of(self, position: int) -> int:
        """The index in the graph of the row at a position."""
        return position if position < self.aligned else self._indices[position - self.aligned]

    def position_at(self, index: int) -> int | None:
        """The position of a commit of the graph, None if the log does not have it."""
        if index < self.aligned:
            return index
        place = index - self.aligned
        found = self._positions[place] if place < len(self._positions) else NONE
        return None if found == NONE else found

    def positions_at(self, indices: array[int]) -> Sequence[int]:
        """The positions of commits of the graph. The log must have them."""
        if self.aligned == len(self.graph):
            return indices
        aligned, positions = self.aligned, self._positions
        return array("i", [index if index < aligned else positions[index - aligned] for index in indices])

    def append(self, row: IndexRow, *, is_new: bool) -> None:
        """Adds a row, and its commit to the graph if `is_new` says that the graph does not have it."""
        if is_new:
            self.graph.append(row.id, row.parents, row.t_ms)
        position, index = len(self), self.graph.index(row.id)
        self.epochs.append(row.epoch)
        self.seqs.append(row.seq)
        self.device_numbers.append(self._number(row.device))
        if row.words:
            self.words.append(position)
        if row.origin is not None:
            self.origins[position] = row.origin
        self._place(position, index)

    def extend(
        self,
        columns: GraphColumns,
        epochs: array[int],
        seqs: array[int],
        devices: Sequence[bytes],
        device_numbers: array[int],
    ) -> None:
        """Adds rows whose commits have the index of their position. `device_numbers` are for `devices`."""
        self.graph.append_columns(columns)
        self.epochs.extend(epochs)
        self.seqs.extend(seqs)
        numbers = [self._number(device) for device in devices]
        is_same = numbers == list(range(len(numbers)))
        self.device_numbers.extend(device_numbers if is_same else map(numbers.__getitem__, device_numbers))
        self.aligned = len(self)

    def _number(self, device: bytes) -> int:
        number = self._numbers.setdefault(device, len(self.devices))
        if number == len(self.devices):
            self.devices.append(device)
        return number

    def _place(self, position: int, index: int) -> None:
        if self.aligned == position == index:
            self.aligned += 1
            return
        self._indices.append(index)
        place = index - self.aligned
        missing = place + 1 - len(self._positions)
        if missing > 0:
            self._positions.extend([NONE] * missing)
        self._positions[place] = position

    def _row(self, position: int) -> IndexRow:
        index = self.index_of(position)
        commit = self.graph.at(index)
        return IndexRow(
            commit,
            self.graph.parents_at(index),
            self.graph.time(index),
            self.kind(position),
            self.epochs[position],
            self.device(position),
            self.seqs[position],
            self._has_words(position),
            self.origins.get(position),
        )

    def _has_words(self, position: int) -> bool:
        place = bisect_left(self.words, position)
        return place < len(self.words) and self.words[place] == position
