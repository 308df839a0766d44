"""The requests of the methods for the lock."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.device.api.requests import PasskeyAnswer, Password, Request
from shared.device.api.way_requests import CodeText
from shared.device.core.lock import IDLE_MINUTES_MAX
from shared.device.core.text_fields import Verbatim

# Longer than any PIN: one that is too long has a refusal of its own.
PinText = Annotated[str, Meta(max_length=1_024), Verbatim("a PIN as somebody types it")]

IdleMinutes = Annotated[int, Meta(ge=0, le=IDLE_MINUTES_MAX)]


class LockTimes(Request, frozen=True):
    """After how many minutes without the person the device locks, 0 for never. `on_close`: the end of the
    last page locks it too.
    """

    idle_minutes: IdleMinutes
    on_close: bool


class WayOfLock(Request, frozen=True, kw_only=True):
    """A way into the account: one of the three. The server does not check the answer of a passkey here."""

    password: Password | None = None
    code: CodeText | None = None
    passkey: PasskeyAnswer | None = None


class TurnLockOn(WayOfLock, frozen=True, kw_only=True):
    """When the device locks, and a way in: it shows that the person can unlock the device again."""

    idle_minutes: IdleMinutes
    on_close: bool


class Unlock(WayOfLock, frozen=True, kw_only=True):
    """A way in, or the PIN."""

    pin: PinText | None = None


class Presence(Request, frozen=True):
    """For how long the person has done nothing."""

    idle_ms: Annotated[int, Meta(ge=0, le=2**53 - 1)]


class NewPin(Request, frozen=True):
    """A PIN of digits."""

    pin: PinText
