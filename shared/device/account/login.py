"""Registering an account, joining it, and ending its session."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.enrolment import enrol_device, sign_device
from shared.device.account.joining import joined_account
from shared.device.account.left_session import settle_left_session
from shared.device.account.new_id import take_new_id
from shared.device.account.passwords import check_password
from shared.device.account.typed_password import TypedPassword
from shared.device.account.unlock import give_up_session, unlock_account
from shared.device.account.way_opening import WayAtHand
from shared.device.account.ways_change import NO_KEYSET, Present, prepare_change, secret_of_new_password
from shared.device.core.records import AccountRecord
from shared.errors import AutusError
from shared.text import check_account_name, check_new_account_name, sent_account_name
from shared.vault.roster import Roster, extend_roster
from shared.vault.ways import OpenedWay
from shared.wire.accounts import Registration, SessionAnswer

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def register(device: Device, name: str, password: str, device_name: str) -> None:
    """Registers an account with this device's own identity. Its vaults keep their ids."""
    check_password(password)
    name = sent_account_name(name)
    check_new_account_name(name)
    if device.account is not None:
        raise AutusError("ALREADY_REGISTERED", "this device has an account")
    await settle_left_session(device)
    crypto = device.host.crypto
    seed = await device.local_identity_seed()
    secret = await secret_of_new_password(device, password)
    identity, opened = device.record.identity, OpenedWay(device.account_key, seed)
    enrolled = await sign_device(
        device, device.record, Roster(identity), device.account_key, seed, device_name
    )
    roster = await extend_roster(crypto, Roster(identity), [enrolled])
    present = Present(roster, NO_KEYSET, opened, device.own_secrets(None))
    change = await prepare_change(device, present, [secret])
    statements = (enrolled, change.statement)
    answer = await device.server.register(
        Registration(
            name=name,
            auth_key=secret.auth_key,
            identity=identity,
            device=device.record.device,
            keyset=change.keyset,
            roster=statements,
            session=device.host.session_kind,
        )
    )
    await device.join(
        AccountRecord(
            name=name,
            identity=identity,
            keyset=change.keyset,
            roster=statements,
            receipt_key=answer.receipt_key,
            signed_in=True,
            # A device that has left an account, or has read an archive, can hold vaults of another identity.
            adopt=any(vault.meta.identity != identity for vault in device.vaults.values()),
            generations=(answer.generation,),
        ),
        device.account_key,
        answer.token,
    )


async def log_in(
    device: Device,
    name: str | None,
    way: WayAtHand,
    device_name: str,
    *,
    adopt: bool,
    replaces: bool = False,
) -> None:
    """Joins an account. With `adopt`, the next round of sync adopts this device's local vaults.

    Without a name, a passkey tells it.

    `replaces`: the account of this device was deleted and made again. The device leaves the old one, and the
    next round brings its goals into the new one.
    """
    if device.is_revoked:
        from shared.device.account.rejoining import rejoin  # noqa: PLC0415 - rarely needed

        await rejoin(device, name, way, device_name)
        return
    if name is not None:
        name = sent_account_name(name)
        check_account_name(name)
    unlocked = await unlock_account(device, device.record, name, way, replaces=replaces)
    answer, known = unlocked.answer, device.account
    if known is not None and answer.identity != known.identity:
        from shared.device.account.account_removal import forget_account  # noqa: PLC0415 - rarely needed

        await forget_account(device)
        device.host.transport.use_token(answer.token)
        known, adopt = None, True
    if known is not None and _is_set_back(known, answer):
        # The next round of sync asks the person, or gives the server what it lost. Until then this device
        # keeps what it knows.
        await device.join(msgspec.structs.replace(known, signed_in=True), device.account_key, answer.token)
        return
    if known is None and device.record.device in unlocked.roster.revoked:
        await give_up_session(device)
        await take_new_id(device)
        # A passkey answers once: then the person is asked for it again, and comes in under the new id.
        await log_in(device, name, way, device_name, adopt=adopt)
        return
    statements = await enrol_device(device, device.record, unlocked, device_name)
    joined = msgspec.structs.replace(answer, roster=statements)
    account = joined_account(known, unlocked.name, joined, unlocked.secrets, adopt=adopt)
    await device.join(account, unlocked.account_key, answer.token, unlocked.secrets)
    if unlocked.roster.ways is None and isinstance(way, TypedPassword):
        from shared.device.account.ways import write_ways_of_login  # noqa: PLC0415 - rarely needed

        with suppress(AutusError):
            await write_ways_of_login(device, unlocked, way)


def _is_set_back(known: AccountRecord, answer: SessionAnswer) -> bool:
    """True for a server that was restored, until this device has given it back what it lost of the roster.

    Another device may have enrolled since: then the roster went on without this one's statements.
    """
    if answer.generation != known.generations[-1]:
        return True
    return known.restored and tuple(answer.roster[: len(known.roster)]) != known.roster


async def log_out(device: Device) -> None:
    """Ends the session on this device. `end_left_session` ends it on the server. Vaults and keys stay."""
    device.require_account()
    await device.sign_out()
