from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.hashing import hkdf


@given(st.binary(max_size=64), st.binary(max_size=64), st.binary(max_size=64), st.integers(1, 255 * 32))
def test_hkdf_agrees_with_another_implementation(key, salt, info, length):
    assert hkdf(key, salt, info, length) == HKDF(SHA256(), length, salt or None, info).derive(key)
