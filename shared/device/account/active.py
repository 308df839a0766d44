"""Whether the roster has this device, and the end of one that it has revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.core.records import ACCOUNT, ACCOUNT_KEY, LEFT_SESSION, TOKEN, encode
from shared.errors import AutusError
from shared.vault.roster import Roster
from shared.wire.accounts import SignedStatement

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def require_active(device: Device, statements: tuple[SignedStatement, ...], roster: Roster) -> None:
    """Raises AutusError DEVICE_REVOKED if the verified roster ends this device, which is durable then."""
    if device.record.device in roster.revoked:
        await _end(device, statements)
        raise AutusError("DEVICE_REVOKED", "this device was removed from the account")


async def _end(device: Device, statements: tuple[SignedStatement, ...]) -> None:
    """Drops the account key, the session and everything in memory. The sealed store keeps the goals.

    The caller has verified the statements.
    """
    account = msgspec.structs.replace(
        device.require_account(), roster=statements, signed_in=False, adopt=False, revoked=True
    )
    async with device.identity_lock, device.all_vaults_locked():
        await device.host.store.write([(ACCOUNT, encode(account))], [ACCOUNT_KEY, TOKEN, LEFT_SESSION])
        device.drop_everything(account)
