"""Deleting a vault from this device, from the server, or from both; and republishing a deleted one."""

from __future__ import annotations

from typing import Literal

from shared.device.account.keyset_sync import exchange_keyset
from shared.device.account.passwords import confirm_password
from shared.device.core.device import Device
from shared.device.core.host import TransportError
from shared.device.core.vault import Vault
from shared.device.core.vault_removal import keep_after_server_deletion, remove_vault
from shared.device.sync.adoption import adopt_vault
from shared.errors import AutusError

Where = Literal["device", "server", "both"]


async def delete_vault(device: Device, vault: Vault, where: Where, password: str | None) -> None:
    """Deletes the vault. To delete it on the server takes the password.

    Raises AutusError: NOT_SYNCED, NO_ACCOUNT, and what the server refuses. Then nothing is deleted.
    """
    if where == "device":
        await remove_vault(device, vault, detach=vault in device.synced_vaults())
        return
    device.require_account()
    if vault not in device.synced_vaults() or vault.meta.remote.receipt is None:
        raise AutusError("NOT_SYNCED", "the server has nothing of this goal", vault=vault.id.hex())
    confirmation = await confirm_password(device, password or "")
    await device.server.delete_vault(vault.id, confirmation)
    device.deleted |= {vault.id}
    if where == "both":
        await remove_vault(device, vault, detach=False)
    else:
        await keep_after_server_deletion(vault)
    try:
        await exchange_keyset(device)
    except TransportError:
        # The vault is deleted. The next round of sync removes its key from the keyset.
        return


async def republish_vault(device: Device, vault: Vault) -> Vault:
    """Rewrites a vault that was deleted on the server as a new one of the account: same history, other ids.

    Raises AutusError: NO_ACCOUNT, NOT_DELETED.
    """
    device.require_account()
    if not vault.meta.removed:
        raise AutusError("NOT_DELETED", "the goal was not deleted on the server", vault=vault.id.hex())
    async with device.identity_lock:
        new = await adopt_vault(device, vault)
        device.replace_vault(vault, new)
        return new
