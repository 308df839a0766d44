"""Times and days: what this device's clock may say, and which days a person may enter."""

from __future__ import annotations

import re
from typing import Final

from shared.device.core.host import Host
from shared.errors import AutusError

CLOCK_MS_MAX: Final = 253_402_300_799_999
"""The end of the year 9999, in milliseconds since 1970."""
DAY_FIRST: Final = "1000-01-01"
DAY_LAST: Final = "9999-12-31"

_DAY: Final = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})")
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def stamp_ms(host: Host) -> int:
    """The time to store or sign now, in milliseconds since 1970.

    Raises AutusError CLOCK_WRONG for a clock before 1970 or after the year 9999.
    """
    now_ms = host.now_ms()
    if not 0 <= now_ms <= CLOCK_MS_MAX:
        raise AutusError(
            "CLOCK_WRONG", "the clock of this device is before 1970 or after 9999", field="clock"
        )
    return now_ms


def preview_ms(host: Host) -> int:
    """The time of a preview, which nothing stores as a fact: the nearest one that a commit may have."""
    return min(max(0, host.now_ms()), CLOCK_MS_MAX)


def is_day(text: str) -> bool:
    """Whether `text` is a day of the calendar as YYYY-MM-DD, from the year 1000 to 9999."""
    match = _DAY.fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + (month == 2 and is_leap)
