"""English words, looked up as whole words in all their forms."""

from __future__ import annotations

from typing import Final

from shared.words import en
from shared.words.hit import Points, read_table

PHRASE_WORDS_MAX: Final = 4
_VOWELS: Final = frozenset("aeiou")

Entry = tuple[str, Points]


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _doubles(verb: str) -> bool:
    """Whether the word is one syllable that ends in consonant, vowel, consonant, as in plan, planned."""
    return (
        len(verb) > 2
        and verb[-1] not in _VOWELS | set("wxy")
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
        and [letter in _VOWELS for letter in verb].count(True) == 1
    )


def _forms(entry: str) -> list[str]:
    verb, *irregular = entry.split("/")
    if verb.endswith("e"):
        regular = [verb + "d", verb[:-1] + "ing"]
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        regular = [verb[:-1] + "ied", verb + "ing"]
    else:
        stem = verb + verb[-1] if _doubles(verb) else verb
        regular = [stem + "ed", stem + "ing"]
    if irregular:
        regular = regular[1:]
    return [verb, _plural(verb), *regular, *irregular]


def _read_words() -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}

    def add(form: str, lemma: str, points: Points) -> None:
        found.setdefault(form, []).append((lemma, points))

    for word, points in read_table(en.FIXED).items():
        add(word, word, points)
    for noun, points in read_table(en.NOUNS).items():
        for form in (noun, _plural(noun)):
            add(form, noun, points)
    for entry, points in read_table(en.VERBS).items():
        lemma = entry.partition("/")[0]
        for form in dict.fromkeys(_forms(entry)):
            add(form, lemma, points)
    return found


WORDS: Final = _read_words()
FIRST_WORDS: Final = frozenset(word.partition(" ")[0] for word in WORDS if " " in word)
