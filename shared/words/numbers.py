"""Numbers with their counters, dates and times of day. Every pattern is bounded."""

from __future__ import annotations

import re
from typing import Final

from shared.words import en, ko
from shared.words.hangul import STEM_MAX, TAIL_MAX, is_tail
from shared.words.hit import MEASURABLE, QUANTIFIED, RESOURCES, TIME_BOUND, Hit, Points, read_table

_YEAR = r"(?:19|20|21)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_HANGUL = "가-힣"
# Case-insensitive patterns compile slowly, and the first use of the tables would wait for them.
_ORDINAL = r"(?:st|nd|rd|th|ST|ND|RD|TH)?"
_NAME = r"[A-Za-z]{3,9}(?![A-Za-z])"
_DAY_OF = rf"{_DAY}{_ORDINAL}(?![0-9A-Za-z])"
_YEAR_BEHIND = rf"(?:,? {_YEAR}(?!\d))?"

_WHOLE = [
    rf"{_YEAR}([-/]){_MONTH}\1{_DAY}(?!\d)",
    rf"{_YEAR}\. ?{_MONTH}\. ?{_DAY}(?!\d)",
    rf"{_DAY_OF}(?: of)? ({_NAME}){_YEAR_BEHIND}",
]
_DATE: Final = re.compile("|".join(_WHOLE))
_YEAR_MONTH: Final = re.compile(rf"{_YEAR}[-/]{_MONTH}(?![\d/-])")
_KOREAN_DATE: Final = re.compile(rf"(?:{_YEAR}년 ?)?{_MONTH}월(?: ?({_DAY}일))?")
_KOREAN_YEAR: Final = re.compile(rf"{_YEAR}년")
_CLOCK: Final = re.compile(
    r"(?:1[0-2]|0?[1-9])(?::[0-5]\d)? ?[AaPp](?:[Mm]|\.[Mm]\.)(?![A-Za-z])"
    r"|(?:2[0-3]|[01]?\d):[0-5]\d(?![\d:])"
)
_KOREAN_CLOCK: Final = re.compile(r"(?:2[0-4]|1?\d|0\d)시(?: ?(?:[0-5]?\d분|반(?![가-힣])))?")
_NUMBER: Final = re.compile(
    r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?(?:[~–-]\d{1,9})?" + _ORDINAL + r"(?!\d)"
)
_UNIT: Final = re.compile(
    rf"([ -]?)(?:([만억천백]{{1,3}}) ?)?"
    rf"([A-Za-z]{{1,12}}(?![A-Za-z])|[{_HANGUL}]{{1,{STEM_MAX + TAIL_MAX}}}|[%‰℃€₩￦£¥])?"
)
_NAMED_DAY: Final = re.compile(rf"{_NAME}\.? {_DAY_OF}{_YEAR_BEHIND}")
_NAMED_YEAR: Final = re.compile(rf"{_NAME}\.?,? {_YEAR}(?!\d)")
_BARE_YEAR: Final = re.compile(rf"{_YEAR}(?!\w|[,.-]\d)")
_MONTH_NAMES: Final = frozenset([*en.MONTHS, *en.SHORT_MONTHS])

CURRENCIES: Final = frozenset("$€£₩￦¥")
_MONEY: Final[Points] = ((QUANTIFIED, 2), (MEASURABLE, 2), (RESOURCES, 2))
_SHARE: Final[Points] = ((QUANTIFIED, 2), (MEASURABLE, 2))
_BARE: Final[Points] = ((QUANTIFIED, 1),)
_DAY_GIVEN: Final[Points] = ((TIME_BOUND, 3),)
_DAY_OPEN: Final[Points] = ((TIME_BOUND, 2),)

_KOREAN_UNITS: Final = read_table(ko.UNITS)
_ENGLISH_UNITS: Final = read_table(en.UNITS)
_COUNTED: Final = sorted(ko.COUNTED.split(), key=len, reverse=True)


def _tail_at(text: str, end: int) -> bool:
    """Whether the Korean letters from `end` on are particles, or there are none."""
    stop = end
    while stop < len(text) and stop - end <= TAIL_MAX and "가" <= text[stop] <= "힣":
        stop += 1
    return is_tail(text[end:stop], text[end - 1])


def _hit(text: str, start: int, end: int, points: Points) -> Hit:
    return Hit(text[start:end].casefold().replace(" ", ""), start, end, points)


def find_number(text: str, start: int) -> Hit | None:
    """The date, the time of day or the number that begins with the digit at `start`."""
    for pattern, points in ((_DATE, _DAY_GIVEN), (_YEAR_MONTH, _DAY_OPEN), (_CLOCK, _DAY_OPEN)):
        match = pattern.match(text, start)
        if match and not (pattern is _DATE and match[2] and match[2].casefold() not in _MONTH_NAMES):
            return _hit(text, start, match.end(), points)
    for pattern in (_KOREAN_DATE, _KOREAN_YEAR, _KOREAN_CLOCK):
        match = pattern.match(text, start)
        if match and _tail_at(text, match.end()):
            whole = pattern is _KOREAN_DATE and match[1]
            return _hit(text, start, match.end(), _DAY_GIVEN if whole else _DAY_OPEN)
    match = _NUMBER.match(text, start)
    return _amount(text, start, match.end()) if match else None


def _amount(text: str, start: int, end: int) -> Hit | None:
    """A number from `start` to `end`, with its currency and its unit."""
    before = start - 1 if start and text[start - 1] != " " else start - 2
    if before >= 0 and text[before] in CURRENCIES:
        match = _UNIT.match(text, end)
        scaled = match.end(2) if match and match[2] and not match[1] else end
        return _hit(text, before, scaled, _MONEY)
    match = _UNIT.match(text, end)
    unit = match[3] if match else None
    if match is None or (unit is None and match[2] is None):
        return _hit(text, start, end, _BARE)
    if unit is not None:
        found = _unit(unit, glued=match.start(3) == end)
        if found is not None:
            return _hit(text, start, match.start(3) + found[0], found[1])
    if match[2] is not None and not match[1]:
        return _hit(text, start, match.end(2), _BARE)
    # Other letters: another word after a space, else part of a name such as 3D.
    return _hit(text, start, end, _BARE) if match[1] == " " else None


def _unit(unit: str, *, glued: bool) -> tuple[int, Points] | None:
    """(length, points) of the unit in `unit`, with particles."""
    if unit in CURRENCIES:
        return 1, _MONEY
    if unit in "%‰℃":
        return 1, _SHARE
    name = unit.casefold()
    if name in _ENGLISH_UNITS and (glued or name not in en.GLUED_UNITS):
        return len(unit), _ENGLISH_UNITS[name]
    for size in range(min(len(unit), STEM_MAX), 0, -1):
        points = _KOREAN_UNITS.get(unit[:size])
        if points is not None and is_tail(unit[size:], unit[size - 1]):
            return size, points
    return None


def find_named_date(text: str, start: int) -> Hit | None:
    """`June 6, 2027`, `Jun 6` or `June 2027` from the name of a month at `start`."""
    for pattern, points in ((_NAMED_DAY, _DAY_GIVEN), (_NAMED_YEAR, _DAY_OPEN)):
        if match := pattern.match(text, start):
            return _hit(text, start, match.end(), points)
    return None


def find_year(text: str, start: int) -> int | None:
    """The end of the bare year that begins at `start`."""
    match = _BARE_YEAR.match(text, start)
    return match.end() if match else None


def find_numeral(token: str) -> tuple[int, Points] | None:
    """세번, 두시간을: the length of numeral and counter in one token, and the points."""
    for size in (1, 2, 3):
        if token[:size] in ko.NUMERALS:
            counted = _counter(token[size:])
            if counted is not None:
                return size + counted[0], counted[1]
    return None


def find_counted(numeral: str, following: str) -> tuple[int, Points] | None:
    """세 번, three times: the length of the counter in `following`, and the points."""
    if numeral in ko.NUMERALS:
        return _counter(following)
    if numeral in en.NUMBER_WORDS and following in _ENGLISH_UNITS and following not in en.GLUED_UNITS:
        return len(following), _ENGLISH_UNITS[following]
    return None


def _counter(text: str) -> tuple[int, Points] | None:
    for counter in _COUNTED:
        if text.startswith(counter) and is_tail(text[len(counter) :], counter[-1]):
            return len(counter), _KOREAN_UNITS[counter]
    return None
