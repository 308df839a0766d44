"""Logging in on the server and opening the keyset with a way in."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.left_session import settle_left_session
from shared.device.account.way_opening import WayAtHand
from shared.device.core.records import AccountRecord, DeviceRecord
from shared.device.core.rollback_checks import (
    check_keyset_history,
    check_receipt_key,
    check_roster_history,
)
from shared.errors import AutusError
from shared.text import comparable_account_name
from shared.vault.keys import Secrets, open_keyset
from shared.vault.roster import Roster, verify_roster
from shared.vault.ways import OpenedWay
from shared.wire.accounts import SessionAnswer

if TYPE_CHECKING:
    from shared.device.core.device import Device


class Unlocked(msgspec.Struct, frozen=True):
    """The result of a log-in. The seed signs roster statements and is dropped at the end of the call.

    `roster` is the verified roster of the answer, `name` that of the account.
    """

    answer: SessionAnswer
    roster: Roster
    opened: OpenedWay
    secrets: Secrets
    name: str

    @property
    def account_key(self) -> bytes:
        return self.opened.account_key

    @property
    def signing_seed(self) -> bytes:
        return self.opened.signing_seed


def check_own_name(known: AccountRecord | None, name: str) -> None:
    """Raises AutusError OTHER_ACCOUNT if the account of this device has another name."""
    if known is not None and comparable_account_name(known.name) != comparable_account_name(name):
        raise AutusError("OTHER_ACCOUNT", "this device belongs to another account", name=known.name)


async def unlock_account(
    device: Device, record: DeviceRecord, name: str | None, way: WayAtHand, *, replaces: bool = False
) -> Unlocked:
    """Logs in under the device id of `record` and opens the keyset. Nothing durable changes.

    `name` may be None for a passkey, which knows its account. `replaces`: the account may be another one than
    that of this device, under the same name.

    Requests use the new session from here on. A caller that fails later must restore `device.token`. Raises
    AutusError: OTHER_ACCOUNT, ACCOUNT_REPLACED, KDF_TOO_WEAK, KDF_TOO_COSTLY, BAD_CREDENTIALS,
    ACCOUNT_UNKNOWN, SERVER_ROLLED_BACK, SERVER_FORKED, SERVER_KEY_CHANGED, KEYSET_TAMPERED,
    BAD_STATEMENT.
    """
    known = device.account
    if name is not None:
        check_own_name(known, name)
    await settle_left_session(device)
    answer = await way.log_in(record, name)
    if known is not None and answer.identity == known.identity:
        if answer.generation == known.generations[-1] and not known.restored:
            check_keyset_history(known.keyset, answer.keyset)
            check_roster_history(known.roster, answer.roster)
        if answer.receipt_key != known.receipt_key:
            raise AutusError("SERVER_KEY_CHANGED", "the server signs with another key than before")
    unlocked = await _open_answer(device, answer, way)
    device.host.transport.use_token(answer.token)
    if known is not None and answer.identity != known.identity and not replaces:
        await give_up_session(device)
        detail = "the account of this device was deleted, and another one has its name"
        raise AutusError("ACCOUNT_REPLACED", detail, name=known.name)
    return unlocked


async def give_up_session(device: Device) -> None:
    """Ends a session that was opened in vain, and goes on with the one before."""
    try:
        with suppress(AutusError):
            await device.server.log_out(brief=True)
    finally:
        device.host.transport.use_token(device.token)


async def _open_answer(device: Device, answer: SessionAnswer, way: WayAtHand) -> Unlocked:
    crypto = device.host.crypto
    # What the way in opens is bound to the identity. So the roster is that of the person.
    roster = await verify_roster(crypto, answer.identity, answer.roster)
    opened = await way.open(answer.keyset, roster)
    secrets = await open_keyset(crypto, opened.account_key, answer.keyset)
    check_receipt_key(secrets, answer.receipt_key)
    name = await way.account_name(answer.keyset, opened.account_key, secrets)
    return Unlocked(answer, roster, opened, secrets, name)
