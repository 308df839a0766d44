"""Adding a device to the roster of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.active import require_active
from shared.device.account.device_half import public_half
from shared.device.account.unlock import Unlocked
from shared.device.core.clock import stamp_ms
from shared.device.core.records import DeviceRecord
from shared.device.core.rollback_checks import (
    check_roster_history,
    require_generation,
)
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.vault.roster import Roster, seal_device_name, sign_enrol, verify_roster
from shared.vault.ways import OpenedWay
from shared.wire.accounts import (
    SignedStatement,
)

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def enrol_device(
    device: Device, record: DeviceRecord, unlocked: Unlocked, device_name: str
) -> tuple[SignedStatement, ...]:
    """The account's statements, with one for the device of `record`. It is enrolled if it was missing, or if
    the roster does not have its half.
    """
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
        if roster.ways != unlocked.roster.ways:
            # The keyset of the log-in belongs to other ways in.
            raise AutusError("KEYSET_MOVED", "another device has just changed the ways in")
        if known is not None and record.device == device.record.device:
            await require_active(device, statements, roster)
        added = await missing_enrolment(device, record, roster, unlocked.opened, device_name)
        if added is None:
            return statements
        try:
            await device.server.append_statement(added)
        except Refused as refused:
            if refused.code != "ROSTER_MOVED":
                raise
            statements += tuple(await device.server.roster(len(statements)))
            continue
        return (*statements, added)
    raise AutusError("ROSTER_MOVED", "the roster kept moving")


async def missing_enrolment(
    device: Device, record: DeviceRecord, roster: Roster, opened: OpenedWay, name: str
) -> SignedStatement | None:
    """The statement that enrols the device of `record`; None if the roster has it with its half."""
    entry, half = roster.devices.get(record.device), await public_half(device, record.device)
    if entry is not None and entry.half == half:
        return None
    return await sign_device(device, record, roster, opened.account_key, opened.signing_seed, name)


async def sign_device(
    device: Device, record: DeviceRecord, roster: Roster, account_key: bytes, seed: bytes, name: str
) -> SignedStatement:
    """A statement that enrols the device of `record`, signed with the `seed` of the signing key."""
    # First what may be refused: the half is written.
    crypto, time_ms = device.host.crypto, stamp_ms(device.host)
    sealed = await seal_device_name(crypto, account_key, record.device, name)
    half = await public_half(device, record.device)
    return await sign_enrol(crypto, seed, roster, record.public, half, sealed, time_ms)
