"""The cryptography of a CPython host: `cryptography`, `argon2-cffi`, and device keys in a small file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.crypto.ciphers import AES_KEY_BYTES, AES_NONCE_BYTES, AesItem, KeyedItem, OpenedPart
from shared.crypto.signatures import SignatureItem
from shared.errors import AutusError
from shared.wire.decoding import Limits, json_decoder

_WRAPPING_KEY = "wrapping"
_SHA256 = SHA256()
_decode_keys = json_decoder(dict[str, str], Limits(bytes_max=64 * 1024))


class KeyFile(MutableMapping[str, bytes]):
    """Device keys by handle, in a JSON file that only its owner may read. Each change is durable at once.

    Raises AutusError STORAGE_DAMAGED if the file is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys = _read_keys(path) if path.exists() else {}

    def __getitem__(self, handle: str) -> bytes:
        return bytes.fromhex(self._keys[handle])

    def __setitem__(self, handle: str, key: bytes) -> None:
        self._write({**self._keys, handle: key.hex()})

    def __delitem__(self, handle: str) -> None:
        self._write({known: key for known, key in self._keys.items() if known != handle})

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def _write(self, keys: dict[str, str]) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        with suppress(FileNotFoundError):
            beside.unlink()
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w") as output:
            json.dump(keys, output)
            output.flush()
            os.fsync(output.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._keys = keys


def _read_keys(path: Path) -> dict[str, str]:
    try:
        keys = _decode_keys(path.read_bytes())
        for key in keys.values():
            bytes.fromhex(key)
    except (msgspec.MsgspecError, ValueError):
        # Without the reason: it could quote a key.
        raise AutusError("STORAGE_DAMAGED", "the file of the device keys cannot be read") from None
    return keys


class NativeCrypto:
    """Satisfies `shared.crypto.device.DeviceCrypto`. Device keys in a KeyFile outlive the process."""

    def __init__(
        self, device_keys: MutableMapping[str, bytes], random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._device_keys = device_keys
        self._random = random
        self.lock_key: bytes | None = None

    async def aes_seal(self, items: Sequence[AesItem]) -> list[bytes]:
        return [AESGCM(key).encrypt(nonce, data, aad) for key, nonce, data, aad in items]

    async def aes_open(self, items: Sequence[AesItem]) -> list[bytes | None]:
        return [_open(key, nonce, data, aad) for key, nonce, data, aad in items]

    async def derive_and_open(self, items: Sequence[KeyedItem]) -> list[tuple[OpenedPart, ...]]:
        return [
            tuple([_open_part(secret, salt, additional, *part) for part in parts])
            for secret, salt, additional, parts in items
        ]

    async def sha256(self, texts: Sequence[bytes]) -> list[bytes]:
        return [sha256(text).digest() for text in texts]

    async def ed25519_public(self, seed: bytes) -> bytes:
        return _public(seed)

    async def ed25519_sign(self, seed: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    async def ed25519_verify(self, items: Sequence[SignatureItem]) -> list[bool]:
        return [_verify(public, signature, message) for public, signature, message in items]

    async def x25519(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        return [_exchange(private, public) for private, public in items]

    async def argon2id(
        self, password: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int
    ) -> bytes:
        return hash_secret_raw(password, salt, iterations, memory_kib, lanes, 32, Type.ID)

    async def new_device_key(self) -> tuple[str, bytes]:
        seed = self._random(32)
        handle = self._random(16).hex()
        self._device_keys[handle] = seed
        return handle, _public(seed)

    async def device_sign(self, handle: str, message: bytes) -> bytes:
        try:
            seed = self._device_keys[handle]
        except KeyError:
            raise AutusError("DEVICE_KEY_MISSING", "this device has no such key") from None
        return Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    async def device_seal(self, data: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        key = self._wrapping_key()
        nonces = [self._random(AES_NONCE_BYTES) for _ in data]
        return [
            nonce + AESGCM(key).encrypt(nonce, plaintext, aad)
            for nonce, (plaintext, aad) in zip(nonces, data, strict=True)
        ]

    async def device_open(self, sealed: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        key = self._wrapping_key()
        return [_open(key, data[:AES_NONCE_BYTES], data[AES_NONCE_BYTES:], aad) for data, aad in sealed]

    async def keep_lock_key(self, key: bytes | None) -> None:
        """Keeps nothing: this process has one engine."""

    async def kept_lock_key(self) -> bytes | None:
        return None

    def random(self, size: int) -> bytes:
        return self._random(size)

    def _wrapping_key(self) -> bytes:
        if _WRAPPING_KEY not in self._device_keys:
            self._device_keys[_WRAPPING_KEY] = self._random(32)
        return self._device_keys[_WRAPPING_KEY]


def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _open_part(
    secret: bytes, salt: bytes, additional: bytes, info: bytes, length: int, sealed: bytes
) -> OpenedPart:
    derived = HKDF(_SHA256, length, salt, info).derive(secret)
    key_end, nonce_end = AES_KEY_BYTES, AES_KEY_BYTES + AES_NONCE_BYTES
    return derived, _open(derived[:key_end], derived[key_end:nonce_end], sealed, additional)


def _open(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(nonce, data, aad)
    except (InvalidTag, ValueError):
        # ValueError: the nonce or the ciphertext is too short.
        return None


def _exchange(private: bytes, public: bytes) -> bytes | None:
    try:
        return X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError:
        # The shared secret is all zero.
        return None


def _verify(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
