from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AutusError
from shared.vault.recovery_code import (
    GROUPS,
    compare_recovery_codes,
    new_recovery_code,
    parse_recovery_code,
    recovery_auth_key,
    recovery_kek,
)
from tests.shared.chain.histories import seeded_crypto

codes = st.integers(0, 2**32).map(lambda seed: new_recovery_code(seeded_crypto(seed)))
DIGITS = range(GROUPS * 6)


def refusal(text: str) -> AutusError:
    with pytest.raises(AutusError) as refused:
        parse_recovery_code(text)
    assert refused.value.code == "BAD_RECOVERY_CODE"
    return refused.value


@given(codes)
def test_a_code_reads_back_however_it_is_written(code: str) -> None:
    digits = parse_recovery_code(code)
    assert len(digits) == 40
    wide = code.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    joined = code.replace(" ", "")
    spaced = "\u3000".join(joined)
    for written in (joined, code.replace(" ", " - "), f"\t{code}\n", wide, spaced, code.replace(" ", "–")):
        assert parse_recovery_code(written) == digits
        compare_recovery_codes(written, code)


@given(codes, st.sampled_from(DIGITS), st.integers(1, 9))
def test_every_wrong_digit_is_found_in_its_group(code: str, place: int, change: int) -> None:
    typed = list(code.replace(" ", ""))
    typed[place] = str((int(typed[place]) + change) % 10)
    assert refusal("".join(typed)).fields["part"] == place // 6 + 1


@given(codes, st.sampled_from(DIGITS))
def test_every_swap_of_neighbours_within_a_group_is_found(code: str, place: int) -> None:
    typed = list(code.replace(" ", ""))
    if place % 6 == 5 or typed[place] == typed[place + 1]:
        return
    typed[place], typed[place + 1] = typed[place + 1], typed[place]
    assert refusal("".join(typed)).fields["part"] == place // 6 + 1


@given(codes, st.lists(st.integers(0, GROUPS - 1), min_size=2, max_size=2, unique=True))
def test_every_swap_of_two_groups_is_found(code: str, places: list[int]) -> None:
    groups = code.split()
    one, other = places
    groups[one], groups[other] = groups[other], groups[one]
    assert refusal(" ".join(groups)).fields["part"] == min(places) + 1


@given(codes, st.sampled_from(DIGITS))
def test_a_lost_or_doubled_digit_is_refused(code: str, place: int) -> None:
    typed = code.replace(" ", "")
    refusal(typed[:place] + typed[place + 1 :])
    refusal(typed[:place] + typed[place] + typed[place:])


@given(st.text(max_size=300))
def test_no_text_does_anything_but_read_or_be_refused(text: str) -> None:
    try:
        digits = parse_recovery_code(text)
    except AutusError as error:
        found = (error.code, error.fields["part"])
        assert found in {("BAD_RECOVERY_CODE", part) for part in (None, *range(1, GROUPS + 1))}
    else:
        assert len(digits) == 40


@pytest.mark.parametrize("text", ["", "1", "²" * 48, "x" * 48, "1" * 48, "9" * 10_000])
def test_what_is_no_code(text: str) -> None:
    refusal(text)


@given(codes, codes)
def test_another_code_differs_from_its_first_group_on(code: str, other: str) -> None:
    if code == other:
        return
    with pytest.raises(AutusError) as refused:
        compare_recovery_codes(other, code)
    pairs = zip(code.split(), other.split(), strict=True)
    first = next(number for number, (one, two) in enumerate(pairs, 1) if one != two)
    assert (refused.value.code, refused.value.fields["part"]) == ("RECOVERY_CODE_DIFFERS", first)


def test_groups_are_drawn_without_a_bias() -> None:
    crypto = seeded_crypto(7)
    firsts = [int(new_recovery_code(crypto)[0]) for _ in range(2_000)]
    assert all(120 < firsts.count(digit) < 280 for digit in range(10))


def test_its_keys_are_apart() -> None:
    digits = parse_recovery_code(new_recovery_code(seeded_crypto(1)))
    assert recovery_kek(digits) != recovery_auth_key(digits)
