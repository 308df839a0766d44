"""What the words of a goal say: a reviewed table, and what must hold for every text."""

from __future__ import annotations

import json
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.errors import AutusError
from shared.words import en, ko
from shared.words.hit import SCORES, read_table
from shared.words.score import FIELDS, Score, Word
from shared.words.specificity import LENGTH_MAX, specificity
from tests.shared.device.lab import Lab, play

EXAMPLES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "goal_words.json").read_text("utf-8"))

# The words of the table and what may stand between them, to be put together at random.
PIECES = sorted({piece for example in EXAMPLES for piece in example["text"].split(" ")}) + list(
    "-_'.,()\n%$9"
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
)
# One word of each score, complete in itself.
MATCHING = {
    "measurable": ["체중", "revenue", "gpa"],
    "time_bound": ["2027-02-06", "매일", "deadline"],
    "quantified": ["$1,234", "절반", "twice"],
    "action": ["달리기", "줄이기", "meditating"],
    "obstacle": ["걸림돌", "두려움을", "temptation"],
    "resources": ["예산", "멘토와", "equipment"],
}


def values(text: str) -> dict[str, float]:
    return {score.name: score.value for score in specificity({"why": text})}


def said(scores: list[Score]) -> dict[str, list[object]]:
    return {s.name: [s.value, *(word.text for word in s.words)] for s in scores if s.words}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:30])
def test_the_table_of_examples(example: dict[str, Any]) -> None:
    assert said(specificity({"title": example["text"]})) == example["scores"]


def test_every_field_counts_and_is_named() -> None:
    scores = {s.name: s for s in specificity({"title": "Run", "why": "to walk and run", "due": "2027-02-06"})}
    assert [(word.text, word.field) for word in scores["action"].words] == [
        ("Run", "title"),
        ("walk", "why"),
        ("run", "why"),
    ]
    # A word that is said twice counts once.
    assert scores["action"].value == 1
    assert specificity({"title": "run, running, ran"})[3].value == 0.5
    assert scores["time_bound"].words[0] == Word("2027-02-06", 0, 10, "due")


@given(TEXTS, TEXTS, TEXTS)
def test_each_word_is_the_text_at_its_place(title: str, why: str, due: str) -> None:
    fields = {"title": title, "why": why, "due": due}
    scores = specificity(fields)
    assert tuple(score.name for score in scores) == SCORES
    for score in scores:
        assert score.value in {0, 0.25, 0.5, 0.75, 1}
        assert (score.value > 0) == bool(score.words)
        for word in score.words:
            assert word.text
            assert unicodedata.normalize("NFC", fields[word.field])[word.start : word.end] == word.text
        for field in FIELDS:
            spans = [(word.start, word.end) for word in score.words if word.field == field]
            assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(TEXTS)
def test_composed_and_decomposed_texts_say_the_same(text: str) -> None:
    forms = [specificity({"why": unicodedata.normalize(form, text)}) for form in ("NFC", "NFD")]
    assert forms[0] == forms[1]


@given(TEXTS, st.sampled_from([(name, word) for name, words in MATCHING.items() for word in words]))
def test_a_word_in_a_sentence_of_its_own_lowers_nothing(text: str, added: tuple[str, str]) -> None:
    name, word = added
    before, after = values(text), values(f"{text} !\n{word}")
    assert all(after[each] >= before[each] for each in SCORES)
    assert after[name] > 0


@given(TEXTS, st.sampled_from([(name, word) for name, words in MATCHING.items() for word in words]))
def test_a_word_put_behind_never_lowers_its_own_score(text: str, added: tuple[str, str]) -> None:
    name, word = added
    assert values(f"{text} {word}")[name] >= values(text)[name]


@given(st.text(alphabet=st.characters(categories=["P", "S", "Z", "Cc", "Cf"]), max_size=60))
def test_a_text_without_letters_and_numbers_says_nothing(text: str) -> None:
    assert said(specificity({"title": text, "why": text, "due": text})) == {}


@given(st.text(max_size=30), st.sampled_from(["기술", "예술", "미술관", "책임", "xrun", "runx", "reading9"]))
def test_a_part_of_a_word_is_no_word(text: str, word: str) -> None:
    assume(word not in text)
    parts = {"술", "책", "run", "reading"}
    words = [found for score in specificity({"why": f"{text} {word}"}) for found in score.words]
    assert not any(found.text in parts and found.start > len(text) for found in words)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, "9", "1,", "가", "x'", "월", "by the ", "́"]), min_size=1, max_size=4)
)
def test_the_work_grows_with_the_length_and_not_with_its_square(pattern: list[str]) -> None:
    """Counted in steps of the program: ten times the text takes at most about ten times as many."""
    text = ("".join(pattern) * LENGTH_MAX)[:LENGTH_MAX]
    whole, part = steps(text), steps(text[: LENGTH_MAX // 10])
    assert whole <= 11 * part + 2_000


def steps(text: str) -> int:
    """How many lines of Python the scoring runs."""
    count = 0

    def trace(_frame: object, _event: str, _argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        specificity({"why": text})
    finally:
        sys.settrace(before)
    return count


def test_a_text_that_is_too_long_is_refused() -> None:
    assert specificity({"why": "x" * LENGTH_MAX})[0].value == 0
    with pytest.raises(AutusError) as refusal:
        specificity({"why": "x" * (LENGTH_MAX + 1)})
    assert (refusal.value.code, refusal.value.fields["field"]) == ("INVALID_TEXT", "why")


@pytest.mark.parametrize("table", [ko.NOUNS, ko.VERBS, ko.UNITS, en.NOUNS, en.FIXED, en.VERBS, en.UNITS])
def test_the_tables_name_known_scores_and_composed_words(table: str) -> None:
    assert unicodedata.is_normalized("NFC", table)
    for word, points in read_table(table).items():
        assert word
        assert all(score in SCORES and number in {1, 2} for score, number in points), word


@pytest.mark.parametrize(("table", "language"), [(ko.NOUNS, "ko"), (en.NOUNS, "en"), (en.FIXED, "en")])
def test_every_noun_of_the_tables_is_found(table: str, language: str) -> None:
    for word, points in read_table(table).items():
        sentences = [f"{word} 때", f"({word})"] if language == "ko" else [f"the {word}.", word.upper()]
        for sentence in sentences:
            found = {score.name for score in specificity({"why": sentence}) if score.words}
            assert {score for score, _ in points} <= found, sentence


@play
async def test_pages_ask_the_engine() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    scores = (await lab.ok(device, "score_words", title="술 끊기", why="", due="2027-02-06"))["scores"]
    assert [score["name"] for score in scores] == list(SCORES)
    assert scores[4] == {
        "name": "obstacle",
        "value": 0.5,
        "words": [{"text": "술", "start": 0, "end": 1, "field": "title"}],
    }
    assert await lab.code(device, "score_words", title="x" * 201) == "INVALID_REQUEST"
