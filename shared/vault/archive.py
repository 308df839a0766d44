"""The encrypted archive: a header and chunks sealed under a passphrase. No chunk can be cut off or moved.

The format is in docs/spec/archive.md. This version writes format 2 and reads 1 and 2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from hashlib import sha256 as new_sha256
from typing import Annotated, Final, NamedTuple

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

NAME: Final = b"autus-archive/"
"""The first bytes of every archive. The number of its format and a line feed follow."""
FORMAT: Final = 2
CHUNK_BYTES: Final = 64 * 1024
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + AES_TAG_BYTES
HEADER_BYTES_MAX: Final = 1_024
RECORD_BYTES_MAX: Final = 8 * 1024 * 1024
FILE_BYTES_MAX: Final = 128 * 1024 * 1024
COMMITS_MAX: Final = 100_000
GOALS_MAX: Final = 1_000

_KEY_1: Final = b"autus/v1/archive"
_KEY_2: Final = b"autus/v2/archive"
_CHECK_BYTES: Final = 32
_END: Final = b"autus-archive-end/2\n"
# The end mark, the length of the file in eight bytes, and a hash of everything before.
_TRAILER_BYTES: Final = len(_END) + 8 + 32
_FORMAT_LINE: Final = re.compile(rb"autus-archive/([1-9][0-9]{0,8})\n")
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
    """The refusal of an archive that was changed, or made by something else."""
    return AutusError("ARCHIVE_DAMAGED", detail)


def cut_short(size: int) -> AutusError:
    """The refusal of an archive whose end is missing. `size` is the number of bytes that are there."""
    return AutusError("ARCHIVE_CUT_SHORT", f"the archive ends after {size} bytes", size=size)


def frame(record: Manifest | Commits) -> bytes:
    """A record in the stream: `u32be(length) || MessagePack`."""
    data = encode(record)
    return len(data).to_bytes(4, "big") + data


class Front(NamedTuple):
    """What an archive says without its passphrase.

    `head` is everything before the chunks, without `check`, which only the passphrase's key gives; format 1
    has none. The chunks are the bytes from `start` to `end`.
    """

    kdf: KdfParams
    head: bytes
    check: bytes | None
    start: int
    end: int


class ArchiveKeys(NamedTuple):
    """The key that seals the chunks, and what the file says of it: nobody can compute one from the other."""

    chunks: bytes
    check: bytes


def is_archive(data: bytes | bytearray) -> bool:
    """Reports whether the bytes are an archive of any format, or the beginning of one."""
    return NAME.startswith(data[: len(NAME)])


def write_header(kdf: KdfParams) -> bytes:
    """The head of the file, before the check and the chunks: name, format, length and header."""
    header = encode(ArchiveHeader(kdf))
    return NAME + b"%d\n" % FORMAT + len(header).to_bytes(4, "big") + header


def read_front(data: bytes | bytearray) -> Front:
    """Reads what can be read before the passphrase, and checks that the whole file is there.

    Raises AutusError: UPDATE_REQUIRED, ARCHIVE_CUT_SHORT, ARCHIVE_DAMAGED, KDF_TOO_WEAK, KDF_TOO_COSTLY.
    """
    found = _FORMAT_LINE.match(data)
    if found is None:
        if len(data) < len(NAME) + 10 and b"\n" not in data:
            raise cut_short(len(data))
        raise damaged("the first line is not that of an archive")
    version = int(found[1])
    if version > FORMAT:
        raise AutusError("UPDATE_REQUIRED", "a newer version has written the archive", version=version)
    start, end = found.end() + 4, len(data)
    if version == FORMAT:
        end = _check_trailer(data)
    end_of_header = start + int.from_bytes(data[found.end() : start], "big")
    if end_of_header - start > HEADER_BYTES_MAX:
        raise damaged("the header is too long")
    first = end_of_header + (_CHECK_BYTES if version == FORMAT else 0)
    if first > end:
        raise cut_short(len(data))
    try:
        header = _decode_header(data[start:end_of_header])
    except msgspec.MsgspecError as error:
        raise damaged(f"the header cannot be read: {error}") from None
    check_kdf(header.kdf, None)
    head, check = bytes(data[:end_of_header]), bytes(data[end_of_header:first])
    return Front(header.kdf, head, check or None, first, end)


def _check_trailer(data: bytes | bytearray) -> int:
    """The end of the chunks. Raises AutusError: ARCHIVE_CUT_SHORT, ARCHIVE_DAMAGED."""
    end = max(0, len(data) - _TRAILER_BYTES)
    with memoryview(data) as view, view[: len(data) - 32] as before:
        computed = new_sha256(before).digest()
    trailer = bytes(data[end:])
    found = (
        trailer[: len(_END)] == _END,
        trailer[len(_END) : -32] == len(data).to_bytes(8, "big"),
        trailer[-32:] == computed,
    )
    if not any(found):
        mark = data.rfind(_END)
        if mark >= 0 and mark + _TRAILER_BYTES <= len(data):
            raise damaged("bytes follow the end of the archive")
        raise cut_short(len(data))
    if not all(found):
        raise damaged("the archive was changed")
    return end


async def archive_keys(crypto: PasswordHasher, passphrase: str, head: bytes, kdf: KdfParams) -> ArchiveKeys:
    """The keys of format 2, bound to the head.

    Raises AutusError: BAD_PASSWORD, KDF_TOO_WEAK, KDF_TOO_COSTLY.
    """
    master = await _master_key(crypto, passphrase, kdf)
    both = hkdf(master, sha256(head), _KEY_2, 32 + _CHECK_BYTES)
    return ArchiveKeys(both[:32], both[32:])


async def unlock(crypto: PasswordHasher, passphrase: str, front: Front) -> bytes:
    """The key of the chunks.

    Raises AutusError: WRONG_PASSPHRASE (format 2), BAD_PASSWORD, KDF_TOO_WEAK, KDF_TOO_COSTLY.
    """
    if front.check is None:
        return hkdf(await _master_key(crypto, passphrase, front.kdf), sha256(front.head), _KEY_1, 32)
    keys = await archive_keys(crypto, passphrase, front.head, front.kdf)
    if keys.check != front.check:
        raise AutusError("WRONG_PASSPHRASE", "the archive does not open with this passphrase")
    return keys.chunks


async def _master_key(crypto: PasswordHasher, passphrase: str, kdf: KdfParams) -> bytes:
    check_kdf(kdf, None)
    if not 1 <= len(passphrase) <= PASSWORD_LENGTH_MAX:
        raise AutusError("BAD_PASSWORD", f"a passphrase has 1 to {PASSWORD_LENGTH_MAX} characters")
    try:
        data = unicodedata.normalize("NFKC", passphrase).encode()
    except UnicodeEncodeError:
        raise AutusError("BAD_PASSWORD", "a passphrase is a valid text") from None
    return await crypto.argon2id(data, kdf.salt, kdf.memory_kib, kdf.iterations, kdf.lanes)


def _item(key: bytes, index: int, last: bool, data: bytes) -> AesItem:
    # The salt of the key is random and used for one file, so a counter is never used twice with one key.
    return key, bytes(7) + index.to_bytes(4, "big") + bytes([last]), data, b""


class ArchiveWriter:
    """Seals a stream in chunks. Data that does not fill a chunk waits for the next call."""

    def __init__(self, crypto: Sealer, keys: ArchiveKeys, head: bytes) -> None:
        self._crypto = crypto
        self._key = keys.chunks
        self._front = head + keys.check
        self._hash = new_sha256()
        self._length = 0
        self._waiting = bytearray()
        self._index = 0

    def begin(self) -> bytes:
        """The bytes before the chunks. They come first."""
        return self._written(self._front)

    async def add(self, data: bytes) -> bytes:
        """The full chunks, except the newest, which may turn out to be the last one."""
        self._waiting += data
        whole = max(0, len(self._waiting) - 1) // CHUNK_BYTES
        chunks = [bytes(self._waiting[i * CHUNK_BYTES : (i + 1) * CHUNK_BYTES]) for i in range(whole)]
        del self._waiting[: whole * CHUNK_BYTES]
        items = [_item(self._key, self._index + i, False, chunk) for i, chunk in enumerate(chunks)]
        self._index += whole
        return self._written(b"".join(await self._crypto.aes_seal(items)) if items else b"")

    async def finish(self) -> bytes:
        """The last chunk and the trailer."""
        sealed = await self._crypto.aes_seal([_item(self._key, self._index, True, bytes(self._waiting))])
        length = self._length + len(sealed[0]) + _TRAILER_BYTES
        last = self._written(sealed[0] + _END + length.to_bytes(8, "big"))
        return last + self._hash.digest()

    def _written(self, data: bytes) -> bytes:
        self._hash.update(data)
        self._length += len(data)
        return data


async def open_chunks(
    crypto: Opener, key: bytes, sealed: memoryview, *, checked: bool
) -> AsyncIterator[bytes]:
    """The stream in pieces, so that a large file is in memory once. Do not use it before its end has come.

    `checked`: the key is known to be the archive's. Raises AutusError: ARCHIVE_DAMAGED; ARCHIVE_NOT_OPENED if
    no chunk opens and the key may be another one.
    """
    starts = range(0, len(sealed), SEALED_CHUNK_BYTES)
    if len(sealed) < AES_TAG_BYTES + (not checked):
        raise damaged("the archive ends before its first chunk")
    last = len(starts) - 1
    for first in range(0, len(starts), _BATCH):
        part = range(first, min(first + _BATCH, len(starts)))
        items = [_item(key, i, i == last, _chunk(sealed, i)) for i in part]
        opened = await crypto.aes_open(items)
        if None in opened:
            opens = any(chunk is not None for chunk in opened)
            if not (checked or first or opens or await _opens_elsewhere(crypto, key, sealed)):
                raise AutusError("ARCHIVE_NOT_OPENED", "no part of the archive opens with this passphrase")
            raise damaged("a part of the archive was changed or is missing")
        yield b"".join([chunk for chunk in opened if chunk is not None])


async def _opens_elsewhere(crypto: Opener, key: bytes, sealed: memoryview) -> bool:
    """Reports whether a first chunk opens that was not the last one, or a later chunk."""
    starts = range(0, len(sealed), SEALED_CHUNK_BYTES)
    items = [_item(key, i, last, _chunk(sealed, i)) for i in {0, len(starts) - 1} for last in (False, True)]
    return any(chunk is not None for chunk in await crypto.aes_open(items))


def _chunk(sealed: memoryview, index: int) -> bytes:
    start = index * SEALED_CHUNK_BYTES
    return bytes(sealed[start : start + SEALED_CHUNK_BYTES])


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
