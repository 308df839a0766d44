"""The half of this device: the X25519 key pair to which other devices seal the account key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.crypto.hpke import KEY_BYTES, x25519_publics
from shared.device.core.records import HALF, open_records, seal_records

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def public_half(device: Device, device_id: bytes) -> bytes:
    """The public half of the device with this id. The pair is made, and durable, before it is named."""
    private = await private_half(device, device_id)
    if private is None:
        private = device.host.crypto.random(KEY_BYTES)
        records = await seal_records(device.host.crypto, [(HALF + device_id.hex(), private)])
        await device.host.store.write(records)
    (public,) = await x25519_publics(device.host.crypto, [private])
    return public


async def private_half(device: Device, device_id: bytes) -> bytes | None:
    """The private half; None on a device that was enrolled before there were halves."""
    key = HALF + device_id.hex()
    (sealed,) = await device.host.store.get([key])
    if sealed is None:
        return None
    (private,) = await open_records(device.host.crypto, [(key, sealed)])
    return private
