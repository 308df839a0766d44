"""Sealing and opening snapshots: the state of a vault after a push, for the devices of its owner."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from shared.crypto.ciphers import AesItem, Opener, Sealer
from shared.crypto.hashing import hkdf
from shared.crypto.padding import padme, unpadme
from shared.errors import AutusError
from shared.vault.envelope import KeyRing, where
from shared.wire.decoding import Limits, decode_msgpack, json_decoder
from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Natural, Positive
from shared.wire.limits import SNAPSHOT_BYTES_MAX
from shared.wire.snapshots import Snapshot

_SEAL: Final = b"autus/v1/snapshot"
_KEY_BYTES: Final = 44
_LIMITS: Final = Limits(SNAPSHOT_BYTES_MAX)


class SnapshotContent(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a snapshot says of the commit `head`. `length` counts its ancestors and itself.

    `state` is its unrounded state, `words` the folded contexts in canonical JSON, and `last` the draft of the
    last commit in fold order without operations, in canonical JSON (None after a genesis). `seqs` has each
    author's largest seq.
    """

    length: Positive
    t_ms: Natural
    marker: str
    rules: str
    state: bytes
    words: bytes
    last: bytes | None
    seqs: dict[Bytes16, Positive]


class Place(msgspec.Struct, frozen=True):
    """Where a snapshot belongs: the push `number` with its `head`, and the epoch of that head."""

    number: int
    head: bytes
    epoch: int


decode_words = json_decoder(dict[str, Any], _LIMITS)


async def seal_snapshot(
    crypto: Sealer, ring: KeyRing, place: Place, content: SnapshotContent, device: bytes, roster_head: bytes
) -> Snapshot | None:
    """The sealed snapshot with an empty signature, or None if it would be too large."""
    salt = crypto.random(32)
    plain = padme(encode(content))
    if len(plain) + 16 > SNAPSHOT_BYTES_MAX:
        return None
    (sealed,) = await crypto.aes_seal([_item(ring, place, salt, plain)])
    return Snapshot(place.number, place.head, place.epoch, salt, sealed, device, roster_head, bytes(64))


async def open_snapshot(crypto: Opener, ring: KeyRing, snapshot: Snapshot) -> SnapshotContent:
    """The content. The caller has verified the signature.

    Raises AutusError: VAULT_KEY_MISSING, BAD_SNAPSHOT, BAD_PADDING.
    """
    place = Place(snapshot.number, snapshot.head, snapshot.epoch)
    (plain,) = await crypto.aes_open([_item(ring, place, snapshot.salt, snapshot.sealed)])
    if plain is None:
        raise AutusError("BAD_SNAPSHOT", "the snapshot does not authenticate")
    try:
        return decode_msgpack(unpadme(plain), SnapshotContent, _LIMITS)
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_SNAPSHOT", f"the snapshot has another form: {error}") from None


def _item(ring: KeyRing, place: Place, salt: bytes, data: bytes) -> AesItem:
    # The salt is random and used once, so no derived nonce is used twice with one key.
    key = hkdf(ring.key(place.epoch), salt, _SEAL + where(ring.vault, place.epoch), _KEY_BYTES)
    bound = encode([_SEAL.decode(), ring.vault, place.epoch, place.number, place.head])
    return key[:32], key[32:], data, bound
