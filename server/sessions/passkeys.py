"""The check of a passkey's answer (WebAuthn)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from server.sessions.challenges import Challenges
from server.store.port import PasskeyStore
from server.store.rows import PasskeyRow
from shared.errors import AutusError
from shared.vault.passkeys import passkey_ways
from shared.wire.accounts import Keyset, Passkey, PasskeyAssertion
from shared.wire.decoding import Limits, json_decoder

RSA_BITS = range(2048, 4097)
RSA_EXPONENT = 65537


class _ClientData(msgspec.Struct, rename="camel"):
    """What the browser says of a ceremony."""

    challenge: str
    cross_origin: bool = False


_decode_client_data = json_decoder(_ClientData, Limits(bytes_max=2048))


class Passkeys:
    """Challenges, and the answers to them.

    An answer holds if it was given at this origin, by a person whom the authenticator verified, with the
    private key of a credential that the account names, under a counter that went on.
    """

    def __init__(self, store: PasskeyStore, challenges: Challenges) -> None:
        self._store = store
        self._challenges = challenges

    def challenge(self, subject: bytes) -> bytes:
        """What a passkey signs. `subject` is the identity of a session, or empty for a log-in."""
        return self._challenges.make(subject)

    async def check(self, assertion: PasskeyAssertion, subject: bytes, origin: str) -> PasskeyRow:
        """The stored passkey that answered. Its challenge is used up and its counter stored.

        Raises AutusError CHALLENGE_EXPIRED, BAD_CREDENTIALS.
        """
        challenge = _challenge_of(assertion)
        self._challenges.check(challenge, subject)
        row = await self._store.passkey_by_credential(assertion.credential)
        known = row or PasskeyRow(assertion.credential, b"", _key_of_nobody(), assertion.user, 0)
        count = await asyncio.to_thread(_verify, assertion, challenge, origin, known)
        if row is None or count is None or (subject and row.identity != subject):
            raise _refused()
        self._challenges.use(challenge, subject)
        # A counter that stays at 0 says nothing: passkeys that are synced have none.
        if count != row.count and not await self._store.count_passkey(
            row.identity, row.credential, row.count, count
        ):
            raise _refused()
        return row

    async def is_known(self, passkey: PasskeyRow) -> bool:
        """Whether the account still has the passkey."""
        stored = await self._store.passkey_by_credential(passkey.credential)
        return stored is not None and stored.identity == passkey.identity

    async def rows_of(
        self, keyset: Keyset, identity: bytes, proof: PasskeyAssertion | None = None, origin: str = ""
    ) -> list[PasskeyRow]:
        """The passkeys of a keyset, to store. `proof` is the answer of one that is new; `end_proof` ends it.

        A passkey without a proof was proven on a database of which this one is a backup. Raises AutusError
        BAD_KEYSET, PASSKEY_REFUSED, CHALLENGE_EXPIRED.
        """
        passkeys = [passkey for _, passkey in passkey_ways(keyset.ways)]
        rows = await asyncio.to_thread(_rows_of, passkeys, identity) if passkeys else []
        for index, row in enumerate(rows):
            stored = await self._store.passkey_by_credential(row.credential)
            if stored is not None and stored.identity != identity:
                raise AutusError("BAD_KEYSET", "another account has this passkey")
            if proof is not None and proof.credential == row.credential:
                rows[index] = await self._prove(proof, row, origin)
                proof = None
        if proof is not None:
            raise AutusError("PASSKEY_REFUSED", "the proof is of no passkey of the keyset")
        return rows

    def end_proof(self, proof: PasskeyAssertion) -> None:
        """Ends the challenge of a proof whose change is stored. Until then it can be sent again."""
        self._challenges.end(_challenge_of(proof))

    async def _prove(self, proof: PasskeyAssertion, row: PasskeyRow, origin: str) -> PasskeyRow:
        challenge = _challenge_of(proof)
        self._challenges.check(challenge, row.identity)
        count = await asyncio.to_thread(_verify, proof, challenge, origin, row)
        if count is None:
            raise AutusError("PASSKEY_REFUSED", "the passkey's answer does not hold here")
        return msgspec.structs.replace(row, count=count)


def _rows_of(passkeys: Sequence[Passkey], identity: bytes) -> list[PasskeyRow]:
    """Raises AutusError BAD_KEYSET for a public key of a kind that is not checked."""
    for passkey in passkeys:
        _cose_key(passkey.public_key)
    return [PasskeyRow(each.credential, identity, each.public_key, each.user, 0) for each in passkeys]


def _challenge_of(assertion: PasskeyAssertion) -> bytes:
    """Raises AutusError BAD_CREDENTIALS."""
    try:
        data = _decode_client_data(assertion.client_data)
        text = data.challenge
        challenge = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        raise _refused() from None
    if data.cross_origin:
        raise _refused()
    return challenge


def _verify(assertion: PasskeyAssertion, challenge: bytes, origin: str, known: PasskeyRow) -> int | None:
    """The new count of the passkey. None if its answer does not hold."""
    # Imported at the first passkey, in a thread: the start of the server stays short, and nobody waits.
    from webauthn import verify_authentication_response  # noqa: PLC0415 - keeps the start short
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415 - as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above
    from webauthn.helpers.structs import (  # noqa: PLC0415 - as above
        AuthenticationCredential,
        AuthenticatorAssertionResponse,
    )

    response = AuthenticatorAssertionResponse(
        client_data_json=assertion.client_data,
        authenticator_data=assertion.authenticator_data,
        signature=assertion.signature,
    )
    name = bytes_to_base64url(assertion.credential)
    try:
        verified = verify_authentication_response(
            credential=AuthenticationCredential(id=name, raw_id=assertion.credential, response=response),
            expected_challenge=challenge,
            expected_rp_id=urlsplit(origin).hostname or "",
            expected_origin=origin,
            credential_public_key=_cose_key(known.public_key),
            credential_current_sign_count=known.count,
            require_user_verification=True,
        )
    except WebAuthnException:
        return None
    if assertion.user and not hmac.compare_digest(assertion.user, known.user):
        return None
    return verified.new_sign_count


def _cose_key(public_key: bytes) -> bytes:
    """A SubjectPublicKeyInfo as COSE: P-256 (ES256), Ed25519 (EdDSA) or RSA (RS256).

    Raises AutusError BAD_KEYSET for any other.
    """
    from webauthn.helpers import encode_cbor  # noqa: PLC0415 - keeps the start short

    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        point = key.public_numbers()
        members: dict[int, Any] = {1: 2, 3: -7, -1: 1, -2: _bytes_of(point.x, 32), -3: _bytes_of(point.y, 32)}
    elif isinstance(key, ed25519.Ed25519PublicKey):
        members = {1: 1, 3: -8, -1: 6, -2: key.public_bytes(Encoding.Raw, PublicFormat.Raw)}
    elif isinstance(key, rsa.RSAPublicKey) and key.key_size in RSA_BITS:
        numbers = key.public_numbers()
        if numbers.e != RSA_EXPONENT:
            raise AutusError("BAD_KEYSET", "the public key of a passkey has another exponent")
        members = {
            1: 3,
            3: -257,
            -1: _bytes_of(numbers.n, (key.key_size + 7) // 8),
            -2: _bytes_of(numbers.e, 3),
        }
    else:
        raise AutusError("BAD_KEYSET", "the public key of a passkey is of no kind that is checked here")
    return encode_cbor(members)


def _bytes_of(number: int, size: int) -> bytes:
    return number.to_bytes(size, "big")


@cache
def _key_of_nobody() -> bytes:
    """A public key whose private half is gone: an unknown passkey takes as long to check as a known one."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _refused() -> AutusError:
    return AutusError("BAD_CREDENTIALS", "name or passkey is wrong")
