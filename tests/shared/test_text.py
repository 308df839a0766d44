"""The rules for a person's text, on samples that people have and on every character of Unicode."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest

from shared.errors import AutusError
from shared.text import (
    check_account_name,
    check_new_account_name,
    clean_line,
    clean_lines,
    comparable,
    comparable_account_name,
    is_blank,
    sent_account_name,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (unicodedata.normalize("NFD", "목표 é"), "목표 é"),
        ("  two  spaces\u00a0kept \u3000", "two  spaces\u00a0kept"),
        ("a\tb\nc\u2028d\r\ne", "a b c d e"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2067x\u2069\0\ufeff\x1b\x85", "x"),
        ("\u200bname\u2060 \u200b", "name"),
        (FAMILY, FAMILY),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b\u2060", ""),
    ],
)
def test_one_line(typed: str, stored: str) -> None:
    assert clean_line(typed) == stored
    assert clean_line(stored) == stored


def test_several_lines_keep_their_breaks_and_tabs() -> None:
    assert clean_lines(" one\r\ntwo\u2028\n\tthree\x0b\x00 ") == "one\ntwo\n\n\tthree"


@pytest.mark.parametrize(
    "text", ["", " \u3000", "\u3164", "\u200d\ufe0f", "\u2800\u00ad", "\U000e0041\u115f"]
)
def test_invisible_texts_are_blank(text: str) -> None:
    assert is_blank(text)
    assert comparable(text) in ("", "\u2800")


@pytest.mark.parametrize("text", ["a", FAMILY, "\u0301", "\u3164x", "0", "\U000f0000"])
def test_visible_texts_are_not(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("목표", unicodedata.normalize("NFD", "목표")),
        ("two  words", "Two\u00a0words"),
        ("ＡＢＣ　１", "abc 1"),
        ("ad\u200bmin\ufe0f", "admin"),
        ("ΟΔΟΣ", "οδος"),
        ("\ufb01le", "FILE"),
    ],
)
def test_spellings_of_one_text_compare_equal(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.no_cover
def test_every_character_has_one_key_and_one_stored_form() -> None:
    # The ranges left out hold ideographs, syllables and unassigned places, which have no case.
    for code in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x12000), *range(0x1D000, 0x20000)):
        letter = chr(code)
        for text in (letter, letter + "\u0345", letter + "\u0301"):
            key = comparable(text)
            assert comparable(key) == key, hex(code)
            stored = clean_line(text)
            assert clean_line(stored) == stored, hex(code)


def refusal(name: str) -> tuple[object, object] | None:
    """(reason, character) of the refusal of a new account name, None if it may be one."""
    try:
        check_new_account_name(name)
    except AutusError as error:
        return error.fields["reason"], error.fields.get("character")
    return None


def letters() -> Iterator[tuple[int, str]]:
    """Every character of Unicode, and some of the many places that hold none or a private one."""
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if code % 61 == 0 or unicodedata.category(letter) not in ("Cn", "Co", "Cs"):
            yield code, letter


@pytest.mark.no_cover
def test_no_new_account_name_has_two_spellings() -> None:
    """Of every letter that an account name may have: refused, or told apart by its key alone."""
    allowed = 0
    for code, letter in letters():
        typed = f"ab{letter}"
        name = sent_account_name(typed)
        if refusal(name):
            continue
        allowed += 1
        key = comparable_account_name(name)
        assert comparable_account_name(key) == key, hex(code)
        # Forms that differ only in what people cannot see or do not mean are the same account.
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            other = sent_account_name(unicodedata.normalize(form, typed))
            assert comparable_account_name(other) == key, hex(code)
        assert comparable(name) == comparable(key), hex(code)
    assert allowed > 140_000


@pytest.mark.parametrize(
    "name",
    [
        "김",
        "지민",
        "김 지민",
        "Jean-Luc O'Brien",
        "Ana María",
        "李",
        "علی رضا",
        "x",
        "½",
        "🐳",
        "x" * 64,
        "가" * 64,
    ],
)
def test_a_name_that_people_have_is_an_account_name(name: str) -> None:
    for typed in (name, f"  {name}\u200b ", unicodedata.normalize("NFD", name), name.replace(" ", "\u00a0 ")):
        sent = sent_account_name(typed)
        assert refusal(sent) is None
        assert sent_account_name(sent) == sent
        assert comparable_account_name(sent) == comparable_account_name(name)


@pytest.mark.parametrize(
    ("name", "reason", "character"),
    [
        ("", "empty", None),
        (" \u200b ", "empty", None),
        ("\u3164", "empty", None),
        ("x" * 65, "long", None),
        ("\ufdfa" * 4, "long", None),
        ("admin\u3164", "character", "\u1160"),
        ("ad\u1160min", "character", "\u1160"),
        ("\u115fadmin", "character", "\u115f"),
        ("a\u2800b", "character", "\u2800"),
        ("a\ue000", "character", "\ue000"),
        ("a\u0378", "character", "\u0378"),
        ("a\ud800", "character", "\ud800"),
        ("\u0301a", "character", "\u0301"),
    ],
)
def test_a_refused_name_says_what_is_wrong(name: str, reason: str, character: str | None) -> None:
    assert refusal(sent_account_name(name)) == (reason, character)


@pytest.mark.parametrize("name", [" a", "a ", "a  b", "a\tb", "a\u200bb", "a\u00a0 b"])
def test_a_name_that_no_device_sends_is_refused(name: str) -> None:
    assert refusal(name)


def test_a_device_sends_a_name_in_the_form_that_a_server_takes() -> None:
    assert sent_account_name(" Ad\u200bmin\ufeff ") == "Admin"
    assert sent_account_name(unicodedata.normalize("NFD", "김철수")) == "김철수"
    assert sent_account_name("ａｄｍｉｎ") == "admin"
    # What earlier versions registered keeps its bytes.
    for old in ("\u00bdabc", "\u0915\u093c".join("ab").replace("\u0915\u093c", "\u0958"), "admin\u3164"):
        sent = sent_account_name(old)
        check_account_name(sent)
        assert comparable_account_name(sent) == comparable_account_name(old)
