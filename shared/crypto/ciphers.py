"""AES-256-GCM as a host offers it. Devices seal and open; a witness only opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

AES_KEY_BYTES: Final = 32
AES_NONCE_BYTES: Final = 12
AES_TAG_BYTES: Final = 16

AesItem = tuple[bytes, bytes, bytes, bytes]
"""(key 32 bytes, nonce 12 bytes, data, additional data) of AES-256-GCM."""


class Opener(Protocol):
    """A host that decrypts. A call may cost a crossing between languages, so it takes a batch."""

    async def aes_open(self, items: Sequence[AesItem]) -> list[bytes | None]:
        """The plaintexts; None where authentication fails."""


KeyedPart = tuple[bytes, int, bytes]
"""(info, length, sealed). HKDF-SHA256 with this info gives `length` bytes: key(32) || nonce(12) || more."""

KeyedItem = tuple[bytes, bytes, bytes, tuple[KeyedPart, ...]]
"""(secret, salt, additional data, parts sealed under keys that derive from secret and salt)."""

OpenedPart = tuple[bytes, bytes | None]
"""(the derived bytes, the plaintext or None where authentication fails)."""


class KeyedOpener(Opener, Protocol):
    """A host that derives keys and decrypts under them, in one call for many commits."""

    async def derive_and_open(self, items: Sequence[KeyedItem]) -> list[tuple[OpenedPart, ...]]:
        """The opened parts of each item, in order."""


class Hasher(Protocol):
    """A host that hashes many long texts faster than one after the other."""

    async def sha256(self, texts: Sequence[bytes]) -> list[bytes]:
        """The SHA-256 of each text, 32 bytes."""


class RandomSource(Protocol):
    """A host that draws keys, nonces and salts."""

    def random(self, size: int) -> bytes:
        """`size` bytes from a cryptographic source."""


class Sealer(RandomSource, Protocol):
    """A host that encrypts."""

    async def aes_seal(self, items: Sequence[AesItem]) -> list[bytes]:
        """The ciphertexts, each with its 16-byte tag appended."""
