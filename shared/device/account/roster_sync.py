"""Keeping the roster of this device and the server in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.crypto.hashing import sha256
from shared.device.account.active import require_active
from shared.device.account.restore_excuse import excuse_restore
from shared.device.account.rotation import follow_rotation
from shared.device.core.clock import stamp_ms
from shared.device.core.rollback_checks import (
    check_roster_history,
    require_generation,
)
from shared.vault.roster import extend_roster, seal_device_name, sign_rename
from shared.wire.encoding import encode

if TYPE_CHECKING:
    from shared.device.account.way_opening import WayAtHand
    from shared.device.core.device import Device


async def refresh_roster(device: Device, shown: bytes | None = None) -> None:
    """Fetches and stores the statements appended since. The server may show neither fewer nor other ones.

    A change of the ways in brings a new account key, which is taken over with them.

    Nothing is fetched if `shown`, the hash of the server's last statement, is that of the last one here.
    """
    account = device.require_account()
    last = len(account.roster) - 1
    if shown == sha256(encode(account.roster[last])):
        return
    fetched = await device.server.roster(last)
    async with excuse_restore(device):
        check_roster_history(account.roster[last:], fetched)
    if len(fetched) > 1:
        before = await device.roster()
        roster = await extend_roster(device.host.crypto, before, fetched[1:])
        await require_active(device, (*account.roster, *fetched[1:]), roster)
        if roster.ways != before.ways:
            await follow_rotation(device)
        else:
            await device.accept_roster((*account.roster, *fetched[1:]), roster)


async def rename_device(device: Device, target: bytes, name: str, way: WayAtHand) -> None:
    """Signs a new name for a device of the account, with a way in."""
    from shared.device.account.unlock import unlock_account  # noqa: PLC0415 - rarely needed

    account = device.require_account()
    unlocked = await unlock_account(device, device.record, account.name, way)
    require_generation(account, unlocked.answer.generation)
    await refresh_roster(device)
    roster = await device.roster()
    sealed = await seal_device_name(device.host.crypto, unlocked.account_key, target, name)
    statement = await sign_rename(
        device.host.crypto, unlocked.signing_seed, roster, target, sealed, stamp_ms(device.host)
    )
    await device.server.append_statement(statement)
    await refresh_roster(device)
