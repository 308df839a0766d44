"""The devices of commits, by the names that people know."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from msgspec import Struct

from shared.device.core.device import Device
from shared.errors import AutusError
from shared.vault.keys import open_keyset
from shared.vault.roster import open_device_names


class CommitDevice(Struct, frozen=True):
    """A device that has committed. `name` is empty if no roster of this device names it.

    `this`: it is this device. An id that this device had before counts if nothing names it: a copy of this
    device may still use it.
    """

    device: str
    name: str
    this: bool


async def read_device_names(device: Device) -> dict[bytes, str]:
    """The names in the roster by device id. Some are sealed under the account key of an earlier epoch."""
    if device.account is None:
        return {}
    roster, keys = await device.roster(), [device.account_key]
    if roster.ways is not None and roster.ways.epoch > 1:
        with suppress(AutusError):
            secrets = await open_keyset(device.host.crypto, device.account_key, device.account.keyset)
            keys += [secrets.former_keys[epoch] for epoch in sorted(secrets.former_keys, reverse=True)]
    return await open_device_names(device.host.crypto, keys, roster)


async def name_devices(device: Device, committers: Iterable[bytes]) -> list[CommitDevice]:
    """The devices with these ids, in the order given."""
    names = await read_device_names(device)
    record = device.record
    return [
        CommitDevice(
            each.hex(),
            names.get(each, ""),
            each == record.device or (each in record.former and each not in names),
        )
        for each in committers
    ]
