"""Korean words: a noun with particles or a verb with endings, never a part of another word."""

from __future__ import annotations

from typing import Final

from shared.words import ko
from shared.words.hit import ACTION, Points, read_table

STEM_MAX: Final = 8
TAIL_MAX: Final = 12
_FIRST, _LAST = 0xAC00, 0xD7A3
_N, _L, _M, _P, _SS = 4, 8, 16, 17, 20

Form = tuple[str, Points, str]
"""Lemma, points, and the kinds of endings that may follow."""


def _final(syllable: str) -> int:
    """The number of the final consonant, 0 for none."""
    return (ord(syllable) - _FIRST) % 28 if _FIRST <= ord(syllable) <= _LAST else 0


def _with_final(text: str, final: int) -> str:
    """`text` with a consonant under its last syllable, which has none."""
    return text[:-1] + chr(ord(text[-1]) + final)


def _particles() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, words in ko.PARTICLES.items():
        for word in words.split():
            found[word] = found.get(word, "") + kind
    return found


def _agrees(kinds: str, before: str) -> bool:
    final = _final(before)
    allowed = "ACU" if final else "AVR"
    return any(kind in (allowed if final != _L else "ACR") for kind in kinds)


def is_tail(rest: str, before: str) -> bool:
    """Whether `rest` is empty or consists of at most three particles that may follow `before`."""
    return not rest or (len(rest) <= TAIL_MAX and _is_tail(rest, before, 3))


def _is_tail(rest: str, before: str, left: int) -> bool:
    for size in range(min(len(rest), _PARTICLE_MAX), 0, -1):
        kinds = _PARTICLES.get(rest[:size])
        if kinds is None or not _agrees(kinds, before):
            continue
        if size == len(rest) or (left > 1 and _is_tail(rest[size:], rest[size - 1], left - 1)):
            return True
    return False


def _is_ending(rest: str, kinds: str, before: str) -> bool:
    if "G" in kinds and is_tail(rest, before):
        return True
    if "B" in kinds and rest[:1] == "기" and is_tail(rest[1:], "기"):
        return True
    return any(rest in _ENDINGS[kind] for kind in kinds if kind != "G")


def _conjugate(entry: str) -> dict[str, str]:
    """The stems of a verb's forms, each with the kinds of endings that may follow."""
    base, infinitive, *given = entry.split("/")
    soft = given[0] if given else base if not _final(base[-1]) else base + "으"
    found: dict[str, str] = {}

    def add(text: str, kinds: str) -> None:
        found[text] = found.get(text, "") + kinds

    add(base, "B")
    add(infinitive, "I")
    if not _final(infinitive[-1]):
        add(_with_final(infinitive, _SS), "S")
    add(base if _final(base[-1]) == _L else soft, "E")
    for final, kind in ((_N, "N"), (_L, "L"), (_P, "P"), (_M, "G")):
        add(_with_final(soft, final), kind)
    if _final(base[-1]) == _L:
        add(soft, "B")
    return found


def _read_verbs(table: str) -> dict[str, list[Form]]:
    found: dict[str, list[Form]] = {}
    for entry, points in read_table(table).items():
        lemma = entry.partition("/")[0] + "다"
        for beginning, kinds in _conjugate(entry).items():
            found.setdefault(beginning, []).append((lemma, points, kinds))
    return found


_PARTICLES: Final = _particles()
_PARTICLE_MAX: Final = max(map(len, _PARTICLES))
_ENDINGS: Final = {
    kind: frozenset(word.replace("-", "") for word in words.split()) for kind, words in ko.ENDINGS.items()
}
_NOUNS: Final = read_table(ko.NOUNS)
_VERBS: Final = _read_verbs(ko.VERBS)
_LIGHT: Final = [
    (beginning, kinds) for entry in ko.LIGHT_VERBS.split() for beginning, kinds in _conjugate(entry).items()
]
_FIRST_WORDS: Final = frozenset(word.partition(" ")[0] for word in _NOUNS if " " in word)


Found = tuple[str, int, Points]
"""(lemma, length of the match, points)."""


def find_word(token: str) -> Found | None:
    """The noun or verb that makes up the whole token, with particles or endings."""
    for size in range(min(len(token), STEM_MAX), 0, -1):
        stem, rest = token[:size], token[size:]
        if stem in ko.OTHER_WORDS and is_tail(rest, stem[-1]):
            return None
        points = _NOUNS.get(stem)
        if points is not None:
            if any(score == ACTION for score, _ in points) and _is_verb_of(rest):
                return stem, len(token), _as_verb(points)
            if is_tail(rest, stem[-1]):
                return stem, size, points
            if _is_verb_of(rest):
                return stem, len(token), points
        for lemma, given, kinds in _VERBS.get(stem, ()):
            if _is_ending(rest, kinds, stem[-1]):
                return lemma, len(token), given
    return None


def find_phrase(token: str, following: str) -> Found | None:
    """A noun of two words with one space between them."""
    if token not in _FIRST_WORDS:
        return None
    for size in range(min(len(following), STEM_MAX), 0, -1):
        phrase = f"{token} {following[:size]}"
        points = _NOUNS.get(phrase)
        if points is not None and is_tail(following[size:], phrase[-1]):
            return phrase, len(phrase), points
    return None


def _is_verb_of(rest: str) -> bool:
    """하다, 되다, 시키다 or 받다 in any form."""
    return any(
        rest.startswith(beginning) and _is_ending(rest[len(beginning) :], kinds, beginning[-1])
        for beginning, kinds in _LIGHT
    )


def _as_verb(points: Points) -> Points:
    return tuple((score, 2 if score == ACTION else number) for score, number in points)
