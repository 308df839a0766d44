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
    NAME,
    RECORD_BYTES_MAX,
    SEALED_CHUNK_BYTES,
    ArchiveWriter,
    Commits,
    Manifest,
    archive_keys,
    frame,
    open_chunks,
    read_front,
    read_records,
    unlock,
    write_header,
)
from shared.vault.keys import new_kdf
from shared.wire.accounts import KdfParams
from tests.simulation.host import SimCrypto

CRYPTO = SimCrypto({}, Random(1))
HOST_CRYPTO = NativeCrypto({})
PASSPHRASE = "a passphrase"
KDF = new_kdf(CRYPTO)
HEAD = write_header(KDF)
KEYS = asyncio.run(archive_keys(CRYPTO, PASSPHRASE, HEAD, KDF))
START = len(HEAD) + 32
TRAILER_BYTES = 60


async def sealed(stream: bytes, sizes: list[int]) -> bytes:
    """A file with the stream sealed in pieces of these sizes, then the rest."""
    writer = ArchiveWriter(CRYPTO, KEYS, HEAD)
    out, position = writer.begin(), 0
    for size in sizes:
        out += await writer.add(stream[position : position + size])
        position += size
    return out + await writer.add(stream[position:]) + await writer.finish()


def opened(data: bytes, passphrase: str = PASSPHRASE) -> bytes:
    async def read() -> bytes:
        front = read_front(data)
        key = await unlock(CRYPTO, passphrase, front)
        stream = open_chunks(
            CRYPTO, key, memoryview(data)[front.start : front.end], checked=front.check is not None
        )
        return b"".join([piece async for piece in stream])

    return asyncio.run(read())


def records_of(stream: bytes, size: int = 1 << 20) -> list[Manifest | Commits]:
    """The records of a stream that comes in pieces of `size` bytes."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(stream), size):
            yield stream[start : start + size]

    async def read() -> list[Manifest | Commits]:
        return [record async for record in read_records(pieces())]

    return asyncio.run(read())


def code(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(AutusError) as caught:
        opened(data, passphrase)
    return caught.value.code


@given(size=st.integers(0, 3 * CHUNK_BYTES + 2), sizes=st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_is_sealed_in_any_pieces_opens_as_one(size: int, sizes: list[int]) -> None:
    stream = Random(size).randbytes(size)
    whole = asyncio.run(sealed(stream, []))
    assert asyncio.run(sealed(stream, sizes)) == whole
    assert opened(whole) == stream


@pytest.mark.parametrize("size", [1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 5])
def test_every_cut_flip_and_move_is_told_apart(size: int) -> None:
    data = asyncio.run(sealed(Random(size).randbytes(size), []))
    body = data[START:-TRAILER_BYTES]
    chunks = [body[i : i + SEALED_CHUNK_BYTES] for i in range(0, len(body), SEALED_CHUNK_BYTES)]
    ends = {1, 5, 14, 15, 16, 30, START, len(data) // 2, len(data) - 70, *range(len(data) - 62, len(data))}
    for end in {*ends, *(START + SEALED_CHUNK_BYTES * n for n in range(1, len(chunks)))}:
        assert code(data[:end]) == "ARCHIVE_CUT_SHORT", end
    for place in {16, 30, len(HEAD), START, len(data) // 2, *range(len(data) - 62, len(data))}:
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert code(flipped) == "ARCHIVE_DAMAGED", place
    half = len(data) // 2
    for changed in (
        data + b"x" * 40,
        data + data,
        data[:half] + data[half + 9 :],
        data[:half] + data[half - 9 :],
    ):
        assert code(changed) == "ARCHIVE_DAMAGED"
    assert code(data, "another") == "WRONG_PASSPHRASE"
    if len(chunks) > 2:
        for order in ([0, 2, 1], [0, 0, 2], [0, 2]):
            moved = data[:START] + b"".join(chunks[index] for index in order)
            assert code(moved + data[-TRAILER_BYTES:]) == "ARCHIVE_DAMAGED"
            # Somebody who makes the unsealed trailer fit still cannot move what is sealed.
            assert code(ended(moved)) == "ARCHIVE_DAMAGED"


def ended(data: bytes) -> bytes:
    """The data with a trailer that fits, as the format says."""
    data += b"autus-archive-end/2\n" + (len(data) + TRAILER_BYTES).to_bytes(8, "big")
    return data + sha256(data).digest()


def test_every_cut_of_a_small_file_is_a_cut() -> None:
    data = asyncio.run(sealed(b"small", []))
    for end in range(1, len(data)):
        with pytest.raises(AutusError) as caught:
            read_front(data[:end])
        assert (caught.value.code, caught.value.fields) == ("ARCHIVE_CUT_SHORT", {"size": end})


def test_a_newer_format_is_named_before_anything_else() -> None:
    for version in (3, 10, 999):
        with pytest.raises(AutusError) as caught:
            read_front(NAME + b"%d\n" % version + b"anything")
        assert (caught.value.code, caught.value.fields) == ("UPDATE_REQUIRED", {"version": version})
    for line in (b"0\n", b"02\n", b"-1\n", b"x\n", b"\n", b"2\r\n", b"9999999999\n"):
        with pytest.raises(AutusError) as caught:
            read_front(NAME + line + b"anything")
        assert caught.value.code == "ARCHIVE_DAMAGED"


def test_the_keys_are_bound_to_the_head_and_the_passphrase_to_its_form() -> None:
    kdf = new_kdf(CRYPTO)
    head = write_header(kdf)
    front = read_front(ended(head + bytes(32) + b"rest"))
    assert front == (kdf, head, bytes(32), len(head) + 32, len(head) + 36)
    keys = asyncio.run(archive_keys(CRYPTO, "caf\u00e9", head, kdf))
    assert asyncio.run(archive_keys(CRYPTO, "cafe\u0301", head, kdf)) == keys
    assert len({*keys, *asyncio.run(archive_keys(CRYPTO, "caf\u00e9", HEAD, kdf))}) == 4


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
        read_front(ended(write_header(kdf) + bytes(32)))
    assert caught.value.code == expected


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_noise_is_refused_with_a_code(noise: bytes) -> None:
    codes = {"ARCHIVE_DAMAGED", "ARCHIVE_CUT_SHORT", "KDF_TOO_WEAK", "UPDATE_REQUIRED"}
    for data in (noise, NAME + noise, b"autus-archive/1\n" + noise, b"autus-archive/2\n" + noise):
        for whole in (data, ended(data), HEAD + noise):
            with pytest.raises(AutusError) as caught:
                read_front(whole)
            assert caught.value.code in codes
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


def by_hand(version: int) -> tuple[bytes, bytes]:
    """A file with two chunks as docs/spec/archive.md says, and its head. No code of `shared` writes it."""
    head = (
        b"autus-archive/%d\n\x00\x00\x00\x40\x81\xa3kdf\x84\xa4salt\xc4\x10" % version
        + bytes(range(16))
        + b"\xaamemory_kib\xce\x00\x01\x00\x00\xaaiterations\x03\xa5lanes\x01"
    )
    master = hash_secret_raw("a passphrase \u00e9".encode(), bytes(range(16)), 3, 65_536, 1, 32, Type.ID)
    length, info = (32, b"autus/v1/archive") if version == 1 else (64, b"autus/v2/archive")
    both = HKDF(SHA256(), length, sha256(head).digest(), info).derive(master)
    front = b"\x83\xa4type\xa7commits\xa5vault\xc4\x10" + b"v" * 16 + b"\xa7commits"
    records = [front + b"\x91\x92\xc4\x01h\xc5\xff\xf0" + bytes(65_520), front + b"\x90"]
    stream = b"".join(len(record).to_bytes(4, "big") + record for record in records)
    chunks = b"".join(
        AESGCM(both[:32]).encrypt(bytes(7) + number.to_bytes(4, "big") + bytes([number == 1]), part, None)
        for number, part in enumerate([stream[:65_536], stream[65_536:]])
    )
    return (head + chunks if version == 1 else ended(head + both[32:] + chunks)), head


@pytest.mark.no_cover
@pytest.mark.parametrize("version", [1, 2])
def test_a_file_written_word_by_word_as_the_format_says_is_read(version: int) -> None:
    data, head = by_hand(version)

    async def read() -> list[object]:
        front = read_front(data)
        assert front.head == head
        assert front.kdf == KdfParams(salt=bytes(range(16)), memory_kib=65_536, iterations=3, lanes=1)
        key = await unlock(HOST_CRYPTO, "a passphrase e\u0301", front)
        sealed_chunks = memoryview(data)[front.start : front.end]
        stream = open_chunks(HOST_CRYPTO, key, sealed_chunks, checked=version == 2)
        return [record async for record in read_records(stream)]

    assert asyncio.run(read()) == [Commits(b"v" * 16, ((b"h", bytes(65_520)),)), Commits(b"v" * 16, ())]


def test_an_archive_of_format_1_tells_a_change_from_a_passphrase_where_it_can() -> None:
    data, head = by_hand(1)
    chunks = data[len(head) :]

    async def read(sealed_chunks: bytes, key: bytes) -> None:
        async for _ in open_chunks(HOST_CRYPTO, key, memoryview(sealed_chunks), checked=False):
            pass

    def refused(sealed_chunks: bytes, key: bytes) -> str:
        with pytest.raises(AutusError) as caught:
            asyncio.run(read(sealed_chunks, key))
        return caught.value.code

    key = asyncio.run(unlock(HOST_CRYPTO, "a passphrase \u00e9", read_front(data)))
    assert refused(chunks[:SEALED_CHUNK_BYTES], key) == "ARCHIVE_DAMAGED"
    assert refused(bytes([chunks[0] ^ 1]) + chunks[1:], key) == "ARCHIVE_DAMAGED"
    assert refused(chunks[:-1], key) == "ARCHIVE_DAMAGED"
    assert refused(chunks[:10], key) == "ARCHIVE_DAMAGED"
    # Nothing opens: another passphrase and a changed file look the same.
    assert refused(chunks, bytes(32)) == refused(chunks[:1_000], key) == "ARCHIVE_NOT_OPENED"
