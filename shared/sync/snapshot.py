"""The message under the signature of a snapshot."""

from __future__ import annotations

from hashlib import sha256

from shared.crypto.signatures import SignatureItem
from shared.wire.encoding import encode
from shared.wire.snapshots import Snapshot


def snapshot_message(vault: bytes, snapshot: Snapshot) -> bytes:
    """The bytes that the device signs. `snapshot.signature` is not read."""
    return encode(
        [
            "autus/snapshot/v1",
            vault,
            snapshot.device,
            snapshot.number,
            snapshot.head,
            snapshot.epoch,
            snapshot.roster_head,
            sha256(snapshot.salt + snapshot.sealed).digest(),
        ]
    )


def snapshot_item(vault: bytes, snapshot: Snapshot, public: bytes) -> SignatureItem:
    """What verifies the signature of a snapshot."""
    return public, snapshot.signature, snapshot_message(vault, snapshot)
