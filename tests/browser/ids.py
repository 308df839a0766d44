"""The test ids that the client's components may have, read from `client/web/src/ui/test-ids.ts`."""

from __future__ import annotations

import re
from functools import cache

from tests.conftest import ROOT

TABLE = ROOT / "client" / "web" / "src" / "ui" / "test-ids.ts"


def pattern_of(listed: str) -> str:
    """`slot-{slot}` as a regular expression: `{a|b}` is one of the words, another `{name}` is any text."""
    pattern = ""
    for part in re.split(r"(\{[^}]*\})", listed):
        if not part.startswith("{"):
            pattern += re.escape(part)
        elif "|" in part:
            pattern += "(?:" + "|".join(re.escape(word) for word in part[1:-1].split("|")) + ")"
        else:
            pattern += ".+"
    return pattern


@cache
def listed_ids() -> re.Pattern[str]:
    table = re.search(r"const TEST_IDS = \[(.*?)\] as const;", TABLE.read_text(encoding="utf-8"), re.DOTALL)
    assert table, f"no table of test ids in {TABLE}"
    listed = " ".join(re.findall(r'"([^"]+)"', table[1])).split()
    return re.compile("|".join(pattern_of(one) for one in listed))


def known(test_id: str) -> str:
    """`test_id` itself. An id that no component may have fails the test at once, not after a long wait."""
    assert listed_ids().fullmatch(test_id), f"no component has the test id {test_id!r}: see {TABLE.name}"
    return test_id


def selector(test_id: str, condition: str = "") -> str:
    """The CSS selector of an element with a test id; `condition` is another attribute selector."""
    return f'[data-testid="{known(test_id)}"]{condition}'
