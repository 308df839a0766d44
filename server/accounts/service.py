"""Registration, the keyset and the roster."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from server.accounts.revocations import Revocations
from server.clock import Clock
from server.confusables import skeleton_of
from server.crypto import SIGNATURE_VERIFIER
from server.events.hub import Hub
from server.limits.networks import network_of
from server.limits.throttle import Throttle
from server.sessions.log_in import LogIns
from server.sessions.passwords import Passwords, hash_of_verifier
from server.settings import Settings
from server.store.port import AccountStore, Taken
from server.store.rows import AccountRow, NewAccount, NewStatement, NewWays, SessionRow
from shared.errors import AutusError
from shared.text import check_new_account_name, comparable_account_name
from shared.vault.roster import Roster, extend_roster, read_verified, verify_roster
from shared.vault.roster_statements import decode_statement, device_id
from shared.vault.ways import has_foreign_seals, require_keyset_of, verifier_of
from shared.wire.accounts import (
    AccountState,
    Keyset,
    KeysetReplacement,
    Registration,
    SessionAnswer,
    SignedStatement,
    WaysChange,
)
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.limits import (
    KEYSET_BYTES_MAX,
    NEW_ROSTER_STATEMENTS_MAX,
    STATEMENT_BYTES_MAX,
)

_decode_keyset = msgpack_decoder(Keyset, Limits(2 * KEYSET_BYTES_MAX))
_decode_statement = msgpack_decoder(SignedStatement, Limits(2 * STATEMENT_BYTES_MAX))


class Accounts:
    """What a person's account is made of: identity, keyset and roster."""

    def __init__(
        self,
        store: AccountStore,
        revocations: Revocations,
        log_ins: LogIns,
        passwords: Passwords,
        throttle: Throttle,
        hub: Hub,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._store = store
        self._sessions = revocations.sessions
        self._revocations = revocations
        self._log_ins = log_ins
        self._passwords = passwords
        self._passkeys = log_ins.passkeys
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
        if not registration.keyset.wraps and not registration.keyset.ways:
            raise AutusError("BAD_KEYSET", "a keyset without a way in opens for nobody")
        _require_keyset(roster, registration.keyset)
        password, recovery = _verifiers(roster)
        if password is not None and password != verifier_of(registration.auth_key):
            raise AutusError("BAD_KEYSET", "the roster names another password")
        check_new_account_name(registration.name)
        name = comparable_account_name(registration.name)
        skeleton = skeleton_of(name)
        _refuse_taken(await self._store.find_taken(name, skeleton, identity))
        row = AccountRow(
            identity=identity,
            name=name,
            auth_hash=hash_of_verifier(password)
            if password
            else await self._passwords.hash(registration.auth_key, network_of(address)),
            keyset_version=registration.keyset.version,
            keyset=encode(registration.keyset),
            roster_head=roster.heads[-1],
            recovery_verifier=recovery,
            epoch=0 if roster.ways is None else roster.ways.epoch,
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
            passkeys=await self._passkeys.rows_of(registration.keyset, identity),
        )
        _refuse_taken(await self._store.create_account(new))
        return self._log_ins.make_answer(identity, registration.keyset, registration.roster), token

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
        old = _decode_keyset(row.keyset)
        if (new.wraps, new.epoch, new.ways, new.devices) != (old.wraps, old.epoch, old.ways, old.devices):
            raise AutusError("BAD_KEYSET", "a keyset keeps the ways in of the one that it replaces")
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
        _, before, position = await self._read(session.identity)
        after = await self._continue(before, [statement])
        if after.ways != before.ways:
            raise AutusError("BAD_STATEMENT", "the ways in change together with the keyset")
        new = NewStatement(
            identity=session.identity,
            old_head=before.heads[-1],
            new_head=after.heads[-1],
            position=position,
            statement=encode(statement),
            devices=_devices(after),
        )
        if not await self._store.append_statement(new):
            raise AutusError("ROSTER_MOVED", "the roster has another head")
        self._hub.publish_account(session.identity, session.token_hash)

    async def read_account(self, session: SessionRow, after: int) -> AccountState:
        """Keyset and statements of one moment. Raises AutusError NOT_SIGNED_IN."""
        keyset, statements = await self._state(session.identity)
        return AccountState(keyset, tuple(_decode_statement(each) for each in statements[after:]))

    async def change_ways(self, session: SessionRow, change: WaysChange, origin: str) -> None:
        """Changes roster, keyset and verifiers together. The statements prove that a way in is at hand.

        Raises AutusError KEYSET_MOVED, ROSTER_MOVED, BAD_KEYSET unless the keyset is the next and has the
        ways in that the roster then names, PASSKEY_REFUSED and CHALLENGE_EXPIRED for the proof of a new
        passkey, HEADS_MOVED, TOO_LARGE, NOT_SIGNED_IN, and the refusals of `extend_roster`.
        """
        keyset, before, position = await self._read(session.identity)
        if keyset.version != change.expected_version:
            raise AutusError("KEYSET_MOVED", "the stored keyset has another version")
        after = await self._continue(before, change.statements)
        if change.keyset.version != change.expected_version + 1:
            raise AutusError("BAD_KEYSET", "the version of a keyset follows the replaced one's")
        password, recovery = _verifiers(after)
        if after.ways is None or after.ways == before.ways or password is None:
            raise AutusError("BAD_STATEMENT", "no statement changes the ways in, or none is a password")
        _require_keyset(after, change.keyset)
        revoked = [after.revoked[device] for device in after.revoked.keys() - before.revoked.keys()]
        numbers = await self._revocations.check_heads(session.identity, revoked) if revoked else {}
        new = NewWays(
            identity=session.identity,
            old_head=before.heads[-1],
            new_head=after.heads[-1],
            position=position,
            statements=[encode(each) for each in change.statements],
            devices=_devices(after),
            expected_version=change.expected_version,
            version=change.keyset.version,
            keyset=encode(change.keyset),
            auth_hash=hash_of_verifier(password),
            recovery_verifier=recovery,
            keep_session=session.token_hash if change.end_sessions else None,
            epoch=after.ways.epoch,
            revoked=[device_id(each.entry.public) for each in revoked],
            numbers=numbers,
            passkeys=await self._passkeys.rows_of(change.keyset, session.identity, change.proof, origin),
        )
        ended = await self._store.change_ways(new)
        if ended is None:
            raise AutusError("ROSTER_MOVED", "the account has another roster or keyset")
        if change.proof is not None:
            self._passkeys.end_proof(change.proof)
        self._sessions.tell_ended(session.identity, ended)
        self._hub.publish_account(session.identity, session.token_hash)

    async def _state(self, identity: bytes) -> tuple[Keyset, list[bytes]]:
        state = await self._store.account_state(identity)
        if state is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        return _decode_keyset(state[0]), list(state[1])

    async def _read(self, identity: bytes) -> tuple[Keyset, Roster, int]:
        """Keyset, roster and the number of its statements, which were verified when they came."""
        keyset, statements = await self._state(identity)
        roster = read_verified(identity, [_decode_statement(each) for each in statements])
        return keyset, roster, len(statements)

    async def _continue(self, before: Roster, statements: Sequence[SignedStatement]) -> Roster:
        """The roster with further statements. Raises AutusError TOO_LARGE, ROSTER_MOVED."""
        if decode_statement(statements[0]).prev != before.heads[-1]:
            raise AutusError("ROSTER_MOVED", "the roster has another head")
        try:
            return await extend_roster(SIGNATURE_VERIFIER, before, statements)
        except AutusError as error:
            if error.code == "ROSTER_TOO_LONG":
                raise AutusError("TOO_LARGE", "the roster is full", **error.fields) from None
            raise

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


def _require_keyset(roster: Roster, keyset: Keyset) -> None:
    """Raises AutusError BAD_KEYSET unless the keyset has the ways in and the devices of the roster."""
    try:
        require_keyset_of(roster, keyset)
    except AutusError as error:
        raise AutusError("BAD_KEYSET", error.detail) from None
    if has_foreign_seals(keyset, roster.devices):
        raise AutusError("BAD_KEYSET", "the keyset seals its account key to a device outside of the roster")


def _verifiers(roster: Roster) -> tuple[bytes | None, bytes | None]:
    """The verifiers of password and recovery code that the roster names."""
    named = {} if roster.ways is None else {entry.kind: entry.verifier for entry in roster.ways.entries}
    return named.get("password"), named.get("recovery")
