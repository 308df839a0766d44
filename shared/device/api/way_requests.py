"""The requests of the methods for ways in."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared.device.api.requests import (
    AccountName,
    CredentialText,
    DeviceName,
    PasskeyAnswer,
    PasskeyText,
    Password,
    Request,
    WayShown,
)
from shared.device.core.field_types import VaultId
from shared.device.core.text_fields import RAW_FACTOR, Line, Verbatim
from shared.vault.passkeys import PASSKEY_NAME_LENGTH_MAX
from shared.vault.recovery_code import TEXT_LENGTH_MAX

CodeText = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX), Verbatim("a recovery code as somebody types it")]

PasskeyName = Annotated[
    str, Meta(max_length=RAW_FACTOR * PASSKEY_NAME_LENGTH_MAX), Line(PASSKEY_NAME_LENGTH_MAX)
]


class ChangePassword(WayShown, frozen=True, kw_only=True):
    """A way in and the next password. `end_sessions`: all sessions but this one end."""

    new_password: Password
    end_sessions: bool


class RecoveryText(Request, frozen=True):
    """A recovery code as it was typed."""

    code: CodeText


class AddRecoveryCode(WayShown, frozen=True, kw_only=True):
    """The code of `begin_recovery_code`, typed back, and a way in."""

    typed: CodeText


class Recover(Request, frozen=True):
    """The recovery code of an account, and what takes the place of its password and of this code.

    `typed` is the code of `begin_recovery_code`, typed back. `adopt`: local goals join the account.
    """

    name: AccountName
    code: CodeText
    new_password: Password
    typed: CodeText
    device_name: DeviceName
    adopt: bool
    end_sessions: bool


class AskPasskey(Request, frozen=True):
    """What the answer of a passkey is for.

    "login": a session, also before a request that logs in anew. "confirm": a confirmed request of the
    account. "keys": opening the keys, which the server does not check. "unlock": the same of a locked device.
    """

    purpose: Literal["login", "confirm", "keys", "unlock"]


class AddPasskey(WayShown, frozen=True, kw_only=True):
    """A new credential in base64, its name, and the key that it gave. `again` is its next answer."""

    name: PasskeyName
    credential: CredentialText
    public_key: PasskeyText
    user: PasskeyText
    prf: PasskeyText | None
    again: PasskeyAnswer


class RemovePasskey(WayShown, frozen=True, kw_only=True):
    """The id of a way in that is a passkey, and a way in."""

    way: VaultId


class LogInWithPasskey(Request, frozen=True, kw_only=True):
    """The answer of a passkey, and the name of this device in the roster. `name` is that of the account, if
    the person typed one. With `adopt`, the goals of this device become goals of the account. `replaces`: the
    account may be another one than that of this device, under the same name.
    """

    passkey: PasskeyAnswer
    name: AccountName | None = None
    device_name: DeviceName
    adopt: bool = True
    replaces: bool = False
