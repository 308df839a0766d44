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


class RandomSource(Protocol):
    """A host that draws keys, nonces and salts."""

    def random(self, size: int) -> bytes:
        """`size` bytes from a cryptographic source."""


class Sealer(RandomSource, Protocol):
    """A host that encrypts."""

    async def aes_seal(self, items: Sequence[AesItem]) -> list[bytes]:
        """The ciphertexts, each with its 16-byte tag appended."""
