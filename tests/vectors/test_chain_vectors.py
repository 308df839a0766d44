"""chain-v1.json against this implementation and against WebCrypto under Node, in both directions."""

from __future__ import annotations

import asyncio
import copy
import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

from client.terminal.crypto import NativeCrypto
from shared.chain.body import decode_body
from shared.chain.context import decode_context
from shared.chain.header import decode_header
from shared.crypto.signatures import verify_signatures
from shared.errors import AutusError
from shared.vault.envelope import KeyRing, Unsealed, context_key, open_commits, opening_key, seal
from shared.vault.roster import verify_roster
from shared.wire.accounts import SignedStatement

HERE = Path(__file__).resolve().parent
SCRIPT = HERE.parent / "client" / "webcrypto_vectors.mjs"
VECTORS = json.loads((HERE / "chain-v1.json").read_text(encoding="utf-8"))
CRYPTO = NativeCrypto({})


def ring(vector: dict) -> KeyRing:
    return KeyRing(bytes.fromhex(vector["vault"]), {vector["epoch"]: bytes.fromhex(vector["vault_key"])})


def opened(keys: KeyRing, vector: dict):
    wire = (bytes.fromhex(vector["header"]), bytes.fromhex(vector["ciphertext"]))
    return asyncio.run(open_commits(CRYPTO, keys, [wire], contexts=True))[0]


def in_node(path: Path) -> dict:
    """What the WebCrypto implementation says of the vectors in `path`."""
    run = subprocess.run(["node", SCRIPT, path], capture_output=True, text=True, check=True, timeout=120)
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def webcrypto() -> dict:
    return in_node(HERE / "chain-v1.json")


def test_the_vectors_are_what_their_script_writes():
    spec = importlib.util.spec_from_file_location("make_chain_vectors", HERE / "make_chain_vectors.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.text() == (HERE / "chain-v1.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("vector", VECTORS["envelopes"], ids=lambda vector: vector["name"])
def test_envelopes_open(vector):
    commit = opened(ring(vector), vector)
    assert commit.id.hex() == vector["id"]
    assert commit.body == decode_body(vector["body"].encode())
    expected = None if vector["context"] is None else decode_context(vector["context"].encode())
    assert commit.context == expected
    header = decode_header(bytes.fromhex(vector["header"]))
    for field in ("vault", "device", "salt"):
        assert getattr(header, field).hex() == vector[field]
    assert (int(header.kind), header.epoch, header.seq) == (vector["kind"], vector["epoch"], vector["seq"])
    assert [parent.hex() for parent in header.parents] == vector["parents"]
    where = (bytes.fromhex(vector["vault_key"]), header.vault, header.epoch, header.salt)
    assert opening_key(*where).hex() == vector["opening_key"]
    assert context_key(*where).hex() == vector["context_key"]


@pytest.mark.parametrize("vector", VECTORS["merges"], ids=lambda vector: vector["name"])
def test_merges_open(vector):
    commit = opened(ring(vector), vector)
    assert commit.id.hex() == vector["id"]
    assert commit.body == decode_body(vector["body"].encode())


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_each_failure_has_its_code(vector):
    with pytest.raises(AutusError) as refusal:
        opened(ring(VECTORS["envelopes"][0]), vector)
    assert refusal.value.code == vector["code"]


@pytest.mark.parametrize("kind", ["certificates", "receipts", "refused_signatures"])
def test_signatures(kind):
    items = [
        tuple(bytes.fromhex(vector[part]) for part in ("public", "signature", "message"))
        for vector in VECTORS[kind]
    ]
    assert asyncio.run(verify_signatures(CRYPTO, items)) == [kind != "refused_signatures"] * len(items)


def test_the_roster_verifies():
    keys = VECTORS["keys"]
    signed = SignedStatement(bytes.fromhex(keys["roster_statement"]), bytes.fromhex(keys["roster_signature"]))
    roster = asyncio.run(verify_roster(CRYPTO, bytes.fromhex(keys["identity"]), [signed]))
    assert roster.head.hex() == keys["roster_head"]
    assert [device.hex() for device in roster.devices] == [keys["device"]]


def test_webcrypto_agrees_with_every_vector(webcrypto):
    assert webcrypto["failures"] == []


def test_what_webcrypto_seals_is_what_this_seals_byte_for_byte(webcrypto):
    assert len(webcrypto["sealed"]) == len(VECTORS["envelopes"])
    for vector, theirs in zip(VECTORS["envelopes"], webcrypto["sealed"], strict=True):
        commit = opened(ring(vector), theirs)
        item = Unsealed(
            kind=commit.header.kind,
            parents=commit.header.parents,
            device=commit.header.device,
            seq=commit.header.seq,
            body=commit.body,
            context=commit.context,
            salt=bytes.fromhex(theirs["salt"]),
        )
        ours = asyncio.run(seal(CRYPTO, ring(vector), [item]))[0]
        assert (ours.header.hex(), ours.ciphertext.hex()) == (theirs["header"], theirs["ciphertext"])
        assert ours.id == commit.id == bytes.fromhex(theirs["id"])


def test_the_webcrypto_check_sees_a_difference(tmp_path):
    changed = copy.deepcopy(VECTORS)
    changed["merges"][0]["id"] = "00" * 32
    changed["receipts"][1]["hash"] = "00" * 32
    changed["refused"][0]["code"] = "BAD_BODY"
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(changed), encoding="utf-8")
    failures = in_node(path)["failures"]
    assert [failure["what"] for failure in failures] == ["id", "code", "hash"]
