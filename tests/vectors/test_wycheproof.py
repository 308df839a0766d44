"""What CPython hosts and servers do with the cases of Wycheproof."""

from __future__ import annotations

import asyncio

import pytest

from client.terminal.crypto import NativeCrypto
from server.crypto import verify_signature
from shared.crypto.hashing import hkdf, hmac_sha256
from shared.crypto.signatures import verify_signatures
from tests.vectors import wycheproof

HKDF_BYTES_MAX = 255 * 32


def test_aes_gcm_seals_and_opens_what_it_must_and_nothing_else() -> None:
    cases, crypto = wycheproof.aes_gcm(), NativeCrypto({})
    items = [(case.key, case.nonce, case.sealed, case.additional) for case in cases]
    opened = asyncio.run(crypto.aes_open(items))
    assert opened == [case.message if case.is_valid else None for case in cases]
    valid = [case for case in cases if case.is_valid]
    plain = [(case.key, case.nonce, case.message, case.additional) for case in valid]
    assert asyncio.run(crypto.aes_seal(plain)) == [case.sealed for case in valid]
    assert 0 < len(valid) < len(cases)


def test_ed25519_accepts_what_it_must_and_nothing_else() -> None:
    cases = wycheproof.ed25519()
    items = [(case.public, case.signature, case.message) for case in cases]
    expected = [case.is_valid for case in cases]
    assert asyncio.run(verify_signatures(NativeCrypto({}), items)) == expected
    assert [verify_signature(*item) for item in items] == expected
    assert set(expected) == {True, False}


def test_hkdf_derives_what_it_must() -> None:
    for case in wycheproof.hkdf_sha256():
        key, salt, info = (bytes.fromhex(case[name]) for name in ("ikm", "salt", "info"))
        if case["result"] == "valid":
            assert hkdf(key, salt, info, case["size"]).hex() == case["okm"], case["tcId"]
        else:
            assert case["size"] > HKDF_BYTES_MAX
            with pytest.raises(OverflowError):
                hkdf(key, salt, info, case["size"])


def test_hmac_makes_the_tag_of_valid_cases_only() -> None:
    for case in wycheproof.hmac_sha256():
        made = hmac_sha256(bytes.fromhex(case["key"]), bytes.fromhex(case["msg"])).hex()
        assert (made == case["tag"]) is (case["result"] == "valid"), case["tcId"]
