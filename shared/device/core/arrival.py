"""A vault whose history is arriving: what it shows meanwhile, and the commits that wait for the history."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.device.core.checkpoints import decode_tip, encode_tip
from shared.device.core.history import Tip
from shared.device.core.host import Host, Store
from shared.device.core.records import (
    AHEAD_PART,
    ARRIVAL,
    SNAPSHOT,
    ArrivalRecord,
    decode,
    encode,
    log_key,
    open_records,
    seal_records,
)
from shared.errors import AutusError
from shared.wire.pushes import WireCommit


class Arrival(msgspec.Struct, frozen=True):
    """What a vault shows while its history arrives, as in `ArrivalRecord`."""

    signer: bytes
    number: int
    generation: bytes
    expected: int
    fork: bytes
    tip: Tip


def decode_arrival(plain: bytes) -> Arrival:
    """The arrival in an opened record. Raises AutusError `STORAGE_DAMAGED`."""
    record = decode(plain, ArrivalRecord)
    return Arrival(
        record.signer,
        record.number,
        record.generation,
        record.expected,
        record.fork,
        decode_tip(record.tip),
    )


async def seal_arrival(host: Host, vault: bytes, arrival: Arrival) -> list[tuple[str, bytes]]:
    """The record of an arrival, ready to be written."""
    record = ArrivalRecord(
        arrival.signer,
        arrival.number,
        arrival.generation,
        arrival.expected,
        arrival.fork,
        encode_tip(arrival.tip),
    )
    return await seal_records(host.crypto, [(ARRIVAL + vault.hex(), encode(record))])


async def seal_snapshot_tip(host: Host, vault: bytes, tip: Tip) -> list[tuple[str, bytes]]:
    """The record of what a snapshot said, with which the replay is compared at the end."""
    return await seal_records(host.crypto, [(SNAPSHOT + vault.hex(), encode_tip(tip))])


async def read_snapshot_tip(host: Host, vault: bytes) -> Tip:
    """What the snapshot said. Raises AutusError `STORAGE_DAMAGED`."""
    key = SNAPSHOT + vault.hex()
    (record,) = await host.store.get([key])
    if record is None:
        raise AutusError("STORAGE_DAMAGED", "the snapshot of the goal is missing", record=key)
    (plain,) = await open_records(host.crypto, [(key, record)])
    return decode_tip(plain)


def ahead_record(vault: bytes, position: int, wire: WireCommit) -> tuple[str, bytes]:
    """The record of a commit that waits for the history before it."""
    return log_key(vault, AHEAD_PART, position), encode([wire])


async def read_ahead(store: Store, vault: bytes, count: int) -> list[WireCommit]:
    """The commits that wait, oldest first. Raises AutusError `STORAGE_DAMAGED`."""
    records = await store.get(_ahead_keys(vault, count))
    return [wire for record in records for wire in decode(record or b"", list[WireCommit])]


def arrival_keys(vault: bytes, ahead: int) -> list[str]:
    """The keys of everything that a vault needs only while its history arrives."""
    return [SNAPSHOT + vault.hex(), ARRIVAL + vault.hex(), *_ahead_keys(vault, ahead)]


def _ahead_keys(vault: bytes, count: int) -> Sequence[str]:
    return [log_key(vault, AHEAD_PART, position) for position in range(count)]
