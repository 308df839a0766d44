from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.padding import padme, padme_length, unpadme
from shared.errors import AutusError


@given(st.binary(max_size=5_000))
def test_padding_comes_off_again(data):
    padded = padme(data)
    assert unpadme(padded) == data
    assert len(padded) <= 4 + len(data) + max(1, (4 + len(data)) * 0.12)


@given(st.binary(max_size=600), st.integers(1, 40))
def test_only_one_padding_is_accepted(data, extra):
    for changed in (padme(data) + bytes(extra), padme(data)[:-extra]):
        with pytest.raises(AutusError) as refusal:
            unpadme(changed)
        assert refusal.value.code == "BAD_PADDING"


def test_padded_lengths_are_fixed_points_and_few():
    lengths = {padme_length(length) for length in range(100_000)}
    assert all(padme_length(length) == length for length in lengths)
    assert len(lengths) < 300
    assert [padme_length(n) for n in (0, 1, 9, 100, 1_000, 262_144)] == [0, 1, 10, 104, 1_024, 262_144]
