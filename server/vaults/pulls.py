"""Answers a pull: streams a page of whole pushes, with the commits as they were sent."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator

from server.services import Services
from server.store.rows import PushRow, SessionRow, VaultRow
from server.vaults.removals import refuse_deleted
from shared.errors import AutusError
from shared.wire.encoding import encode
from shared.wire.limits import PAGE_BYTES_MAX
from shared.wire.vaults import VaultList, VaultSummary

# How much is read and sent at once. More would only fill the memory, less would cost more queries.
PART_BYTES = 1024 * 1024


async def list_vaults(services: Services, session: SessionRow) -> VaultList:
    """The vaults of the session's account."""
    summaries = [
        VaultSummary(
            vault=vault,
            generation=services.row.generation,
            number=row.number,
            head=row.head,
            commits=row.commits,
            witnessed=row.witnessed,
        )
        for vault, row in await services.store.list_vaults(session.identity)
    ]
    deleted = await services.store.list_deleted_vaults(session.identity)
    return VaultList(generation=services.row.generation, vaults=tuple(summaries), deleted=tuple(deleted))


async def switch_witness(services: Services, session: SessionRow, vault: bytes, on: bool) -> None:
    """Raises AutusError NOT_FOUND."""
    if not await services.store.switch_witness(session.identity, vault, on):
        raise AutusError("NOT_FOUND", "no such vault")


async def pull(services: Services, session: SessionRow, vault: bytes, after: int) -> AsyncIterator[bytes]:
    """The parts of an encoded PullPage. Raises AutusError NOT_FOUND, VAULT_DELETED before the first."""
    row = await services.store.vault_by_id(session.identity, vault)
    if row is None:
        await refuse_deleted(services, session.identity, vault)
        raise AutusError("NOT_FOUND", "no such vault")
    sizes = await services.store.page_of_pushes(session.identity, vault, after, row.number, PAGE_BYTES_MAX)
    return _page(services, session.identity, vault, row, sizes)


async def _page(
    services: Services, identity: bytes, vault: bytes, row: VaultRow, sizes: list[tuple[int, int]]
) -> AsyncIterator[bytes]:
    # The map of a PullPage is written by hand, because the elements of its last member are streamed.
    yield b"".join(
        (
            b"\x83",
            encode("generation"),
            encode(services.row.generation),
            encode("latest"),
            row.receipt,
            encode("pushes"),
            b"\xdd" + struct.pack(">I", len(sizes)),
        )
    )
    for first, last in _parts(sizes):
        pushes = await services.store.pushes_between(identity, vault, first, last)
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
