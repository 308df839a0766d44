"""Matches of the rules in a text."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

ScoreName = Literal["measurable", "time_bound", "quantified", "action", "obstacle", "resources"]

MEASURABLE: Final = "measurable"
TIME_BOUND: Final = "time_bound"
QUANTIFIED: Final = "quantified"
ACTION: Final = "action"
OBSTACLE: Final = "obstacle"
RESOURCES: Final = "resources"

SCORES: Final[tuple[ScoreName, ...]] = (MEASURABLE, TIME_BOUND, QUANTIFIED, ACTION, OBSTACLE, RESOURCES)

Points = tuple[tuple[str, int], ...]
"""Pairs of score and points."""


class Hit(NamedTuple):
    """A match from `start` to `end`. Hits with one `key` count once, with the highest points of them."""

    key: str
    start: int
    end: int
    points: Points


def read_table(table: str) -> dict[str, Points]:
    """Lines of `score points[, score points]: word word …`; `_` stands for a space inside a word.

    A word on several lines gets the points of all of them.
    """
    found: dict[str, Points] = {}
    for line in table.strip().splitlines():
        given, _, words = line.partition(":")
        points = tuple((score, int(number)) for score, number in (pair.split() for pair in given.split(",")))
        for word in words.split():
            name = word.replace("_", " ")
            found[name] = found.get(name, ()) + points
    return found
