"""Leaving an account on this device, and deleting it on the server."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.left_session import end_left_session
from shared.device.core.arrival_end import give_up_arrivals
from shared.device.core.commit_log import count_stored_commits
from shared.device.core.lock import seal_own_account_key
from shared.device.core.records import (
    ACCOUNT,
    ACTIVE,
    AWAY,
    DEVICE,
    IDENTITY_SEED,
    LOCK_FORMAT,
    LOCK_PIN,
    REHEARSED,
    TOKEN,
    DeviceRecord,
    VaultMeta,
    encode,
    meta_record,
    seal_records,
)
from shared.device.core.store_scan import scan_keys
from shared.device.core.vault_records import all_keys
from shared.errors import AutusError
from shared.sync.verify_pull import NOTHING_PULLED

if TYPE_CHECKING:
    from shared.device.account.way_opening import WayAtHand
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault


async def delete_account(device: Device, way: WayAtHand) -> None:
    """Deletes everything of the account on the server, then leaves it. The vaults stay on this device."""
    confirmation = await way.confirm()
    await give_up_arrivals(device)
    await device.server.delete_account(confirmation)
    await forget_account(device)


async def leave_account(device: Device) -> None:
    """Gives this device a new identity of its own, which takes over its vaults.

    The device has left even if the server does not answer. Then a later round ends the session there.
    """
    await forget_account(device, leaves_session=True)
    with suppress(AutusError):
        await end_left_session(device, brief=True)


async def forget_account(device: Device, *, leaves_session: bool = False) -> None:
    """Removes the account in one write. An account that the device joins later adopts the vaults.

    A vault without commits here goes too: all that this device has of it is a key that opens nothing.
    """
    device.require_account()
    await give_up_arrivals(device)
    crypto, old = device.host.crypto, device.record
    seed, account_key = crypto.random(32), crypto.random(32)
    identity = await crypto.ed25519_public(seed)
    # The records stay under the lock key, if there is one.
    written = old.format if old.format >= LOCK_FORMAT else 1
    record = DeviceRecord(old.handle, old.public, old.device, identity, old.former, written)
    async with device.identity_lock, device.all_vaults_locked() as held:
        empty = [vault for vault in held if vault.meta.count == 0]
        vaults = [vault for vault in held if vault.meta.count]
        metas = [await _local_meta(vault) for vault in vaults]
        puts = await seal_own_account_key(device.host, account_key)
        puts += await seal_records(crypto, [(IDENTITY_SEED, seed)])
        puts.append((DEVICE, encode(record)))
        left = await device.left_session_record() if leaves_session else []
        puts += left
        puts += [meta_record(vault.id, meta) for vault, meta in zip(vaults, metas, strict=True)]
        deletes = [ACCOUNT, TOKEN, REHEARSED, LOCK_PIN, *await scan_keys(device.host.store, AWAY)]
        # One whose history was arriving has receipts.
        deletes += [key for vault in empty for key in await all_keys(device.host.store, vault.id)]
        active = device.active
        if active in {vault.id for vault in empty}:
            active = None
            deletes.append(ACTIVE)
        await device.host.store.write(puts, deletes)
        for vault in empty:
            vault.gone = True
            del device.vaults[vault.id]
        device.active = active
        for vault, meta in zip(vaults, metas, strict=True):
            vault.meta = meta
        if left:
            device.leave_session()
        device.forget_account(record, account_key)


async def _local_meta(vault: Vault) -> VaultMeta:
    """The vault's meta without anything of a server."""
    waiting = await count_stored_commits(vault.host.store, vault.id)
    return msgspec.structs.replace(
        vault.meta,
        remote=NOTHING_PULLED,
        generation=None,
        removed=False,
        here_only=False,
        withdraw=False,
        waiting=waiting,
    )
