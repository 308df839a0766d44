"""Facts of a long log in blocks, with a record for each part, so that a reader opens only what it needs."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import msgspec

from shared.crypto.device import DeviceCrypto
from shared.device.core import records
from shared.device.core.records import (
    CHOSEN,
    LABELS,
    OPERATIONS,
    SHARES,
    block_part_key,
    decode,
    encode,
    seal_records,
)
from shared.device.reading.commit_facts import Facts, GraphStep
from shared.errors import AutusError
from shared.kernel import SLOTS

Values = Any
"""An array of doubles, the list of labels, the bytes of slots, or the steps by position."""


class BlockPart(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One part of the facts of a block. `last` is the id of the last commit of the block."""

    last: bytes
    data: bytes


def parts_of(facts: Facts) -> dict[str, Values]:
    """The parts of a full block, by name."""
    columns = {str(name): column for name, column in facts.columns.items()}
    rest = {LABELS: facts.labels, CHOSEN: bytes(facts.slots), SHARES: facts.shares, OPERATIONS: facts.steps}
    return {**columns, **rest}


async def seal_block_parts(
    crypto: DeviceCrypto, vault: bytes, number: int, last: bytes, parts: dict[str, Values]
) -> list[tuple[str, bytes]]:
    """The records of a block, ready to be written."""
    plain = [
        (block_part_key(vault, name, number), encode(BlockPart(last, _encode_part(name, values))))
        for name, values in parts.items()
    ]
    return await seal_records(crypto, plain)


def _encode_part(name: str, values: Values) -> bytes:
    if name == OPERATIONS:
        return encode(sorted(values.items()))
    if name == LABELS:
        return encode(values)
    return values if name == CHOSEN else bytes(values.tobytes())


def decode_part(name: str, data: bytes) -> Values | None:
    """A part of a block. None if it is not whole."""
    try:
        if name == OPERATIONS:
            return dict(decode(data, list[tuple[int, list[GraphStep]]]))
        values = decode(data, list[str | None]) if name == LABELS else _decode_values(name, data)
    except AutusError:
        return None
    return (
        values if len(values) == records.FACTS_BLOCK_COMMITS * (len(SLOTS) if name == SHARES else 1) else None
    )


def _decode_values(name: str, data: bytes) -> Sequence[float]:
    if name == CHOSEN:
        return data
    column = array("d")
    column.frombytes(data[: len(data) // 8 * 8])
    return column
