"""Contexts: the person's own words, which physics never reads.

A context is a plain dict, so that the fields of a newer version survive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from shared.errors import AutusError
from shared.kernel import SLOTS, canonical_json
from shared.wire.decoding import Limits, load_json
from shared.wire.limits import COMMIT_PART_BYTES_MAX

Context = dict[str, Any]

NOTE_LENGTH_MAX: Final = 4_000
TITLE_LENGTH_MAX: Final = 200
WHY_LENGTH_MAX: Final = 4_000
DUE_LENGTH_MAX: Final = 64
NAME_LENGTH_MAX: Final = 64
NAMES_MAX: Final = 1_000
NODE_ID_LENGTH_MAX: Final = 64
SLOT_MEANING_LENGTH_MAX: Final = 200
DEPTH_MAX: Final = 16
_LIMITS: Final = Limits(COMMIT_PART_BYTES_MAX)

# The fields that belong to one commit and do not fold.
OF_ONE_COMMIT: Final = frozenset({"note", "origin", "touched"})

_GOAL_LENGTHS: Final = {"title": TITLE_LENGTH_MAX, "why": WHY_LENGTH_MAX, "due": DUE_LENGTH_MAX}
_PER_KEY: Final = ("names", "slots")
_MAPS: Final = ("goal", "names", "slots")
_COMMIT_ID: Final = re.compile("[0-9a-f]{64}")


def validate_context(context: Mapping[str, Any]) -> None:
    """Raises AutusError (BAD_CONTEXT) with the `field` for a context that no commit may have."""
    if not isinstance(context, dict):
        raise _bad("context", "must be a map")
    _check_tree(context, DEPTH_MAX)
    if context.get("note") is not None:
        _check_text(context["note"], "note", NOTE_LENGTH_MAX)
    goal = _read_map(context, "goal")
    for field, length_max in _GOAL_LENGTHS.items():
        if goal.get(field) is not None:
            _check_text(goal[field], f"goal.{field}", length_max)
    names = _read_map(context, "names")
    if len(names) > NAMES_MAX:
        raise _bad("names", f"{len(names)} names; at most {NAMES_MAX} in one commit")
    for node_id, name in names.items():
        _check_text(node_id, "names", NODE_ID_LENGTH_MAX)
        if name is not None:
            _check_text(name, "names", NAME_LENGTH_MAX)
    for slot, meaning in _read_map(context, "slots").items():
        if slot not in SLOTS:
            raise _bad("slots", "an unknown slot")
        if meaning is not None:
            _check_text(meaning, "slots", SLOT_MEANING_LENGTH_MAX)


def encode_context(context: Mapping[str, Any]) -> bytes:
    """The canonical JSON, UTF-8. Raises AutusError (BAD_CONTEXT)."""
    validate_context(context)
    try:
        return canonical_json(context).encode()
    except AutusError as error:
        raise _bad("context", error.detail) from None


def decode_context(data: bytes) -> Context:
    """The context in `data`. Raises AutusError (BAD_CONTEXT) unless it is valid and canonical."""
    try:
        context: Context = load_json(data, _LIMITS)
    except msgspec.MsgspecError as error:
        raise _bad("context", str(error)) from None
    if encode_context(context) != data:
        raise _bad("context", "the text is not canonical")
    return context


def fold_context(folded: Mapping[str, Any], context: Mapping[str, Any]) -> Context:
    """`folded` updated by the `context` of a later commit. Neither argument changes.

    The later value wins, for names and slots per key. A null deletes. If the context has `touched`, only the
    fields of the goal that it names count.
    """
    result = dict(folded)
    for key, value in context.items():
        if key == "touched":
            continue
        last = value
        if key == "goal" and value is not None and isinstance(context.get("touched"), list):
            touched = {name: item for name, item in value.items() if name in context["touched"]}
            last = {**result.get(key, {}), **touched}
        if key in _PER_KEY and value is not None:
            last = {**result.get(key, {}), **value}
        if key in _MAPS and last is not None:
            last = {name: item for name, item in last.items() if item is not None} or None
        if last is None:
            result.pop(key, None)
        else:
            result[key] = last
    return result


def foldable(context: Mapping[str, Any]) -> Context:
    """What folding needs of a context."""
    return {key: value for key, value in context.items() if key not in ("note", "origin")}


def says_words(context: Mapping[str, Any] | None) -> bool:
    """Whether the context has a field that folds."""
    return any(key not in OF_ONE_COMMIT for key in context or ())


def origin_of(context: Mapping[str, Any] | None) -> bytes | None:
    """The id (32 bytes) of the commit that this one is a rewrite of, or None."""
    origin = context.get("origin") if context else None
    if not isinstance(origin, str) or not _COMMIT_ID.fullmatch(origin):
        return None
    return bytes.fromhex(origin)


def with_origin(context: Mapping[str, Any] | None, origin: bytes) -> Context:
    """The context of a rewrite of the commit `origin`."""
    return {**(context or {}), "origin": origin.hex()}


def without_origin(context: Mapping[str, Any] | None) -> Context:
    """The context without the origin. Empty if the person wrote nothing."""
    return {key: value for key, value in (context or {}).items() if key != "origin"}


def _read_map(context: Mapping[str, Any], field: str) -> dict[str, Any]:
    value = context.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _bad(field, "must be a map")
    return value


def _check_text(value: object, field: str, length_max: int) -> None:
    if not isinstance(value, str):
        raise _bad(field, "must be a text")
    if len(value) > length_max:
        raise _bad(field, f"{len(value)} characters; at most {length_max}")


def _check_tree(value: object, left: int) -> None:
    """Bound the nesting of unknown fields, so that no later reader overflows its stack."""
    if isinstance(value, dict | list):
        if not left:
            raise _bad("context", f"nested deeper than {DEPTH_MAX}")
        if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
            raise _bad("context", "a key must be a text")
        for item in value.values() if isinstance(value, dict) else value:
            _check_tree(item, left - 1)


def _bad(field: str, detail: str) -> AutusError:
    return AutusError("BAD_CONTEXT", detail, field=field)
