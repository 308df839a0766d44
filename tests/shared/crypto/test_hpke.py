"""HPKE against the published vector, and against the implementation of `cryptography`."""

from __future__ import annotations

import json

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from client.terminal.crypto import NativeCrypto
from shared.crypto.hpke import HpkeItem, hpke_open, hpke_seal, x25519_publics
from tests.conftest import ROOT
from tests.shared.chain.histories import run, seeded_crypto

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CRYPTO = seeded_crypto()
VECTOR = {
    name: bytes.fromhex(value)
    for name, value in json.loads((ROOT / "tests" / "vectors" / "hpke-rfc9180.json").read_bytes()).items()
    if name != "source"
}
INFO, PLAINTEXT, ADDITIONAL = VECTOR["info"], VECTOR["pt"], VECTOR["aad"]
RECIPIENT, RECIPIENT_PUBLIC = VECTOR["skRm"], VECTOR["pkRm"]
# Of order 1, 2, 4 and 8, as RFC 7748 and its errata name them.
SMALL_ORDER = [
    bytes(32),
    (1).to_bytes(32, "little"),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    (2**255 - 20).to_bytes(32, "little"),
]


def test_the_published_vector() -> None:
    fixed = NativeCrypto({}, lambda size: VECTOR["skEm"][:size])
    assert run(x25519_publics(fixed, [RECIPIENT, VECTOR["skEm"]])) == [RECIPIENT_PUBLIC, VECTOR["enc"]]
    (sealed,) = run(hpke_seal(fixed, [HpkeItem(RECIPIENT_PUBLIC, INFO, PLAINTEXT, ADDITIONAL)]))
    assert sealed == VECTOR["enc"] + VECTOR["ct"]
    assert run(hpke_open(fixed, RECIPIENT, [(sealed, INFO)], ADDITIONAL)) == [PLAINTEXT]


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.binary(max_size=200))
def test_it_agrees_with_another_implementation_in_both_directions(
    private: bytes, info: bytes, plaintext: bytes
) -> None:
    key = X25519PrivateKey.from_private_bytes(private)
    public = key.public_key().public_bytes_raw()
    (sealed,) = run(hpke_seal(CRYPTO, [HpkeItem(public, info, plaintext)]))
    assert SUITE.decrypt(sealed, key, info=info) == plaintext
    theirs = SUITE.encrypt(plaintext, key.public_key(), info=info)
    assert run(hpke_open(CRYPTO, private, [(theirs, info)])) == [plaintext]


@given(st.integers(0, 79), st.integers(1, 255))
def test_no_changed_byte_opens(place: int, change: int) -> None:
    (public,) = run(x25519_publics(CRYPTO, [RECIPIENT]))
    (sealed,) = run(hpke_seal(CRYPTO, [HpkeItem(public, INFO, bytes(32))]))
    assert len(sealed) == 80
    changed = bytearray(sealed)
    changed[place] ^= change
    # X25519 ignores the highest bit of a public key, but the key schedule does not.
    assert run(hpke_open(CRYPTO, RECIPIENT, [(bytes(changed), INFO)])) == [None]
    with pytest.raises(InvalidTag):
        SUITE.decrypt(bytes(changed), X25519PrivateKey.from_private_bytes(RECIPIENT), info=INFO)


def test_what_is_too_short_or_of_another_info_does_not_open() -> None:
    (sealed,) = run(hpke_seal(CRYPTO, [HpkeItem(RECIPIENT_PUBLIC, INFO, PLAINTEXT)]))
    items = [(sealed, INFO), (sealed, b""), (b"", INFO), (sealed[:31], INFO), (sealed[:40], INFO)]
    assert run(hpke_open(CRYPTO, RECIPIENT, items)) == [PLAINTEXT, None, None, None, None]


@pytest.mark.parametrize("point", SMALL_ORDER, ids=lambda point: point.hex()[:8])
def test_a_point_of_small_order_is_no_key(point: bytes) -> None:
    assert run(CRYPTO.x25519([(RECIPIENT, point)])) == [None]
    with pytest.raises(ValueError, match="public key"):
        run(hpke_seal(CRYPTO, [HpkeItem(point, INFO, PLAINTEXT)]))
    assert run(hpke_open(CRYPTO, RECIPIENT, [(point + VECTOR["ct"], INFO)])) == [None]
