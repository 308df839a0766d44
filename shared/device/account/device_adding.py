"""Adding another device to the account: it shows a code, and this one enrols it with a way in at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.crypto.hashing import sha256
from shared.device.account.keyset_sync import exchange_keyset
from shared.device.account.roster_sync import refresh_roster
from shared.device.account.ways import Held, hold_account
from shared.device.core.clock import stamp_ms
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.vault.device_code import DeviceCode
from shared.vault.device_message import DeviceMessage, seal_message
from shared.vault.roster import seal_device_name, sign_enrol
from shared.wire.accounts import SignedStatement
from shared.wire.encoding import encode
from shared.wire.enrolments import MailboxMessage, TicketRequest

if TYPE_CHECKING:
    from shared.device.account.way_opening import WayAtHand
    from shared.device.core.device import Device


async def add_device(device: Device, way: WayAtHand, code: DeviceCode) -> None:
    """Enrols the device of the code, and leaves it everything that a log-in gives in its mailbox.

    Raises AutusError WRONG_PASSWORD, WRONG_PASSKEY, BAD_STATEMENT for a device that the roster does not take,
    MAILBOX_USED for a code that was used, and what `hold_account` raises.
    """
    await _enrol(device, way, code)
    await refresh_roster(device)
    # The keyset records what this device knows of every goal, for the first look of the new one.
    await exchange_keyset(device, records=True)
    shown = await way.confirm()
    request = TicketRequest(device=code.device, auth_key=shown.auth_key, passkey=shown.passkey)
    ticket = await device.server.issue_ticket(request)
    message = await _message(device, ticket.ticket)
    sealed = await seal_message(device.host.crypto, code, message)
    await device.server.put_message(MailboxMessage(mailbox=code.mailbox, sealed=sealed))


async def _enrol(device: Device, way: WayAtHand, code: DeviceCode) -> None:
    for _ in range(RACE_ATTEMPTS_MAX):
        held = await hold_account(device, way)
        statement = await _missing_statement(device, held, code)
        if statement is None:
            return
        try:
            await device.server.append_statement(statement)
        except Refused as refused:
            if refused.code != "ROSTER_MOVED":
                raise
            continue
        return
    raise AutusError("ROSTER_MOVED", "the roster kept moving")


async def _missing_statement(device: Device, held: Held, code: DeviceCode) -> SignedStatement | None:
    """The statement that enrols the device of the code; None if the roster has it with its half."""
    crypto, roster, opened = device.host.crypto, held.present.roster, held.present.opened
    entry = roster.devices.get(code.device)
    if entry is not None and entry.half == code.half:
        return None
    sealed = await seal_device_name(crypto, opened.account_key, code.device, code.name)
    time_ms = stamp_ms(device.host)
    return await sign_enrol(crypto, opened.signing_seed, roster, code.public, code.half, sealed, time_ms)


async def _message(device: Device, ticket: bytes) -> DeviceMessage:
    account, roster = device.require_account(), await device.roster()
    return DeviceMessage(
        name=account.name,
        identity=account.identity,
        account_key=device.account_key,
        epoch=account.keyset.epoch,
        roster_head=roster.heads[-1],
        keyset_version=account.keyset.version,
        keyset_hash=sha256(encode(account.keyset)),
        receipt_key=account.receipt_key,
        generation=account.generations[-1],
        ticket=ticket,
    )
