"""A vault's commits on this device: an append-only log in segments, and an index without secrets.

A segment holds up to `SEGMENT_COMMITS` sealed commits that were stored together, so that a long history takes
few records. The index beside it has what graphs and lists need without decryption.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.chain.context import Context, origin_of, says_words
from shared.chain.header import Header, Kind, decode_header
from shared.device.core.host import Store
from shared.device.core.records import INDEX_PART, SEGMENT_PART, decode, encode, log_key, log_prefix
from shared.device.core.store_scan import scan_pages
from shared.errors import AutusError
from shared.wire.fields import Bytes32, Natural
from shared.wire.pushes import WireCommit

SEGMENT_COMMITS = 250


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
        self._store = store
        self._vault = vault
        self._firsts: list[int] = []
        self.rows: list[IndexRow] = []
        self.positions: dict[bytes, int] = {}

    async def load(self) -> None:
        """Reads the whole index from the store."""
        async for page in scan_pages(self._store, log_prefix(self._vault, INDEX_PART)):
            for _, record in page:
                self._add_rows(decode_rows(record))

    def keys(self) -> list[str]:
        """The keys of all records of the log."""
        return [
            log_key(self._vault, part, first) for first in self._firsts for part in (SEGMENT_PART, INDEX_PART)
        ]

    def puts(self, first: int, entries: Sequence[LogEntry]) -> list[tuple[str, bytes]]:
        """The records that append `entries` at position `first`."""
        puts = []
        for offset in range(0, len(entries), SEGMENT_COMMITS):
            part = entries[offset : offset + SEGMENT_COMMITS]
            puts.append((log_key(self._vault, SEGMENT_PART, first + offset), encode([e.wire for e in part])))
            puts.append((log_key(self._vault, INDEX_PART, first + offset), encode([e.row for e in part])))
        return puts

    def mark_durable(self, entries: Sequence[LogEntry]) -> None:
        """Adds the entries to the index in memory. The records of `puts` must be durable."""
        for offset in range(0, len(entries), SEGMENT_COMMITS):
            self._add_rows([e.row for e in entries[offset : offset + SEGMENT_COMMITS]])

    async def read(self, commits: Iterable[bytes]) -> list[WireCommit]:
        """The sealed commits, in the order given. All of them must be in the log."""
        positions = [self.positions[commit] for commit in commits]
        if not positions:
            return []
        firsts = {position: self._firsts[bisect_right(self._firsts, position) - 1] for position in positions}
        wanted = sorted(set(firsts.values()))
        segments = await self._store.get([log_key(self._vault, SEGMENT_PART, first) for first in wanted])
        decoded = {
            first: decode(segment or b"", list[WireCommit])
            for first, segment in zip(wanted, segments, strict=True)
        }
        try:
            return [decoded[firsts[position]][position - firsts[position]] for position in positions]
        except IndexError:
            raise AutusError("STORAGE_DAMAGED", "a segment of the log is truncated") from None

    def _add_rows(self, rows: Sequence[IndexRow]) -> None:
        self._firsts.append(len(self.rows))
        for row in rows:
            self.positions[row.id] = len(self.rows)
            self.rows.append(row)


def count_authored(rows: Iterable[IndexRow]) -> int:
    """How many of the commits a device has made by itself. Merges follow from these, so they do not count."""
    return sum(1 for row in rows if not row.is_merge)


async def count_stored_commits(store: Store, vault: bytes) -> int:
    """The authored commits of a vault's log, read from the store."""
    log = CommitLog(store, vault)
    await log.load()
    return count_authored(log.rows)
