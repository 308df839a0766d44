"""A new device id for a profile whose id the account has ended, or may not use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.core.records import DEVICE, DeviceRecord, encode, meta_record
from shared.vault.roster_statements import device_id

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def new_record(device: Device) -> DeviceRecord:
    """The record of this profile under a new id. Nothing durable changes but the key store."""
    handle, public = await device.host.crypto.new_device_key()
    former = (*device.record.former, device.record.device)
    return msgspec.structs.replace(
        device.record, handle=handle, public=public, device=device_id(public), former=former
    )


async def take_new_id(device: Device) -> None:
    """Goes on under a new id, on a device without an account. Sequence numbers start at 1 in every vault.

    The account that the device comes into may have ended the id that it had: the answer to a registration
    was lost, or the device had left the account, and then another device removed it.
    """
    record = await new_record(device)
    async with device.identity_lock, device.all_vaults_locked() as vaults:
        metas = [msgspec.structs.replace(vault.meta, seq=0) for vault in vaults]
        puts = [meta_record(vault.id, meta) for vault, meta in zip(vaults, metas, strict=True)]
        await device.host.store.write([(DEVICE, encode(record)), *puts])
        for vault, meta in zip(vaults, metas, strict=True):
            vault.meta = meta
        device.record = record
