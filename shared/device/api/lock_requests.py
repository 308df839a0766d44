"""The requests of the methods for the lock."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.device.api.requests import Password, Request
from shared.device.api.way_requests import CodeText
from shared.device.core.lock import IDLE_MINUTES_MAX
from shared.device.core.text_fields import Verbatim

# Longer than any PIN: one that is too long has a refusal of its own.
PinText = Annotated[str, Meta(max_length=1_024), Verbatim("a PIN as somebody types it")]


class LockTimes(Request, frozen=True):
    """After how many minutes without the person the device locks, 0 for never. `on_close`: the end of the
    last page locks it too.
    """

    idle_minutes: Annotated[int, Meta(ge=0, le=IDLE_MINUTES_MAX)]
    on_close: bool


class TurnLockOn(LockTimes, frozen=True):
    """The password or the recovery code shows that the person can unlock the device again."""

    password: Password | None = None
    code: CodeText | None = None


class Unlock(Request, frozen=True):
    """One of the three."""

    password: Password | None = None
    code: CodeText | None = None
    pin: PinText | None = None


class Presence(Request, frozen=True):
    """For how long the person has done nothing."""

    idle_ms: Annotated[int, Meta(ge=0, le=2**53 - 1)]


class NewPin(Request, frozen=True):
    """A PIN of digits."""

    pin: PinText
