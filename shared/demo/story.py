"""Seventeen weeks of one goal: a beginning, a rhythm, a crowded month, the way back."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from shared.demo.draws import Draws
from shared.demo.words import Words
from shared.kernel import SLOTS

SEED: Final = 20_260_401
DAYS: Final = 119
DAY_MS: Final = 86_400_000
_MINUTE_MS: Final = 60_000

# (day, shares of N NE E SE S SW W NW in percent), with linear interpolation in between.
_SHARES: Final = (
    (0, (10, 16, 18, 16, 10, 12, 8, 10)),
    (32, (8, 8, 22, 8, 24, 6, 16, 8)),
    (52, (10, 9, 20, 8, 25, 6, 15, 7)),
    (72, (14, 21, 14, 18, 8, 12, 7, 6)),
    (92, (8, 8, 23, 8, 24, 6, 16, 7)),
    (DAYS, (7, 5, 25, 5, 27, 5, 19, 7)),
)
# (day, mass_modifier, volume_override), the latter two in hundredths.
_COURSE: Final = ((0, (0, 60)), (32, (7, 50)), (72, (-8, 62)), (92, (4, 48)), (DAYS, (6, 42)))
_HORIZONS: Final = ("D7", "D7", "D7", "D30", "D1")

_NODE: Final = "NODE_CREATE"
_SCALE: Final = "NODE_MASS_SCALE"
_EDGE: Final = "EDGE_WEIGHT_SET"

# Events by day. Each of these days has a commit.
_EVENTS: Final[Mapping[int, tuple[dict[str, Any], ...]]] = {
    0: (
        {"type": _NODE, "node": {"id": "jun", "mass": 0.45, "sigma": 0.15}},
        {"type": _NODE, "node": {"id": "work", "mass": 0.7, "sigma": 0.4}},
        {"type": _EDGE, "a": "SELF", "b": "jun", "flow": 0.5},
        {"type": _EDGE, "a": "work", "b": "SELF", "flow": 0.6},
    ),
    7: (),
    12: (
        {"type": _NODE, "node": {"id": "club", "mass": 0.5, "sigma": 0.25}},
        {"type": _EDGE, "a": "jun", "b": "club", "flow": 0.6},
        {"type": _EDGE, "a": "SELF", "b": "club", "flow": 0.3},
    ),
    24: (
        {"type": _NODE, "node": {"id": "coach", "mass": 0.4, "sigma": 0.1}},
        {"type": _EDGE, "a": "club", "b": "coach", "flow": 0.7},
        {"type": _SCALE, "node_id": "jun", "scale": 1.2},
    ),
    41: (
        {"type": _NODE, "node": {"id": "knee", "mass": 0.35, "sigma": 0.65}},
        {"type": _EDGE, "a": "knee", "b": "SELF", "flow": 0.5},
        {"type": _EDGE, "a": "coach", "b": "knee", "flow": 0.4},
    ),
    53: ({"type": _EDGE, "a": "knee", "b": "SELF", "flow": 0.3},),
    66: (
        {"type": _SCALE, "node_id": "work", "scale": 1.4},
        {"type": _EDGE, "a": "work", "b": "SELF", "flow": 0.9},
    ),
    74: ({"type": _EDGE, "a": "SELF", "b": "club", "flow": 0.15},),
    85: (
        {"type": _SCALE, "node_id": "work", "scale": 0.7},
        {"type": _EDGE, "a": "work", "b": "SELF", "flow": 0.5},
    ),
    97: (
        {"type": _NODE, "node": {"id": "race", "mass": 0.6, "sigma": 0.3}},
        {"type": _EDGE, "a": "coach", "b": "race", "flow": 0.6},
        {"type": _EDGE, "a": "SELF", "b": "club", "flow": 0.7},
    ),
    104: ({"type": _EDGE, "a": "club", "b": "race", "flow": 0.8},),
    112: ({"type": "NODE_DELETE", "node_id": "knee"},),
}


class Chapter(Struct, frozen=True):
    """One commit of the story: patches for `draft_update`, and words as a context."""

    t_ms: int
    patches: tuple[tuple[int, dict[str, Any]], ...]
    label: str | None
    context: dict[str, Any] | None


def tell(words: Words, start_ms: int) -> Iterator[Chapter]:
    """The commits after the genesis, in order, over DAYS days from `start_ms`."""
    draws = Draws(SEED)
    for day in range(DAYS):
        minute = draws.between(375, 470) if draws.chance(70) else draws.between(1_170, 1_320)
        patches = _patches(draws, day)
        if day in _EVENTS or draws.chance(62):
            t_ms = start_ms + day * DAY_MS + minute * _MINUTE_MS
            yield Chapter(
                t_ms, (*patches, *_events(day, t_ms)), words.labels.get(day), _context(words, day) or None
            )


def _patches(draws: Draws, day: int) -> tuple[tuple[int, dict[str, Any]], ...]:
    shares = [max(0, share * 10 + draws.between(-20, 20)) for share in _at(_SHARES, day)]
    modifier, volume = _at(_COURSE, day)
    course = {
        "mass_modifier": (modifier + draws.between(-4, 4)) / 100,
        "volume_override": (volume + draws.between(-3, 3)) / 100,
        "horizon_override": _HORIZONS[draws.below(len(_HORIZONS))],
    }
    allocations = {slot: share / 1_000 for slot, share in zip(SLOTS, shares, strict=True)}
    return (1, course), (3, {"allocations": allocations})


def _events(day: int, t_ms: int) -> tuple[tuple[int, dict[str, Any]], ...]:
    ops = [
        {"op_id": f"demo-{day}-{index}", "t_ms": t_ms, **op} for index, op in enumerate(_EVENTS.get(day, ()))
    ]
    return ((2, {"ops": ops}),) if ops else ()


def _context(words: Words, day: int) -> dict[str, Any]:
    """The context of a day: names with their nodes, meanings on the first day."""
    new = [op["node"]["id"] for op in _EVENTS.get(day, ()) if op["type"] == _NODE]
    context: dict[str, Any] = {}
    if new:
        context["names"] = {node: words.names[node] for node in new}
    if day == 0:
        context["slots"] = dict(words.slots)
    if day in words.notes:
        context["note"] = words.notes[day]
    return context


def _at(points: tuple[tuple[int, tuple[int, ...]], ...], day: int) -> tuple[int, ...]:
    """The linear interpolation of each number at `day`, rounded down."""
    (left, low), (right, high) = next(
        pair for pair in itertools.pairwise(points) if pair[0][0] <= day < pair[1][0]
    )
    return tuple(a + (b - a) * (day - left) // (right - left) for a, b in zip(low, high, strict=True))
