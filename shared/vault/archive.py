"""The encrypted archive: a header and chunks sealed under a passphrase. No chunk can be cut off or moved.

The format is in docs/spec/archive.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from shared.crypto.ciphers import AES_TAG_BYTES, AesItem, Opener, Sealer
from shared.crypto.device import PasswordHasher
from shared.crypto.hashing import hkdf, sha256
from shared.errors import AutusError
from shared.vault.keys import PASSWORD_LENGTH_MAX, check_kdf
from shared.wire.accounts import KdfParams
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Bytes32, Natural
from shared.wire.pushes import WireCommit

MAGIC: Final = b"autus-archive/1\n"
CHUNK_BYTES: Final = 64 * 1024
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + AES_TAG_BYTES
HEADER_BYTES_MAX: Final = 1_024
RECORD_BYTES_MAX: Final = 8 * 1024 * 1024
FILE_BYTES_MAX: Final = 128 * 1024 * 1024
COMMITS_MAX: Final = 100_000
GOALS_MAX: Final = 1_000

_KEY: Final = b"autus/v1/archive"
# Chunks sealed or opened in one call to the host.
_BATCH: Final = 64


class ArchiveHeader(Struct, frozen=True, forbid_unknown_fields=True):
    """The plaintext part of an archive."""

    kdf: KdfParams


class ArchivedGoal(Struct, frozen=True, forbid_unknown_fields=True):
    """A goal's keys and the `head` of its history, which has `commits` commits."""

    vault: Bytes16
    identity: Bytes32
    keys: Annotated[dict[int, Bytes32], Meta(min_length=1, max_length=10_000)]
    name: Annotated[str, Meta(max_length=200)]
    demo: bool
    head: Bytes32
    commits: Annotated[int, Meta(ge=1, le=COMMITS_MAX)]
    first_ms: Natural
    last_ms: Natural
    state_hash: Annotated[str, Meta(min_length=64, max_length=64)]


class Manifest(Struct, frozen=True, forbid_unknown_fields=True, tag="manifest"):
    """The first record: the goals that the other records hold."""

    created_ms: Natural
    goals: Annotated[tuple[ArchivedGoal, ...], Meta(min_length=1, max_length=GOALS_MAX)]


class Commits(Struct, frozen=True, forbid_unknown_fields=True, tag="commits"):
    """Sealed commits of one goal as its devices keep them, parents first."""

    vault: Bytes16
    commits: Annotated[tuple[WireCommit, ...], Meta(max_length=COMMITS_MAX)]


_decode_header = msgpack_decoder(ArchiveHeader, Limits(HEADER_BYTES_MAX))
_decode_record = msgpack_decoder(Manifest | Commits, Limits(RECORD_BYTES_MAX))


def damaged(detail: str) -> AutusError:
    """The refusal of an archive that was cut off, changed, or made by something else."""
    return AutusError("ARCHIVE_DAMAGED", detail)


def frame(record: Manifest | Commits) -> bytes:
    """A record in the stream: `u32be(length) || MessagePack`."""
    data = encode(record)
    return len(data).to_bytes(4, "big") + data


def write_header(kdf: KdfParams) -> bytes:
    """The head of the file, before the chunks: magic, length and header."""
    header = encode(ArchiveHeader(kdf))
    return MAGIC + len(header).to_bytes(4, "big") + header


def read_header(data: bytes | bytearray) -> tuple[KdfParams, bytes]:
    """(parameters, bytes of the whole head).

    Raises AutusError: ARCHIVE_DAMAGED, KDF_TOO_WEAK, KDF_TOO_COSTLY.
    """
    start = len(MAGIC) + 4
    if not data.startswith(MAGIC):
        raise damaged("not an archive of this version")
    end = start + int.from_bytes(data[len(MAGIC) : start], "big")
    if end - start > HEADER_BYTES_MAX or end > len(data):
        raise damaged("the header is truncated")
    try:
        header = _decode_header(data[start:end])
    except msgspec.MsgspecError as error:
        raise damaged(f"the header cannot be read: {error}") from None
    check_kdf(header.kdf, None)
    return header.kdf, bytes(data[:end])


async def archive_key(crypto: PasswordHasher, passphrase: str, head: bytes, kdf: KdfParams) -> bytes:
    """32 bytes, bound to the head. Raises AutusError: BAD_PASSWORD, KDF_TOO_WEAK, KDF_TOO_COSTLY."""
    check_kdf(kdf, None)
    if not 1 <= len(passphrase) <= PASSWORD_LENGTH_MAX:
        raise AutusError("BAD_PASSWORD", f"a passphrase has 1 to {PASSWORD_LENGTH_MAX} characters")
    try:
        data = unicodedata.normalize("NFKC", passphrase).encode()
    except UnicodeEncodeError:
        raise AutusError("BAD_PASSWORD", "a passphrase is a valid text") from None
    master = await crypto.argon2id(data, kdf.salt, kdf.memory_kib, kdf.iterations, kdf.lanes)
    return hkdf(master, sha256(head), _KEY, 32)


def _item(key: bytes, index: int, last: bool, data: bytes) -> AesItem:
    # The salt of the key is random and used for one file, so a counter is never used twice with one key.
    return key, bytes(7) + index.to_bytes(4, "big") + bytes([last]), data, b""


class ArchiveWriter:
    """Seals a stream in chunks. Data that does not fill a chunk waits for the next call."""

    def __init__(self, crypto: Sealer, key: bytes) -> None:
        self._crypto = crypto
        self._key = key
        self._waiting = bytearray()
        self._index = 0

    async def add(self, data: bytes) -> bytes:
        """The full chunks, except the newest, which may turn out to be the last one."""
        self._waiting += data
        whole = max(0, len(self._waiting) - 1) // CHUNK_BYTES
        chunks = [bytes(self._waiting[i * CHUNK_BYTES : (i + 1) * CHUNK_BYTES]) for i in range(whole)]
        del self._waiting[: whole * CHUNK_BYTES]
        items = [_item(self._key, self._index + i, False, chunk) for i, chunk in enumerate(chunks)]
        self._index += whole
        return b"".join(await self._crypto.aes_seal(items)) if items else b""

    async def finish(self) -> bytes:
        """The last chunk."""
        sealed = await self._crypto.aes_seal([_item(self._key, self._index, True, bytes(self._waiting))])
        return sealed[0]


async def open_chunks(crypto: Opener, key: bytes, sealed: memoryview) -> AsyncIterator[bytes]:
    """The stream in pieces, so that a large file is in memory once. Do not use it before its end has come.

    Raises AutusError: WRONG_PASSPHRASE if no chunk opens, else ARCHIVE_DAMAGED.
    """
    starts = range(0, len(sealed), SEALED_CHUNK_BYTES)
    if len(sealed) <= AES_TAG_BYTES:
        raise damaged("the archive ends before its first chunk")
    last = len(starts) - 1
    for first in range(0, len(starts), _BATCH):
        part = range(first, min(first + _BATCH, len(starts)))
        items = [_item(key, i, i == last, _chunk(sealed, i)) for i in part]
        opened = await crypto.aes_open(items)
        for index, chunk in zip(part, opened, strict=True):
            if chunk is None:
                raise await _not_opened(crypto, key, sealed, index, is_last=index == last)
        yield b"".join([chunk for chunk in opened if chunk is not None])


def _chunk(sealed: memoryview, index: int) -> bytes:
    start = index * SEALED_CHUNK_BYTES
    return bytes(sealed[start : start + SEALED_CHUNK_BYTES])


async def _not_opened(
    crypto: Opener, key: bytes, sealed: memoryview, index: int, *, is_last: bool
) -> AutusError:
    if index:
        return damaged("the archive is truncated" if is_last else "a part of the archive was changed")
    other = _item(key, 0, not is_last, _chunk(sealed, 0))
    if (await crypto.aes_open([other]))[0] is not None:
        return damaged("the archive is truncated")
    return AutusError("WRONG_PASSPHRASE", "the archive does not open with this passphrase")


async def read_records(stream: AsyncIterator[bytes]) -> AsyncIterator[Manifest | Commits]:
    """The records in order. Raises AutusError (ARCHIVE_DAMAGED) and the refusals of the stream."""
    waiting = bytearray()
    async for piece in stream:
        waiting += piece
        position = 0
        while (end := _end_of_record(waiting, position)) is not None:
            yield _decoded(waiting, position, end)
            position = end
        del waiting[:position]
    if waiting:
        raise damaged("a record is truncated")


def _end_of_record(waiting: bytearray, position: int) -> int | None:
    """The end of the record, None if incomplete. Raises AutusError (ARCHIVE_DAMAGED) if it is too long."""
    start = position + 4
    if start > len(waiting):
        return None
    length = int.from_bytes(waiting[position:start], "big")
    if length > RECORD_BYTES_MAX:
        raise damaged("a record is too long")
    return start + length if start + length <= len(waiting) else None


def _decoded(waiting: bytearray, position: int, end: int) -> Manifest | Commits:
    try:
        with memoryview(waiting) as view, view[position + 4 : end] as record:
            found: Manifest | Commits = _decode_record(record)
            return found
    except msgspec.MsgspecError as error:
        raise damaged(f"a record cannot be read: {error}") from None
