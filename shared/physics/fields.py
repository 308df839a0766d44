"""Readers of single untrusted values. Each returns the accepted value or raises DraftRejected."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from shared.physics.errors import DraftRejected
from shared.physics.text import INTEGER_MAX, has_lone_surrogate, shown

Limits = tuple[float, float]

FLOAT_MAX: Final = 1.7976931348623157e308
UNIT: Final[Limits] = (0.0, 1.0)
MASS_MODIFIER: Final[Limits] = (-0.50, 0.50)
VOLUME: Final[Limits] = (0.30, 0.90)
SHIFT: Final[Limits] = (-1.0, 1.0)
SCALE: Final[Limits] = (0.50, 2.00)
SHARE: Final[Limits] = (0.0, FLOAT_MAX)

ID_LENGTH_MAX: Final = 64
TYPE_LENGTH_MAX: Final = 64


def check_range(value: float, field: str, limits: Limits, code: str = "INVALID_PATCH_RANGE") -> None:
    """Raises DraftRejected for a number outside `limits`. Both ends are inside, NaN is outside."""
    low, high = limits
    if not low <= value <= high:
        span = f"from {low} to {high}" if high < FLOAT_MAX else f"at least {low} and finite"
        raise DraftRejected(code, f"{field} is {shown(value)}; allowed is {span}", field=field)


def read_number(value: object, field: str, limits: Limits, code: str = "INVALID_PATCH_RANGE") -> float:
    """A finite number inside `limits`, as a float."""
    if type(value) is int:
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            low, high = limits
            raise DraftRejected(
                code, f"{field} is {shown(value)}; allowed is from {low} to {high}", field=field
            )
        value = float(value)
    # NaN and the infinities get the code of a wrong type, because they are outside every range.
    if type(value) is not float or not -FLOAT_MAX <= value <= FLOAT_MAX:
        raise DraftRejected(
            "INVALID_PATCH_TYPE", f"{field} must be a number, not {shown(value)}", field=field
        )
    check_range(value, field, limits, code)
    return value


def read_time(value: object, field: str) -> int:
    """Integer milliseconds from 0 to 2^53 - 1."""
    if type(value) is not int:
        raise DraftRejected(
            "INVALID_PATCH_TYPE", f"{field} must be an integer, not {shown(value)}", field=field
        )
    if not 0 <= value <= INTEGER_MAX:
        raise DraftRejected(
            "INVALID_PATCH_RANGE", f"{field} is {shown(value)}; allowed is from 0 to 2^53 - 1", field=field
        )
    return value


def read_choice(value: object, field: str, choices: Collection[str]) -> str:
    """One of `choices`."""
    if type(value) is not str:
        raise DraftRejected("INVALID_PATCH_TYPE", f"{field} must be a text, not {shown(value)}", field=field)
    if value not in choices:
        raise DraftRejected(
            "INVALID_ENUM", f"{field} is {shown(value)}; allowed is {', '.join(choices)}", field=field
        )
    return value


def is_valid_id(text: str) -> bool:
    """1-64 characters, no white space, no lone surrogate."""
    return 1 <= len(text) <= ID_LENGTH_MAX and text.split() == [text] and not has_lone_surrogate(text)


def is_valid_type(text: str) -> bool:
    """At most 64 characters, no lone surrogate."""
    return len(text) <= TYPE_LENGTH_MAX and not has_lone_surrogate(text)


def read_object(
    value: object, field: str, allowed: Collection[str], *, complete: bool = False
) -> dict[str, object]:
    """A map with only `allowed` keys. With `complete` it must have all of them."""
    if type(value) is not dict:
        raise DraftRejected("INVALID_PATCH_TYPE", f"{field} must be a map, not {shown(value)}", field=field)
    for key in value:
        if type(key) is not str or key not in allowed:
            raise DraftRejected("INVALID_PATCH_KEY", f"{field} has no key {shown(key)}", field=field)
    if complete:
        for key in allowed:
            if key not in value:
                raise DraftRejected("INVALID_PATCH_KEY", f"{field} needs {key}", field=field)
    return value
