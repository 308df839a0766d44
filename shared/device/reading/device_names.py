"""The devices of commits, by the names that people know."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from shared.device.core.device import Device
from shared.vault.roster import open_device_names


class CommitDevice(Struct, frozen=True):
    """A device that has committed. `name` is empty if no roster of this device names it.

    `this`: it is this device. An id that this device had before counts if nothing names it: a copy of this
    device may still use it.
    """

    device: str
    name: str
    this: bool


async def name_devices(device: Device, committers: Iterable[bytes]) -> list[CommitDevice]:
    """The devices with these ids, in the order given."""
    names: dict[bytes, str] = {}
    if device.account is not None:
        roster = await device.roster()
        names = await open_device_names(device.host.crypto, device.account_key, roster)
    record = device.record
    return [
        CommitDevice(
            each.hex(),
            names.get(each, ""),
            each == record.device or (each in record.former and each not in names),
        )
        for each in committers
    ]
