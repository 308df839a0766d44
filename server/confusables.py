"""Which account names look alike."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from shared.text import comparable_account_name
from shared.wire.decoding import Limits, json_decoder

# The data puts these around letters of scripts that run from right to left.
_LEFT_TO_RIGHT_MARK: Final = "\u200e"


class _Other(msgspec.Struct):
    """A text that looks like the one that it is listed under."""

    c: str


_decode = json_decoder(dict[str, list[_Other]], Limits(2_000_000))


def skeleton_of(name: str) -> str:
    """Equal for names that look alike, by the confusables of Unicode (UTS 39). `name` is a comparable name.

    A syllable of Hangul stays whole. The standard takes it apart, and then common names look alike.
    """
    prototypes = _prototypes()
    letters = []
    for letter in unicodedata.normalize("NFC", name):
        parts = letter if "\uac00" <= letter <= "\ud7a3" else unicodedata.normalize("NFD", letter)
        letters += [prototypes.get(part, part) for part in parts]
    return comparable_account_name("".join(letters))


@cache
def _prototypes() -> dict[str, str]:
    """What stands for each letter that looks like another.

    The data lists every pair in both directions. A letter that looks like several has the shape that stands
    for all of them. Of two letters that look only like each other, the smaller one does.
    """
    pairs = _decode(files("confusable_homoglyphs").joinpath("confusables.json").read_bytes())
    prototypes = {}
    for text, others in pairs.items():
        letter = text.strip(_LEFT_TO_RIGHT_MARK)
        if len(others) > 1 or len(letter) > 1:
            continue
        other = others[0].c
        shape = other.strip(_LEFT_TO_RIGHT_MARK)
        if len(pairs[other]) > 1 or len(shape) > 1 or shape < letter:
            prototypes[letter] = shape
    return {
        letter: "".join(prototypes.get(part, part) for part in shape) for letter, shape in prototypes.items()
    }
