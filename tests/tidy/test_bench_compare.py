"""The comparison of two runs of the bench."""

from __future__ import annotations

import pytest

from tests.bench.compare import Change, compare
from tests.bench.yardstick import Yardstick


def document(**medians: tuple[float, str]) -> dict:
    return {
        "figures": [
            {"name": name, "unit": unit, "median": median} for name, (median, unit) in medians.items()
        ]
    }


def test_medians_over_the_rounds_are_compared_and_lonely_figures_named() -> None:
    before = [document(push=(value, "ms"), gone=(1, "ms")) for value in (10, 12, 50)]
    after = [document(push=(value, "ms"), new=(1, "ms")) for value in (13, 14, 15)]
    changes, lonely = compare(before, after)
    assert changes == [Change("push", "ms", 12, 14, False)]
    assert lonely == ["only before: gone", "only now: new"]


@pytest.mark.parametrize(
    ("unit", "before", "after", "worse"),
    [
        ("ms", 100, 109, False),
        ("ms", 100, 111, True),
        ("ms", 100, 50, False),
        ("commits/s", 100, 95, False),
        ("commits/s", 100, 90, True),
        ("commits/s", 100, 200, False),
        ("MB", 100, 111, True),
        ("%", 1, 2, False),
        ("", 0, 0, False),
    ],
)
def test_more_than_a_tenth_is_worse(unit: str, before: float, after: float, worse: bool) -> None:
    (change,), _ = compare([document(it=(before, unit))], [document(it=(after, unit))])
    assert change.worse == worse


def test_no_yardstick_is_worse() -> None:
    assert not Change("yardstick: pure Python loop", "ms", 1, 2, False).worse


def test_a_ratio_to_the_yardstick_does_not_depend_on_the_speed_of_the_machine() -> None:
    fast, slow = Yardstick("loop", 0.5), Yardstick("loop", 1.0)
    assert fast.ratio(20, "ms") == slow.ratio(40, "ms") == 0.04
    assert fast.ratio(200, "commits/s") == slow.ratio(100, "commits/s") == 100
    assert fast.ratio(3, "MB") is None
