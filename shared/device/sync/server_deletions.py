"""Vaults that a round of sync finds deleted or withdrawn on the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.device.core.vault_removal import keep_after_server_deletion, remove_vault

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def apply_deletions(device: Device, changed: Callable[[bytes], None]) -> None:
    """Stops syncing the vaults of `device.deleted`. This device keeps the commits that it has of them."""
    for vault in [vault for vault in device.synced_vaults() if vault.id in device.deleted]:
        if vault.meta.count == 0:
            await remove_vault(device, vault, detach=False)
        else:
            await keep_after_server_deletion(vault)
            device.status.errors.pop(vault.id, None)
        changed(vault.id)
