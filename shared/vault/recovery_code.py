"""The recovery code: 40 random digits, written as eight groups with a check digit each.

Digits are the same in every language and script. The check digit of a group (Damm's algorithm over the
number of the group and its digits) finds every wrong digit, every swap of neighbours and every swap of two
groups, and names the group.
"""

from __future__ import annotations

from typing import Final

from shared.crypto.ciphers import RandomSource
from shared.crypto.hashing import hkdf
from shared.errors import AutusError
from shared.text import comparable

GROUPS: Final = 8
GROUP_DIGITS: Final = 5
TEXT_LENGTH_MAX: Final = 200
_KEK: Final = b"autus/v2/kek/recovery"
_AUTH: Final = b"autus/v2/auth/recovery"
# A quasigroup of order 10 without a fixed order of neighbours (Damm 2004).
_DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_SEPARATORS: Final = frozenset("-‐‑‒–—−.·,")


def new_recovery_code(crypto: RandomSource) -> str:
    """The text of a new code: 132 random bits."""
    return _text([_draw(crypto) for _ in range(GROUPS)])


def parse_recovery_code(text: str) -> str:
    """The secret digits of a typed code. Spaces, hyphens and full-width digits do not matter.

    Raises AutusError BAD_RECOVERY_CODE. `part` is the first group that is wrong, from 1. It is None if the
    number of digits is wrong.
    """
    typed = comparable(text[:TEXT_LENGTH_MAX])
    digits = "".join(each for each in typed if not each.isspace() and each not in _SEPARATORS)
    size = GROUP_DIGITS + 1
    groups = [digits[at : at + size] for at in range(0, len(digits), size)]
    for number, group in enumerate(groups[:GROUPS], 1):
        if len(group) == size and not _is_group(number, group):
            raise AutusError("BAD_RECOVERY_CODE", "a group of the code is wrong", part=number)
    if len(digits) != GROUPS * size or len(text) > TEXT_LENGTH_MAX:
        raise AutusError("BAD_RECOVERY_CODE", f"a code has {GROUPS * size} digits", part=None)
    return "".join(group[:GROUP_DIGITS] for group in groups)


def compare_recovery_codes(typed: str, shown: str) -> None:
    """Checks that a code was typed back as it was shown. Raises AutusError BAD_RECOVERY_CODE,
    RECOVERY_CODE_DIFFERS with the first `part` that differs.
    """
    given, wanted = parse_recovery_code(typed), parse_recovery_code(shown)
    for number in range(GROUPS):
        part = slice(number * GROUP_DIGITS, (number + 1) * GROUP_DIGITS)
        if given[part] != wanted[part]:
            raise AutusError("RECOVERY_CODE_DIFFERS", "this is not the code that was shown", part=number + 1)


def recovery_kek(digits: str) -> bytes:
    """The key that seals the private half of a recovery code's way in."""
    return hkdf(digits.encode(), b"", _KEK, 32)


def recovery_auth_key(digits: str) -> bytes:
    """The key that the server sees when somebody recovers an account."""
    return hkdf(digits.encode(), b"", _AUTH, 32)


def _draw(crypto: RandomSource) -> str:
    # Seventeen bits; what is too large is drawn again, so that every group is equally likely.
    while True:
        drawn = int.from_bytes(crypto.random(3), "big") & 0x1FFFF
        if drawn < 10**GROUP_DIGITS:
            return f"{drawn:0{GROUP_DIGITS}}"


def _text(groups: list[str]) -> str:
    return " ".join(group + _check(f"{number}{group}") for number, group in enumerate(groups, 1))


def _is_group(number: int, group: str) -> bool:
    return group.isascii() and group.isdigit() and _check(f"{number}{group[:-1]}") == group[-1]


def _check(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state
