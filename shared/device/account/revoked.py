"""Asking a server whether this device was revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.active import require_active
from shared.device.core.rollback_checks import check_roster_history
from shared.errors import AutusError
from shared.vault.roster import extend_roster, revocation_message
from shared.wire.accounts import RevocationRequest

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def learn_revocation(device: Device) -> None:
    """Asks the server for the statements that end this device. Its bare word changes nothing.

    Raises AutusError DEVICE_REVOKED if the verified roster ends this device. Otherwise nothing has changed.
    """
    account, me = device.require_account(), device.record
    last = len(account.roster) - 1
    message = revocation_message(account.identity, me.device)
    signature = await device.host.crypto.device_sign(me.handle, message)
    request = RevocationRequest(identity=account.identity, device=me.device, after=last, signature=signature)
    try:
        shown = await device.server.revocation(request)
        check_roster_history(account.roster[last:], shown)
        roster = await extend_roster(device.host.crypto, await device.roster(), shown[1:])
    except AutusError:
        return
    await require_active(device, (*account.roster, *shown[1:]), roster)
