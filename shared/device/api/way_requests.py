"""The requests of the methods for ways in."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.device.api.requests import AccountName, DeviceName, Password, Request
from shared.device.core.text_fields import Verbatim
from shared.vault.recovery_code import TEXT_LENGTH_MAX

CodeText = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX), Verbatim("a recovery code as somebody types it")]


class ChangePassword(Request, frozen=True):
    """The present password and the next one. `end_sessions`: all sessions but this one end."""

    password: Password
    new_password: Password
    end_sessions: bool


class RecoveryText(Request, frozen=True):
    """A recovery code as it was typed."""

    code: CodeText


class AddRecoveryCode(Request, frozen=True):
    """The code of `begin_recovery_code`, typed back, and the password."""

    typed: CodeText
    password: Password


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
