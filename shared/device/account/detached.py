"""Goals of the account that the person took from this device alone, and the marks that keep them away."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence

import msgspec

from shared.device.core.device import Device
from shared.device.core.records import AWAY, DetachedRecord, decode, encode, open_records, seal_records
from shared.device.core.store_scan import scan_records


class AwayVault(msgspec.Struct, frozen=True):
    """A goal of the account that is not on this device."""

    vault: str
    name: str


async def list_detached_vaults(device: Device) -> list[AwayVault]:
    """Those that the server has, so that they can be called back."""
    records = await scan_records(device.host.store, AWAY)
    plain = await open_records(device.host.crypto, records)
    found = []
    for (key, _), value in zip(records, plain, strict=True):
        record, vault = decode(value, DetachedRecord), key.removeprefix(AWAY)
        if record.pushed and bytes.fromhex(vault) not in device.deleted:
            found.append(AwayVault(vault, record.name))
    return found


async def reattach_vault(device: Device, vault: bytes) -> None:
    """The goal may come to this device again: the next round of sync brings it."""
    device.require_account()
    await device.host.store.write([], [AWAY + vault.hex()])


async def find_withdrawals(device: Device, absent: Collection[str], listed: Container[bytes]) -> set[str]:
    """Of goals that the keyset names and this device does not have (ids in hex): those that it took away
    before the server, which has the goals of `listed`, had anything of them. Their keys open nothing.
    """
    marks = await _read_records(device, absent)
    arrived = {
        vault: msgspec.structs.replace(mark, pushed=True, withdraw=False)
        for vault, mark in marks.items()
        if not mark.pushed and bytes.fromhex(vault) in listed
    }
    await _write_records(device, arrived)
    return {vault for vault, mark in marks.items() if mark.withdraw and vault not in arrived}


async def confirm_withdrawals(device: Device, vaults: Collection[str]) -> None:
    """The server has accepted a keyset without their keys. Should a device that has such a goal after all
    put its key back, it stays there.
    """
    marks = await _read_records(device, vaults)
    await _write_records(
        device, {v: msgspec.structs.replace(mark, withdraw=False) for v, mark in marks.items()}
    )


async def _read_records(device: Device, vaults: Collection[str]) -> dict[str, DetachedRecord]:
    keys = [AWAY + vault for vault in vaults]
    records = await device.host.store.get(keys)
    found = [(key, record) for key, record in zip(keys, records, strict=True) if record is not None]
    plain: Sequence[bytes] = await open_records(device.host.crypto, found)
    return {
        key.removeprefix(AWAY): decode(value, DetachedRecord)
        for (key, _), value in zip(found, plain, strict=True)
    }


async def _write_records(device: Device, marks: dict[str, DetachedRecord]) -> None:
    if marks:
        records = [(AWAY + vault, encode(mark)) for vault, mark in marks.items()]
        await device.host.store.write(await seal_records(device.host.crypto, records))
