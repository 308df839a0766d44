"""Words in a table stay words, wherever a spreadsheet splits its cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.device.data.csv_cells import FORMULA, SEPARATORS, text_cell

# Mostly troublesome characters, in any order.
TROUBLE = st.text(st.sampled_from(f"{SEPARATORS}{FORMULA}\"' ax1\0\u00a0가"), max_size=24)
TEXTS = TROUBLE | st.text(max_size=40)
BEFORE, AFTER = "7,0a1b,2030-01-31T12:00:00.000Z,0c,commit,", ",0.5,0.25,STABLE\r\n"


def naive_cells(row: str) -> Iterator[str]:
    """What a program could take for a cell: split at any separators, with or without regard to quotes."""
    marks = [mark for mark in SEPARATORS if mark not in "\r\n"]
    for count in range(1, len(marks) + 1):
        for chosen in combinations(marks, count):
            yield from re.split("[" + re.escape("".join(chosen)) + "\r\n]", row)
    for mark in marks:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            reader = csv.reader(io.StringIO(row, newline=""), delimiter=mark, quoting=quoting)
            yield from (cell for line in reader for cell in line)


def is_formula(cell: str) -> bool:
    """Also ignores white space and quotes in front, as lenient programs do."""
    return re.sub(r'^[\s"\0]+', "", cell).startswith(tuple(FORMULA))


@given(TEXTS)
@example("a;=x")
@example('a;"=x')
@example('a;" =x"";')
@example("a|\t@SUM(1)")
@example("a\n=x")
@example("\t=x")
def test_no_cell_of_a_row_begins_as_a_formula(text: str) -> None:
    row = BEFORE + text_cell(text) + AFTER
    assert [cell for cell in naive_cells(row) if is_formula(cell)] == []


@given(TEXTS)
def test_a_csv_reader_gets_the_words_in_one_cell(text: str) -> None:
    (cells,) = csv.reader(io.StringIO(BEFORE + text_cell(text) + AFTER, newline=""))
    assert len(cells) == len((BEFORE + AFTER).split(","))
    assert cells[5].replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ["", "Week 3", "a=b", "5-3", "me@home", "down: -2 kg", "1월 - 2월", "it's"])
def test_words_without_a_formula_stay_unchanged(text: str) -> None:
    assert text_cell(text) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=x", "'=x"),
        ("a;=x", '"a;\'=x"'),
        ("a; =x", '"a; \'=x"'),
        ("ran, swam", '"ran, swam"'),
        ("\tx", '"\'\tx"'),
    ],
)
def test_the_apostrophe_stands_before_the_formula(text: str, cell: str) -> None:
    assert text_cell(text) == cell
