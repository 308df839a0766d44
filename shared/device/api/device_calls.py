"""Methods for adding a device through another one, without typing the password on the new one."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from shared.device.account import device_adding, device_joining
from shared.device.account.device_joining import ShownCode
from shared.device.api import device_requests as requests
from shared.device.api.account_calls import LoginAnswer, login_answer
from shared.device.api.engine import Engine
from shared.device.api.methods import Empty, MethodTable
from shared.device.api.requests import Request
from shared.device.api.way_shown import way_at_hand
from shared.errors import AutusError
from shared.vault.device_code import LINK, DeviceCode, read_device_code, server_tag, write_device_code
from shared.wire.limits import MAILBOX_SECONDS

METHODS = MethodTable()


class CodeOfDevice(Struct, frozen=True):
    """A code to show: its groups as a text, the part of an address that a QR code holds, and the digits that
    both devices show. It counts for so many seconds.
    """

    groups: list[str]
    link: str
    check: str
    seconds: int


class FoundAccount(Struct, frozen=True):
    """The account that another device has left for this one. Null while there is none."""

    name: str | None


class NewDevice(Struct, frozen=True):
    """What the code of another device says: its id, its name, and the digits that it shows."""

    device: str
    name: str
    check: str


class AddedDevice(Struct, frozen=True):
    """Whether the added device has joined: not yet, yes, or its time is over."""

    state: Literal["waiting", "used", "gone"]


# A new code takes the place of the one before.
@METHODS.add(repeatable=False)
async def show_device_code(engine: Engine, request: requests.ShowDeviceCode) -> CodeOfDevice:
    """A code by which another device of the account adds this one."""
    shown = await device_joining.show_code(engine.device, request.server, request.device_name)
    engine.shown_code = shown
    groups = write_device_code(shown.code)
    return CodeOfDevice(groups, LINK + "".join(groups), shown.code.check, MAILBOX_SECONDS)


@METHODS.add(repeatable=True)
async def look_for_account(engine: Engine, _: Request) -> FoundAccount:
    """Whether another device has added this one. Pages ask again and again while they show the code."""
    message = await device_joining.look_for_message(engine.device, _shown(engine))
    return FoundAccount(None if message is None else message.name)


# It may bring local goals into the account, which get new ids.
@METHODS.add(repeatable=False, syncs=True)
async def join_account(engine: Engine, request: requests.JoinAccount) -> LoginAnswer:
    """Joins the account that `look_for_account` has found."""
    message = _shown(engine).message
    if message is None:
        raise AutusError("CODE_EXPIRED", "no account has arrived")
    async with engine.device.sync_lock:
        # The ticket opens one session. Whatever becomes of it, the code is used up.
        engine.shown_code = None
        await device_joining.join_account(engine.device, message, adopt=request.adopt)
    return await login_answer(engine)


@METHODS.add(repeatable=True)
async def hide_device_code(engine: Engine, _: Request) -> Empty:
    """Drops the code, and the account that has arrived for it."""
    engine.shown_code = None
    return Empty()


@METHODS.add(repeatable=True)
async def read_new_device(_: Engine, request: requests.ReadDeviceCode) -> NewDevice:
    """What the code of another device says, without any server."""
    code = _read(request)
    return NewDevice(code.device.hex(), code.name, code.check)


@METHODS.add(repeatable=False, syncs=True)
async def add_device(engine: Engine, request: requests.AddDevice) -> NewDevice:
    """Enrols the device of the code and sends it the account."""
    code = _read(request)
    async with engine.device.sync_lock:
        way = way_at_hand(engine.device, request.password, request.passkey)
        await device_adding.add_device(engine.device, way, code)
    return NewDevice(code.device.hex(), code.name, code.check)


@METHODS.add(repeatable=True)
async def added_device(engine: Engine, request: requests.OfDevice) -> AddedDevice:
    """Whether a device that was added has joined."""
    engine.device.require_account()
    found = await engine.device.server.ticket_state(bytes.fromhex(request.device))
    return AddedDevice(found.state)


def _shown(engine: Engine) -> ShownCode:
    if not isinstance(engine.shown_code, ShownCode):
        raise AutusError("CODE_EXPIRED", "no code is shown")
    return engine.shown_code


def _read(request: requests.ReadDeviceCode) -> DeviceCode:
    """Raises AutusError BAD_DEVICE_CODE, UPDATE_REQUIRED, OTHER_SERVER."""
    code = read_device_code(request.code)
    if code.server != server_tag(request.server):
        raise AutusError("OTHER_SERVER", "the code is of a device with another server address")
    return code
