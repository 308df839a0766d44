"""Removing a vault's records from this device, and keeping a vault that the server no longer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.core.commit_log import count_stored_commits
from shared.device.core.records import ACTIVE, AWAY, DetachedRecord, encode, meta_record, seal_records
from shared.device.core.vault_records import all_keys

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Puts, Vault


async def remove_vault(device: Device, vault: Vault, *, detach: bool) -> None:
    """Deletes every record of the vault in one write.

    With `detach` the vault stays in the account. A record keeps later rounds of sync from bringing it back.
    """
    async with device.identity_lock, vault.locked():
        deletes = await all_keys(device.host.store, vault.id)
        puts: Puts = []
        if detach:
            record = (AWAY + vault.id.hex(), encode(_detached_record(vault)))
            puts += await seal_records(device.host.crypto, [record])
        left = [other.id for other in device.vaults.values() if other.id != vault.id and other.meta.count]
        active = device.active
        if active == vault.id:
            active = left[0] if left else None
            if active is None:
                deletes.append(ACTIVE)
            else:
                puts.append((ACTIVE, active))
        await device.host.store.write(puts, deletes)
        vault.gone = True
        del device.vaults[vault.id]
        device.active = active
        device.status.errors.pop(vault.id, None)
    if active is not None:
        await device.vaults[active].load()


def _detached_record(vault: Vault) -> DetachedRecord:
    pushed = vault.meta.remote.receipt is not None
    # Without commits here, another device has some of the vault. After a push that was given up, the server
    # may still receive it. Without its key, nobody could read or delete such a vault.
    withdraw = not pushed and not vault.meta.begun and vault.meta.count > 0
    return DetachedRecord(vault.secret.name, pushed, withdraw)


async def keep_after_server_deletion(vault: Vault) -> None:
    """Marks the vault as deleted on the server. Its commits now exist on this device alone."""
    async with vault.locked():
        waiting = await count_stored_commits(vault.host.store, vault.id)
        meta = msgspec.structs.replace(vault.meta, removed=True, waiting=waiting)
        await vault.host.store.write([meta_record(vault.id, meta)])
        vault.meta = meta
