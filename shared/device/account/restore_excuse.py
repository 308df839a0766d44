"""Why a server may show something older: its database was restored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.device.core.rollback_checks import require_settled_generation
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
        require_settled_generation(device.require_account(), (await device.server.vaults()).generation)
        raise
