"""Writes snapshot-v1.json: one snapshot with fixed inputs, in hex.

    python tests/vectors/make_snapshot_vectors.py

Every runtime must open `sealed`, find `plain`, and verify `signature` over `message`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from hashlib import sha256
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from client.terminal.crypto import NativeCrypto  # noqa: E402 (the root is put on the path above)
from shared import kernel  # noqa: E402
from shared.crypto.hashing import hkdf  # noqa: E402
from shared.crypto.padding import padme  # noqa: E402
from shared.sync.snapshot import snapshot_message  # noqa: E402
from shared.vault.envelope import KeyRing, where  # noqa: E402
from shared.vault.roster_statements import device_id  # noqa: E402
from shared.vault.snapshot import Place, SnapshotContent, seal_snapshot  # noqa: E402
from shared.wire.encoding import encode  # noqa: E402

PATH = Path(__file__).with_name("snapshot-v1.json")


def fixed(name: str) -> bytes:
    """32 bytes that look random and never change."""
    return sha256(b"autus snapshot vectors v1: " + name.encode()).digest()


SALT, VAULT, VAULT_KEY = fixed("salt"), fixed("vault")[:16], fixed("vault key")
CRYPTO = NativeCrypto({}, lambda size: SALT[:size])
SEED = fixed("device seed")


def content() -> SnapshotContent:
    """The state after one commit, with words in two scripts."""
    drafted = kernel.draft_update(kernel.new_state(VAULT.hex()), 1, {"mass_modifier": 0.1}, 2_000)
    committed = kernel.commit(drafted, 2_000, gate=False)
    words = {"goal": {"due": "2027-01-31", "title": "바다까지 걷기"}, "names": {"n-1": "Jun"}}
    return SnapshotContent(
        length=2,
        t_ms=2_000,
        marker=kernel.marker_hash(2_000, kernel.state_hash(committed.state), None, None),
        rules=kernel.RULES,
        state=kernel.state_to_bytes(committed.state),
        words=kernel.canonical_json(words).encode(),
        last=kernel.canonical_json(msgspec.to_builtins(drafted.draft)).encode(),
        seqs={fixed("author")[:16]: 2},
    )


def text() -> str:
    public = asyncio.run(CRYPTO.ed25519_public(SEED))
    place, said = Place(7, fixed("head"), 1), content()
    device, roster_head = device_id(public), fixed("roster head")
    ring = KeyRing(VAULT, {1: VAULT_KEY})
    snapshot = asyncio.run(seal_snapshot(CRYPTO, ring, place, said, device, roster_head))
    assert snapshot is not None
    message = snapshot_message(VAULT, snapshot)
    signature = asyncio.run(CRYPTO.ed25519_sign(SEED, message))
    derived = hkdf(VAULT_KEY, SALT, b"autus/v1/snapshot" + where(VAULT, 1), 44)
    vector = {
        "vault": VAULT,
        "vault_key": VAULT_KEY,
        "epoch": 1,
        "number": place.number,
        "head": place.head,
        "salt": SALT,
        "state": said.state.decode(),
        "words": said.words.decode(),
        "plain": padme(encode(said)),
        "key": derived[:32],
        "nonce": derived[32:],
        "aad": encode(["autus/v1/snapshot", VAULT, 1, place.number, place.head]),
        "sealed": snapshot.sealed,
        "device_public": public,
        "device": device,
        "roster_head": roster_head,
        "message": message,
        "signature": signature,
        "snapshot": encode(msgspec.structs.replace(snapshot, signature=signature)),
    }
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in vector.items()}
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
