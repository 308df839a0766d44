"""Deleting a vault from this device, from the server, or from both; and what becomes of a deleted one."""

from __future__ import annotations

from typing import Literal

from shared.device.account.keyset_sync import exchange_keyset
from shared.device.account.way_opening import WayAtHand
from shared.device.core.arrival_end import give_up_arrival
from shared.device.core.device import Device
from shared.device.core.host import TransportError
from shared.device.core.server_client import SERVER_FAULTS, Refused
from shared.device.core.vault import Vault
from shared.device.core.vault_removal import (
    deleted_mark,
    detached_mark,
    keep_here_only,
    remove_vault,
    resume_sync,
)
from shared.device.sync.adoption import adopt_vault
from shared.errors import AutusError

Where = Literal["device", "server", "both"]


async def delete_vault(device: Device, vault: Vault, where: Where, way: WayAtHand) -> None:
    """Deletes the vault. To delete it on the server takes a way in.

    Raises AutusError: NOT_SYNCED, NO_ACCOUNT, and what the server refuses. Then nothing is deleted.
    """
    if where == "device":
        await remove_vault(device, vault, detached_mark(vault) if device.is_synced(vault) else None)
        return
    device.require_account()
    shown = vault.arrival is not None
    if not device.is_synced(vault) or (vault.meta.remote.receipt is None and not shown):
        raise AutusError("NOT_SYNCED", "the server has nothing of this goal", vault=vault.id.hex())
    if where == "server":
        # What has not arrived would be gone.
        await vault.history()
    confirmation = await way.confirm()
    # First the mark: other devices believe no deletion without it.
    await exchange_keyset(device, marks={vault.id.hex(): True})
    try:
        await device.server.delete_vault(vault.id, confirmation)
    except Refused as refused:
        if refused.status < SERVER_FAULTS:
            await exchange_keyset(device, marks={vault.id.hex(): False})
        raise
    device.deleted |= {vault.id}
    if where == "both":
        await remove_vault(device, vault, deleted_mark(vault))
    else:
        await keep_here_only(vault, deleted=True)
    try:
        await exchange_keyset(device, deleted=vault.id.hex())
    except TransportError:
        # The vault is deleted. The next round of sync removes its key from the keyset.
        return


async def keep_vault_here(device: Device, vault: Vault) -> None:
    """Keeps a vault that the server calls deleted on this device alone, until the person publishes it again.

    Raises AutusError: NO_ACCOUNT, NOT_DELETED.
    """
    device.require_account()
    if not vault.meta.removed:
        raise AutusError("NOT_DELETED", "the goal was not deleted on the server", vault=vault.id.hex())
    await give_up_arrival(device.record.device, vault)
    await keep_here_only(vault)


async def republish_vault(device: Device, vault: Vault) -> Vault:
    """Puts a vault that this device keeps alone on the server again.

    One that was deleted there becomes a new vault of the account: same history, other ids. Raises AutusError:
    NO_ACCOUNT, NOT_DELETED.
    """
    account = device.require_account()
    if vault.meta.here_only and not vault.meta.removed:
        await resume_sync(vault, account.generations[-1])
        return vault
    if not vault.meta.removed:
        raise AutusError("NOT_DELETED", "the goal was not deleted on the server", vault=vault.id.hex())
    await give_up_arrival(device.record.device, vault)
    async with device.identity_lock:
        new = await adopt_vault(device, vault)
        device.replace_vault(vault, new)
        return new
