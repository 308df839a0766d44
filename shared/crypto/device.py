"""What the host of a device offers: ciphers, signatures, Argon2id and keys that never leave the device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.crypto.ciphers import Hasher, KeyedOpener, Sealer
from shared.crypto.hpke import KeyAgreement
from shared.crypto.signatures import SignatureVerifier


class PasswordHasher(Protocol):
    """A host that derives keys from passwords."""

    async def argon2id(
        self, password: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int
    ) -> bytes:
        """32 bytes."""


class IdentitySigner(Protocol):
    """A host that signs with a seed which the engine holds."""

    async def ed25519_public(self, seed: bytes) -> bytes:
        """The public key of a 32-byte seed."""

    async def ed25519_sign(self, seed: bytes, message: bytes) -> bytes:
        """A 64-byte signature."""


class DeviceKeys(Protocol):
    """A host that keeps keys which never leave the device and survive a restart."""

    async def new_device_key(self) -> tuple[str, bytes]:
        """(handle, public key) of a new signing key."""

    async def device_sign(self, handle: str, message: bytes) -> bytes:
        """A 64-byte Ed25519 signature. Raises AutusError (DEVICE_KEY_MISSING)."""

    async def device_seal(self, data: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Each (plaintext, additional data) as nonce || ciphertext under the device's own key."""

    async def device_open(self, sealed: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Each (sealed, additional data) opened; None where authentication fails."""


class LockKeys(Protocol):
    """A host whose records can lie under a lock key in place of the device's own key."""

    lock_key: bytes | None
    """The open lock key. None on a device that was never locked, and while it is locked."""

    async def keep_lock_key(self, key: bytes | None) -> None:
        """Keeps the key in memory for the next engine of the same run of the app. None forgets it."""

    async def kept_lock_key(self) -> bytes | None:
        """What an earlier engine of this run has kept. A host with one engine for each run keeps nothing."""


class DeviceCrypto(
    Sealer,
    KeyedOpener,
    Hasher,
    SignatureVerifier,
    PasswordHasher,
    KeyAgreement,
    IdentitySigner,
    DeviceKeys,
    LockKeys,
    Protocol,
):
    """All of them in one object. Most calls take a batch, because a call may cross between languages."""
