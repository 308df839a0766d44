"""Taking goals away: from this device, from the server, from both; and leaving an account."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import msgspec

from shared.device.account.account import exchange_keyset, password_confirmation
from shared.device.account.away import mark_of
from shared.device.core.device import Device
from shared.device.core.host import TransportError
from shared.device.core.log import CommitLog
from shared.device.core.records import (
    ACCOUNT,
    ACCOUNT_KEY,
    ACTIVE,
    AWAY,
    BACKUP,
    BASE,
    CHECKPOINT,
    DEVICE,
    DRAFT,
    IDENTITY_SEED,
    META,
    SECRET,
    TOKEN,
    WHATIFS,
    DeviceRecord,
    VaultMeta,
    encode,
    seal_records,
)
from shared.device.core.vault import Puts, Vault
from shared.device.sync.rehome import adopt_vault
from shared.errors import AutusError
from shared.sync.verify_pull import NOTHING_PULLED

Where = Literal["device", "server", "both"]
SCAN_RECORDS = 2_000


async def delete_vault(device: Device, vault: Vault, where: Where, password: str | None) -> None:
    """Takes the goal from this device, the server or both; the server's part asks for the password.

    Raises AutusError: NOT_SYNCED, NO_ACCOUNT, and what the server refuses; nothing is deleted then.
    """
    if where == "device":
        await forget_vault(device, vault, away=vault in device.synced_vaults())
        return
    device.require_account()
    if vault not in device.synced_vaults() or vault.meta.remote.receipt is None:
        raise AutusError("NOT_SYNCED", "the server has nothing of this goal", vault=vault.id.hex())
    confirmation = await password_confirmation(device, password or "")
    await device.server.delete_vault(vault.id, confirmation)
    device.deleted |= {vault.id}
    if where == "both":
        await forget_vault(device, vault, away=False)
    else:
        await _keep_as_own(vault)
    try:
        await exchange_keyset(device)
    except TransportError:
        # It is deleted; that its key goes from the keyset too is done by the next round.
        return


async def forget_vault(device: Device, vault: Vault, *, away: bool) -> None:
    """Every record of the goal on this device goes, in one write. `away`: it stays with the account."""
    name = vault.id.hex()
    async with device.identity_lock, vault.locked():
        deletes = [key + name for key in (META, SECRET, CHECKPOINT, BASE, DRAFT, WHATIFS, BACKUP)]
        deletes += await _keys_under(device, f"vault/{name}/")
        puts: Puts = []
        if away:
            puts += await seal_records(device.host.crypto, [(AWAY + name, encode(mark_of(vault)))])
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


async def _keys_under(device: Device, prefix: str) -> list[str]:
    keys: list[str] = []
    while True:
        page = await device.host.store.scan(prefix, keys[-1] if keys else "", SCAN_RECORDS)
        keys += [key for key, _ in page]
        if len(page) < SCAN_RECORDS:
            return keys


async def _keep_as_own(vault: Vault) -> None:
    """The server has it no more: from here on it is this device's alone."""
    async with vault.locked():
        waiting = await _count_own(vault)
        meta = msgspec.structs.replace(vault.meta, removed=True, waiting=waiting)
        await vault.host.store.write([(META + vault.id.hex(), encode(meta))])
        vault.meta = meta


async def _count_own(vault: Vault) -> int:
    """How many commits there are to lose, were this device the only one: all but merges."""
    log = CommitLog(vault.host.store, vault.id)
    await log.load()
    return sum(1 for row in log.rows if not row.is_merge)


async def learn_deletions(device: Device, changed: Callable[[bytes], None]) -> None:
    """What the person deleted on the server from elsewhere: kept here, and no longer synced."""
    for vault in [vault for vault in device.synced_vaults() if vault.id in device.deleted]:
        if vault.meta.count == 0:
            await forget_vault(device, vault, away=False)
        else:
            await _keep_as_own(vault)
            device.status.errors.pop(vault.id, None)
        changed(vault.id)


async def publish_again(device: Device, vault: Vault) -> Vault:
    """A goal that was deleted on the server, as a new one of the account: same history, other ids."""
    device.require_account()
    if not vault.meta.removed:
        raise AutusError("NOT_DELETED", "the goal was not deleted on the server", vault=vault.id.hex())
    async with device.identity_lock:
        new = await adopt_vault(device, vault)
        device.replace_vault(vault, new)
        return new


async def delete_account(device: Device, password: str) -> None:
    """Everything of the account on the server; then this device leaves it. Its goals stay here."""
    confirmation = await password_confirmation(device, password)
    await device.server.delete_account(confirmation)
    await _forget_account(device)


async def leave_account(device: Device) -> None:
    """This device belongs to no account any more: its goals are its own again, under a new identity.

    Its session ends too, if the server is there to hear of it: the device has left by then.
    """
    signed_in, token = device.require_account().signed_in, device.token
    await _forget_account(device)
    if not signed_in:
        return
    device.host.transport.use_token(token)
    try:
        with suppress(AutusError):
            await device.server.log_out(brief=True)
    finally:
        device.host.transport.use_token(device.token)


async def _forget_account(device: Device) -> None:
    """In one write. An account that it makes or enters later takes the goals in under new ids.

    Of a goal that has not arrived here yet only its key is here, which opens nothing then: it goes.
    """
    device.require_account()
    crypto, old = device.host.crypto, device.record
    seed, account_key = crypto.random(32), crypto.random(32)
    identity = await crypto.ed25519_public(seed)
    record = DeviceRecord(old.handle, old.public, old.device, identity, old.former)
    async with device.identity_lock, device.all_locked() as held:
        empty = [vault for vault in held if vault.meta.count == 0]
        vaults = [vault for vault in held if vault.meta.count]
        metas = [await _own_meta(vault) for vault in vaults]
        puts = await seal_records(crypto, [(ACCOUNT_KEY, account_key), (IDENTITY_SEED, seed)])
        puts.append((DEVICE, encode(record)))
        puts += [(META + vault.id.hex(), encode(meta)) for vault, meta in zip(vaults, metas, strict=True)]
        deletes = [ACCOUNT, TOKEN, *await _keys_under(device, AWAY)]
        deletes += [key + vault.id.hex() for vault in empty for key in (META, SECRET)]
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
        device.forget_account(record, account_key)


async def _own_meta(vault: Vault) -> VaultMeta:
    waiting = await _count_own(vault)
    return msgspec.structs.replace(
        vault.meta, remote=NOTHING_PULLED, generation=None, removed=False, waiting=waiting
    )
