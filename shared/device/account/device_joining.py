"""Joining an account through another device: this one shows a code, and finds the account in its mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from shared.crypto.hashing import sha256
from shared.device.account.device_half import private_half, public_half
from shared.device.account.joining import joined_account
from shared.device.account.left_session import settle_left_session
from shared.device.account.rotation import find_sealed_key
from shared.device.account.unlock import give_up_session
from shared.device.core.rollback_checks import check_receipt_key
from shared.errors import AutusError
from shared.vault.device_code import DeviceCode, new_device_code
from shared.vault.device_message import DeviceMessage, open_message
from shared.vault.keys import Secrets, open_keyset
from shared.vault.roster import Roster, verify_roster
from shared.vault.ways import require_keyset_of
from shared.wire.accounts import Keyset, SessionAnswer
from shared.wire.encoding import encode
from shared.wire.enrolments import MailboxTake, TicketLogin
from shared.wire.limits import MAILBOX_SECONDS

if TYPE_CHECKING:
    from shared.device.core.device import Device


class ShownCode(Struct):
    """A code on the screen, and what has arrived for it. It is in memory only."""

    code: DeviceCode
    shown_ms: int
    message: DeviceMessage | None = None

    def is_current(self, now_ms: int) -> bool:
        """A clock that was set back ends the code too."""
        return 0 <= now_ms - self.shown_ms < 1000 * MAILBOX_SECONDS


async def show_code(device: Device, server: str, name: str) -> ShownCode:
    """A new code of this device. Raises AutusError ALREADY_REGISTERED, BAD_DEVICE_NAME."""
    _require_no_account(device)
    crypto, record = device.host.crypto, device.record
    half = await public_half(device, record.device)
    return ShownCode(new_device_code(crypto, server, record.public, half, name), device.host.now_ms())


async def look_for_message(device: Device, shown: ShownCode) -> DeviceMessage | None:
    """The message for the code, as soon as another device has left it.

    Raises AutusError CODE_EXPIRED, MESSAGE_NOT_OPENED.
    """
    if shown.message is None:
        if not shown.is_current(device.host.now_ms()):
            raise AutusError("CODE_EXPIRED", "the code no longer counts")
        answer = await device.server.take_message(MailboxTake(mailbox=shown.code.mailbox))
        private = await private_half(device, device.record.device)
        if answer.sealed is not None and private is not None:
            shown.message = await open_message(device.host.crypto, shown.code, private, answer.sealed)
    return shown.message


async def join_account(device: Device, message: DeviceMessage, *, adopt: bool) -> None:
    """Joins the account of the message, as a log-in does. With `adopt`, its local vaults join too.

    Raises AutusError ALREADY_REGISTERED, BAD_TICKET; BAD_ANSWER, SERVER_KEY_CHANGED, SERVER_ROLLED_BACK,
    SERVER_FORKED, BAD_STATEMENT, UNKNOWN_DEVICE, KEYSET_TAMPERED for an account that is not the sender's.
    """
    _require_no_account(device)
    await settle_left_session(device)
    request = TicketLogin(
        ticket=message.ticket, device=device.record.device, session=device.host.session_kind
    )
    answer = await device.server.redeem_ticket(request)
    device.host.transport.use_token(answer.token)
    try:
        account_key, secrets = await _check_answer(device, message, answer)
        # The generation that the sender's person has agreed to. Another one is a question of the next round.
        joined = msgspec.structs.replace(answer, generation=message.generation)
        account = joined_account(None, message.name, joined, secrets, adopt=adopt)
        await device.join(account, account_key, answer.token, secrets)
    except BaseException:
        await give_up_session(device)
        raise


async def _check_answer(
    device: Device, message: DeviceMessage, answer: SessionAnswer
) -> tuple[bytes, Secrets]:
    """The account key and the secrets, after the checks of a first log-in, against what the sender said."""
    crypto = device.host.crypto
    roster = await verify_roster(crypto, answer.identity, answer.roster)
    if answer.identity != message.identity:
        raise AutusError("BAD_ANSWER", "the server answers with another account")
    if answer.receipt_key != message.receipt_key:
        raise AutusError("SERVER_KEY_CHANGED", "the server signs with another key than the sender knows")
    await _check_roster(device, message, roster)
    _check_keyset(message, answer.keyset)
    require_keyset_of(roster, answer.keyset)
    if roster.ways is None:
        raise AutusError("KEYSET_TAMPERED", "the roster names no ways in")
    account_key = await find_sealed_key(
        device, message.identity, message.account_key, answer.keyset, roster.ways
    )
    secrets = await open_keyset(crypto, account_key, answer.keyset)
    check_receipt_key(secrets, answer.receipt_key)
    return account_key, secrets


async def _check_roster(device: Device, message: DeviceMessage, roster: Roster) -> None:
    if roster.position(message.roster_head) is None:
        raise AutusError("SERVER_ROLLED_BACK", "the server shows another roster than the sender knows")
    me = device.record.device
    entry = roster.devices.get(me)
    if entry is None or entry.half != await public_half(device, me):
        raise AutusError("UNKNOWN_DEVICE", "the roster does not have this device", device=me.hex())
    if roster.ways is not None and roster.ways.epoch < message.epoch:
        raise AutusError("SERVER_ROLLED_BACK", "the server shows older ways in than the sender knows")


def _check_keyset(message: DeviceMessage, shown: Keyset) -> None:
    known = message.keyset_version
    if shown.version < known:
        raise AutusError(
            "SERVER_ROLLED_BACK", "the server shows an older keyset", known=known, shown=shown.version
        )
    if shown.version == known and sha256(encode(shown)) != message.keyset_hash:
        raise AutusError("SERVER_FORKED", "the server shows another keyset of the same version")


def _require_no_account(device: Device) -> None:
    if device.account is not None:
        raise AutusError("ALREADY_REGISTERED", "this device has an account")
