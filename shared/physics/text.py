"""Numbers and texts as canonical JSON writes them."""

from __future__ import annotations

from json.encoder import encode_basestring

INTEGER_MAX = 9_007_199_254_740_991  # 2^53 - 1

number_text = float.__repr__
quoted = encode_basestring
"""A text as JSON, non-ASCII raw."""


def round_f(value: float) -> float:
    """`value` with exactly six decimals, correctly rounded, parsed back."""
    return float(f"{value:.6f}")


def rounded_text(value: float) -> str:
    """`repr(round_f(value))`, several times faster for the usual magnitudes."""
    text = "%.6f" % value  # noqa: UP031 (measured faster than an f-string, and in every hash)
    if 1e-4 <= value < 1e8:
        # From 0.0001 to 15 digits Python's shortest text is the fixed one without its trailing zeros.
        if text[-1] != "0":
            return text
        text = text.rstrip("0")
        return text + "0" if text[-1] == "." else text
    return repr(float(text))


def has_lone_surrogate(text: str) -> bool:
    """True when the text cannot be written as UTF-8."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def shown(value: object) -> str:
    """A short, printable form of an untrusted value for a refusal's detail."""
    if type(value) is str:
        return repr(value) if len(value) <= 40 else f"{value[:40]!r}…"
    if type(value) is int and not -INTEGER_MAX <= value <= INTEGER_MAX:
        return "an integer beyond 2^53 - 1"
    if value is None or type(value) in (bool, int, float):
        return repr(value)
    return f"a {type(value).__name__}"
