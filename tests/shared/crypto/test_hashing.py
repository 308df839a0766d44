from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.hashing import fingerprint, hkdf


@given(st.binary(max_size=64), st.binary(max_size=64), st.binary(max_size=64), st.integers(1, 255 * 32))
def test_hkdf_agrees_with_another_implementation(key, salt, info, length):
    assert hkdf(key, salt, info, length) == HKDF(SHA256(), length, salt or None, info).derive(key)


def test_the_fingerprint_of_a_key_is_the_start_of_its_hash() -> None:
    # The first digits of the SHA-256 of "abc", from FIPS 180-4.
    assert fingerprint(b"abc") == "ba78 16bf 8f01 cfea 4141 40de 5dae 2223"
