"""Comparing this device with another one of the account, past the server."""

from __future__ import annotations

from msgspec import Struct

from shared.device.account.detached import list_detached_vaults
from shared.device.core.device import Device
from shared.vault.comparison import compare_digits
from shared.vault.ways import account_key_id


class ComparedVault(Struct, frozen=True):
    """A vault and its digits."""

    vault: str
    digits: str


class Comparison(Struct, frozen=True):
    """The digits of what this device has accepted from the server.

    `digits` are those of everything. They are equal on two devices that have the same account, roster and
    heads. `account` and `vaults` say where two devices differ. `detached` counts the vaults of the account
    that were removed from this device. It knows no heads of them, so `digits` then differ from those of a
    device that has these vaults.
    """

    digits: str
    account: str
    vaults: list[ComparedVault]
    detached: int


async def compare_device(device: Device) -> Comparison:
    """The digits of this device, without a request. Raises AutusError NO_ACCOUNT."""
    account, roster = device.require_account(), await device.roster()
    heads = {
        vault.id: vault.meta.remote.head
        for vault in device.synced_vaults()
        if vault.meta.remote.head is not None
    }
    key, identity, ways = device.account_key, account.identity, roster.ways
    key_id = None if ways is None else account_key_id(key, identity, ways.epoch)
    found = compare_digits(key, identity, roster.heads[-1], key_id, heads)
    return Comparison(
        digits=found.whole,
        account=found.account,
        vaults=[ComparedVault(vault.hex(), digits) for vault, digits in found.vaults.items()],
        detached=len(await list_detached_vaults(device)),
    )
