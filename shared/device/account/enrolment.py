"""Adding a device to the roster of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.unlock import Unlocked
from shared.device.core.clock import stamp_ms
from shared.device.core.records import DeviceRecord
from shared.device.core.rollback_checks import (
    check_roster_history,
    require_generation,
)
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.vault.roster import Roster, seal_device_name, sign_add, verify_roster
from shared.wire.accounts import (
    SignedStatement,
)

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def enrol_device(
    device: Device, record: DeviceRecord, unlocked: Unlocked, device_name: str
) -> tuple[SignedStatement, ...]:
    """The account's statements, with one for the device of `record`. It is added if it was missing."""
    try:
        return await _enrol(device, record, unlocked, device_name)
    except BaseException:
        device.host.transport.use_token(device.token)
        raise


async def _enrol(
    device: Device, record: DeviceRecord, unlocked: Unlocked, device_name: str
) -> tuple[SignedStatement, ...]:
    statements, known = unlocked.answer.roster, device.account
    if known is not None:
        require_generation(known, unlocked.answer.generation)
        check_roster_history(known.roster, statements)
    for _ in range(RACE_ATTEMPTS_MAX):
        roster = await verify_roster(device.host.crypto, unlocked.answer.identity, statements)
        if record.device in roster.devices:
            return statements
        added = await sign_device(
            device, record, roster, unlocked.account_key, unlocked.identity_seed, device_name
        )
        try:
            await device.server.append_statement(added)
        except Refused as refused:
            if refused.code != "ROSTER_MOVED":
                raise
            statements += tuple(await device.server.roster(len(statements)))
            continue
        return (*statements, added)
    raise AutusError("ROSTER_MOVED", "the roster kept moving")


async def sign_device(
    device: Device, record: DeviceRecord, roster: Roster, account_key: bytes, seed: bytes, name: str
) -> SignedStatement:
    """A statement that adds the device of `record`, signed by the identity with `seed`."""
    crypto = device.host.crypto
    sealed = await seal_device_name(crypto, account_key, record.device, name)
    return await sign_add(crypto, seed, roster, record.public, sealed, stamp_ms(device.host))
