"""snapshot-v1.json against this implementation. `client/web/tests/kernel` holds it against the browser's."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from pathlib import Path

import msgspec
import pytest

from client.terminal.crypto import NativeCrypto
from shared import kernel
from shared.crypto.padding import padme
from shared.crypto.signatures import verify_signatures
from shared.errors import AutusError
from shared.sync.snapshot import snapshot_item, snapshot_message
from shared.vault.envelope import KeyRing
from shared.vault.snapshot import decode_words, open_snapshot
from shared.wire.encoding import encode
from shared.wire.snapshots import Snapshot

HERE = Path(__file__).resolve().parent
VECTOR = json.loads((HERE / "snapshot-v1.json").read_text(encoding="utf-8"))
CRYPTO = NativeCrypto({})
VAULT = bytes.fromhex(VECTOR["vault"])
SNAPSHOT = msgspec.msgpack.decode(bytes.fromhex(VECTOR["snapshot"]), type=Snapshot)


def opened(snapshot: Snapshot, vault: bytes = VAULT, key: str = VECTOR["vault_key"]):
    ring = KeyRing(vault, {1: bytes.fromhex(key), 2: bytes(32)})
    return asyncio.run(open_snapshot(CRYPTO, ring, snapshot))


def test_the_vector_is_what_its_script_writes():
    spec = importlib.util.spec_from_file_location("make_snapshot_vectors", HERE / "make_snapshot_vectors.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.text() == (HERE / "snapshot-v1.json").read_text(encoding="utf-8")


def test_the_snapshot_opens():
    content = opened(SNAPSHOT)
    assert padme(encode(content)).hex() == VECTOR["plain"]
    assert content.state.decode() == VECTOR["state"]
    state = kernel.state_from_bytes(content.state, rules=content.rules)
    assert kernel.marker_hash(2_000, kernel.state_hash(state), None, None) == content.marker
    assert decode_words(content.words)["goal"]["title"] == "바다까지 걷기"


def test_the_signature_holds():
    public = bytes.fromhex(VECTOR["device_public"])
    assert snapshot_message(VAULT, SNAPSHOT).hex() == VECTOR["message"]
    assert asyncio.run(verify_signatures(CRYPTO, [snapshot_item(VAULT, SNAPSHOT, public)])) == [True]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 8},
        {"head": bytes(32)},
        {"epoch": 2},
        {"salt": bytes(32)},
        {"sealed": SNAPSHOT.sealed[:-1]},
        {"sealed": b""},
    ],
    ids=str,
)
def test_a_snapshot_opens_only_where_it_belongs(changes):
    with pytest.raises(AutusError) as refused:
        opened(msgspec.structs.replace(SNAPSHOT, **changes))
    assert refused.value.code == "BAD_SNAPSHOT"


def test_another_vault_or_key_opens_nothing():
    for vault, key in ((bytes(16), VECTOR["vault_key"]), (VAULT, "00" * 32)):
        with pytest.raises(AutusError) as refused:
            opened(SNAPSHOT, vault, key)
        assert refused.value.code == "BAD_SNAPSHOT"
    with pytest.raises(AutusError) as refused:
        opened(msgspec.structs.replace(SNAPSHOT, epoch=2**40))
    assert refused.value.code == "VAULT_KEY_MISSING"
