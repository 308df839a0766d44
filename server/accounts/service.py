"""Registration, the keyset and the roster."""

from __future__ import annotations

from itertools import repeat

import msgspec

from server.clock import Clock
from server.confusables import skeleton_of
from server.crypto import SIGNATURE_VERIFIER
from server.events.hub import Hub
from server.limits.networks import network_of
from server.limits.throttle import Throttle
from server.sessions.log_in import LogIns
from server.sessions.passwords import Passwords
from server.sessions.service import Sessions
from server.settings import Settings
from server.store.port import AccountStore, Taken
from server.store.rows import AccountRow, NewAccount, NewStatement, SessionRow
from shared.errors import AutusError
from shared.text import check_new_account_name, comparable_account_name
from shared.vault.roster import DeviceEntry, Roster, decode_statement, extend_roster, verify_roster
from shared.wire.accounts import Keyset, KeysetReplacement, Registration, SessionAnswer, SignedStatement
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.limits import (
    KEYSET_BYTES_MAX,
    NEW_ROSTER_STATEMENTS_MAX,
    ROSTER_STATEMENTS_MAX,
    STATEMENT_BYTES_MAX,
)

UNKNOWN_HEAD = bytes(32)

_decode_keyset = msgpack_decoder(Keyset, Limits(2 * KEYSET_BYTES_MAX))
_decode_statement = msgpack_decoder(SignedStatement, Limits(2 * STATEMENT_BYTES_MAX))


class Accounts:
    """What a person's account is made of: identity, keyset and roster."""

    def __init__(
        self,
        store: AccountStore,
        sessions: Sessions,
        log_ins: LogIns,
        passwords: Passwords,
        throttle: Throttle,
        hub: Hub,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._log_ins = log_ins
        self._passwords = passwords
        self._throttle = throttle
        self._hub = hub
        self._clock = clock
        self._registration_open = settings.registration_open

    def admit_registration(self, address: str) -> None:
        """Counts a registration before its body is read. Raises REGISTRATION_CLOSED, TOO_MANY_ATTEMPTS."""
        if not self._registration_open:
            raise AutusError("REGISTRATION_CLOSED", "this server takes no new accounts")
        self._throttle.count_registration(address)

    async def register(self, registration: Registration, address: str) -> tuple[SessionAnswer, str]:
        """A new account and the token of its first session. `admit_registration` comes first.

        Raises AutusError TOO_LARGE, BAD_STATEMENT, DEVICE_REVOKED, BAD_KEYSET, BAD_ACCOUNT_NAME,
        NAME_TAKEN, NAME_CONFUSABLE, IDENTITY_TAKEN, SERVER_BUSY.
        """
        identity = registration.identity
        # Anybody can register, so the work for one registration is small.
        if len(registration.roster) > NEW_ROSTER_STATEMENTS_MAX:
            raise AutusError(
                "TOO_LARGE", "the roster of a new account is short", limit=NEW_ROSTER_STATEMENTS_MAX
            )
        roster = await verify_roster(SIGNATURE_VERIFIER, identity, registration.roster)
        if registration.device not in roster.devices:
            raise AutusError("DEVICE_REVOKED", "the roster does not carry this device")
        if not registration.keyset.wraps:
            raise AutusError("BAD_KEYSET", "a keyset without a wrap opens for nobody")
        check_new_account_name(registration.name)
        name = comparable_account_name(registration.name)
        skeleton = skeleton_of(name)
        _refuse_taken(await self._store.find_taken(name, skeleton, identity))
        row = AccountRow(
            identity=identity,
            name=name,
            auth_hash=await self._passwords.hash(registration.auth_key, network_of(address)),
            keyset_version=registration.keyset.version,
            keyset=encode(registration.keyset),
            roster_head=roster.heads[-1],
        )
        now_ms = self._clock.now_ms()
        token, session = self._sessions.make_session(identity, registration.device, now_ms)
        new = NewAccount(
            account=row,
            skeleton=skeleton,
            created_ms=now_ms,
            statements=[encode(each) for each in registration.roster],
            devices=_devices(roster),
            session=session,
        )
        _refuse_taken(await self._store.create_account(new))
        return self._log_ins.make_answer(row, registration.keyset, registration.roster), token

    async def read_keyset(self, session: SessionRow) -> msgspec.Raw:
        """The encoded Keyset."""
        row = await self._store.account_by_identity(session.identity)
        if row is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        return msgspec.Raw(row.keyset)

    async def replace_keyset(self, session: SessionRow, replacement: KeysetReplacement) -> None:
        """Swaps in a keyset.

        Raises AutusError KEYSET_MOVED unless the stored version is the expected one, BAD_KEYSET unless the
        new one is the next and keeps the wraps. So a session alone can neither use up the versions nor take
        away the way in.
        """
        expected, new = replacement.expected_version, replacement.keyset
        row = await self._store.account_by_identity(session.identity)
        if row is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        if row.keyset_version != expected:
            raise AutusError("KEYSET_MOVED", "the stored keyset has another version")
        if new.version != expected + 1:
            raise AutusError("BAD_KEYSET", "the version of a keyset follows the replaced one's")
        if new.wraps != _decode_keyset(row.keyset).wraps:
            raise AutusError("BAD_KEYSET", "a keyset keeps the wraps of the one that it replaces")
        if not await self._store.replace_keyset(session.identity, expected, new.version, encode(new)):
            raise AutusError("KEYSET_MOVED", "the stored keyset has another version")
        self._hub.publish_account(session.identity, session.token_hash)

    async def read_roster(self, session: SessionRow, after: int) -> list[SignedStatement]:
        """The statements from position `after`. Raises AutusError NOT_SIGNED_IN."""
        encoded = await self._store.roster_since(session.identity, after)
        if not encoded and await self._store.facts_of_roster(session.identity) is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        return [_decode_statement(each) for each in encoded]

    async def append_statement(self, session: SessionRow, statement: SignedStatement) -> None:
        """Verifies a statement and appends it to the roster.

        Raises AutusError TOO_LARGE, NOT_SIGNED_IN, ROSTER_MOVED unless the statement follows the head, and
        the refusals of `extend_roster`.
        """
        identity = session.identity
        facts = await self._store.facts_of_roster(identity)
        if facts is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        head, count = facts.head, facts.statements
        if count >= ROSTER_STATEMENTS_MAX:
            raise AutusError("TOO_LARGE", "the roster is full", limit=ROSTER_STATEMENTS_MAX)
        if decode_statement(statement).prev != head:
            raise AutusError("ROSTER_MOVED", "the roster has another head")
        # The stored statements were verified when they came. The next one needs only their number, the hash
        # of the last one, and the devices that they carry.
        before = Roster(
            identity,
            {device: DeviceEntry(public, b"", 0, 0) for device, public in facts.devices.items()},
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
        if not await self._store.append_statement(new):
            raise AutusError("ROSTER_MOVED", "the roster has another head")
        self._hub.publish_account(session.identity, session.token_hash)

    async def delete_account(self, session: SessionRow) -> None:
        """Deletes everything of the account, and ends its event streams."""
        await self._store.delete_account(session.identity)
        self._hub.end_identity(session.identity)


def _refuse_taken(taken: Taken | None) -> None:
    if taken == "name":
        raise AutusError("NAME_TAKEN", "an account has this name", field="name")
    if taken == "skeleton":
        raise AutusError("NAME_CONFUSABLE", "the name looks like that of another account", field="name")
    if taken == "identity":
        raise AutusError("IDENTITY_TAKEN", "an account has this identity")


def _devices(roster: Roster) -> list[tuple[bytes, bytes]]:
    return [(device, entry.public) for device, entry in roster.devices.items()]
