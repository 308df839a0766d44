"""Opening a device from its store, or creating it on the first run."""

from __future__ import annotations

from shared.device.core.device import Device
from shared.device.core.host import Host
from shared.device.core.lock import LockRecord, open_lock, seal_own_account_key
from shared.device.core.pin import guesses_left, read_pin
from shared.device.core.records import (
    ACCOUNT,
    ACCOUNT_KEY,
    ACTIVE,
    DEVICE,
    IDENTITY_SEED,
    LEFT_SESSION,
    LOCAL_TYPED,
    LOCK,
    META,
    SECRET,
    TOKEN,
    AccountRecord,
    DeviceRecord,
    VaultMeta,
    decode,
    decode_device,
    encode,
    open_records,
    seal_records,
)
from shared.device.core.store_scan import scan_records
from shared.device.core.typed import open_typed
from shared.device.core.vault import Vault
from shared.errors import AutusError
from shared.vault.keys import VaultSecret
from shared.vault.roster_statements import device_id


async def open_device(host: Host) -> Device:
    """Opens the device as it was left. The first run creates one with an identity of its own."""
    keys = [DEVICE, ACCOUNT, ACCOUNT_KEY, TOKEN, LEFT_SESSION, ACTIVE, LOCAL_TYPED]
    await _open_records_of(host)
    record, account, account_key, token, left, active, typed = await host.store.get(keys)
    if record is None:
        if account_key is not None:
            raise AutusError("STORAGE_DAMAGED", "the record of this device is missing", record=DEVICE)
        return await _new_device(host)
    device_record = decode_device(record)
    joined = None if account is None else decode(account, AccountRecord)
    if joined is not None and joined.revoked:
        # The goals stay sealed in the store until this device logs in as a new one.
        device = Device(host, device_record, b"")
        device.account = joined
        return device
    if account_key is None:
        raise AutusError("STORAGE_DAMAGED", "the account key of this device is missing", record=ACCOUNT_KEY)
    device = Device(host, device_record, b"")
    sealed = {ACCOUNT_KEY: account_key, TOKEN: token, LEFT_SESSION: left}
    present = [(key, value) for key, value in sealed.items() if value is not None]
    plain = await open_records(host.crypto, present)
    opened = {key: value for (key, _), value in zip(present, plain, strict=True)}
    device.account_key = opened[ACCOUNT_KEY]
    if TOKEN in opened:
        device.use_token(opened[TOKEN].decode())
    if LEFT_SESSION in opened:
        device.left_session = opened[LEFT_SESSION].decode()
    device.account = joined
    device.typed = await open_typed(host.crypto, LOCAL_TYPED, typed)
    device.vaults = await read_vaults(host)
    if active is not None and active in device.vaults:
        device.active = active
        await device.vaults[active].load()
    return device


async def _open_records_of(host: Host) -> None:
    """Finds the lock key of a device that was locked once. Raises AutusError LOCKED, UPDATE_REQUIRED."""
    record, lock = await host.store.get([DEVICE, LOCK])
    if record is not None:
        decode_device(record)
    if lock is not None and not await open_lock(host, decode(lock, LockRecord)):
        raise await locked(host)


async def locked(host: Host) -> AutusError:
    """The refusal LOCKED with what opens the lock: the `kinds` of ways in, and the `guesses` of the PIN, null
    without one.
    """
    (account,) = await host.store.get([ACCOUNT])
    keyset = None if account is None else decode(account, AccountRecord).keyset
    kinds = [] if keyset is None else [way.kind for way in keyset.ways] or ["password"]
    pin = await read_pin(host)
    guesses = None if pin is None else guesses_left(pin)
    return AutusError("LOCKED", "this device is locked", kinds=kinds, guesses=guesses)


async def read_vaults(host: Host) -> dict[bytes, Vault]:
    """The vaults of the store, not loaded."""
    vaults: dict[bytes, Vault] = {}
    metas = await scan_records(host.store, META)
    secrets = await scan_records(host.store, SECRET)
    plain = await open_records(host.crypto, secrets)
    by_vault = {
        key.removeprefix(SECRET): decode(value, VaultSecret)
        for (key, _), value in zip(secrets, plain, strict=True)
    }
    for key, record in metas:
        name = key.removeprefix(META)
        vault = bytes.fromhex(name)
        if name not in by_vault:
            raise AutusError("STORAGE_DAMAGED", "the keys of a goal are missing", record=SECRET + name)
        vaults[vault] = Vault(host, vault, decode(record, VaultMeta), by_vault[name])
    return vaults


async def _new_device(host: Host) -> Device:
    handle, public = await host.crypto.new_device_key()
    seed, account_key = host.crypto.random(32), host.crypto.random(32)
    identity = await host.crypto.ed25519_public(seed)
    record = DeviceRecord(handle, public, device_id(public), identity)
    puts = await seal_own_account_key(host, account_key)
    puts += await seal_records(host.crypto, [(IDENTITY_SEED, seed)])
    await host.store.write([*puts, (DEVICE, encode(record))])
    return Device(host, record, account_key)
