"""The cryptography of the server: signatures. Nothing here decrypts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.crypto.signatures import SignatureItem, is_strict_signature


def verify_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Ed25519, strict as on every device."""
    return is_strict_signature(public, signature) and _verify(public, signature, message)


@lru_cache(maxsize=1024)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _verify(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        _public_key(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class NativeVerifier:
    """A `SignatureVerifier` on `cryptography`."""

    async def ed25519_verify(self, items: Sequence[SignatureItem]) -> list[bool]:
        return [_verify(*item) for item in items]


SIGNATURE_VERIFIER = NativeVerifier()


class ReceiptKey:
    """The server's own Ed25519 key."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)
