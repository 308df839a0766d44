"""Sealing under a key that the engine holds: a random nonce before the ciphertext."""

from __future__ import annotations

from collections.abc import Sequence

from shared.crypto.ciphers import AES_NONCE_BYTES, AES_TAG_BYTES, Opener, Sealer


async def seal_under(crypto: Sealer, key: bytes, data: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
    """Each (plaintext, additional data) as nonce || ciphertext under a key of the engine."""
    nonces = [crypto.random(AES_NONCE_BYTES) for _ in data]
    items = [(key, nonce, *each) for nonce, each in zip(nonces, data, strict=True)]
    sealed = await crypto.aes_seal(items)
    return [nonce + text for nonce, text in zip(nonces, sealed, strict=True)]


async def open_under(crypto: Opener, key: bytes, data: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
    """Each (nonce || ciphertext, additional data) opened; None where it does not open."""
    items = [(key, sealed[:AES_NONCE_BYTES], sealed[AES_NONCE_BYTES:], aad) for sealed, aad in data]
    whole = [item for item in items if len(item[2]) >= AES_TAG_BYTES]
    opened = iter(await crypto.aes_open(whole))
    return [next(opened) if len(item[2]) >= AES_TAG_BYTES else None for item in items]
