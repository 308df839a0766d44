"""Methods for the lock of this device and its PIN."""

from __future__ import annotations

from msgspec import Struct

from shared.device.account.lock_opening import Shown, open_own_account, open_with_way
from shared.device.api import lock_requests as requests
from shared.device.api.engine import Engine
from shared.device.api.events import LockEvent
from shared.device.api.goal_calls import BootAnswer, boot
from shared.device.api.lock_views import Lock, lock_view
from shared.device.api.methods import Empty, MethodTable
from shared.device.api.requests import Request
from shared.device.api.way_shown import read_base64
from shared.device.core import lock as locks
from shared.device.core import pin as pins
from shared.device.core.records import LOCK_FORMAT, LOCK_PIN
from shared.errors import AutusError

METHODS = MethodTable()


class LockAnswer(Struct, frozen=True):
    """The lock, null while it is off. `possible`: the device has an account, whose ways in open the lock."""

    lock: Lock | None
    possible: bool


@METHODS.add(repeatable=True)
async def lock_settings(engine: Engine, _: Request) -> LockAnswer:
    """The lock of this device."""
    return LockAnswer(await lock_view(engine.host), engine.device.account is not None)


@METHODS.add(repeatable=True)
async def turn_lock_on(engine: Engine, request: requests.TurnLockOn) -> LockAnswer:
    """Brings every sealed record under a lock key, which the ways in of the account open."""
    device = engine.device
    if device.account is None:
        raise AutusError("LOCK_NEEDS_ACCOUNT", "without an account nothing could open the lock")
    async with engine.alone():
        account = device.require_account()
        opened = await open_own_account(engine.host, account, _shown(request))
        record = locks.locked_format(device.record)
        await locks.turn_on(
            engine.host,
            record,
            account.identity,
            opened.account_key,
            request.idle_minutes,
            on_close=request.on_close,
        )
        device.record = record
    return await _changed(engine)


@METHODS.add(repeatable=True)
async def change_lock(engine: Engine, request: requests.LockTimes) -> LockAnswer:
    """Changes when the device locks by itself."""
    async with engine.alone():
        await locks.change_lock(engine.host, request.idle_minutes, on_close=request.on_close)
    return await _changed(engine)


@METHODS.add(repeatable=True)
async def turn_lock_off(engine: Engine, _: Request) -> LockAnswer:
    """From here on a start asks for nothing."""
    async with engine.alone():
        await locks.turn_off(engine.host)
    return await _changed(engine)


@METHODS.add(repeatable=True)
async def lock(engine: Engine, _: Request) -> Empty:
    """Locks the device: the lock key leaves the disk, and then everything of the person leaves memory."""
    async with engine.alone():
        await locks.close_lock(engine.host)
        engine.forget()
    engine.emit(LockEvent(locked=True, lock=None))
    return Empty()


# A guess of the PIN counts, so that it must not be repeated by itself.
@METHODS.add(repeatable=False, syncs=True)
async def unlock(engine: Engine, request: requests.Unlock) -> BootAnswer:
    """Unlocks the device with a way in or the PIN, and opens it."""
    async with engine.alone():
        found = await locks.read_lock(engine.host)
        if found is not None and engine.host.crypto.lock_key is None:
            await locks.unlock(engine.host, found, await _lock_key(engine, found, request))
        await engine.boot()
    return await boot(engine, Request())


@METHODS.add(repeatable=True)
async def note_presence(engine: Engine, request: requests.Presence) -> Empty:
    """Writes down when the person was last here: the idle time of the next start counts from then."""
    if engine.device.record.format >= LOCK_FORMAT:
        await locks.note_presence(engine.host, request.idle_ms)
    return Empty()


@METHODS.add(repeatable=True)
async def set_pin(engine: Engine, request: requests.NewPin) -> LockAnswer:
    """Makes this the PIN of the device."""
    async with engine.alone():
        await locks.require_lock(engine.host)
        key = locks.open_key(engine.host)
        await engine.host.store.write(await pins.pin_records(engine.host, request.pin, key))
    return await _changed(engine)


@METHODS.add(repeatable=True)
async def remove_pin(engine: Engine, _: Request) -> LockAnswer:
    """Takes the PIN away. The ways in of the account still open the lock."""
    async with engine.alone():
        locks.open_key(engine.host)
        await engine.host.store.write([], [LOCK_PIN])
    return await _changed(engine)


async def _lock_key(engine: Engine, found: locks.LockRecord, request: requests.Unlock) -> bytes:
    if request.pin is not None:
        return await pins.open_with_pin(engine.host, request.pin)
    return await open_with_way(engine.host, found, _shown(request))


def _shown(request: requests.WayOfLock) -> Shown:
    answer = request.passkey
    if answer is None:
        return Shown(request.password, request.code)
    prf = None if answer.prf is None else read_base64(answer.prf)
    return Shown(passkey=(read_base64(answer.credential), prf))


async def _changed(engine: Engine) -> LockAnswer:
    await engine.emit_lock()
    return await lock_settings(engine, Request())
