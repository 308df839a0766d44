"""HPKE (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message a key.

HPKE has no sender: whoever knows a public key can seal to it. What is opened must be authenticated otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from shared.crypto.ciphers import AES_KEY_BYTES, AES_NONCE_BYTES, Opener, Sealer
from shared.crypto.hashing import hkdf_expand, hmac_sha256

KEY_BYTES: Final = 32
_BASE_POINT: Final = (9).to_bytes(KEY_BYTES, "little")
_KEM: Final = b"KEM" + (0x20).to_bytes(2, "big")
_SUITE: Final = b"HPKE" + b"".join(each.to_bytes(2, "big") for each in (0x20, 1, 2))
_BASE_MODE: Final = b"\x00"


class KeyAgreement(Protocol):
    """A host that computes X25519."""

    async def x25519(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """The shared secret of each (private key, public key) of 32 bytes; None if it is all zero."""


class HpkeSealer(KeyAgreement, Sealer, Protocol):
    """A host that seals with HPKE."""


class HpkeOpener(KeyAgreement, Opener, Protocol):
    """A host that opens with HPKE."""


class HpkeItem(NamedTuple):
    """What to seal: the recipient's public key, `info`, the plaintext and the additional data."""

    public: bytes
    info: bytes
    plaintext: bytes
    additional: bytes = b""


async def x25519_publics(crypto: KeyAgreement, privates: Sequence[bytes]) -> list[bytes]:
    """The public key of each private key. Raises ValueError for what is no private key."""
    publics = await crypto.x25519([(private, _BASE_POINT) for private in privates])
    if None in publics:
        raise ValueError("not a private key")
    return [public for public in publics if public is not None]


async def hpke_seal(crypto: HpkeSealer, items: Sequence[HpkeItem]) -> list[bytes]:
    """Encapsulated key (32 bytes) || ciphertext of each. Raises ValueError for a point of small order."""
    ephemeral = [crypto.random(KEY_BYTES) for _ in items]
    encapsulated = await x25519_publics(crypto, ephemeral)
    shared = await crypto.x25519(
        [(private, item.public) for private, item in zip(ephemeral, items, strict=True)]
    )
    sealing = []
    for item, enc, secret in zip(items, encapsulated, shared, strict=True):
        if secret is None:
            raise ValueError("not a public key")
        key, nonce = _schedule(_shared_secret(secret, enc, item.public), item.info)
        sealing.append((key, nonce, item.plaintext, item.additional))
    sealed = await crypto.aes_seal(sealing)
    return [enc + text for enc, text in zip(encapsulated, sealed, strict=True)]


async def hpke_open(
    crypto: HpkeOpener, private: bytes, sealed: Sequence[tuple[bytes, bytes]], additional: bytes = b""
) -> list[bytes | None]:
    """The plaintext of each (sealed, info) to the holder of `private`; None where it does not open."""
    (public,) = await x25519_publics(crypto, [private])
    secrets = await crypto.x25519(
        [(private, text[:KEY_BYTES].ljust(KEY_BYTES, b"\x00")) for text, _ in sealed]
    )
    opening = []
    for (text, info), secret in zip(sealed, secrets, strict=True):
        # A key of zeros opens nothing: the ciphertext of a refused key is replaced.
        enc, body = text[:KEY_BYTES], text[KEY_BYTES:] if secret is not None else b""
        key, nonce = _schedule(_shared_secret(secret or bytes(KEY_BYTES), enc, public), info)
        opening.append((key, nonce, body, additional))
    return await crypto.aes_open(opening)


def _shared_secret(exchanged: bytes, encapsulated: bytes, recipient: bytes) -> bytes:
    pseudo_random_key = _extract(_KEM, b"", b"eae_prk", exchanged)
    return _expand(_KEM, pseudo_random_key, b"shared_secret", encapsulated + recipient, KEY_BYTES)


def _schedule(shared_secret: bytes, info: bytes) -> tuple[bytes, bytes]:
    """(key, nonce) of the first message."""
    context = (
        _BASE_MODE + _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", info)
    )
    secret = _extract(_SUITE, shared_secret, b"secret", b"")
    return (
        _expand(_SUITE, secret, b"key", context, AES_KEY_BYTES),
        _expand(_SUITE, secret, b"base_nonce", context, AES_NONCE_BYTES),
    )


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac_sha256(salt, b"HPKE-v1" + suite + label + material)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)
