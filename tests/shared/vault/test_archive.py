"""The archive's seal: whatever is changed, cut, moved or guessed is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from random import Random

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from client.terminal.crypto import NativeCrypto
from shared.errors import AutusError
from shared.vault.archive import (
    CHUNK_BYTES,
    MAGIC,
    RECORD_BYTES_MAX,
    SEALED_CHUNK_BYTES,
    ArchiveWriter,
    Commits,
    Manifest,
    archive_key,
    frame,
    open_chunks,
    read_header,
    read_records,
    write_header,
)
from shared.vault.keys import new_kdf
from shared.wire.accounts import KdfParams
from tests.simulation.host import SimCrypto

CRYPTO = SimCrypto({}, Random(1))
KEY = bytes(range(32))
HOST_CRYPTO = NativeCrypto({})


async def sealed(stream: bytes, sizes: list[int]) -> bytes:
    """The stream sealed in pieces of these sizes, then the rest."""
    writer, out, position = ArchiveWriter(CRYPTO, KEY), b"", 0
    for size in sizes:
        out += await writer.add(stream[position : position + size])
        position += size
    return out + await writer.add(stream[position:]) + await writer.finish()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in open_chunks(CRYPTO, key, memoryview(data))])

    return asyncio.run(read())


def records_of(stream: bytes, size: int = 1 << 20) -> list[Manifest | Commits]:
    """The records of a stream that comes in pieces of `size` bytes."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(stream), size):
            yield stream[start : start + size]

    async def read() -> list[Manifest | Commits]:
        return [record async for record in read_records(pieces())]

    return asyncio.run(read())


def code(data: bytes, key: bytes = KEY) -> str:
    with pytest.raises(AutusError) as caught:
        opened(data, key)
    return caught.value.code


@given(size=st.integers(0, 3 * CHUNK_BYTES + 2), sizes=st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_is_sealed_in_any_pieces_opens_as_one(size: int, sizes: list[int]) -> None:
    stream = Random(size).randbytes(size)
    whole = asyncio.run(sealed(stream, []))
    assert asyncio.run(sealed(stream, sizes)) == whole
    if size:
        assert opened(whole) == stream


@pytest.mark.parametrize("size", [1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 5])
def test_every_cut_flip_and_move_is_refused(size: int) -> None:
    data = asyncio.run(sealed(Random(size).randbytes(size), []))
    chunks = [data[i : i + SEALED_CHUNK_BYTES] for i in range(0, len(data), SEALED_CHUNK_BYTES)]
    for end in {0, 10, len(data) - 1, *(SEALED_CHUNK_BYTES * n for n in range(1, len(chunks)))}:
        assert code(data[:end]) in {"ARCHIVE_DAMAGED", "WRONG_PASSPHRASE" if end < len(chunks[0]) else ""}
    for place in {0, len(data) // 2, len(data) - 1}:
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        first = place < SEALED_CHUNK_BYTES
        assert code(flipped) == ("WRONG_PASSPHRASE" if first else "ARCHIVE_DAMAGED")
    assert code(data + b"x" * 40) in {"ARCHIVE_DAMAGED", "WRONG_PASSPHRASE"}
    assert code(data, bytes(32)) == "WRONG_PASSPHRASE"
    if len(chunks) > 2:
        assert code(chunks[0] + chunks[2] + chunks[1]) == "ARCHIVE_DAMAGED"
        assert code(chunks[0] + chunks[0] + chunks[2]) == "ARCHIVE_DAMAGED"
        assert code(chunks[0] + chunks[2]) == "ARCHIVE_DAMAGED"


def test_the_key_is_bound_to_the_head_and_the_passphrase_to_its_form() -> None:
    kdf = new_kdf(CRYPTO)
    head = write_header(kdf)
    assert read_header(head + b"rest") == (kdf, head)
    key = asyncio.run(archive_key(CRYPTO, "caf\u00e9", head, kdf))
    assert asyncio.run(archive_key(CRYPTO, "cafe\u0301", head, kdf)) == key
    other = write_header(new_kdf(CRYPTO))
    assert asyncio.run(archive_key(CRYPTO, "caf\u00e9", other, kdf)) != key


@pytest.mark.parametrize(
    ("memory_kib", "iterations", "lanes", "expected"),
    [
        (1024, 3, 1, "KDF_TOO_WEAK"),
        (64 * 1024, 1, 1, "KDF_TOO_WEAK"),
        (2 * 1024 * 1024, 3, 1, "KDF_TOO_COSTLY"),
        (64 * 1024, 21, 1, "KDF_TOO_COSTLY"),
        (64 * 1024, 3, 9, "KDF_TOO_COSTLY"),
    ],
)
def test_a_head_cannot_make_the_passphrase_cheap_or_the_device_hang(
    memory_kib: int, iterations: int, lanes: int, expected: str
) -> None:
    kdf = KdfParams(salt=bytes(16), memory_kib=memory_kib, iterations=iterations, lanes=lanes)
    with pytest.raises(AutusError) as caught:
        read_header(write_header(kdf))
    assert caught.value.code == expected


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_noise_is_refused_with_a_code(noise: bytes) -> None:
    for data in (noise, MAGIC + noise, MAGIC + (20).to_bytes(4, "big") + noise):
        with pytest.raises(AutusError) as caught:
            read_header(data)
        assert caught.value.code == "ARCHIVE_DAMAGED"
    if noise:
        with pytest.raises(AutusError) as caught:
            records_of(noise)
        assert caught.value.code == "ARCHIVE_DAMAGED"


def test_records_are_read_to_their_very_end() -> None:
    records = [Commits(bytes(16), ((b"h", b"c"),)), Commits(bytes(16), ())]
    stream = b"".join(map(frame, records))
    for size in range(1, len(stream) + 1):
        assert records_of(stream, size) == records
    for end in range(1, len(stream)):
        if end == len(frame(records[0])):
            continue
        with pytest.raises(AutusError) as caught:
            records_of(stream[:end])
        assert caught.value.code == "ARCHIVE_DAMAGED"


def test_a_record_is_bounded_before_it_has_come() -> None:
    with pytest.raises(AutusError) as caught:
        records_of((RECORD_BYTES_MAX + 1).to_bytes(4, "big") + b"x", 1)
    assert (caught.value.code, caught.value.detail) == ("ARCHIVE_DAMAGED", "a record is too long")


@pytest.mark.no_cover
def test_a_file_written_word_by_word_as_the_format_says_is_read() -> None:
    """docs/spec/archive.md in other hands: nothing of `shared` writes here."""
    salt = bytes(range(16))
    head = (
        b"autus-archive/1\n\x00\x00\x00\x40\x81\xa3kdf\x84\xa4salt\xc4\x10"
        + salt
        + b"\xaamemory_kib\xce\x00\x01\x00\x00\xaaiterations\x03\xa5lanes\x01"
    )
    master = hash_secret_raw("a passphrase \u00e9".encode(), salt, 3, 65_536, 1, 32, Type.ID)
    key = HKDF(SHA256(), 32, sha256(head).digest(), b"autus/v1/archive").derive(master)
    front = b"\x83\xa4type\xa7commits\xa5vault\xc4\x10" + b"v" * 16 + b"\xa7commits"
    records = [front + b"\x91\x92\xc4\x01h\xc5\xff\xf0" + bytes(65_520), front + b"\x90"]
    stream = b"".join(len(record).to_bytes(4, "big") + record for record in records)
    aes, parts = AESGCM(key), [stream[:65_536], stream[65_536:]]
    sealed_chunks = [
        aes.encrypt(bytes(7) + number.to_bytes(4, "big") + bytes([number == 1]), part, None)
        for number, part in enumerate(parts)
    ]

    async def read() -> list[object]:
        kdf, found = read_header(head + b"".join(sealed_chunks))
        assert (found, kdf) == (head, KdfParams(salt=salt, memory_kib=65_536, iterations=3, lanes=1))
        own = await archive_key(HOST_CRYPTO, "a passphrase e\u0301", found, kdf)
        stream = open_chunks(HOST_CRYPTO, own, memoryview(b"".join(sealed_chunks)))
        return [record async for record in read_records(stream)]

    assert asyncio.run(read()) == [Commits(b"v" * 16, ((b"h", bytes(65_520)),)), Commits(b"v" * 16, ())]
