"""The one place that decodes bytes: it bounds their length, depth and count before a decoder runs.

A decoder recurses once per level of nesting, also where it only skips an unknown field. In WebAssembly that
overflows the stack of the runtime, which no exception handler sees. So a scan without recursion comes first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate
from typing import Any, Final, NamedTuple, NoReturn, TypeVar, overload

import msgspec
from msgspec import inspect

Decoded = TypeVar("Decoded")
Encoded = bytes | bytearray | memoryview
# The commits of a push and the content of a statement stay raw until they are needed.
Decode = Callable[[Encoded | msgspec.Raw], Decoded]

DEPTH_MAX: Final = 32
"""Levels of maps and arrays. The deepest legal document, a plain export, has 19: a context may have 16.

A decoder without the bound overflows the stack above 2,097 levels in Chromium and above 3,786 in Firefox:
`make measure-stack`.
"""
ITEMS_MAX: Final = 500_000
"""Values in a document. The fullest legal message, a page of the smallest commits, has 320,000."""


class Limits(NamedTuple):
    """What a document may have: bytes, values in all (keys of maps included in MessagePack), levels."""

    bytes_max: int
    items_max: int = ITEMS_MAX
    depth_max: int = DEPTH_MAX


@overload
def msgpack_decoder(kind: type[Decoded], limits: Limits) -> Decode[Decoded]: ...
@overload
def msgpack_decoder(kind: object, limits: Limits) -> Decode[Any]: ...
def msgpack_decoder(kind: Any, limits: Limits) -> Decode[Any]:
    """A decoder of MessagePack. It raises msgspec.MsgspecError for what is not a `kind` within `limits`.

    A kind that leaves nothing open cannot nest deeper than itself, so only its length is checked.
    """
    decode = msgspec.msgpack.Decoder(kind).decode
    bytes_max, scanned = limits.bytes_max, is_open(inspect.type_info(kind))

    def bounded(data: Encoded | msgspec.Raw) -> Any:  # noqa: ANN401 - as the kind says
        if isinstance(data, msgspec.Raw):
            data = memoryview(data)
        if len(data) > bytes_max:
            _refuse_length(len(data), limits)
        if scanned:
            check_msgpack(data, limits)
        try:
            return decode(data)
        except UnicodeError as error:
            raise msgspec.DecodeError(str(error)) from None

    return bounded


@overload
def json_decoder(kind: type[Decoded], limits: Limits) -> Callable[[bytes | bytearray], Decoded]: ...
@overload
def json_decoder(kind: object, limits: Limits) -> Callable[[bytes | bytearray], Any]: ...
def json_decoder(kind: Any, limits: Limits) -> Callable[[bytes | bytearray], Any]:
    """As `msgpack_decoder`, for JSON in UTF-8."""
    decode = msgspec.json.Decoder(kind).decode
    bytes_max, scanned = limits.bytes_max, is_open(inspect.type_info(kind))

    def bounded(data: bytes | bytearray) -> Any:  # noqa: ANN401 - as the kind says
        if len(data) > bytes_max:
            _refuse_length(len(data), limits)
        if scanned:
            check_json(data, limits)
        try:
            return decode(data)
        except UnicodeError as error:
            raise msgspec.DecodeError(str(error)) from None

    return bounded


_cached_decoder: Callable[[Any, Limits], Decode[Any]] = cache(msgpack_decoder)


def decode_msgpack(data: Encoded, kind: type[Decoded], limits: Limits) -> Decoded:
    """As the decoder of `msgpack_decoder`, for callers that serve many kinds."""
    decoded: Decoded = _cached_decoder(kind, limits)(data)
    return decoded


def load_json(data: bytes, limits: Limits) -> Any:  # noqa: ANN401 - any JSON value
    """Any JSON value, read by Python's own parser, without NaN and the infinities. Raises
    msgspec.DecodeError.
    """
    if len(data) > limits.bytes_max:
        _refuse_length(len(data), limits)
    check_json(data, limits)
    try:
        return json.loads(data.decode(), parse_constant=_refuse_constant)
    except ValueError as error:
        raise msgspec.DecodeError(f"not JSON: {type(error).__name__}") from None


def check_msgpack(data: Encoded, limits: Limits) -> None:
    """Raises msgspec.DecodeError for a document with more levels or values than `limits` allow.

    Texts and bytes are stepped over. A document that is cut short or malformed is left to the decoder, which
    stops where this scan stops.
    """
    _, items_max, depth_max = limits
    outer: list[int] = []
    left, position, items = 1, 0, 0
    try:
        while True:
            while not left:
                if not outer:
                    return
                left = outer.pop()
            left -= 1
            first = data[position]
            size = _SIZES[first]
            if size:
                position += size
                continue
            # Headers and sealed texts of commits: nearly all of a page, and read without the table.
            if first == 0xC4:
                position += 2 + data[position + 1]
                continue
            if first == 0xC5:
                position += 3 + (data[position + 1] << 8) + data[position + 2]
                continue
            head, members = _FORMS[first]
            start = position + 1
            length = head and int.from_bytes(data[start : start + head], "big")
            if not members:
                # Bytes, text or an extension, whose type is one byte more.
                position = start + head + length + (0xC7 <= first <= 0xC9)
                continue
            if not head:
                length = first & 0x0F
            position = start + head
            outer.append(left)
            left = members * length
            items += left
            if len(outer) > depth_max:
                _refuse_depth(limits)
            if items > items_max:
                _refuse_items(limits)
    except IndexError:
        return


def check_json(data: bytes | bytearray, limits: Limits) -> None:
    """Raises msgspec.DecodeError for a document with more levels or values than `limits` allow."""
    _, items_max, depth_max = limits
    # Most documents have fewer brackets than levels are allowed, and fewer bytes than values.
    if len(data) <= items_max and data.count(b"[") + data.count(b"{") <= depth_max:
        return
    depth, items, in_text, start = 0, 1, False, 0
    while start < len(data):
        end = start + _PART_BYTES
        while data[end - 1 : end] == b"\\":
            end += 1
        part = data[start:end].replace(b"\\\\", b"").replace(b'\\"', b"")
        marks = part.translate(None, _NO_MARKS)
        if in_text:
            marks = b'"' + marks
        in_text = marks.count(b'"') % 2 == 1
        # An empty text, and the end of one before the start of the next, change nothing outside of texts.
        marks = _TEXT.sub(b"", marks.replace(b'""', b""))
        items += len(marks)
        if items > items_max:
            _refuse_items(limits)
        steps = list(accumulate(map(_STEPS.__getitem__, marks), initial=depth))
        if max(steps) > depth_max:
            _refuse_depth(limits)
        depth, start = steps[-1], end


def is_open(kind: inspect.Type) -> bool:
    """Reports whether the kind has a place for a value that it does not describe: `Any`, a raw part, an
    unknown field, or what precedes the tag of a union.
    """
    match kind:
        case inspect.Metadata():
            return is_open(kind.type)
        case inspect.StructType():
            return not kind.forbid_unknown_fields or any(is_open(field.type) for field in kind.fields)
        case inspect.UnionType():
            structs = sum(isinstance(each, inspect.StructType) for each in kind.types)
            return structs > 1 or any(map(is_open, kind.types))
        case inspect.DictType():
            return is_open(kind.key_type) or is_open(kind.value_type)
        case inspect.TupleType():
            return any(map(is_open, kind.item_types))
        case inspect.CollectionType():
            return is_open(kind.item_type)
    return not isinstance(kind, _CLOSED)


_CLOSED: Final = (
    inspect.NoneType,
    inspect.BoolType,
    inspect.IntType,
    inspect.FloatType,
    inspect.StrType,
    inspect.BytesType,
    inspect.LiteralType,
    inspect.EnumType,
)

# JSON is scanned in parts of this size: one part more is all the memory that it takes.
_PART_BYTES: Final = 1024 * 1024
_NO_MARKS: Final = bytes(set(range(256)) - set(b'[]{},"'))
_TEXT: Final = re.compile(rb'"[^"]*"?')
_STEPS: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1, ord(","): 0}


def _msgpack_sizes() -> list[int]:
    """Bytes of a value by its first byte, 0 where the first byte alone does not say."""
    sizes = [1] * 256
    sizes[0x80:0xA0] = [0] * 32
    sizes[0xA0:0xC0] = range(1, 33)
    sizes[0xC4:0xCA] = [0] * 6
    sizes[0xCA:0xD9] = [5, 9, 2, 3, 5, 9, 2, 3, 5, 9, 3, 4, 6, 10, 18]
    sizes[0xD9:0xE0] = [0] * 7
    return sizes


_SIZES: Final = _msgpack_sizes()
# By the first byte: how many bytes the length has, and how many values each of its units stands for.
_FORMS: Final = (
    dict.fromkeys(range(128, 144), (0, 2))
    | dict.fromkeys(range(144, 160), (0, 1))
    | dict(zip(range(0xC4, 0xCA), [(1, 0), (2, 0), (4, 0)] * 2, strict=True))
    | dict(zip(range(0xD9, 0xE0), [(1, 0), (2, 0), (4, 0), (2, 1), (4, 1), (2, 2), (4, 2)], strict=True))
)


def _refuse_length(length: int, limits: Limits) -> NoReturn:
    raise msgspec.DecodeError(f"{length} bytes; at most {limits.bytes_max}")


def _refuse_depth(limits: Limits) -> NoReturn:
    raise msgspec.DecodeError(f"nested deeper than {limits.depth_max} levels")


def _refuse_items(limits: Limits) -> NoReturn:
    raise msgspec.DecodeError(f"more than {limits.items_max} values")


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")
