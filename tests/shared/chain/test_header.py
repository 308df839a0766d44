from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.chain.header import (
    Header,
    Kind,
    commit_id,
    decode_header,
    encode_header,
    parents_of_successors,
    vault_id,
)
from shared.errors import AutusError

ID_A, ID_B = b"\x01" * 32, b"\x02" * 32
pack = msgspec.msgpack.encode


def fields(**changes: object) -> list[object]:
    values: dict[str, object] = {
        "version": 1,
        "kind": 1,
        "vault": b"v" * 16,
        "epoch": 1,
        "parents": [ID_A],
        "device": b"d" * 16,
        "seq": 1,
        "salt": b"s" * 32,
        "replay_tag": b"t" * 32,
    }
    return list({**values, **changes}.values())


@st.composite
def headers(draw: st.DrawFn) -> Header:
    kind = draw(st.sampled_from(list(Kind)))
    parents = draw(st.lists(st.binary(min_size=32, max_size=32), min_size=kind, max_size=kind, unique=True))
    merge = kind is Kind.MERGE
    return Header(
        version=1,
        kind=kind,
        vault=draw(st.binary(min_size=16, max_size=16)),
        epoch=draw(st.integers(1, 2**32 - 1)),
        parents=tuple(sorted(parents)),
        device=b"" if merge else draw(st.binary(min_size=16, max_size=16)),
        seq=0 if merge else draw(st.integers(1, 2**53 - 1)),
        salt=draw(st.binary(min_size=32, max_size=32)),
        replay_tag=draw(st.binary(min_size=32, max_size=32)),
    )


def decoded_or_refused(data: bytes) -> Header | None:
    try:
        return decode_header(data)
    except AutusError as refusal:
        if refusal.code != "BAD_HEADER":
            raise
        return None


@given(headers())
def test_a_header_survives_its_encoding(header):
    assert decode_header(encode_header(header)) == header


@given(headers(), st.data())
def test_no_changed_byte_decodes_to_the_same_header(header, data):
    encoded = bytearray(encode_header(header))
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    changed = decoded_or_refused(bytes(encoded))
    assert changed != header
    assert changed is None or encode_header(changed) == bytes(encoded)


@st.composite
def runs(draw: st.DrawFn) -> tuple[Header, list[bytes]]:
    """A header and some that mostly continue it, with some bytes changed; seqs come to another length."""
    header = draw(headers())
    first = draw(st.sampled_from([1, 2**7 - 2, 2**8 - 2, 2**16 - 2, 2**32 - 2, 2**53 - 3, header.seq]))
    header = msgspec.structs.replace(header, seq=first if header.device else 0)
    encoded = [encode_header(header)]
    for step in range(1, draw(st.integers(1, 5))):
        other = draw(st.one_of(headers(), st.just(header)))
        changes = {"kind": Kind.COMMIT, "parents": (draw(st.binary(min_size=32, max_size=32)),)}
        changes |= {"seq": first + step} if draw(st.integers(0, 9)) else {}
        data = bytearray(pack(msgspec.structs.replace(other, **changes)))
        if not draw(st.integers(0, 3)):
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
        encoded.append(bytes(data))
    return header, encoded


@pytest.mark.no_cover
@given(runs())
@settings(max_examples=500)
def test_what_continues_a_header_is_what_decoding_finds(run):
    header, encoded = run
    expected = []
    if header.kind is Kind.COMMIT:
        for step, data in enumerate(encoded[1:], 1):
            found = decoded_or_refused(data)
            same = ("kind", "vault", "epoch", "device")
            if found is None or [getattr(found, name) for name in same] != [
                getattr(header, name) for name in same
            ]:
                break
            if found.seq != header.seq + step:
                break
            expected.append(found.parents[0])
    assert parents_of_successors(header, encoded, 0) == expected


@pytest.mark.parametrize("place", range(144))
def test_a_changed_bit_of_a_header_that_continues_one(place):
    header = Header(1, Kind.COMMIT, b"v" * 16, 1, (ID_A,), b"d" * 16, 1, b"s" * 32, b"t" * 32)
    following = encode_header(msgspec.structs.replace(header, seq=2))
    assert parents_of_successors(header, [encode_header(header), following], 0) == [ID_A]
    for bit in range(8):
        data = following[:place] + bytes([following[place] ^ 1 << bit]) + following[place + 1 :]
        found = decoded_or_refused(data)
        same = found is not None and msgspec.structs.replace(found, parents=(), salt=b"", replay_tag=b"")
        continues = same == msgspec.structs.replace(header, seq=2, parents=(), salt=b"", replay_tag=b"")
        expected = [found.parents[0]] if continues else []
        assert parents_of_successors(header, [encode_header(header), data], 0) == expected


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data):
    header = decoded_or_refused(data)
    assert header is None or encode_header(header) == data


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"kind": 3},
        {"kind": 0},
        {"kind": 2},
        {"vault": b"v" * 15},
        {"vault": "v" * 16},
        {"epoch": 0},
        {"epoch": 2**32},
        {"parents": []},
        {"parents": [ID_A[:31]]},
        {"parents": [ID_A, ID_B]},
        {"parents": [ID_A, ID_B, ID_B]},
        {"kind": 2, "parents": [ID_B, ID_A], "device": b"", "seq": 0},
        {"kind": 2, "parents": [ID_A, ID_A], "device": b"", "seq": 0},
        {"kind": 2, "parents": [ID_A, ID_B], "device": b"", "seq": 1},
        {"kind": 2, "parents": [ID_A, ID_B], "seq": 0},
        {"device": b""},
        {"device": b"d" * 17},
        {"seq": 0},
        {"seq": -1},
        {"seq": 2**53},
        {"seq": 1.0},
        {"salt": b"s" * 31},
        {"replay_tag": b""},
        {"replay_tag": None},
    ],
)
def test_each_wrong_field_is_refused(changes):
    with pytest.raises(AutusError) as refusal:
        decode_header(pack(fields(**changes)))
    assert refusal.value.code == "BAD_HEADER"


def test_longer_encodings_of_the_same_values_are_refused():
    plain = pack(fields())
    decode_header(plain)
    assert plain[1:3] == b"\x01\x01"
    longer = plain[:1] + b"\xcc\x01" + plain[2:]
    for data in (longer, plain + b"\x00", pack([*fields(), 0]), plain[:-1], b"", pack({"version": 1})):
        with pytest.raises(AutusError) as refusal:
            decode_header(data)
        assert refusal.value.code == "BAD_HEADER"


def test_encoding_refuses_what_decoding_would():
    header = decode_header(pack(fields()))
    with pytest.raises(AutusError) as refusal:
        encode_header(msgspec.structs.replace(header, parents=()))
    assert refusal.value.code == "BAD_HEADER"


def test_ids_are_the_hashes_that_the_specification_gives():
    inner = hashlib.sha256(b"sealed").digest()
    assert commit_id(b"header", b"sealed") == hashlib.sha256(b"autus/v1/idheader" + inner).digest()
    assert vault_id(ID_A, ID_B) == hashlib.sha256(b"autus/v1/vault" + ID_A + ID_B).digest()[:16]
