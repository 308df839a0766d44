"""The check of auth keys. The device has already derived the auth key from the password.

Accounts of the first format have an argon2id hash of it. Others have the verifier that their roster names, so
that it changes with the ways in. It is as hard to guess: a guess costs the device's Argon2id in both cases.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets

from server.limits.shares import Shares
from shared.errors import AutusError
from shared.vault.ways import verifier_of

MEMORY_KIB = 9_216
ITERATIONS = 4
LANES = 1
HASHES_MAX = 2
# A longer wait is worse than a refusal that says when to retry.
WAITING_MAX = 32
# Of those that run or wait, from one address.
OF_NETWORK_MAX = (HASHES_MAX + WAITING_MAX) // 2
RETRY_AFTER_SECONDS = 2


_VERIFIER = "autus-verifier:"


def hash_of_verifier(verifier: bytes) -> str:
    """What is stored of a verifier in the place of a hash."""
    return _VERIFIER + verifier.hex()


class Passwords:
    """A hash takes 9 MiB and about 20 ms. HASHES_MAX run at a time, in threads, and WAITING_MAX may wait."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(HASHES_MAX)
        self._present = Shares(HASHES_MAX + WAITING_MAX, OF_NETWORK_MAX)
        # A valid hash that matches no key. Verification against it takes as long as against a real one.
        salt, digest = (base64.b64encode(secrets.token_bytes(size)).rstrip(b"=") for size in (16, 32))
        self._nobody = (
            f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p={LANES}${salt.decode()}${digest.decode()}"
        )

    async def hash(self, auth_key: bytes, network: str) -> str:
        """Raises AutusError SERVER_BUSY with `retry_after_seconds`, as `verify` does."""
        with self._present.one(network, _busy):
            async with self._slots:
                return await asyncio.to_thread(_hash, auth_key)

    async def verify(self, auth_hash: str | None, auth_key: bytes, network: str) -> bool:
        """Whether the key matches. None matches nothing, after the same work. So does a verifier."""
        if auth_hash is not None and auth_hash.startswith(_VERIFIER):
            await self.verify(None, auth_key, network)
            return hmac.compare_digest(auth_hash, hash_of_verifier(verifier_of(auth_key)))
        with self._present.one(network, _busy):
            async with self._slots:
                return await asyncio.to_thread(_verify, auth_hash or self._nobody, auth_key)


def _busy() -> AutusError:
    return AutusError("SERVER_BUSY", "too many log-ins at once", retry_after_seconds=RETRY_AFTER_SECONDS)


def _hash(auth_key: bytes) -> str:
    # Imported at the first log-in, which keeps the start of the server short.
    from argon2 import PasswordHasher  # noqa: PLC0415 - keeps the start short

    return PasswordHasher(ITERATIONS, MEMORY_KIB, LANES).hash(auth_key)


def _verify(auth_hash: str, auth_key: bytes) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415 - as above
    from argon2.exceptions import VerificationError  # noqa: PLC0415 - as above

    try:
        return PasswordHasher().verify(auth_hash, auth_key)
    except VerificationError:
        return False
