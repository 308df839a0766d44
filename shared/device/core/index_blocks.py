"""Blocks of the index: derived records from which a long index is read in a few steps, without a row each.

A block holds the rows of consecutive segments as columns. Blocks and the order are sealed, so a changed one
does not open. Then the rows are read instead, and the block is written again.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

import msgspec

from shared.chain.graph import GraphColumns
from shared.chain.line import Line
from shared.crypto.device import DeviceCrypto
from shared.device.core.host import Store
from shared.device.core.index_rows import IndexRows
from shared.device.core.records import (
    BLOCK_PART,
    ORDER,
    encode,
    log_key,
    log_prefix,
    open_derived,
    seal_records,
)
from shared.device.core.store_scan import scan_pages

BLOCKS_AT_ONCE = 4
ID_BYTES = 32


class IndexBlock(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The rows from position `first` on, which is block `number`. Columns are bytes of integers, and `ids`
    the ids one after the other. `segments` are the positions at which the segments start. `words` and
    `origins` are by position.
    """

    number: int
    first: int
    segments: bytes
    ids: bytes
    t_ms: bytes
    one: bytes
    other: bytes
    run: bytes
    place_in_run: bytes
    epochs: bytes
    seqs: bytes
    devices: list[bytes]
    device_numbers: bytes
    words: list[int]
    origins: list[tuple[int, bytes]]


class IndexOrder(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The order of the history that ends in `tip`. The first `ordered` commits are in the order of the log,
    and `rest` are the positions of those that follow, as bytes of integers.
    """

    tip: bytes
    ordered: int
    rest: bytes


def build_block(rows: IndexRows, number: int, segments: array[int], end: int) -> IndexBlock:
    """The block of the rows up to `end`, which must be aligned, from the first of the `segments` on."""
    first = segments[0]
    columns = rows.graph.columns(first, end)
    return IndexBlock(
        number,
        first,
        segments.tobytes(),
        b"".join(columns.ids),
        columns.t_ms.tobytes(),
        columns.one.tobytes(),
        columns.other.tobytes(),
        columns.run.tobytes(),
        columns.place_in_run.tobytes(),
        rows.epochs[first:end].tobytes(),
        rows.seqs[first:end].tobytes(),
        rows.devices,
        rows.device_numbers[first:end].tobytes(),
        [position for position in rows.words if first <= position < end],
        [(position, origin) for position, origin in rows.origins.items() if first <= position < end],
    )


def append_block(rows: IndexRows, block: IndexBlock) -> array[int]:
    """Appends a stored block. Returns the positions at which its segments start."""
    columns = GraphColumns(
        [block.ids[at : at + ID_BYTES] for at in range(0, len(block.ids), ID_BYTES)],
        _integers("q", block.t_ms),
        _integers("i", block.one),
        _integers("i", block.other),
        _integers("i", block.run),
        _integers("i", block.place_in_run),
    )
    rows.extend(
        columns,
        _integers("q", block.epochs),
        _integers("q", block.seqs),
        block.devices,
        _integers("H", block.device_numbers),
    )
    rows.words.extend(block.words)
    rows.origins.update(block.origins)
    return _integers("i", block.segments)


def build_order(rows: IndexRows, end: int) -> IndexOrder:
    """The order of the history that ends in the last of the first `end` rows, which must be aligned."""
    order = rows.graph.line(end - 1).order
    ordered = next((place for place, index in enumerate(order) if place != index), len(order))
    return IndexOrder(rows.id(end - 1), ordered, order[ordered:].tobytes())


def use_order(rows: IndexRows, order: IndexOrder) -> None:
    """Trusts a stored order."""
    indices = array("i", range(order.ordered))
    indices.extend(_integers("i", order.rest))
    if indices and indices[-1] < len(rows) and rows.id(indices[-1]) == order.tip:
        rows.graph.use_line(Line.of(rows.graph, indices, order.ordered))


async def read_blocks(
    crypto: DeviceCrypto, store: Store, vault: bytes, accept: Callable[[IndexBlock], bool]
) -> None:
    """Hands the stored blocks to `accept` in order, up to the first that does not open or is not accepted."""
    async for page in scan_pages(store, log_prefix(vault, BLOCK_PART), BLOCKS_AT_ONCE):
        for block in await open_derived(crypto, page, IndexBlock):
            if block is None or not accept(block):
                return


async def read_order(crypto: DeviceCrypto, store: Store, vault: bytes) -> IndexOrder | None:
    """The stored order, None without one that opens."""
    key = ORDER + vault.hex()
    (record,) = await store.get([key])
    if record is None:
        return None
    (order,) = await open_derived(crypto, [(key, record)], IndexOrder)
    return order


async def seal_block(
    crypto: DeviceCrypto, vault: bytes, block: IndexBlock, order: IndexOrder
) -> list[tuple[str, bytes]]:
    """The records of a block and of the order, ready to be written."""
    plain = (log_key(vault, BLOCK_PART, block.number), encode(block)), (ORDER + vault.hex(), encode(order))
    return await seal_records(crypto, plain)


def _integers(kind: str, data: bytes) -> array[int]:
    found = array(kind)
    found.frombytes(data)
    return found
