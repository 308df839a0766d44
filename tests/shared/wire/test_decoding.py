"""What a decoder may be made to do by bytes of others: nothing deep, nothing long, nothing countless."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from shared.chain.body import Body
from shared.chain.header import Header
from shared.device.core.records import AccountRecord, VaultMeta
from shared.device.data.plain_import import PlainFile
from shared.physics.state import StateDocument
from shared.vault.archive import ArchiveHeader, Commits, Manifest
from shared.vault.keys import Secrets
from shared.vault.roster import Statement
from shared.wire.accounts import KdfParams, Keyset, Registration, SessionAnswer, SignedStatement
from shared.wire.decoding import (
    DEPTH_MAX,
    Limits,
    check_json,
    check_msgpack,
    decode_msgpack,
    is_open,
    json_decoder,
    load_json,
    msgpack_decoder,
)
from shared.wire.encoding import encode
from shared.wire.pushes import PullPage, Push, Receipt, StoredPush, WireCommit
from shared.wire.vaults import VaultList

LIMITS = Limits(1_000_000)
DEEP = 10_000
KINDS = [
    AccountRecord,
    ArchiveHeader,
    Header,
    KdfParams,
    Keyset,
    Manifest | Commits,
    PullPage,
    Push,
    Receipt,
    Registration,
    Secrets,
    SessionAnswer,
    SignedStatement,
    Statement,
    StoredPush,
    VaultList,
    VaultMeta,
    list[WireCommit],
    dict[str, Any],
]
JSON_KINDS = [Body, PlainFile, StateDocument, dict[str, Any]]


def nested_msgpack(levels: int) -> dict[str, bytes]:
    return {
        "arrays": b"\x91" * levels + b"\xc0",
        "long arrays": b"\xdc\x00\x01" * levels + b"\xc0",
        "longest arrays": b"\xdd\x00\x00\x00\x01" * levels + b"\xc0",
        "maps": b"\x81\xa1x" * levels + b"\xc0",
        "long maps": b"\xde\x00\x01\xa1x" * levels + b"\xc0",
        "longest maps": b"\xdf\x00\x00\x00\x01\xa1x" * levels + b"\xc0",
        "keys": b"\x81" * levels + b"\xc0" * (levels + 1),
        "cut": b"\x91" * levels,
        "behind values": b"\x93\x01\xc4\x02\x91\x91" * levels + b"\xc0",
    }


def nested_json(levels: int) -> dict[str, bytes]:
    return {
        "arrays": b"[" * levels + b"]" * levels,
        "maps": b'{"x":' * levels + b"0" + b"}" * levels,
        "cut": b"[" * levels,
        "behind texts": b'["\\"]","\\\\",' * levels + b"0" + b"]" * levels,
    }


def refused(call: Any, *arguments: Any) -> str:
    with pytest.raises(msgspec.MsgspecError) as caught:
        call(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("form", nested_msgpack(1))
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_kind_of_message_is_decoded_deep(kind: Any, form: str) -> None:
    """Neither as a whole, nor in an unknown field, nor in the place of each field."""
    decode = msgpack_decoder(kind, LIMITS)
    deep = nested_msgpack(DEEP)[form]
    refused(decode, deep)
    refused(decode, b"\x81\xa7unknown" + deep)
    for length in range(12):
        for place in range(length):
            refused(decode, bytes([0x90 + length]) + b"\xc0" * place + deep)
    for name in names_of(kind):
        refused(decode, b"\x81" + encode(name) + deep)


@pytest.mark.parametrize("form", nested_json(1))
@pytest.mark.parametrize("kind", JSON_KINDS, ids=str)
def test_no_kind_of_document_is_decoded_deep(kind: Any, form: str) -> None:
    decode = json_decoder(kind, LIMITS)
    deep = nested_json(DEEP)[form]
    refused(decode, deep)
    refused(decode, b'{"unknown":' + deep)
    for name in names_of(kind):
        refused(decode, b'{"' + name.encode() + b'":' + deep)
    refused(load_json, deep, LIMITS)


def names_of(kind: Any) -> list[str]:
    info = inspect.type_info(kind)
    kinds = info.types if isinstance(info, inspect.UnionType) else (info,)
    return [
        field.encode_name for each in kinds if isinstance(each, inspect.StructType) for field in each.fields
    ]


@pytest.mark.parametrize("form", [name for name in nested_msgpack(1) if name != "cut"])
def test_the_limit_of_messages_is_exact(form: str) -> None:
    check_msgpack(nested_msgpack(DEPTH_MAX)[form], LIMITS)
    assert "32 levels" in refused(check_msgpack, nested_msgpack(DEPTH_MAX + 1)[form], LIMITS)


@pytest.mark.parametrize("form", nested_json(1))
def test_the_limit_of_documents_is_exact(form: str) -> None:
    check_json(nested_json(DEPTH_MAX)[form], LIMITS)
    assert "32 levels" in refused(check_json, nested_json(DEPTH_MAX + 1)[form], LIMITS)


def test_length_and_count_are_bounded() -> None:
    few = Limits(bytes_max=100, items_max=10)
    assert "at most 100" in refused(msgpack_decoder(bytes, few), encode(bytes(99)))
    assert msgpack_decoder(bytes, few)(encode(bytes(98))) == bytes(98)
    assert "at most 100" in refused(json_decoder(str, few), b'"' + b"x" * 99 + b'"')
    assert "at most 100" in refused(load_json, b" " * 101, few)
    assert decode_msgpack(encode([0] * 10), list[Any], few) == [0] * 10
    assert "10 values" in refused(decode_msgpack, encode([0] * 11), list[Any], few)
    # A length that a document only claims counts too.
    assert "10 values" in refused(check_msgpack, b"\xdd\xff\xff\xff\xff", few)
    assert "10 values" in refused(check_json, b"[" + b"0," * 10 + b"0]", few)


JSON_VALUES = st.recursive(
    st.none() | st.integers(-9, 9) | st.text('[]{}",\\x', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}",\\', max_size=3), inner),
    max_leaves=30,
)


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


@given(JSON_VALUES)
@settings(deadline=None)
def test_both_scans_see_the_depth_that_a_value_has(value: Any) -> None:
    depth = depth_of(value)
    for check, data in ((check_json, json.dumps(value).encode()), (check_msgpack, encode(value))):
        check(data, Limits(len(data), depth_max=depth))
        if depth:
            refused(check, data, Limits(len(data), depth_max=depth - 1))


def test_a_long_document_is_scanned_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps([['\\"[', "a\\", "{", {"b": ["\\\\"]}]] * 40).encode()
    for size in range(1, 40):
        monkeypatch.setattr("shared.wire.decoding._PART_BYTES", size)
        check_json(data, Limits(len(data), depth_max=4))
        refused(check_json, data, Limits(len(data), depth_max=3))


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_changed_message_is_refused_or_read(data: st.DataObject) -> None:
    """No other exception ever: neither for a cut, nor for other bytes, nor for bytes put between."""
    receipt = Receipt(bytes(16), 1, bytes(32), 1, None, "links", 1, bytes(64))
    page = bytearray(encode(VaultList(bytes(16), (), (bytes(16),))) + encode(receipt))
    at = data.draw(st.integers(0, len(page)))
    page[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    for kind in KINDS:
        try:
            decode_msgpack(bytes(page), kind, LIMITS)
        except msgspec.MsgspecError:
            continue


@given(st.binary(max_size=60))
@settings(max_examples=400, deadline=None)
def test_noise_is_refused_or_read(noise: bytes) -> None:
    for call in (*(msgpack_decoder(kind, LIMITS) for kind in (PullPage, Keyset, dict[str, Any])),):
        try:
            call(noise)
        except msgspec.MsgspecError:
            continue
    for parse in (json_decoder(dict[str, Any], LIMITS), lambda data: load_json(data, LIMITS)):
        try:
            parse(noise)
        except msgspec.MsgspecError:
            continue


class _Closed(msgspec.Struct, forbid_unknown_fields=True):
    number: Annotated[int, msgspec.Meta(ge=0)]
    pairs: tuple[tuple[bytes, str | None], ...] = ()


class _Lenient(msgspec.Struct):
    number: int


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (_Closed, False),
        (dict[str, list[_Closed]], False),
        (Header, False),
        (Keyset, False),
        (_Lenient, True),
        (dict[str, list[_Lenient]], True),
        (list[Any], True),
        (Statement, True),
        (Push, True),
        (Manifest | Commits, True),
    ],
    ids=str,
)
def test_what_leaves_something_open(kind: Any, expected: bool) -> None:
    assert is_open(inspect.type_info(kind)) is expected
