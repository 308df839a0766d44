"""The cryptography that everything here stands on: what hosts must provide, and what is done in shared
itself.

SHA-256, HMAC and HKDF come from the standard library, the same bytes on every host and too short to be worth
a crossing. Ciphers, curves, Argon2id, device keys and randomness come from the host, in batches.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256 as _sha256
from typing import Final, Protocol

from shared.errors import AutusError

AesItem = tuple[bytes, bytes, bytes, bytes]
"""(key 32 bytes, nonce 12 bytes, data, additional data) of AES-256-GCM."""

AES_KEY_BYTES: Final = 32
AES_NONCE_BYTES: Final = 12
AES_TAG_BYTES: Final = 16

SignatureItem = tuple[bytes, bytes, bytes]
"""(public key 32 bytes, signature 64 bytes, message) of Ed25519."""


class Crypto(Protocol):
    """What a host provides. A call may cost a crossing between languages, so most take a batch."""

    async def aes_seal(self, items: Sequence[AesItem]) -> list[bytes]:
        """AES-256-GCM; the 16-byte tag is appended."""

    async def aes_open(self, items: Sequence[AesItem]) -> list[bytes | None]:
        """The plaintexts; None where authentication fails."""

    async def ed25519_public(self, seed: bytes) -> bytes:
        """The public key of a 32-byte seed."""

    async def ed25519_sign(self, seed: bytes, message: bytes) -> bytes:
        """A 64-byte signature."""

    async def ed25519_verify(self, items: Sequence[SignatureItem]) -> list[bool]:
        """The curve's part of a verification; use `verify_signatures`, which is strict."""

    async def argon2id(
        self, password: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int
    ) -> bytes:
        """32 bytes."""

    async def new_device_key(self) -> tuple[str, bytes]:
        """(handle, public key) of a new signing key that never leaves this device and survives a restart."""

    async def device_sign(self, handle: str, message: bytes) -> bytes:
        """A 64-byte Ed25519 signature. Raises AutusError (DEVICE_KEY_MISSING)."""

    async def device_seal(self, data: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Each (plaintext, additional data) as nonce || ciphertext under a key that never leaves this
        device.
        """

    async def device_open(self, sealed: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Each (sealed, additional data) opened; None where authentication fails."""

    def random(self, size: int) -> bytes:
        """`size` bytes from a cryptographic source."""


def sha256(data: bytes) -> bytes:
    """32 bytes."""
    return _sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes; an empty key is a key of zeros."""
    return hmac.digest(key, data, "sha256")


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869) of `length` bytes, at most 255 * 32; an empty salt is an absent one."""
    return hkdf_expand(hmac.digest(salt, key, "sha256"), info, length)


def hkdf_expand(pseudo_random_key: bytes, info: bytes, length: int) -> bytes:
    """The second half of HKDF: many outputs of one extracted key."""
    block = hmac.digest(pseudo_random_key, info + b"\x01", "sha256")
    output = block
    counter = 2
    while len(output) < length:
        block = hmac.digest(pseudo_random_key, block + info + counter.to_bytes(1, "big"), "sha256")
        output += block
        counter += 1
    return output[:length]


def padme_length(length: int) -> int:
    """The padded length of `length` bytes: the Padmé scheme, at most 12 % more, few distinct sizes."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def padme(data: bytes) -> bytes:
    """`padme(u32be(length) || data)`: `data` framed and padded with zeros."""
    length = len(data) + 4
    return len(data).to_bytes(4, "big") + data + bytes(padme_length(length) - length)


def unpadme(padded: bytes) -> bytes:
    """What `padme` framed. Raises AutusError (BAD_PADDING) for a wrong length or a padding that is not
    zero.
    """
    end = int.from_bytes(padded[:4], "big") + 4
    if len(padded) < 4 or len(padded) != padme_length(end) or padded.count(0, end) != len(padded) - end:
        raise AutusError("BAD_PADDING", "the padding is wrong")
    return padded[4:end]


_FIELD_PRIME: Final = 2**255 - 19
_GROUP_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_ORDER_8: Final = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
_ORDER_8_NEGATED: Final = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
# The y of every point whose order divides 8; with either sign of x that is all eight of them, and those of
# their second encodings whose y is below the field's prime.
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _FIELD_PRIME - 1,
        int.from_bytes(_ORDER_8, "little"),
        int.from_bytes(_ORDER_8_NEGATED, "little"),
    }
)
_SIGN_BIT: Final = 1 << 255


def is_strict_point(encoded: bytes) -> bool:
    """False for a point of small order and for an encoding whose y is not below the field's prime."""
    if len(encoded) != 32:
        return False
    y = int.from_bytes(encoded, "little") & ~_SIGN_BIT
    return y < _FIELD_PRIME and y not in _SMALL_ORDER_Y


def is_strict_signature(public: bytes, signature: bytes) -> bool:
    """What is checked before any curve arithmetic: lengths, S below the group order, A and R strict points.

    Hosts differ in what they let through here, so it is decided once, for all of them.
    """
    return (
        len(signature) == 64
        and int.from_bytes(signature[32:], "little") < _GROUP_ORDER
        and is_strict_point(public)
        and is_strict_point(signature[:32])
    )


async def verify_signatures(crypto: Crypto, items: Sequence[SignatureItem]) -> list[bool]:
    """Which Ed25519 signatures are valid, by the same strict rule on every host."""
    strict = [is_strict_signature(public, signature) for public, signature, _ in items]
    asked = [item for item, is_strict in zip(items, strict, strict=True) if is_strict]
    if not asked:
        return strict
    answers = iter(await crypto.ed25519_verify(asked))
    return [is_strict and next(answers) for is_strict in strict]
