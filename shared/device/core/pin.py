"""The PIN of a device: a short secret that opens the lock key on this device alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from shared.crypto.hashing import hkdf
from shared.device.core.records import LOCK_PIN, decode, encode
from shared.device.core.sealed_data import open_under, seal_under
from shared.errors import AutusError
from shared.vault.keys import derive_master_key, new_kdf
from shared.wire.accounts import KdfParams

if TYPE_CHECKING:
    from shared.device.core.host import Host

PIN_LENGTH_MIN: Final = 6
PIN_LENGTH_MAX: Final = 32
GUESSES_MAX: Final = 10
"""So many wrong guesses in a row erase the seal."""

_PIN: Final = re.compile(f"[0-9]{{{PIN_LENGTH_MIN},{PIN_LENGTH_MAX}}}")
_KEK: Final = b"autus/v1/lock/pin"


class PinSeal(msgspec.Struct, frozen=True):
    """The lock key under the PIN, and that under the device's own key.

    `guesses` counts those since the last time that the device was unlocked.
    """

    kdf: KdfParams
    sealed: bytes
    guesses: int


async def pin_records(host: Host, pin: str, lock_key: bytes) -> list[tuple[str, bytes]]:
    """The record of a new PIN. Raises AutusError BAD_PIN."""
    _check_form(pin)
    crypto, kdf = host.crypto, new_kdf(host.crypto)
    (inner,) = await seal_under(crypto, await _kek(host, pin, kdf), [(lock_key, _KEK)])
    (sealed,) = await crypto.device_seal([(inner, _KEK)])
    return [(LOCK_PIN, encode(PinSeal(kdf, sealed, 0)))]


async def read_pin(host: Host) -> PinSeal | None:
    """The record of the PIN, None without one."""
    (record,) = await host.store.get([LOCK_PIN])
    return None if record is None else decode(record, PinSeal)


def guesses_left(pin: PinSeal) -> int:
    """How many wrong guesses the seal withstands."""
    return max(0, GUESSES_MAX - pin.guesses)


async def open_with_pin(host: Host, pin: str) -> bytes:
    """The lock key. Every guess is durable before it is checked. No other call may run.

    Raises AutusError WRONG_PIN with the guesses that are `left`, NO_PIN, and PIN_ERASED at the last one. What
    is no PIN is BAD_PIN and no guess.
    """
    _check_form(pin)
    kept = await read_pin(host)
    if kept is None:
        raise AutusError("NO_PIN", "this device has no PIN")
    if guesses_left(kept) > 0:
        counted = msgspec.structs.replace(kept, guesses=kept.guesses + 1)
        await host.store.write([(LOCK_PIN, encode(counted))])
        key = await _open(host, pin, kept)
        if key is not None:
            return key
        left = guesses_left(counted)
        if left > 0:
            raise AutusError("WRONG_PIN", "the PIN is another one", left=left)
    await host.store.write([], [LOCK_PIN])
    raise AutusError("PIN_ERASED", f"{GUESSES_MAX} guesses were wrong", limit=GUESSES_MAX)


async def forgive_guesses(host: Host) -> list[tuple[str, bytes]]:
    """The record of the PIN without guesses. None if there is nothing to forgive."""
    kept = await read_pin(host)
    if kept is None or kept.guesses == 0:
        return []
    return [(LOCK_PIN, encode(msgspec.structs.replace(kept, guesses=0)))]


def _check_form(pin: str) -> None:
    if _PIN.fullmatch(pin) is None:
        detail = f"a PIN has {PIN_LENGTH_MIN} to {PIN_LENGTH_MAX} digits"
        raise AutusError("BAD_PIN", detail, min=PIN_LENGTH_MIN, max=PIN_LENGTH_MAX)


async def _open(host: Host, pin: str, kept: PinSeal) -> bytes | None:
    (inner,) = await host.crypto.device_open([(kept.sealed, _KEK)])
    if inner is None:
        return None
    (key,) = await open_under(host.crypto, await _kek(host, pin, kept.kdf), [(inner, _KEK)])
    return key


async def _kek(host: Host, pin: str, kdf: KdfParams) -> bytes:
    return hkdf(await derive_master_key(host.crypto, pin, kdf, None), b"", _KEK, 32)
