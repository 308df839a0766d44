"""A small authenticator in software: WebAuthn credentials with the PRF extension."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.wire.accounts import PasskeyAssertion

PRESENT, VERIFIED, EXTENDED = 0x01, 0x04, 0x80
ES256 = ec.ECDSA(SHA256())


def sign_es256(key: Any, data: bytes) -> bytes:
    signature: bytes = key.sign(data, ES256)
    return signature


# A new key, and how it signs.
Kind = tuple[Callable[[], Any], Callable[[Any, bytes], bytes]]
KINDS: dict[str, Kind] = {
    "ES256": (lambda: ec.generate_private_key(ec.SECP256R1()), sign_es256),
    "EdDSA": (ed25519.Ed25519PrivateKey.generate, lambda key, data: key.sign(data)),
    "RS256": (
        lambda: rsa.generate_private_key(65537, 2048),
        lambda key, data: key.sign(data, padding.PKCS1v15(), SHA256()),
    ),
}


@dataclass
class Credential:
    """A passkey as the authenticator has it. `salt` is where its PRF begins; None: it has no PRF."""

    id: bytes
    user: bytes
    private: Any
    sign: Callable[[Any, bytes], bytes]
    salt: bytes | None
    count: int = 0

    @property
    def public_key(self) -> bytes:
        public: bytes = self.private.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        return public

    def prf(self, value: bytes) -> bytes | None:
        if self.salt is None:
            return None
        return hmac.digest(self.salt, hashlib.sha256(b"WebAuthn PRF\0" + value).digest(), "sha256")


@dataclass
class Authenticator:
    """`origin` is that of the page that asks. With `counts` the counter goes on at each use."""

    origin: str
    counts: bool = True
    credentials: list[Credential] = field(default_factory=list)

    def make(self, user: bytes, kind: str = "ES256", *, prf: bool = True) -> Credential:
        number = len(self.credentials)
        salt = hashlib.sha256(b"salt" + user + bytes([number])).digest() if prf else None
        name = hashlib.sha256(b"credential" + user + bytes([number])).digest()
        make, sign = KINDS[kind]
        credential = Credential(name, user, make(), sign, salt)
        self.credentials.append(credential)
        return credential

    def answer(
        self,
        credential: Credential,
        challenge: bytes,
        *,
        flags: int = PRESENT | VERIFIED,
        rp_id: str | None = None,
        extensions: object = None,
        **client_data: object,
    ) -> PasskeyAssertion:
        """A signed answer. What is given besides is not as an honest browser and authenticator say it."""
        if self.counts:
            credential.count += 1
        said = {
            "type": "webauthn.get",
            "challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "origin": self.origin,
            "crossOrigin": False,
            **client_data,
        }
        host = self.origin.partition("://")[2].partition(":")[0] if rp_id is None else rp_id
        extended = b"" if extensions is None else cbor2.dumps(extensions)
        data = hashlib.sha256(host.encode()).digest()
        data += (
            bytes([flags | (EXTENDED if extended else 0)]) + credential.count.to_bytes(4, "big") + extended
        )
        written = json.dumps(said).encode()
        signature = credential.sign(credential.private, data + hashlib.sha256(written).digest())
        return PasskeyAssertion(credential.id, written, data, signature, credential.user)


def shown(assertion: PasskeyAssertion, prf: bytes | None) -> dict[str, str | None]:
    """The answer as a page hands it to the engine."""
    return {
        "credential": _text(assertion.credential),
        "client_data": _text(assertion.client_data),
        "authenticator_data": _text(assertion.authenticator_data),
        "signature": _text(assertion.signature),
        "user": _text(assertion.user),
        "prf": None if prf is None else _text(prf),
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
