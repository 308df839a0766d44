"""Removing a vault's records from this device, and stopping or resuming its sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.core.commit_log import count_stored_commits
from shared.device.core.records import (
    ACTIVE,
    AWAY,
    DetachedRecord,
    VaultMeta,
    encode,
    meta_record,
    seal_records,
)
from shared.device.core.vault_records import all_keys
from shared.sync.verify_pull import NOTHING_PULLED

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Puts, Vault


async def remove_vault(device: Device, vault: Vault, mark: DetachedRecord | None = None) -> None:
    """Deletes every record of the vault in one write.

    With `mark` a record stays, which keeps later rounds of sync from bringing the vault back.
    """
    async with device.identity_lock, vault.locked():
        deletes = await all_keys(device.host.store, vault.id)
        puts: Puts = []
        if mark is not None:
            puts += await seal_records(device.host.crypto, [(AWAY + vault.id.hex(), encode(mark))])
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


def detached_mark(vault: Vault) -> DetachedRecord:
    """The mark of a vault that stays in the account."""
    pushed = vault.meta.remote.receipt is not None or vault.arrival is not None
    # Without commits here, another device has some of the vault. After a push that was given up, the server
    # may still receive it. Without its key, nobody could read or delete such a vault.
    withdraw = not pushed and not vault.meta.begun and vault.meta.count > 0
    return DetachedRecord(vault.secret.name, pushed, withdraw)


def deleted_mark(vault: Vault) -> DetachedRecord:
    """The mark of a vault that the person deleted on the server and on this device."""
    return DetachedRecord(vault.secret.name, pushed=False, withdraw=True, deleted=True)


async def keep_here_only(vault: Vault, *, deleted: bool = False) -> None:
    """Stops the sync of the vault until the person decides otherwise. Its new commits stay on this device.

    `deleted`: the person has just deleted it on the server.
    """
    async with vault.locked():
        meta = msgspec.structs.replace(vault.meta, here_only=True)
        if deleted:
            waiting = await count_stored_commits(vault.host.store, vault.id)
            meta = msgspec.structs.replace(meta, removed=True, withdraw=True, waiting=waiting)
        await _write_meta(vault, meta)


async def mark_known(vault: Vault) -> None:
    """Notes that the server has a vault that it called deleted, and that the person keeps here alone."""
    async with vault.locked():
        await _write_meta(vault, msgspec.structs.replace(vault.meta, removed=False))


async def mark_removed(vault: Vault) -> None:
    """Notes that the server calls the vault deleted. Nothing of it is taken away."""
    async with vault.locked():
        waiting = await count_stored_commits(vault.host.store, vault.id)
        await _write_meta(vault, msgspec.structs.replace(vault.meta, removed=True, waiting=waiting))


async def resume_sync(vault: Vault, generation: bytes) -> None:
    """Lets the vault sync again: the server knows it, or the person wants it there again.

    `generation` is that of the account. What was pulled under another one is pulled again.
    """
    await vault.load()
    async with vault.locked():
        meta = msgspec.structs.replace(vault.meta, removed=False, here_only=False, withdraw=False)
        if meta.generation not in (None, generation):
            meta = msgspec.structs.replace(meta, remote=NOTHING_PULLED, generation=generation)
        if meta.count:
            waiting = (await vault.stored_history()).count_unpushed(meta.head, meta.remote.head)
            meta = msgspec.structs.replace(meta, waiting=waiting)
        await _write_meta(vault, meta)


async def _write_meta(vault: Vault, meta: VaultMeta) -> None:
    await vault.host.store.write([meta_record(vault.id, meta)])
    vault.meta = meta
