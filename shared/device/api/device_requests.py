"""The requests of the methods that add a device to an account."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.device.api.requests import DeviceName, PasskeyAnswer, Password, Request
from shared.device.core.field_types import DeviceId
from shared.device.core.text_fields import Verbatim
from shared.vault.device_code import TEXT_LENGTH_MAX

CodeText = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX), Verbatim("a code as it was read or typed")]
ServerAddress = Annotated[str, Meta(min_length=1, max_length=1_024), Verbatim("the address of the server")]


class ShowDeviceCode(Request, frozen=True):
    """The name of this device, and the address of the server as the person sees it."""

    device_name: DeviceName
    server: ServerAddress


class JoinAccount(Request, frozen=True):
    """`adopt`: local goals join the account."""

    adopt: bool


class ReadDeviceCode(Request, frozen=True):
    """The code of another device, and the address of this one's server."""

    code: CodeText
    server: ServerAddress


class AddDevice(ReadDeviceCode, frozen=True, kw_only=True):
    """The code of another device, and a way in: the password, or the answer of a passkey."""

    password: Password | None = None
    passkey: PasskeyAnswer | None = None


class OfDevice(Request, frozen=True):
    """A device by its id in hex."""

    device: DeviceId
