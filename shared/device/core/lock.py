"""The lock: the sealed records of a device lie under a key that only a way in or the PIN opens.

Every step is one write, and a start goes on from each of them. A device that was locked once keeps its lock
key. While the lock is off, that key lies beside the records, under the device's own key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from shared.crypto.hashing import hkdf
from shared.device.core.pin import forgive_guesses
from shared.device.core.records import (
    ACCOUNT_KEY,
    DEVICE,
    LOCK,
    LOCK_FORMAT,
    LOCK_OPEN,
    LOCK_PIN,
    DeviceRecord,
    decode,
    encode,
    seal_records,
)
from shared.device.core.sealed_data import open_under, seal_under
from shared.device.core.store_scan import scan_pages
from shared.errors import AutusError

if TYPE_CHECKING:
    from shared.device.core.host import Host

IDLE_MINUTES_MAX: Final = 24 * 60
LOCK_KEY_BYTES: Final = 32
RESEALED_AT_ONCE: Final = 64
"""A record can be large, and all of one step are in memory together."""

_KEY_ID: Final = b"autus/v1/lock-id"
_WAYS: Final = b"autus/v1/lock/ways"
_TURN_BYTES: Final = 8
_MINUTE_MS: Final = 60_000


class LockRecord(msgspec.Struct, frozen=True):
    """`sealed` is the lock key under a key of AK; empty while the lock is off.

    `turn` counts how often the device was locked: a key that a program has kept counts in its turn only.
    `idle_minutes`: 0 for never. `on_close`: the end of the last engine locks the device, because no key is on
    the disk. `sealing`: not all records are under the lock key yet.
    """

    key_id: bytes
    sealed: bytes
    turn: int
    on: bool
    idle_minutes: int
    on_close: bool
    sealing: bool


class OpenLock(msgspec.Struct, frozen=True):
    """The lock key on the disk, for the next start. `at_ms`: when the person was last there."""

    key: bytes
    at_ms: int


async def read_lock(host: Host) -> LockRecord | None:
    """The record of the lock, None on a device that was never locked."""
    (record,) = await host.store.get([LOCK])
    return None if record is None else decode(record, LockRecord)


async def require_lock(host: Host) -> LockRecord:
    """The record of the lock. Raises AutusError LOCK_IS_OFF."""
    lock = await read_lock(host)
    if lock is None or not lock.on:
        raise AutusError("LOCK_IS_OFF", "the lock of this device is off")
    return lock


async def open_lock(host: Host, lock: LockRecord) -> bool:
    """Whether the lock key is at hand without the person. Then the records open from here on."""
    crypto = host.crypto
    key = crypto.lock_key or await _kept_key(host, lock) or await _key_on_disk(host, lock)
    crypto.lock_key = key
    if key is None:
        await crypto.keep_lock_key(None)
        return False
    if lock.sealing:
        await _finish(host, lock, key)
    return True


async def turn_on(
    host: Host,
    record: DeviceRecord,
    identity: bytes,
    account_key: bytes,
    idle_minutes: int,
    *,
    on_close: bool,
) -> None:
    """Turns the lock on. No other call may run: this seals every record again.

    A crash at any moment leaves a device that is unlocked, and whose next start goes on.
    """
    crypto, before = host.crypto, await read_lock(host)
    key = crypto.lock_key or crypto.random(LOCK_KEY_BYTES)
    lock = LockRecord(
        key_id=key_id(key),
        sealed=await _seal_to_ways(host, key, identity, account_key),
        turn=0 if before is None else before.turn,
        on=True,
        idle_minutes=idle_minutes,
        on_close=on_close,
        sealing=crypto.lock_key is None or (before is not None and before.sealing),
    )
    puts = [(LOCK, encode(lock)), await _open_record(host, key), (DEVICE, encode(record))]
    await host.store.write(puts)
    crypto.lock_key = key
    await _finish(host, lock, key)


async def change_lock(host: Host, idle_minutes: int, *, on_close: bool) -> None:
    """Changes when the device locks. Raises AutusError LOCK_IS_OFF."""
    lock = msgspec.structs.replace(await require_lock(host), idle_minutes=idle_minutes, on_close=on_close)
    await _finish(host, lock, open_key(host))


async def turn_off(host: Host) -> None:
    """Turns the lock off, in one write. Raises AutusError LOCK_IS_OFF."""
    await require_lock(host)
    await host.store.write(await _lock_off_records(host), [LOCK_PIN])


async def _lock_off_records(host: Host) -> list[tuple[str, bytes]]:
    """What turns the lock off, to be written without the record of the PIN. None where it is off."""
    lock = await read_lock(host)
    if lock is None or not lock.on:
        return []
    off = msgspec.structs.replace(lock, on=False, sealed=b"", idle_minutes=0, on_close=False)
    return [(LOCK, encode(off)), await _open_record(host, open_key(host))]


async def close_lock(host: Host) -> None:
    """Takes the lock key from the disk and from the host. Raises AutusError LOCK_IS_OFF."""
    lock = await require_lock(host)
    if lock.sealing:
        await _finish(host, lock, open_key(host))
    closed = msgspec.structs.replace(lock, turn=lock.turn + 1, sealing=False)
    await host.store.write([(LOCK, encode(closed))], [LOCK_OPEN])
    await host.crypto.keep_lock_key(None)


async def unlock(host: Host, lock: LockRecord, key: bytes) -> None:
    """Opens the records with the lock key. The wrong guesses of the PIN are forgiven."""
    if key_id(key) != lock.key_id:
        raise AutusError("STORAGE_DAMAGED", "the lock has another key", record=LOCK)
    puts = [] if lock.on_close else [await _open_record(host, key)]
    puts += await forgive_guesses(host)
    if puts:
        await host.store.write(puts)
    host.crypto.lock_key = key
    await _keep(host, lock, key)


async def note_presence(host: Host, idle_ms: int) -> None:
    """Writes down when the person was last here, for a start after the idle time."""
    lock = await read_lock(host)
    if lock is not None and lock.on and not lock.on_close:
        await host.store.write([await _open_record(host, open_key(host), idle_ms)])


async def open_with_account_key(host: Host, lock: LockRecord, identity: bytes, account_key: bytes) -> bytes:
    """The lock key. Raises AutusError STORAGE_DAMAGED."""
    under = hkdf(account_key, b"", _WAYS, 32)
    (key,) = await open_under(host.crypto, under, [(lock.sealed, _ways_data(identity))])
    if key is None:
        raise AutusError("STORAGE_DAMAGED", "the key of the lock does not open", record=LOCK)
    return key


async def seal_account_key(host: Host, identity: bytes, account_key: bytes) -> list[tuple[str, bytes]]:
    """The records of a new account key. Its ways in are those that open the lock from now on."""
    records = await seal_records(host.crypto, [(ACCOUNT_KEY, account_key)])
    lock = await read_lock(host)
    if lock is not None and lock.on:
        sealed = await _seal_to_ways(host, open_key(host), identity, account_key)
        records.append((LOCK, encode(msgspec.structs.replace(lock, sealed=sealed))))
    return records


async def seal_own_account_key(host: Host, account_key: bytes) -> list[tuple[str, bytes]]:
    """The records of the account key of a device without an account. No way in opens it, so the lock is off.

    They are to be written without the record of the PIN.
    """
    records = await seal_records(host.crypto, [(ACCOUNT_KEY, account_key)])
    return records + await _lock_off_records(host)


def key_id(key: bytes) -> bytes:
    """What tells the right lock key from another one."""
    return hkdf(key, b"", _KEY_ID, 16)


def locked_format(record: DeviceRecord) -> DeviceRecord:
    """The device record of a device with a lock key. Earlier versions refuse it."""
    return msgspec.structs.replace(record, format=max(record.format, LOCK_FORMAT))


def open_key(host: Host) -> bytes:
    """The lock key. Raises AutusError LOCKED while it is not open."""
    if host.crypto.lock_key is None:
        raise AutusError("LOCKED", "this device is locked")
    return host.crypto.lock_key


async def _finish(host: Host, lock: LockRecord, key: bytes) -> None:
    """Brings all records under the lock key, and then takes it from the disk if it must not lie there."""
    if lock.sealing:
        await _seal_all_again(host)
    done = msgspec.structs.replace(lock, sealing=False)
    puts = [] if lock.on_close else [await _open_record(host, key)]
    await host.store.write([(LOCK, encode(done)), *puts], [LOCK_OPEN] if lock.on_close else [])
    await _keep(host, done, key)


async def _seal_all_again(host: Host) -> None:
    """Seals every record under the lock key that is under the device's own key: whatever opens is one."""
    async for page in scan_pages(host.store, "", RESEALED_AT_ONCE):
        found = [(key, value) for key, value in page if key != LOCK_OPEN]
        opened = await host.crypto.device_open([(value, key.encode()) for key, value in found])
        plain = [(key, text) for (key, _), text in zip(found, opened, strict=True) if text is not None]
        if plain:
            await host.store.write(await seal_records(host.crypto, plain))


async def _kept_key(host: Host, lock: LockRecord) -> bytes | None:
    kept = await host.crypto.kept_lock_key()
    if kept is None or kept[:_TURN_BYTES] != _turn(lock):
        return None
    key = kept[_TURN_BYTES:]
    return key if key_id(key) == lock.key_id else None


async def _keep(host: Host, lock: LockRecord, key: bytes) -> None:
    await host.crypto.keep_lock_key(_turn(lock) + key if lock.on_close else None)


def _turn(lock: LockRecord) -> bytes:
    return lock.turn.to_bytes(_TURN_BYTES, "big")


async def _key_on_disk(host: Host, lock: LockRecord) -> bytes | None:
    """The lock key, if the disk has it and the person was here within the idle time."""
    (sealed,) = await host.store.get([LOCK_OPEN])
    if sealed is None:
        return None
    (plain,) = await host.crypto.device_open([(sealed, LOCK_OPEN.encode())])
    found = None if plain is None else decode(plain, OpenLock)
    if found is None or key_id(found.key) != lock.key_id:
        return None
    away_ms = host.now_ms() - found.at_ms
    if lock.on and lock.idle_minutes and not 0 <= away_ms < lock.idle_minutes * _MINUTE_MS:
        # A clock that went back must not keep the device open.
        host.crypto.lock_key = found.key
        await close_lock(host)
        return None
    return found.key


async def _open_record(host: Host, key: bytes, idle_ms: int = 0) -> tuple[str, bytes]:
    plain = encode(OpenLock(key, host.now_ms() - idle_ms))
    (sealed,) = await host.crypto.device_seal([(plain, LOCK_OPEN.encode())])
    return LOCK_OPEN, sealed


async def _seal_to_ways(host: Host, key: bytes, identity: bytes, account_key: bytes) -> bytes:
    under = hkdf(account_key, b"", _WAYS, 32)
    (sealed,) = await seal_under(host.crypto, under, [(key, _ways_data(identity))])
    return sealed


def _ways_data(identity: bytes) -> bytes:
    return _WAYS + identity
