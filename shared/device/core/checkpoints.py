"""Checkpoints: the sealed records from which a vault's tip is read without its log."""

from __future__ import annotations

import msgspec

from shared import kernel
from shared.device.core.history import Tip
from shared.device.core.host import Host
from shared.device.core.records import (
    BASE,
    CHECKPOINT,
    Checkpoint,
    decode,
    decode_document,
    encode,
    open_records,
    seal_records,
)

# The rules of a checkpoint that names none.
_RULES_V1 = "autus.rules.v1"


def decode_tip(plain: bytes) -> Tip:
    """The tip in an opened checkpoint. Raises AutusError `STORAGE_DAMAGED`."""
    checkpoint = decode(plain, Checkpoint)
    return Tip(
        checkpoint.commit,
        checkpoint.length,
        checkpoint.t_ms,
        checkpoint.epoch,
        checkpoint.marker,
        kernel.state_from_bytes(checkpoint.state, rules=checkpoint.rules or _RULES_V1),
        decode_document(checkpoint.words),
        checkpoint.last,
    )


def encode_tip(tip: Tip) -> bytes:
    """The plain checkpoint of a tip."""
    return encode(
        Checkpoint(
            tip.commit,
            tip.length,
            tip.t_ms,
            tip.epoch,
            tip.marker,
            kernel.state_to_bytes(tip.state),
            msgspec.json.encode(tip.words),
            None if tip.state.rules == _RULES_V1 else tip.state.rules,
            tip.last,
        )
    )


async def seal_tip(host: Host, vault: bytes, tip: Tip, *, agreed: bool) -> list[tuple[str, bytes]]:
    """The records of a tip. With `agreed`, server and device agree on it, and later branches fork there."""
    checkpoint = encode_tip(tip)
    keys = [CHECKPOINT, BASE] if agreed else [CHECKPOINT]
    return await seal_records(host.crypto, [(key + vault.hex(), checkpoint) for key in keys])


async def read_agreed_tip(host: Host, vault: bytes) -> Tip | None:
    """The newest tip on which server and device agreed, None before the first."""
    key = BASE + vault.hex()
    (record,) = await host.store.get([key])
    if record is None:
        return None
    (plain,) = await open_records(host.crypto, [(key, record)])
    return decode_tip(plain)
