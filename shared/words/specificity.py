"""The six scores of how specific a goal text is, each with the words that raised it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

from shared.errors import AutusError
from shared.words import en
from shared.words.hangul import find_phrase, find_word
from shared.words.hit import SCORES, TIME_BOUND, Hit
from shared.words.latin import FIRST_WORDS, PHRASE_WORDS_MAX, WORDS
from shared.words.numbers import find_counted, find_named_date, find_number, find_numeral, find_year
from shared.words.score import FIELDS, Score, Word

LENGTH_MAX: Final = 10_000
POINTS_MAX: Final = 4

_TOKEN: Final = re.compile(r"(\d+)|([가-힣]+)|((?:[^\W\d_가-힣]|[\u0300-\u036f])+(?:['’][^\W\d_가-힣]+)*)")
_MARKER: Final = re.compile(r"\d{1,3}[.)](?=\s|\Z)")


class _Token(NamedTuple):
    kind: str
    start: int
    end: int
    text: str
    begins: bool
    """Whether no letter, digit or underscore comes right before."""


def specificity(fields: Mapping[str, str]) -> list[Score]:
    """The six scores of `title`, `why` and `due`. A missing text is empty. Linear in the length.

    Raises AutusError INVALID_TEXT for a text of more than 10,000 characters.
    """
    points: dict[str, dict[str, int]] = {name: {} for name in SCORES}
    words: dict[str, list[Word]] = {name: [] for name in SCORES}
    for field in FIELDS:
        text = unicodedata.normalize("NFC", fields.get(field, ""))
        if len(text) > LENGTH_MAX:
            raise AutusError("INVALID_TEXT", f"{len(text)} characters; at most {LENGTH_MAX}", field=field)
        for hit in find_hits(text):
            for name, number in hit.points:
                known = points[name].get(hit.key, 0)
                points[name][hit.key] = max(known, number)
                words[name].append(Word(text[hit.start : hit.end], hit.start, hit.end, field))
    return [
        Score(name, min(POINTS_MAX, sum(points[name].values())) / POINTS_MAX, tuple(words[name]))
        for name in SCORES
    ]


def find_hits(text: str) -> list[Hit]:
    """The hits of the rules in an NFC text, from its beginning on, without overlaps."""
    tokens = _tokens(text)
    hits: list[Hit] = []
    index = 0
    while index < len(tokens):
        hit = _find(text, tokens, index)
        if hit is None:
            index += 1
            continue
        if hit.points:
            hits.append(hit)
        while index < len(tokens) and tokens[index].start < hit.end:
            index += 1
    return hits


def _tokens(text: str) -> list[_Token]:
    found = []
    end = -1
    for match in _TOKEN.finditer(text):
        start = match.start()
        begins = start != end and (start == 0 or text[start - 1] != "_")
        end = match.end()
        kind = "n" if match[1] else "h" if match[2] else "l"
        found.append(_Token(kind, start, end, match[0].casefold(), begins))
    return found


def _find(text: str, tokens: list[_Token], index: int) -> Hit | None:
    token = tokens[index]
    if not token.begins:
        return None
    if token.kind == "n":
        if _is_marker(text, token.start):
            return None
        return find_number(text, token.start)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and not (
        following.start == token.end + 1 and text[token.end] == " " and following.kind == token.kind
    ):
        following = None
    return _korean(token, following) if token.kind == "h" else _english(text, tokens, index, following)


def _is_marker(text: str, start: int) -> bool:
    """Whether it is the number of a list item: first in its line and followed by `. ` or `) `."""
    line = text.rfind("\n", max(0, start - 8), start) + 1
    at_begin = not text[max(line, start - 8) : start].strip() and (line > 0 or start <= 8)
    return at_begin and _MARKER.match(text, start) is not None and not _is_date(text, start)


def _is_date(text: str, start: int) -> bool:
    hit = find_number(text, start)
    return hit is not None and hit.points[0][0] == TIME_BOUND


def _korean(token: _Token, following: _Token | None) -> Hit | None:
    if following is not None:
        if counted := find_counted(token.text, following.text):
            end = following.start + counted[0]
            return Hit(token.text + following.text[: counted[0]], token.start, end, counted[1])
        if phrase := find_phrase(token.text, following.text):
            return Hit(phrase[0], token.start, token.start + phrase[1], phrase[2])
    if numeral := find_numeral(token.text):
        return Hit(token.text[: numeral[0]], token.start, token.start + numeral[0], numeral[1])
    if word := find_word(token.text):
        return Hit(word[0], token.start, token.start + word[1], word[2])
    return None


def _english(text: str, tokens: list[_Token], index: int, following: _Token | None) -> Hit | None:
    token = tokens[index]
    if token.end < len(text) and (text[token.end] == "_" or text[token.end].isdecimal()):
        return None
    if token.text in en.PREPOSITIONS and (hit := _after_preposition(text, tokens, index)):
        return hit
    if token.text in _MONTHS_SHORT_TOO and (hit := find_named_date(text, token.start)):
        return hit
    if token.text in _CLEAR_MONTHS:
        return Hit(token.text, token.start, token.end, ((TIME_BOUND, 2),))
    if following is not None and (counted := find_counted(token.text, following.text)):
        return Hit(token.text + following.text, token.start, following.end, counted[1])
    return _phrase(text, tokens, index)


_CLEAR_MONTHS: Final = frozenset(en.MONTHS) - en.AMBIGUOUS_MONTHS
_MONTHS_SHORT_TOO: Final = frozenset(en.MONTHS) | frozenset(en.SHORT_MONTHS)


def _after_preposition(text: str, tokens: list[_Token], index: int) -> Hit | None:
    """`by June`, `until the end of May`, `before 2028`, `by 2027-02-06`."""
    start = tokens[index].start
    for token in tokens[index + 1 : index + 6]:
        if token.kind == "l" and token.text in en.BETWEEN:
            continue
        end, points = None, 2
        if token.kind == "n":
            hit = find_number(text, token.start)
            if hit is not None and hit.points[0][0] == TIME_BOUND:
                end, points = hit.end, hit.points[0][1]
            else:
                end = find_year(text, token.start)
        elif token.text in _MONTHS_SHORT_TOO and (hit := find_named_date(text, token.start)):
            end, points = hit.end, hit.points[0][1]
        elif token.text in en.MONTHS:
            end = token.end
        if end is None or "\n" in text[start:end]:
            return None
        return Hit(text[token.start : end].casefold(), start, end, ((TIME_BOUND, points),))
    return None


def _phrase(text: str, tokens: list[_Token], index: int) -> Hit | None:
    """The longest run of words, separated by spaces, that the tables have."""
    token = tokens[index]
    words = [token.text]
    ends = [token.end]
    if token.text in FIRST_WORDS:
        for other in tokens[index + 1 : index + PHRASE_WORDS_MAX + 1]:
            if other.kind != "l" or other.start != ends[-1] + 1 or text[ends[-1]] not in " -":
                break
            words.append(other.text)
            ends.append(other.end)
    while words:
        entries = WORDS.get(" ".join(words))
        if entries is not None:
            points = tuple(dict.fromkeys(pair for _, given in entries for pair in given))
            return Hit(entries[0][0], token.start, ends[len(words) - 1], points)
        words.pop()
    return None
