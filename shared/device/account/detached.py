"""Detached vaults: of the account, but removed from this device by the person."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence

import msgspec

from shared.device.core.device import Device
from shared.device.core.records import AWAY, DetachedRecord, decode, encode, open_records, seal_records
from shared.device.core.store_scan import scan_records


class DetachedVault(msgspec.Struct, frozen=True):
    """A vault of the account that the person has removed from this device."""

    vault: str
    name: str


async def list_detached_vaults(device: Device) -> list[DetachedVault]:
    """The detached vaults that the server has, which can be reattached."""
    records = await scan_records(device.host.store, AWAY)
    plain = await open_records(device.host.crypto, records)
    found = []
    for (key, _), value in zip(records, plain, strict=True):
        record, vault = decode(value, DetachedRecord), key.removeprefix(AWAY)
        if record.pushed and bytes.fromhex(vault) not in device.deleted:
            found.append(DetachedVault(vault, record.name))
    return found


async def reattach_vault(device: Device, vault: bytes) -> None:
    """Lets the next round of sync bring the vault to this device again."""
    device.require_account()
    await device.host.store.write([], [AWAY + vault.hex()])


async def find_withdrawals(device: Device, absent: Collection[str], listed: Container[bytes]) -> set[str]:
    """The ids in hex of vaults whose keys open nothing, out of `absent`: those that the keyset names and this
    device lacks.

    These are vaults that were detached before the server, which has the vaults of `listed`, had anything of
    them.
    """
    records = await _read_records(device, absent)
    arrived = {
        vault: msgspec.structs.replace(record, pushed=True, withdraw=False, deleted=False)
        for vault, record in records.items()
        if not record.pushed and bytes.fromhex(vault) in listed
    }
    await _write_records(device, arrived)
    return {vault for vault, record in records.items() if record.withdraw and vault not in arrived}


async def confirm_withdrawals(device: Device, vaults: Collection[str]) -> None:
    """Records that the server has accepted a keyset without these keys. If another device puts a key back, it
    stays.
    """
    records = await _read_records(device, vaults)
    kept = {vault: record for vault, record in records.items() if not record.deleted}
    await _write_records(
        device, {vault: msgspec.structs.replace(record, withdraw=False) for vault, record in kept.items()}
    )
    gone = [AWAY + vault for vault in records.keys() - kept.keys()]
    if gone:
        await device.host.store.write([], gone)


async def _read_records(device: Device, vaults: Collection[str]) -> dict[str, DetachedRecord]:
    keys = [AWAY + vault for vault in vaults]
    records = await device.host.store.get(keys)
    found = [(key, record) for key, record in zip(keys, records, strict=True) if record is not None]
    plain: Sequence[bytes] = await open_records(device.host.crypto, found)
    return {
        key.removeprefix(AWAY): decode(value, DetachedRecord)
        for (key, _), value in zip(found, plain, strict=True)
    }


async def _write_records(device: Device, detached: dict[str, DetachedRecord]) -> None:
    if detached:
        records = [(AWAY + vault, encode(record)) for vault, record in detached.items()]
        await device.host.store.write(await seal_records(device.host.crypto, records))
