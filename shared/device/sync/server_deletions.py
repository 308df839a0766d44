"""What a device makes of the server's word that a vault was deleted.

The word needs no proof, so it has no effect that lasts: the vault and its key stay, the status says what the
server says, and the vault syncs again as soon as the server knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TYPE_CHECKING

from shared.device.core.vault_removal import mark_known, mark_removed, resume_sync

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault


async def follow_deletions(
    device: Device, listed: Container[bytes], changed: Callable[[bytes], None]
) -> None:
    """Compares the account's vaults with the server's list, `listed` and `device.deleted`."""
    for vault in device.account_vaults():
        removed = _is_removed(device, vault, listed)
        if removed == vault.meta.removed or not vault.meta.count:
            # All that this device has of an empty one is its key. It goes when the keyset drops it too.
            continue
        if removed:
            await mark_removed(vault)
            device.status.errors.pop(vault.id, None)
        elif vault.meta.here_only:
            await mark_known(vault)
        else:
            await resume_sync(vault, device.require_account().generations[-1])
        changed(vault.id)


def _is_removed(device: Device, vault: Vault, listed: Container[bytes]) -> bool:
    if vault.id in device.deleted:
        return True
    # A server that was restored may have lost the vault and its deletion. One that never stored anything of
    # the vault had nothing to delete.
    forgotten = vault.id not in listed and vault.meta.remote.receipt is not None
    return vault.meta.removed and forgotten
