"""Bringing the vaults of this device to the heads that a revocation will name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.device.core.host import TransportError
from shared.device.sync.vault_sync import pull_vault
from shared.errors import AutusError
from shared.wire.vaults import DeviceHead

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def pull_to_heads(device: Device, stopped: Sequence[DeviceHead]) -> None:
    """Pulls every vault that the server has further than this device.

    What a pull refuses stays in the status: the revocation then names what this device had checked before.
    Raises TransportError.
    """
    said = {each.vault: (each.number, each.head) for each in stopped}
    for vault in device.synced_vaults():
        known = vault.meta.remote
        if vault.id in said and said[vault.id] != (known.number, known.head):
            try:
                await vault.load()
                await pull_vault(device, vault)
            except TransportError:
                raise
            except AutusError as error:
                device.status.errors[vault.id] = error
