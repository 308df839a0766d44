"""Log-in: the parameters of an account's password, the check of a way in, and the answer to a log-in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from server.limits.networks import network_of
from server.limits.throttle import Throttle
from server.sessions.passkeys import Passkeys
from server.sessions.passwords import Passwords, hash_of_verifier
from server.sessions.service import Sessions
from server.store.port import AccountStore
from server.store.rows import AccountRow, ServerIdentity
from shared.errors import AutusError
from shared.text import comparable_account_name
from shared.vault.ways import kdf_of
from shared.wire.accounts import (
    Confirmation,
    KdfParams,
    Keyset,
    Login,
    PasskeyLogin,
    SessionAnswer,
    SignedStatement,
    WayKind,
)
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import KEYSET_BYTES_MAX, STATEMENT_BYTES_MAX

# Clients of this version use the same, so an unknown name looks like any other.
FAKE_KDF_MEMORY_KIB = 64 * 1024
FAKE_KDF_ITERATIONS = 3
FAKE_KDF_LANES = 1

_decode_keyset = msgpack_decoder(Keyset, Limits(2 * KEYSET_BYTES_MAX))
_decode_statement = msgpack_decoder(SignedStatement, Limits(2 * STATEMENT_BYTES_MAX))


def _auth_hash(row: AccountRow | None, way: WayKind) -> str | None:
    if row is None or way == "password":
        return row.auth_hash if row else None
    return hash_of_verifier(row.recovery_verifier) if row.recovery_verifier else None


class LogIns:
    """`receipt_public` is the public key that devices pin at their first log-in."""

    def __init__(
        self,
        store: AccountStore,
        sessions: Sessions,
        throttle: Throttle,
        passwords: Passwords,
        passkeys: Passkeys,
        server: ServerIdentity,
        receipt_public: bytes,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._throttle = throttle
        self._passwords = passwords
        self.passkeys = passkeys
        self._server = server
        self._receipt_public = receipt_public

    async def find_parameters(self, name: str) -> KdfParams:
        """How to derive the keys of an account's password. For an unknown name: a stable invention."""
        key = comparable_account_name(name)
        # Both cases invent a salt and read a keyset, so that they take the same time. A keyset may be large.
        invention = hmac.digest(self._server.secret, b"autus/v1/fake-salt" + key.encode(), "sha256")
        row = await self._store.keyset_by_name(key, invention)
        if row is not None:
            kdf = kdf_of(_decode_keyset(row[1]))
            if row[0] == key and kdf is not None:
                return kdf
        return KdfParams(
            salt=invention[:16],
            memory_kib=FAKE_KDF_MEMORY_KIB,
            iterations=FAKE_KDF_ITERATIONS,
            lanes=FAKE_KDF_LANES,
        )

    async def log_in(self, login: Login, address: str) -> tuple[SessionAnswer, str]:
        """The account's data and the token of a new session.

        Raises AutusError BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, SERVER_BUSY.
        """
        name = comparable_account_name(login.name)
        with self._throttle.attempt(name, address):
            row = await self._store.account_by_name(name)
            right = await self._passwords.verify(
                _auth_hash(row, login.way), login.auth_key, network_of(address)
            )
            if row is None or not right:
                raise AutusError("BAD_CREDENTIALS", "name or secret is wrong")
        answer, token = await self._open(row, login.device)
        fresh = await self._store.account_by_identity(row.identity)
        if fresh is None or _auth_hash(fresh, login.way) != _auth_hash(row, login.way):
            # The secret was replaced since the check began, and the sessions that ended then were all others.
            await self._sessions.end_opened(token)
            raise AutusError("BAD_CREDENTIALS", "name or secret is wrong")
        return answer, token

    async def log_in_with_passkey(
        self, login: PasskeyLogin, address: str, origin: str
    ) -> tuple[SessionAnswer, str]:
        """As `log_in`, for the account of the passkey. Raises also CHALLENGE_EXPIRED."""
        credential = login.assertion.credential
        # The account is not known before the check. Failures count for the credential.
        with self._throttle.attempt(f"passkey {hashlib.sha256(credential).hexdigest()}", address):
            passkey = await self.passkeys.check(login.assertion, b"", origin)
            row = await self._store.account_by_identity(passkey.identity)
            if row is None or (login.name is not None and comparable_account_name(login.name) != row.name):
                raise AutusError("BAD_CREDENTIALS", "name or passkey is wrong")
        answer, token = await self._open(row, login.device)
        if not await self.passkeys.is_known(passkey):
            # It was removed since the check began.
            await self._sessions.end_opened(token)
            raise AutusError("BAD_CREDENTIALS", "name or passkey is wrong")
        return answer, token

    async def _open(self, row: AccountRow, device: bytes) -> tuple[SessionAnswer, str]:
        token = await self._sessions.open_session(row.identity, device)
        state = await self.read_account(row.identity) if token else None
        if token is None or state is None:
            # The account was deleted since the check began.
            raise AutusError("BAD_CREDENTIALS", "name or secret is wrong")
        return self.make_answer(row.identity, *state), token

    async def read_account(self, identity: bytes) -> tuple[Keyset, tuple[SignedStatement, ...]] | None:
        """Keyset and roster of one moment. None if the account is gone."""
        state = await self._store.account_state(identity)
        if state is None:
            return None
        return _decode_keyset(state[0]), tuple(_decode_statement(each) for each in state[1])

    async def confirm(self, identity: bytes, confirmation: Confirmation, address: str, origin: str) -> None:
        """Checks a way in of an account that is logged in. A wrong one counts as a failed log-in.

        Raises AutusError NOT_SIGNED_IN, BAD_REQUEST, BAD_CREDENTIALS, CHALLENGE_EXPIRED, TOO_MANY_ATTEMPTS,
        SERVER_BUSY.
        """
        auth_key, passkey = confirmation.auth_key, confirmation.passkey
        if (auth_key is None) == (passkey is None):
            raise AutusError("BAD_REQUEST", "a confirmation has an auth key or a passkey")
        row = await self._store.account_by_identity(identity)
        if row is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        with self._throttle.attempt(row.name, address):
            if passkey is not None:
                await self.passkeys.check(passkey, identity, origin)
            elif auth_key is None or not await self._passwords.verify(
                row.auth_hash, auth_key, network_of(address)
            ):
                raise AutusError("BAD_CREDENTIALS", "the password is wrong")

    def make_answer(
        self, identity: bytes, keyset: Keyset, statements: Sequence[SignedStatement]
    ) -> SessionAnswer:
        """The answer to a log-in or a registration, without a token."""
        return SessionAnswer(
            identity=identity,
            keyset=keyset,
            roster=tuple(statements),
            receipt_key=self._receipt_public,
            generation=self._server.generation,
        )
