"""Recovering an account that was made after the backup from which its server was restored.

The account's devices have its identity, keyset and roster. With the password one of them registers it again,
unchanged. Their commits follow as after any restore.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.left_session import settle_left_session
from shared.device.account.server_restore import record_generation
from shared.device.account.typed_password import TypedPassword
from shared.device.core.records import TOKEN, AccountRecord, seal_records
from shared.device.core.rollback_checks import require_generation
from shared.device.core.server_client import Refused
from shared.errors import AutusError
from shared.vault.roster import verify_roster
from shared.wire.accounts import Confirmation, Login, Registration, SessionAnswer
from shared.wire.limits import NEW_ROSTER_STATEMENTS_MAX

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def recover_account(device: Device, password: str) -> None:
    """Registers the account again on its server. Asking for it is agreeing to the restored database.

    Raises AutusError: WRONG_PASSWORD, REGISTRATION_CLOSED; NAME_TAKEN if another device was faster, then a
    log-in helps; ACCOUNT_REPLACED if another account has the name; ACCOUNT_DELETED if the database is the one
    that had the account; SERVER_ROLLED_BACK if its generation has ended; SERVER_KEY_CHANGED if it is another
    server's. After the last three the account is removed there again.
    """
    account = device.require_account()
    key = await TypedPassword(device, password).auth_key()
    await settle_left_session(device)
    # The other statements follow as after any restore.
    statements = account.roster[:NEW_ROSTER_STATEMENTS_MAX]
    roster = await verify_roster(device.host.crypto, account.identity, statements)
    if roster.ways != (await device.roster()).ways:
        # A keyset is nothing without the statement that names its ways in.
        limit = NEW_ROSTER_STATEMENTS_MAX
        raise AutusError("ROSTER_TOO_LONG", "the ways in stand too late in the roster", limit=limit)
    me = device.record.device
    first = me if me in roster.devices else next(iter(roster.devices))
    registration = Registration(
        name=account.name,
        auth_key=key,
        identity=account.identity,
        device=first,
        keyset=account.keyset,
        roster=statements,
        session=device.host.session_kind,
    )
    try:
        answer = await _register(device, registration)
        device.host.transport.use_token(answer.token)
        await _require_restored(device, account, answer, key)
        token = answer.token if first == me else await _open_own_session(device, account, key)
        sealed = [] if token is None else [(TOKEN, token.encode())]
        puts = await seal_records(device.host.crypto, sealed)
        joined = msgspec.structs.replace(account, signed_in=True)
        await record_generation(device, joined, answer.generation, puts)
    except BaseException:
        device.host.transport.use_token(device.token)
        raise
    device.use_token(token)


async def _register(device: Device, registration: Registration) -> SessionAnswer:
    try:
        return await device.server.register(registration)
    except Refused as refused:
        if refused.code == "NAME_TAKEN":
            await _require_own_name(device, registration)
        raise


async def _require_own_name(device: Device, registration: Registration) -> None:
    """Raises AutusError ACCOUNT_REPLACED if the account of this name does not accept this account's key."""
    login = Login(
        name=registration.name,
        auth_key=registration.auth_key,
        device=registration.device,
        session=registration.session,
    )
    try:
        device.host.transport.use_token((await device.server.log_in(login)).token)
        await device.server.log_out()
    except Refused as refused:
        if refused.code == "BAD_CREDENTIALS":
            detail = "the account of this device was deleted, and another one has its name"
            raise AutusError("ACCOUNT_REPLACED", detail, name=registration.name) from refused


async def _require_restored(
    device: Device, account: AccountRecord, answer: SessionAnswer, key: bytes
) -> None:
    try:
        if answer.receipt_key != account.receipt_key:
            raise AutusError("SERVER_KEY_CHANGED", "the server signs with another key than before")
        if answer.generation == account.generations[-1]:
            raise AutusError("ACCOUNT_DELETED", "the account was deleted: the database was not restored")
        if answer.generation in account.generations:
            require_generation(account, answer.generation)
    except AutusError:
        # Whichever server this is, and whatever became of the account: without the person's consent it is not
        # registered there.
        with suppress(AutusError):
            await device.server.delete_account(Confirmation(auth_key=key))
        raise


async def _open_own_session(device: Device, account: AccountRecord, key: bytes) -> str | None:
    """Replaces the session of the first enrolled device by one of this device, which joined later."""
    await device.server.log_out()
    login = Login(
        name=account.name, auth_key=key, device=device.record.device, session=device.host.session_kind
    )
    token = (await device.server.log_in(login)).token
    device.host.transport.use_token(token)
    return token
