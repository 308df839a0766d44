"""The texts of requests: which fields a person writes, and cleaning them before the engine sees them.

Only what somebody enters on this device is cleaned. Commits of older versions and of other devices keep their
bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from shared.device.core.clock import DAY_FIRST, DAY_LAST, is_day
from shared.errors import AutusError
from shared.text import clean_line, clean_lines, is_blank

RAW_FACTOR: Final = 4
"""How many times its limit a text may be long before it is cleaned: NFD is longer than NFC."""

Cleaner = Callable[[Any], Any]


class Line(NamedTuple):
    """Marks a field of one line. The cleaned text has at most `limit` characters."""

    limit: int


class Lines(NamedTuple):
    """Marks a field of several lines. The cleaned text has at most `limit` characters."""

    limit: int


class Day(NamedTuple):
    """Marks a day of the calendar, YYYY-MM-DD."""


class Verbatim(NamedTuple):
    """Marks a text that is not cleaned, with the reason."""

    reason: str


class PersonsWords:
    """Marks a context. `validate_context` has its limits."""


Mark = Line | Lines | Day | Verbatim | PersonsWords


def clean_request(request: Any) -> Any:  # noqa: ANN401 - the type of the request
    """`request` with every marked text cleaned. A text that nobody can see becomes empty, or None if it may
    be missing.

    Raises AutusError with `field`: INVALID_REQUEST for a text that is too long, BAD_CONTEXT for a title that
    nobody can see.
    """
    changed = {}
    for field, clean in _cleaners(type(request)):
        value = getattr(request, field)
        if value is not None and (cleaned := clean(value)) != value:
            changed[field] = cleaned
    return msgspec.structs.replace(request, **changed) if changed else request


def require_day(day: object) -> None:
    """Raises AutusError BAD_CONTEXT for a due text that is no day. An empty one is no date."""
    if isinstance(day, str) and day and not is_day(day):
        detail = f"a date is a day of the calendar as YYYY-MM-DD, from {DAY_FIRST} to {DAY_LAST}"
        raise AutusError("BAD_CONTEXT", detail, field="goal.due")


def clean_words(words: dict[str, Any]) -> dict[str, Any]:
    """A context with its texts cleaned; one that nobody can see deletes. Other shapes stay for
    `validate_context`.

    Raises AutusError BAD_CONTEXT for a title that nobody can see.
    """
    cleaned = dict(words)
    for key in ("goal", "names", "slots"):
        texts = words.get(key)
        if isinstance(texts, dict):
            cleaned[key] = {
                name: _visible(_cleaner_of(key, name)(text)) or None if isinstance(text, str) else text
                for name, text in texts.items()
            }
    require_title(cleaned)
    return cleaned


def require_title(words: dict[str, Any]) -> None:
    """Raises AutusError BAD_CONTEXT for words that set an empty title."""
    goal = words.get("goal")
    if isinstance(goal, dict) and "title" in goal and not goal["title"]:
        raise AutusError("BAD_CONTEXT", "a title has a visible character", field="goal.title")


def _cleaner_of(key: str, name: str) -> Callable[[str], str]:
    # A node may have the name of a field of the goal for its id.
    return _GOAL.get(name, clean_line) if key == "goal" else clean_line


def marks_of(hint: Any) -> list[Mark]:  # noqa: ANN401 - any annotation
    """The marks in an annotation, also in `X | None`."""
    marks: list[Mark] = []
    for part in get_args(hint):
        marks += [part] if isinstance(part, Mark) else marks_of(part)
    return marks


_GOAL: Final[dict[str, Callable[[str], str]]] = {"title": clean_line, "why": clean_lines, "due": clean_line}
_known: dict[type, tuple[tuple[str, Cleaner], ...]] = {}


def _cleaners(kind: type) -> tuple[tuple[str, Cleaner], ...]:
    if kind not in _known:
        hints = get_type_hints(kind, include_extras=True)
        found = ((field, _cleaner(field, hint)) for field, hint in hints.items())
        _known[kind] = tuple((field, clean) for field, clean in found if clean is not None)
    return _known[kind]


def _cleaner(field: str, hint: Any) -> Cleaner | None:  # noqa: ANN401 - any annotation
    parts = get_args(hint)
    if get_origin(hint) is Annotated and get_origin(parts[0]) is list:
        (item,) = get_args(parts[0])
        if isinstance(item, type) and issubclass(item, msgspec.Struct) and _cleaners(item):
            return lambda items: [clean_request(each) for each in items]
    for mark in marks_of(hint):
        if isinstance(mark, PersonsWords):
            return clean_words
        if isinstance(mark, Day):
            return _clean_day
        if isinstance(mark, Line | Lines):
            clean = clean_line if isinstance(mark, Line) else clean_lines
            empty = None if type(None) in parts else ""
            return lambda text: _checked(field, _visible(clean(text)), mark.limit) or empty
    return None


def _clean_day(text: str) -> str | None:
    day = _visible(clean_line(text))
    require_day(day)
    return day or None


def _visible(text: str) -> str:
    return "" if is_blank(text) else text


def _checked(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        detail = f"{field} has {len(text)} characters; at most {limit}"
        raise AutusError("INVALID_REQUEST", detail, field=field, limit=limit)
    return text
