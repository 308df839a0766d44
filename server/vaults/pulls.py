"""Answers a pull: streams a page of whole pushes, with the commits as they were sent."""

from __future__ import annotations

import struct
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator

import msgspec

from server.store.port import VaultStore
from server.store.rows import PushRow, SessionRow, VaultRow
from server.store.sizes import PUSH_OVERHEAD_BYTES
from server.vaults.service import vault_deleted
from server.web.streaming import PART_BYTES, drained
from shared.errors import AutusError
from shared.wire.encoding import encode
from shared.wire.limits import PAGE_BYTES_MAX, REFUSAL_PAGE_BYTES_MAX


class _Run(msgspec.Struct, frozen=True):
    """Neighbouring pushes that are read at once. `size` is what they take, in bytes."""

    first: int
    last: int
    size: int


class Pulls:
    """`generation` is the server's, which every page carries."""

    def __init__(self, store: VaultStore, generation: bytes) -> None:
        self._store = store
        self._generation = generation

    async def pull(self, session: SessionRow, vault: bytes, after: int) -> AsyncIterator[bytes]:
        """The parts of an encoded PullPage.

        Raises AutusError NOT_FOUND, VAULT_DELETED before the first part.
        """
        row = await self._require_vault(session, vault)
        sizes = await self._store.page_of_pushes(session.identity, vault, after, row.number, PAGE_BYTES_MAX)
        if not sizes and after < row.number:
            # It was deleted between the two reads, so this raises.
            await self._require_vault(session, vault)
        return drained(self._page(session.identity, vault, row, len(sizes), _runs(sizes)))

    async def page_after(self, identity: bytes, vault: bytes, base: bytes | None) -> bytes | None:
        """An encoded PullPage with every push after the one that made the head `base`.

        None if the vault has no such push, or if the page would be larger than REFUSAL_PAGE_BYTES_MAX.
        """
        row = await self._store.vault_by_id(identity, vault)
        last = await self._store.push_with_head(identity, vault, base) if base else None
        if row is None or (base is not None and last is None):
            return None
        after = last.number if last else 0
        sizes = await self._store.page_of_pushes(identity, vault, after, row.number, REFUSAL_PAGE_BYTES_MAX)
        complete = len(sizes) == row.number - after
        if not complete or sum(size for _, size in sizes) > REFUSAL_PAGE_BYTES_MAX:
            return None
        page = b"".join([part async for part in self._page(identity, vault, row, len(sizes), _runs(sizes))])
        return page if len(page) <= REFUSAL_PAGE_BYTES_MAX else None

    async def _require_vault(self, session: SessionRow, vault: bytes) -> VaultRow:
        row = await self._store.vault_by_id(session.identity, vault)
        if row is None:
            if await self._store.is_deleted_vault(session.identity, vault):
                raise vault_deleted(vault)
            raise AutusError("NOT_FOUND", "no such vault")
        return row

    async def _page(
        self, identity: bytes, vault: bytes, row: VaultRow, count: int, runs: list[_Run]
    ) -> AsyncGenerator[bytes]:
        # The map of a PullPage is written by hand, because the elements of its last member are streamed.
        yield b"".join(
            (
                b"\x83",
                encode("generation"),
                encode(self._generation),
                encode("latest"),
                row.receipt,
                encode("pushes"),
                b"\xdd" + struct.pack(">I", count),
            )
        )
        for run in runs:
            for reading in self._readings(identity, vault, run):
                read = await reading
                if read is None:
                    # The vault was deleted. The client finds the page cut, and asks again.
                    return
                # Popped, because a name would keep the part in memory for as long as the client reads.
                part, read = [read], None
                yield part.pop()

    def _readings(self, identity: bytes, vault: bytes, run: _Run) -> Iterator[Awaitable[bytes | None]]:
        """Reads the parts of a run, each when it is awaited. None stands for what is gone."""
        if run.size <= PART_BYTES:
            yield self._read_pushes(identity, vault, run, _whole)
            return
        # One push that is larger than a part.
        yield self._read_pushes(identity, vault, run, _front)
        for offset in range(0, run.size - PUSH_OVERHEAD_BYTES, PART_BYTES):
            yield self._store.part_of_commits(identity, vault, run.first, offset, PART_BYTES)
        yield self._read_pushes(identity, vault, run, _back)

    async def _read_pushes(
        self, identity: bytes, vault: bytes, run: _Run, encoded: Callable[[PushRow], bytes]
    ) -> bytes | None:
        pushes = await self._store.pushes_between(identity, vault, run.first, run.last, PART_BYTES)
        if len(pushes) <= run.last - run.first:
            return None
        return b"".join([encoded(push) for push in pushes])


def _runs(sizes: list[tuple[int, int]]) -> list[_Run]:
    """Cuts the page into runs of at most PART_BYTES. A larger push is a run of its own."""
    runs: list[_Run] = []
    for number, size in sizes:
        if runs and runs[-1].size + size <= PART_BYTES:
            runs[-1] = _Run(runs[-1].first, number, runs[-1].size + size)
        else:
            runs.append(_Run(number, number, size))
    return runs


def _front(push: PushRow) -> bytes:
    """A StoredPush up to its commits. It is put together from parts that are encoded already."""
    return b"\x95" + encode(push.base) + encode(push.head)


def _back(push: PushRow) -> bytes:
    return push.certificate + push.receipt


def _whole(push: PushRow) -> bytes:
    return _front(push) + push.commits + _back(push)
