"""The lock as pages show it."""

from __future__ import annotations

from msgspec import Struct

from shared.device.core.host import Host
from shared.device.core.lock import read_lock
from shared.device.core.pin import read_pin


class Lock(Struct, frozen=True):
    """When the device locks by itself: after `idle_minutes`, 0 for never, and at the end of the last page.

    `pin`: there is a PIN.
    """

    idle_minutes: int
    on_close: bool
    pin: bool


async def lock_view(host: Host) -> Lock | None:
    """The lock, None while it is off."""
    lock = await read_lock(host)
    if lock is None or not lock.on:
        return None
    return Lock(lock.idle_minutes, lock.on_close, await read_pin(host) is not None)
