"""The steps that a situation can take. A step of a new kind is one function and one line in `STEPS`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from shared.device.account import login, recovery, revocation, ways
from shared.device.account.device_half import private_half
from shared.device.account.typed_password import TypedPassword
from shared.device.core.device import Device
from shared.device.core.host import TransportError
from shared.errors import AutusError
from tests.model.attacker import Theft
from tests.model.situation import NAME, NAMES, Situation, sync

Step = Callable[[Situation], Awaitable[None]]
REFUSED = {"DEVICE_REVOKED", "BAD_CREDENTIALS", "WRONG_PASSWORD", "WRONG_RECOVERY_CODE", "ACCOUNT_UNKNOWN"}


class Impossible(Exception):
    """The step cannot be taken here."""


class LockedOut(AssertionError):
    """None of the secrets that the person has opens the account."""


async def _with_secret(
    situation: Situation, kind: str, act: Callable[[str], Awaitable[None]], wanted: dict[str, str | None]
) -> None:
    """Tries each secret that the person has given, until one is right. `wanted` are the ways in after it."""
    situation.wanted.append(wanted)
    given: list[str] = []
    asked = 0
    try:
        # A step that comes in between may make another one.
        while left := [secret for secret in situation.secrets(kind) if secret not in given]:
            given.append(left[0])
            try:
                return await act(left[0])
            except TransportError:
                return None
            except AutusError as error:
                if error.code == "DEVICE_REVOKED":
                    # The device has just heard of it. The person tries again, as a new device.
                    given.pop()
                    asked += 1
                if error.code not in REFUSED or asked > 1:
                    raise
        raise LockedOut(f"no {kind} of {len(given)} opens the account")
    finally:
        situation.wanted.pop()


async def change_password(situation: Situation, name: str, *, ends: bool = False) -> None:
    device, new = _member(situation, name), situation.new_secret("password")

    async def act(secret: str) -> None:
        await ways.change_password(device, TypedPassword(device, secret), new, end_sessions=ends)

    await _with_secret(situation, "password", act, {"password": new})


async def change_password_and_end_sessions(situation: Situation, name: str) -> None:
    await change_password(situation, name, ends=True)


async def add_code(situation: Situation, name: str) -> None:
    device, new = _member(situation, name), situation.new_secret("recovery")

    async def act(secret: str) -> None:
        await ways.set_recovery_code(device, TypedPassword(device, secret), new)

    await _with_secret(situation, "password", act, {"recovery": new})


async def remove_code(situation: Situation, name: str) -> None:
    device = _member(situation, name)
    known = (await device.roster()).ways
    if known is None or len(known.entries) < 2:
        # The page of this device shows no code yet.
        raise Impossible

    async def act(secret: str) -> None:
        await ways.remove_recovery_code(device, TypedPassword(device, secret))

    await _with_secret(situation, "password", act, {"recovery": None})


async def recover(situation: Situation, name: str) -> None:
    device = situation.devices[name]
    code, password = situation.new_secret("recovery"), situation.new_secret("password")

    async def act(secret: str) -> None:
        try:
            await recovery.recover(device, NAME, secret, password, code, name, adopt=True, end_sessions=False)
        except AutusError as error:
            if error.code == "DEVICE_REVOKED":
                # The person recovers on another device, and logs in here with the new password.
                raise Impossible from None
            raise

    await _with_secret(situation, "recovery", act, {"password": password, "recovery": code})


async def revoke(situation: Situation, name: str, other: str) -> None:
    device, target = _member(situation, name), situation.devices[other].record.device
    if target not in situation.roster.devices:
        raise Impossible

    async def pull(_: object) -> None:
        """There are no goals."""

    async def act(secret: str) -> None:
        await revocation.revoke_device(device, target, TypedPassword(device, secret), pull)

    await _with_secret(situation, "password", act, {})


async def log_in(situation: Situation, name: str) -> None:
    device = situation.devices[name]

    async def act(secret: str) -> None:
        await login.log_in(device, NAME, TypedPassword(device, secret), name, adopt=True)

    await _with_secret(situation, "password", act, {})


async def log_out(situation: Situation, name: str) -> None:
    await login.log_out(_member(situation, name))


async def go_on(situation: Situation, name: str) -> None:
    """A round of sync, and what the person is asked for."""
    error = await sync(situation, name)
    if situation.devices[name].is_revoked:
        if situation.devices[name].record.device not in situation.roster.revoked:
            raise LockedOut("a device gives up that nobody has revoked")
        return
    if not situation.is_signed_in(name) or (error is not None and error.code == "WAY_IN_NEEDED"):
        await log_in(situation, name)
        error = await sync(situation, name)
    if error is not None:
        raise error


async def steal_device(situation: Situation, name: str) -> None:
    """Everything that is on the device. It goes on working: a copy was made."""
    device = _member(situation, name)
    half = await private_half(device, device.record.device)
    assert half is not None
    epoch = device.require_account().keyset.epoch
    theft = Theft("device", "", name, device.record.device, half, epoch, device.account_key)
    situation.thefts = (*situation.thefts, theft)


def _member(situation: Situation, name: str) -> Device:
    if not situation.is_signed_in(name):
        raise Impossible
    return situation.devices[name]


CHANGES: dict[str, Callable[[Situation, str], Awaitable[None]]] = {
    "changes the password": change_password,
    "changes the password and ends the sessions": change_password_and_end_sessions,
    "makes a code": add_code,
    "removes the code": remove_code,
    "recovers": recover,
}
SAID = {"password": "password", "recovery": "code"}
OF_A_CODE = {"removes the code", "recovers"}
OTHERS: dict[str, Callable[[Situation, str], Awaitable[None]]] = {
    "logs in": log_in,
    "logs out": log_out,
    "goes on": go_on,
}


def steps(situation: Situation) -> Iterator[tuple[str, Step]]:
    """Every step that may be possible here, with its name."""
    for name in NAMES:
        for what, change in CHANGES.items():
            if what in OF_A_CODE and situation.present["recovery"] is None:
                continue
            yield f"{name} {what}", _bind(change, name)
            yield f"{name} {what}, and hears no answer", _unheard(change, name)
            for other in NAMES:
                if other != name and situation.is_signed_in(other):
                    yield f"{name} {what}, while {other} changes the password", _raced(change, name, other)
        for what, act in OTHERS.items():
            known = situation.devices[name].account is not None
            if known if what == "goes on" else (what == "logs in") != situation.is_signed_in(name):
                yield f"{name} {what}", _bind(act, name)
        for other in NAMES:
            if other != name:
                yield f"{name} revokes {other}", _revoked(name, other)
                yield f"{name} revokes {other}, and hears no answer", _unheard(_revoking(other), name)
    yield from _thefts(situation)


def _thefts(situation: Situation) -> Iterator[tuple[str, Step]]:
    for name in NAMES:
        if situation.is_signed_in(name) and not any(theft.name == name for theft in situation.thefts):
            yield f"{name} is stolen", _bind(steal_device, name)
    stolen = {theft.secret for theft in situation.thefts}
    for kind, secret in situation.present.items():
        if secret is not None and secret not in stolen:
            yield f"the {SAID[kind]} is stolen", _steal(Theft(kind, secret))


def _revoking(other: str) -> Callable[[Situation, str], Awaitable[None]]:
    return lambda situation, name: revoke(situation, name, other)


def _revoked(name: str, other: str) -> Step:
    return lambda situation: revoke(situation, name, other)


def _bind(act: Callable[[Situation, str], Awaitable[None]], name: str) -> Step:
    return lambda situation: act(situation, name)


def _steal(theft: Theft) -> Step:
    async def step(situation: Situation) -> None:
        situation.thefts = (*situation.thefts, theft)

    return step


def _unheard(change: Callable[[Situation, str], Awaitable[None]], name: str) -> Step:
    async def step(situation: Situation) -> None:
        situation.unheard = True
        await change(situation, name)
        if situation.unheard:
            raise Impossible

    return step


def _raced(change: Callable[[Situation, str], Awaitable[None]], name: str, other: str) -> Step:
    async def step(situation: Situation) -> None:
        async def meanwhile() -> None:
            await change_password(situation, other)

        situation.before_change = meanwhile
        await change(situation, name)
        if situation.before_change is not None:
            raise Impossible

    return step
