"""Passkeys as ways in: their key, their label, and which of them the roster names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.errors import AutusError
from shared.vault.passkeys import (
    PASSKEY_NAME_LENGTH_MAX,
    PasskeyLabel,
    open_labels,
    passkey_kek,
    passkey_verifier,
    seal_label,
)
from shared.wire.accounts import Passkey
from tests.shared.chain.histories import run, seeded_crypto

CRYPTO = seeded_crypto()
IDENTITY = bytes(range(32))
KEYS = [bytes([number]) * 32 for number in range(1, 4)]


def passkey(credential: bytes = b"c" * 16, label: bytes = bytes(28)) -> Passkey:
    return Passkey(credential, b"k" * 91, b"u" * 32, label)


def refusal(prf: bytes | None) -> str:
    with pytest.raises(AutusError) as refused:
        passkey_kek(prf, IDENTITY)
    return refused.value.code


@given(st.one_of(st.none(), st.binary(max_size=31), st.binary(min_size=33, max_size=64)))
def test_an_output_of_another_length_is_no_key(prf: bytes | None) -> None:
    assert refusal(prf) == "PASSKEY_NO_KEY"


@given(st.integers(0, 255))
def test_an_output_of_equal_bytes_is_no_key(byte: int) -> None:
    assert refusal(bytes([byte]) * 32) == "PASSKEY_NO_KEY"


def test_a_key_is_bound_to_the_identity() -> None:
    prf = bytes(range(1, 33))
    assert len({passkey_kek(prf, IDENTITY), passkey_kek(prf, KEYS[0]), passkey_kek(prf[::-1], IDENTITY)}) == 3


def test_a_verifier_is_of_credential_and_public_key() -> None:
    one = passkey()
    assert passkey_verifier(replace(one, label=bytes(40), user=bytes(32))) == passkey_verifier(one)
    for other in (replace(one, credential=b"d" * 16), replace(one, public_key=b"l" * 91)):
        assert passkey_verifier(other) != passkey_verifier(one)


def test_labels_open_under_the_account_key_of_their_time() -> None:
    labels = [PasskeyLabel("휴대폰", "mina"), PasskeyLabel("L" * PASSKEY_NAME_LENGTH_MAX, "mina")]
    passkeys = []
    for number, label in enumerate(labels):
        credential = bytes([number]) * 16
        sealed = run(seal_label(CRYPTO, KEYS[number], credential, label))
        passkeys.append(passkey(credential, sealed))
    found = run(open_labels(CRYPTO, KEYS, passkeys))
    assert found == {each.credential: label for each, label in zip(passkeys, labels, strict=True)}
    assert set(run(open_labels(CRYPTO, KEYS[1:], passkeys))) == {passkeys[1].credential}
    swapped = [replace(passkeys[0], label=passkeys[1].label), replace(passkeys[1], label=passkeys[0].label)]
    assert run(open_labels(CRYPTO, KEYS, swapped)) == {}


@pytest.mark.parametrize("name", ["", "n" * (PASSKEY_NAME_LENGTH_MAX + 1)])
def test_a_name_has_a_length(name: str) -> None:
    with pytest.raises(AutusError) as refused:
        run(seal_label(CRYPTO, KEYS[0], b"c" * 16, PasskeyLabel(name, "mina")))
    assert refused.value.code == "BAD_PASSKEY_NAME"
