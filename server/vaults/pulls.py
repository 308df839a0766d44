"""Answers a pull: streams a page of whole pushes, with the commits as they were sent."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator

from server.store.port import VaultStore
from server.store.rows import PushRow, SessionRow, VaultRow
from server.vaults.service import vault_deleted
from shared.errors import AutusError
from shared.wire.encoding import encode
from shared.wire.limits import PAGE_BYTES_MAX

# How much is read and sent at once. More would only fill the memory, less would cost more queries.
PART_BYTES = 1024 * 1024


class Pulls:
    """`generation` is the server's, which every page carries."""

    def __init__(self, store: VaultStore, generation: bytes) -> None:
        self._store = store
        self._generation = generation

    async def pull(self, session: SessionRow, vault: bytes, after: int) -> AsyncIterator[bytes]:
        """The parts of an encoded PullPage.

        Raises AutusError NOT_FOUND, VAULT_DELETED before the first part.
        """
        row = await self._store.vault_by_id(session.identity, vault)
        if row is None:
            if await self._store.is_deleted_vault(session.identity, vault):
                raise vault_deleted(vault)
            raise AutusError("NOT_FOUND", "no such vault")
        sizes = await self._store.page_of_pushes(session.identity, vault, after, row.number, PAGE_BYTES_MAX)
        return self._page(session.identity, vault, row, sizes)

    async def _page(
        self, identity: bytes, vault: bytes, row: VaultRow, sizes: list[tuple[int, int]]
    ) -> AsyncIterator[bytes]:
        # The map of a PullPage is written by hand, because the elements of its last member are streamed.
        yield b"".join(
            (
                b"\x83",
                encode("generation"),
                encode(self._generation),
                encode("latest"),
                row.receipt,
                encode("pushes"),
                b"\xdd" + struct.pack(">I", len(sizes)),
            )
        )
        for first, last in _parts(sizes):
            pushes = await self._store.pushes_between(identity, vault, first, last)
            yield b"".join([piece for push in pushes for piece in _stored_push(push)])


def _parts(sizes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cuts the page into runs of pushes of about PART_BYTES: (first number, last number)."""
    parts: list[tuple[int, int]] = []
    total = PART_BYTES
    for number, size in sizes:
        if total + size > PART_BYTES:
            parts.append((number, number))
            total = size
        else:
            parts[-1] = (parts[-1][0], number)
            total += size
    return parts


def _stored_push(push: PushRow) -> tuple[bytes, ...]:
    """A StoredPush, put together from parts that are encoded already."""
    return (
        b"\x95",
        encode(push.base),
        encode(push.head),
        push.commits,
        push.certificate,
        push.receipt,
    )
