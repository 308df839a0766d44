"""Writes `docs/spec/messages.md` from the structs in `shared/wire`: `python -m scripts.message_tables`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect as kinds

from shared.wire import accounts, enrolments, pushes, snapshots, vaults

PAGE = Path(__file__).resolve().parents[1] / "docs" / "spec" / "messages.md"
HEAD = """# Messages

Every body of a request or an answer is one of these structs in MessagePack. [HTTP API](../API.md) says which
one a request has. `python -m scripts.message_tables` writes this page from `shared/wire/`.

A struct is a **map** from the names of its members, or an **array** of its members in the order of the table.
Bytes are `bin`, and texts are `str`. A member with a default may be left out. A struct has no other members
than those of its table (`BAD_REQUEST`, `BAD_ANSWER`), except where its section says so.
[Push and receipt](push-and-receipt.md), [keys](keys.md) and [roster](roster.md) say what the members mean.
"""
MODULES = (
    ("Accounts", accounts),
    ("Enrolments", enrolments),
    ("Pushes", pushes),
    ("Snapshots", snapshots),
    ("Vaults", vaults),
)
# The commits of a push are not decoded with it. This is what they are.
RAW = "array of [header, ciphertext], both bytes"


def structs_of(module: ModuleType) -> list[type[msgspec.Struct]]:
    """The structs that the module defines, in its order."""
    return [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, msgspec.Struct) and each.__module__ == module.__name__
    ]


def shown(kind: kinds.Type) -> str:
    """The type of a member and its bounds."""
    return SHOWN[type(kind)](kind)


def _bounds(least: int | None, most: int | None, unit: str = "") -> str:
    if not least and most is None:
        return ""
    if least == most:
        return f" ({most}{unit})"
    return f" ({least or 0} to {_number(most)}{unit})"


def _number(value: int | None) -> str:
    if value is None:
        return "any number"
    return "2^53 − 1" if value == 2**53 - 1 else f"{value:,}"


def _text(kind: kinds.StrType) -> str:
    pattern = "" if kind.pattern is None else f", `{kind.pattern}`"
    return "text" + _bounds(kind.min_length, kind.max_length, " characters") + pattern


def _list(kind: kinds.ListType | kinds.VarTupleType) -> str:
    return f"array of {shown(kind.item_type)}" + _bounds(kind.min_length, kind.max_length, " items")


SHOWN: dict[type[kinds.Type], Callable[[Any], str]] = {
    kinds.Metadata: lambda kind: shown(kind.type),
    kinds.StructType: lambda kind: f"[{kind.cls.__name__}](#{kind.cls.__name__.lower()})",
    kinds.UnionType: lambda kind: " or ".join(map(shown, kind.types)),
    kinds.NoneType: lambda _: "null",
    kinds.BoolType: lambda _: "true or false",
    kinds.LiteralType: lambda kind: " or ".join(f'`"{value}"`' for value in kind.values),
    kinds.TupleType: lambda kind: f"[{', '.join(map(shown, kind.item_types))}]",
    kinds.ListType: _list,
    kinds.VarTupleType: _list,
    kinds.BytesType: lambda kind: "bytes" + _bounds(kind.min_length, kind.max_length),
    kinds.StrType: _text,
    kinds.IntType: lambda kind: "integer" + _bounds(kind.ge, kind.le),
    kinds.RawType: lambda _: RAW,
}


def table(struct: type[msgspec.Struct]) -> Iterator[str]:
    """The section of one struct."""
    info: Any = kinds.type_info(struct)
    form = "array" if info.array_like else "map"
    lenient = "" if info.forbid_unknown_fields else " A reader passes over other members."
    yield f"### {struct.__name__}\n"
    text = " ".join(inspect.cleandoc(struct.__doc__ or "").split())
    yield f"{form.capitalize()}. {text}{lenient}\n"
    place = "position" if info.array_like else "member"
    yield f"| {place} | type | default |"
    yield "|---|---|---|"
    for position, field in enumerate(info.fields):
        name = f"{position}: `{field.encode_name}`" if info.array_like else f"`{field.encode_name}`"
        default = "" if field.required else f"`{msgspec.json.encode(field.default).decode()}`"
        yield f"| {name} | {shown(field.type)} | {default} |"
    yield ""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for title, module in MODULES:
        lines.append(f"## {title}\n")
        for struct in structs_of(module):
            lines += table(struct)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
