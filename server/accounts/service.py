"""Registering, logging in, the keyset and the roster."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Sequence
from itertools import repeat

import msgspec

from server.crypto import SIGNATURE_VERIFIER
from server.services import Services
from server.sessions.service import new_session, open_session
from server.store.port import Taken
from server.store.rows import AccountRow, NewAccount, NewStatement, SessionRow
from shared.errors import AutusError
from shared.vault.roster import DeviceEntry, Roster, decode_statement, extend_roster, verify_roster
from shared.wire.accounts import (
    KdfParams,
    Keyset,
    KeysetReplacement,
    Login,
    Registration,
    SessionAnswer,
    SignedStatement,
)
from shared.wire.encoding import encode
from shared.wire.limits import NEW_ROSTER_STATEMENTS_MAX, ROSTER_STATEMENTS_MAX

# What clients of this version use, so that a name that nobody has looks like any other.
FAKE_KDF_MEMORY_KIB = 64 * 1024
FAKE_KDF_ITERATIONS = 3
FAKE_KDF_LANES = 1
UNKNOWN_HEAD = bytes(32)

_decode_keyset = msgspec.msgpack.Decoder(Keyset).decode
_decode_statement = msgspec.msgpack.Decoder(SignedStatement).decode


def comparable(name: str) -> str:
    """Names that look the same but for their case are one name."""
    return unicodedata.normalize("NFKC", name).casefold()


async def login_parameters(services: Services, name: str) -> KdfParams:
    """How to derive the keys of an account's password; of no account: a stable invention."""
    key = comparable(name)
    # The same is made and read for every name, so that both ways take the same time: a keyset may be large.
    invention = hmac.digest(services.row.secret, b"autus/v1/fake-salt" + key.encode(), "sha256")
    row = await services.store.keyset_by_name(key, invention)
    if row is not None:
        for wrap in _decode_keyset(row[1]).wraps:
            if row[0] == key and wrap.kind == "password":
                return wrap.kdf
    return KdfParams(
        salt=invention[:16],
        memory_kib=FAKE_KDF_MEMORY_KIB,
        iterations=FAKE_KDF_ITERATIONS,
        lanes=FAKE_KDF_LANES,
    )


def admit_registration(services: Services, address: str) -> None:
    """Counts a registration before anything of it is read. Raises REGISTRATION_CLOSED, TOO_MANY_ATTEMPTS."""
    if not services.settings.registration_open:
        raise AutusError("REGISTRATION_CLOSED", "this server takes no new accounts")
    services.throttle.registration(address)


async def register(services: Services, registration: Registration) -> tuple[SessionAnswer, str]:
    """A new account and its first session's token, once it was admitted.

    Raises AutusError TOO_LARGE, BAD_STATEMENT, DEVICE_REVOKED, NAME_TAKEN, IDENTITY_TAKEN, SERVER_BUSY.
    """
    identity = registration.identity
    # Whoever registers is not known yet, so little is verified for them.
    if len(registration.roster) > NEW_ROSTER_STATEMENTS_MAX:
        raise AutusError("TOO_LARGE", "the roster of a new account is short", limit=NEW_ROSTER_STATEMENTS_MAX)
    roster = await verify_roster(SIGNATURE_VERIFIER, identity, registration.roster)
    if registration.device not in roster.devices:
        raise AutusError("DEVICE_REVOKED", "the roster does not carry this device")
    name = comparable(registration.name)
    _refuse_taken(await services.store.find_taken(name, identity))
    row = AccountRow(
        identity=identity,
        name=name,
        auth_hash=await services.passwords.hash(registration.auth_key),
        keyset_version=registration.keyset.version,
        keyset=encode(registration.keyset),
        roster_head=roster.heads[-1],
    )
    now_ms = services.now_ms()
    token, session = new_session(services, identity, registration.device, now_ms)
    new = NewAccount(
        account=row,
        created_ms=now_ms,
        statements=[encode(each) for each in registration.roster],
        devices=_devices(roster),
        session=session,
    )
    _refuse_taken(await services.store.create_account(new))
    return _answer(services, row, registration.keyset, registration.roster), token


def _refuse_taken(taken: Taken | None) -> None:
    if taken == "name":
        raise AutusError("NAME_TAKEN", "an account has this name")
    if taken == "identity":
        raise AutusError("IDENTITY_TAKEN", "an account has this identity")


async def log_in(services: Services, login: Login, address: str) -> tuple[SessionAnswer, str]:
    """The account's data and a new session's token.

    Raises AutusError BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, SERVER_BUSY.
    """
    name = comparable(login.name)
    with services.throttle.attempt(name, address):
        row = await services.store.account_by_name(name)
        right = await services.passwords.verify(row.auth_hash if row else None, login.auth_key)
        if row is None or not right:
            raise AutusError("BAD_CREDENTIALS", "name or password is wrong")
    token = await open_session(services, row.identity, login.device)
    if token is None:
        # The account was deleted while the password was being checked.
        raise AutusError("BAD_CREDENTIALS", "name or password is wrong")
    return _answer(services, row, _decode_keyset(row.keyset), await roster(services, row.identity, 0)), token


def _answer(
    services: Services, row: AccountRow, keyset: Keyset, statements: Sequence[SignedStatement]
) -> SessionAnswer:
    return SessionAnswer(
        identity=row.identity,
        keyset=keyset,
        roster=tuple(statements),
        receipt_key=services.receipt_key.public,
        generation=services.row.generation,
    )


async def keyset(services: Services, session: SessionRow) -> msgspec.Raw:
    """The encoded Keyset."""
    row = await services.store.account_by_identity(session.identity)
    if row is None:
        raise AutusError("NOT_SIGNED_IN", "log in first")
    return msgspec.Raw(row.keyset)


async def replace_keyset(services: Services, session: SessionRow, replacement: KeysetReplacement) -> None:
    """Raises AutusError KEYSET_MOVED unless the stored version is the expected one, BAD_KEYSET unless the
    new one is above it.
    """
    expected, new = replacement.expected_version, replacement.keyset
    if new.version <= expected:
        raise AutusError("BAD_KEYSET", "a keyset's version is above the replaced one's")
    if not await services.store.replace_keyset(session.identity, expected, new.version, encode(new)):
        raise AutusError("KEYSET_MOVED", "the stored keyset has another version")


async def roster(services: Services, identity: bytes, after: int) -> list[SignedStatement]:
    """The statements from position `after`."""
    return [_decode_statement(encoded) for encoded in await services.store.roster_since(identity, after)]


async def append_statement(services: Services, session: SessionRow, statement: SignedStatement) -> None:
    """Raises AutusError ROSTER_MOVED where it does not follow the head, else BAD_STATEMENT and its like."""
    identity = session.identity
    facts = await services.store.facts_of_roster(identity)
    if facts is None:
        raise AutusError("NOT_SIGNED_IN", "log in first")
    head, count = facts.head, facts.statements
    if count >= ROSTER_STATEMENTS_MAX:
        raise AutusError("TOO_LARGE", "the roster is full", limit=ROSTER_STATEMENTS_MAX)
    if decode_statement(statement).prev != head:
        raise AutusError("ROSTER_MOVED", "the roster has another head")
    # The stored statements were verified when they came. The next one needs only their number, the hash of
    # the last one, and the devices that they carry.
    before = Roster(
        identity,
        {device: DeviceEntry(public, b"", 0, 0) for device, public in facts.devices},
        (*repeat(UNKNOWN_HEAD, count - 1), head),
    )
    after = await extend_roster(SIGNATURE_VERIFIER, before, [statement])
    new = NewStatement(
        identity=identity,
        old_head=head,
        new_head=after.heads[-1],
        position=count,
        statement=encode(statement),
        devices=_devices(after),
    )
    if not await services.store.append_statement(new):
        raise AutusError("ROSTER_MOVED", "the roster has another head")


async def delete_account(services: Services, session: SessionRow) -> None:
    """Deletes everything of the account, and ends its event streams."""
    await services.store.delete_account(session.identity)
    services.hub.end_identity(session.identity)


def _devices(roster_: Roster) -> list[tuple[bytes, bytes]]:
    return [(device, entry.public) for device, entry in roster_.devices.items()]
