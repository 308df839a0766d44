from __future__ import annotations

import shutil
from hashlib import sha256

import pytest

from client.terminal.crypto import KeyFile, NativeCrypto
from shared.crypto.device import DeviceCrypto
from shared.crypto.hashing import hkdf
from shared.crypto.signatures import verify_signatures
from shared.errors import AutusError
from tests.shared.chain.histories import run


def test_device_keys_survive_a_restart_and_are_copied_with_their_profile(tmp_path):
    path = tmp_path / "keys.json"
    crypto: DeviceCrypto = NativeCrypto(KeyFile(path))
    handle, public = run(crypto.new_device_key())
    (sealed,) = run(crypto.device_seal([(b"secret", b"bound")]))
    copy = tmp_path / "copy.json"
    shutil.copy(path, copy)
    for place in (path, copy):
        again = NativeCrypto(KeyFile(place))
        signature = run(again.device_sign(handle, b"message"))
        assert run(verify_signatures(again, [(public, signature, b"message")])) == [True]
        assert run(again.device_open([(sealed, b"bound"), (sealed, b"else"), (b"", b"")])) == [
            b"secret",
            None,
            None,
        ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_a_mapping_that_is_always_on_disk(tmp_path):
    path = tmp_path / "keys.json"
    keys = KeyFile(path)
    keys["one"] = b"1"
    (tmp_path / "keys.json.new").write_text("left by a crash")
    keys["two"] = b"2"
    del keys["one"]
    assert dict(KeyFile(path)) == dict(keys) == {"two": b"2"}
    assert len(keys) == 1
    assert "one" not in keys


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"wrapping": 1}',
        b'{"wrapping": "no hex"}',
        b"[" * 60_000,
        b'{"wrapping": ' + b"[" * 60_000,
        b'{"wrapping": "' + b"00" * 60_000 + b'"}',
    ],
)
def test_a_damaged_key_file_is_refused_and_stays(tmp_path, damaged):
    path = tmp_path / "keys.json"
    path.write_bytes(damaged)
    with pytest.raises(AutusError) as refusal:
        KeyFile(path)
    assert refusal.value.code == "STORAGE_DAMAGED"
    assert path.read_bytes() == damaged


def test_a_device_signs_only_with_its_own_keys():
    with pytest.raises(AutusError) as refusal:
        run(NativeCrypto({}).device_sign("unknown", b""))
    assert refusal.value.code == "DEVICE_KEY_MISSING"


def test_malformed_keys_and_texts_open_nothing():
    crypto = NativeCrypto({})
    (sealed,) = run(crypto.aes_seal([(b"k" * 32, b"n" * 12, b"data", b"aad")]))
    assert run(crypto.aes_open([(b"k" * 32, b"n" * 12, sealed, b"aad"), (b"k" * 32, b"", sealed, b"")])) == [
        b"data",
        None,
    ]
    assert run(crypto.ed25519_verify([(b"short", b"short", b"")])) == [False]
    assert len(crypto.random(5)) == 5


def test_derived_keys_are_those_of_shared_and_open_only_what_was_bound():
    crypto = NativeCrypto({})
    derived = hkdf(b"k" * 32, b"s" * 32, b"open", 76)
    other = hkdf(b"k" * 32, b"s" * 32, b"context", 44)
    sealed = run(
        crypto.aes_seal(
            [
                (derived[:32], derived[32:44], b"body", b"aad"),
                (other[:32], other[32:44], b"words", b"aad"),
            ]
        )
    )
    parts = ((b"open", 76, sealed[0]), (b"context", 44, sealed[1]))
    assert run(
        crypto.derive_and_open(
            [(b"k" * 32, b"s" * 32, b"aad", parts), (b"k" * 32, b"s" * 32, b"else", parts[:1])]
        )
    ) == [((derived, b"body"), (other, b"words")), ((derived, None),)]
    texts = [b"", b"text"]
    assert run(crypto.sha256(texts)) == [sha256(text).digest() for text in texts]


def test_argon2id_gives_the_same_bytes_as_every_other_host():
    digest = run(NativeCrypto({}).argon2id(b"password", b"somesalt" * 2, 32 * 1024, 3, 1))
    # Computed with hash-wasm, which the browser uses.
    assert digest.hex() == "c8513179dc66d3299882a851407944645a779baa8ff4f0c2eb8d17c2169781e4"
