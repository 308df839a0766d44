"""The scores of a goal text. The types alone, without the tables."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from shared.words.hit import ScoreName

GoalField = Literal["title", "why", "due"]

FIELDS: Final[tuple[GoalField, ...]] = ("title", "why", "due")


class Word(Struct, frozen=True):
    """`text` is `field[start:end]`, counted in characters of the NFC text."""

    text: str
    start: int
    end: int
    field: GoalField


class Score(Struct, frozen=True):
    """`value` is 0, 0.25, 0.5, 0.75 or 1; `words` are those that raised it."""

    name: ScoreName
    value: float
    words: tuple[Word, ...]
