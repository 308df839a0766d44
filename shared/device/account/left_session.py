"""Ending a session on the server after this device has left it.

A log-out counts at once, with or without the server. A round of sync tells the server when it can be reached.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.device.core.server_client import Refused

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def end_left_session(device: Device, *, brief: bool = False) -> None:
    """Ends the session that this device has left, if any. Raises what `ServerClient.log_out` raises."""
    if device.left_session is None:
        return
    device.host.transport.use_token(device.left_session or None)
    try:
        await device.server.log_out(brief=brief)
    except Refused as refused:
        # The session has ended by itself, or was replaced.
        if refused.code != "NOT_SIGNED_IN":
            raise
    finally:
        device.host.transport.use_token(device.token)
    await device.forget_left_session()


async def settle_left_session(device: Device) -> None:
    """Call this before a session is opened. A browser has one cookie: a late end would end the new session.

    Raises TransportError. A session that the server does not end then lasts until it expires, but no device
    has its token any more.
    """
    with suppress(Refused):
        await end_left_session(device)
    await device.forget_left_session()
