"""SHA-256, HMAC and HKDF from the standard library: the same bytes on every host."""

from __future__ import annotations

import hmac
from hashlib import sha256 as _sha256


def sha256(data: bytes) -> bytes:
    """32 bytes."""
    return _sha256(data).digest()


def fingerprint(public: bytes) -> str:
    """The first 128 bits of the SHA-256 of a public key, as eight groups of four hex digits."""
    digits = sha256(public).hex()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes; an empty key counts as zeros."""
    return hmac.digest(key, data, "sha256")


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869) of `length` bytes, at most 255 * 32; an empty salt counts as none."""
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
