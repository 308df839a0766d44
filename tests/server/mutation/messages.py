"""Messages of the right form with any content, made from their types."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
from msgspec import inspect

LENGTHS = (0, 1, 3, 16, 32, 64, 300)
NUMBERS = (0, 1, 2, 255, 2**31, 2**53 - 1, 2**53, 2**63 - 1)
LETTERS = "aZ0 -_.@\u00e9\uac00\u0301\u202e\0\U0001f468<&'"


def message_of(kind: Any, chance: Random) -> Any:
    """A value of the type `kind`, for a MessagePack encoder."""
    return _value(inspect.type_info(kind), chance)


def _value(info: inspect.Type, chance: Random) -> Any:
    match info:
        case inspect.StructType():
            return _struct(info, chance)
        case inspect.UnionType():
            return _value(chance.choice(info.types), chance)
        case inspect.LiteralType():
            return chance.choice(info.values)
        case inspect.IntType():
            least, most = info.ge or 0, 2**63 - 1 if info.le is None else info.le
            return min(max(chance.choice(NUMBERS), least), most)
        case inspect.BytesType():
            return chance.randbytes(_length(info, chance))
        case inspect.StrType():
            return "".join(chance.choices(LETTERS, k=_length(info, chance)))
        case inspect.TupleType():
            return [_value(each, chance) for each in info.item_types]
        case inspect.VarTupleType() | inspect.ListType():
            return [_value(info.item_type, chance) for _ in range(min(_length(info, chance), 4))]
        case inspect.DictType():
            return {_value(info.key_type, chance): _value(info.value_type, chance)}
        case _:
            # True or False, None, and what a decoder leaves alone.
            boolean = isinstance(info, inspect.BoolType)
            return chance.choice((True, False) if boolean else (None, [], b"", [[b"", b""]]))


def _struct(info: inspect.StructType, chance: Random) -> Any:
    fields = [
        (field.encode_name, _value(field.type, chance))
        for field in info.fields
        if field.required or info.array_like or chance.random() < 0.7
    ]
    return [value for _, value in fields] if info.array_like else dict(fields)


def _length(info: Any, chance: Random) -> int:
    least = info.min_length or 0
    most = 2_000 if info.max_length is None else info.max_length
    return min(max(chance.choice(LENGTHS), least), most)


def encoded(value: object) -> bytes:
    return msgspec.msgpack.encode(value)
