"""A vault's commits on this device: an append-only log in segments, and an index without secrets.

A segment holds up to `SEGMENT_COMMITS` sealed commits that were stored together, so that a long history takes
few records. The index beside it has what graphs and lists need without decryption.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence

import msgspec

from shared.chain.context import Context, origin_of, says_words
from shared.chain.header import Header, decode_header
from shared.crypto.device import DeviceCrypto
from shared.device.core import records
from shared.device.core.host import Store
from shared.device.core.index_blocks import (
    IndexBlock,
    append_block,
    build_block,
    build_order,
    read_blocks,
    read_order,
    seal_block,
    use_order,
)
from shared.device.core.index_rows import IndexRow, IndexRows
from shared.device.core.records import (
    BLOCK_PART,
    INDEX_PART,
    SEGMENT_PART,
    decode,
    encode,
    log_key,
    log_prefix,
)
from shared.device.core.store_scan import scan_pages
from shared.errors import AutusError
from shared.wire.pushes import WireCommit

SEGMENT_COMMITS = 250
BLOCK_ENTRIES_MIN = 100
"""A write of so many commits also stores the block of the index that earlier ones have filled. A write of one
commit does not wait for that.
"""
LOADED_RECORDS = 8
LOADED_RECORDS_MAX = 500
LOADED_COMMITS = 2_000
"""About so many rows are loaded without a pause. A read of the store has as many records as that takes."""


class LogEntry(msgspec.Struct, frozen=True, gc=False):
    """A validated commit, ready to be appended."""

    row: IndexRow
    wire: WireCommit


def build_entry(commit: bytes, wire: WireCommit, t_ms: int, context: Context | None) -> LogEntry:
    """A commit for the log. The rest of its row comes from its header."""
    return build_entry_from(commit, decode_header(wire[0]), wire, t_ms, context)


def build_entry_from(
    commit: bytes, header: Header, wire: WireCommit, t_ms: int, context: Context | None
) -> LogEntry:
    """As `build_entry`, for a header that is decoded already."""
    words, origin = (says_words(context), origin_of(context)) if context else (False, None)
    row = IndexRow(
        commit, header.parents, t_ms, header.kind, header.epoch, header.device, header.seq, words, origin
    )
    return LogEntry(row, wire)


def decode_rows(record: bytes | None) -> list[IndexRow]:
    """The rows of a record of the index, at least one. Raises AutusError `STORAGE_DAMAGED`."""
    rows = decode(record or b"", list[IndexRow])
    if not rows:
        raise AutusError("STORAGE_DAMAGED", "a record of the index is empty")
    return rows


class CommitLog:
    """The index in memory and the sealed commits in the store. `rows` are in order of arrival."""

    def __init__(self, store: Store, vault: bytes) -> None:
        self.store = store
        self._vault = vault
        # The positions at which segments start. The first of them are in stored blocks.
        self._firsts = array("i")
        self._in_blocks = 0
        self._blocks = 0
        self.rows = IndexRows()

    async def load(self, crypto: DeviceCrypto) -> None:
        """Reads the whole index from the store, in steps that let the rest of the engine run in between."""
        await read_blocks(crypto, self.store, self._vault, self._append_block)
        if len(self.rows):
            order = await read_order(crypto, self.store, self._vault)
            if order is not None:
                use_order(self.rows, order)
        prefix = log_prefix(self._vault, INDEX_PART)
        after = log_key(self._vault, INDEX_PART, len(self.rows) - 1) if len(self.rows) else ""
        most = LOADED_RECORDS
        while page := await self.store.scan(prefix, after, most):
            before = len(self.rows)
            for _, record in page:
                self._add_rows([(row, True) for row in decode_rows(record)])
            # Each part of the order follows from the one before it.
            self.rows.graph.line(len(self.rows) - 1)
            if len(page) < most:
                break
            after = page[-1][0]
            most = max(1, min(LOADED_RECORDS_MAX, most * LOADED_COMMITS // (len(self.rows) - before)))

    def _append_block(self, block: IndexBlock) -> bool:
        if block.first != len(self.rows) or block.number != self._blocks:
            return False
        self._blocks += 1
        self._firsts.extend(append_block(self.rows, block))
        self._in_blocks = len(self._firsts)
        return True

    def keys(self) -> list[str]:
        """The keys of all records of the log, and of all blocks that it may have."""
        parts = (SEGMENT_PART, INDEX_PART)
        blocks = range(len(self.rows) // records.INDEX_BLOCK_COMMITS + 1)
        return [log_key(self._vault, part, first) for first in self._firsts for part in parts] + [
            log_key(self._vault, BLOCK_PART, number) for number in blocks
        ]

    def puts(self, first: int, entries: Sequence[LogEntry]) -> list[tuple[str, bytes]]:
        """The records that append `entries` at position `first`."""
        puts = []
        for offset in range(0, len(entries), SEGMENT_COMMITS):
            part = entries[offset : offset + SEGMENT_COMMITS]
            puts.append((log_key(self._vault, SEGMENT_PART, first + offset), encode([e.wire for e in part])))
            puts.append((log_key(self._vault, INDEX_PART, first + offset), encode([e.row for e in part])))
        return puts

    def mark_durable(self, entries: Sequence[LogEntry], fresh: Container[bytes]) -> None:
        """Adds the entries to the index in memory. The records of `puts` must be durable. The graph has those
        of the entries that are `fresh`.
        """
        rows = [(entry.row, entry.row.id not in fresh) for entry in entries]
        for offset in range(0, len(rows), SEGMENT_COMMITS):
            self._add_rows(rows[offset : offset + SEGMENT_COMMITS])

    async def seal_due_block(self, crypto: DeviceCrypto) -> list[tuple[str, bytes]]:
        """The records of the next block if it is full. Once they are durable, `mark_block` follows."""
        end = self._end_of_block(self._in_blocks)
        if end is None:
            return []
        starts = self._firsts[self._in_blocks : end]
        block = build_block(self.rows, self._blocks, starts, self._start_of(end))
        order = build_order(self.rows, self._start_of(end))
        return await seal_block(crypto, self._vault, block, order)

    def mark_block(self) -> None:
        """The block of `seal_due_block` is durable."""
        end = self._end_of_block(self._in_blocks)
        if end is not None:
            self._in_blocks, self._blocks = end, self._blocks + 1

    def _end_of_block(self, segment: int) -> int | None:
        """The end of the block that starts with a segment, None while the block is not full."""
        if segment >= len(self._firsts):
            return None
        end = bisect_left(self._firsts, self._firsts[segment] + records.INDEX_BLOCK_COMMITS, segment)
        full = self._start_of(end) - self._firsts[segment] >= records.INDEX_BLOCK_COMMITS
        return end if full and self._start_of(end) <= self.rows.aligned else None

    def _start_of(self, segment: int) -> int:
        return self._firsts[segment] if segment < len(self._firsts) else len(self.rows)

    async def read(self, commits: Iterable[bytes]) -> list[WireCommit]:
        """The sealed commits, in the order given. All of them must be in the log."""
        positions = [self.position(commit) for commit in commits]
        if not positions:
            return []
        firsts = {position: self._firsts[bisect_right(self._firsts, position) - 1] for position in positions}
        wanted = sorted(set(firsts.values()))
        segments = await self.store.get([log_key(self._vault, SEGMENT_PART, first) for first in wanted])
        decoded = {
            first: decode(segment or b"", list[WireCommit])
            for first, segment in zip(wanted, segments, strict=True)
        }
        try:
            return [decoded[firsts[position]][position - firsts[position]] for position in positions]
        except IndexError:
            raise AutusError("STORAGE_DAMAGED", "a segment of the log is truncated") from None

    def position(self, commit: bytes) -> int:
        """The position of a commit. Raises AutusError UNKNOWN_COMMIT."""
        found = self.rows.position(commit)
        if found is None:
            raise AutusError("UNKNOWN_COMMIT", "no such commit", commit=commit.hex())
        return found

    def _add_rows(self, rows: Sequence[tuple[IndexRow, bool]]) -> None:
        """Adds the rows of a segment, each with whether it is new to the graph."""
        self._firsts.append(len(self.rows))
        for row, is_new in rows:
            self.rows.append(row, is_new=is_new)


def count_authored(rows: Iterable[IndexRow]) -> int:
    """How many of the commits a device has made by itself. Merges follow from these, so they do not count."""
    return sum(1 for row in rows if not row.is_merge)


async def count_stored_commits(store: Store, vault: bytes) -> int:
    """The authored commits of a vault's log, read from the store."""
    count = 0
    async for page in scan_pages(store, log_prefix(vault, INDEX_PART)):
        count += sum(count_authored(decode_rows(record)) for _, record in page)
    return count
