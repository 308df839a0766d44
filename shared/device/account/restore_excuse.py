"""Why a server may show something older: its database was restored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.device.core.rollback_checks import require_generation
from shared.errors import AutusError

if TYPE_CHECKING:
    from shared.device.core.device import Device


@asynccontextmanager
async def excuse_restore(device: Device) -> AsyncIterator[None]:
    """Before accusing a server, checks whether its database was restored since the last request.

    Raises AutusError NEW_GENERATION then, and while this device has not re-uploaded what the server lost.
    """
    try:
        yield
    except AutusError:
        account = device.require_account()
        require_generation(account, (await device.server.vaults()).generation)
        if account.restored:
            raise AutusError("NEW_GENERATION", "this device first re-uploads what the server lost") from None
        raise
