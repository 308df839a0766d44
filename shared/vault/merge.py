"""Merges. A merge is a pure function of two heads, so all devices make the same commit from them."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from shared.chain.body import Body, encode_body
from shared.chain.graph import Graph
from shared.chain.header import Header, Kind, encode_array, encode_header
from shared.chain.replay import make_marker, verify_marker
from shared.crypto.ciphers import Sealer
from shared.crypto.hashing import hkdf, hmac_sha256
from shared.errors import AutusError
from shared.kernel import State
from shared.vault.envelope import (
    KeyRing,
    Opened,
    SealedCommit,
    opening_key,
    seal_prepared,
    tagged,
    where,
)

_SIV: Final = b"autus/v1/siv"


class MergeParent(Struct, frozen=True):
    """The parts of a parent that a merge depends on. `marker_hash` is in hex."""

    id: bytes
    epoch: int
    t_ms: int
    rules: str
    marker_hash: str


def parent_of(opened: Opened) -> MergeParent:
    """An opened commit as a parent."""
    body = opened.body
    return MergeParent(opened.id, opened.header.epoch, body.t_ms, body.rules, body.marker.hash)


async def make_merge(
    crypto: Sealer, ring: KeyRing, one: MergeParent, other: MergeParent, state: State
) -> SealedCommit:
    """The merge of two heads. `state` is the folded state of both. The bytes are the same on every device.

    The parents must be independent (`check_independent`). Raises AutusError: BAD_MERGE, UPDATE_REQUIRED,
    VAULT_KEY_MISSING.
    """
    header, _, encoded, marker_hash = _compose(ring, one, other, state)
    return await seal_prepared(crypto, ring, header, encoded, marker_hash)


def merge_body(one: MergeParent, other: MergeParent, state: State) -> Body:
    """The only body that a merge of these heads may have. Raises AutusError (UPDATE_REQUIRED)."""
    check_same_rules(one, other)
    t_ms = max(one.t_ms, other.t_ms)
    marker = make_marker(t_ms, state, (one.marker_hash, other.marker_hash), None)
    return Body(kind="merge", marker=marker, rules=one.rules, t_ms=t_ms, v=1)


def check_independent(graph: Graph, one: bytes, other: bytes) -> None:
    """Raises AutusError (BAD_MERGE) if one parent is an ancestor of the other."""
    if graph.is_ancestor(one, other) or graph.is_ancestor(other, one):
        raise AutusError("BAD_MERGE", "one parent is an ancestor of the other")


def check_same_rules(one: MergeParent, other: MergeParent) -> None:
    """Raises AutusError (UPDATE_REQUIRED) if the parents are under different rules."""
    if one.rules != other.rules:
        raise AutusError("UPDATE_REQUIRED", f"the parents are under {one.rules} and {other.rules}")


def check_merge(
    graph: Graph, ring: KeyRing, merge: Opened, one: MergeParent, other: MergeParent, state: State
) -> None:
    """Recompute an opened merge and refuse any difference.

    Raises AutusError: BAD_MERGE, UPDATE_REQUIRED, REPLAY_MISMATCH, MERGE_MISMATCH with both headers.
    """
    check_independent(graph, one.id, other.id)
    verify_marker(merge.body, state, (one.marker_hash, other.marker_hash))
    header, body, _, marker_hash = _compose(ring, one, other, state)
    opening = opening_key(ring.key(header.epoch), header.vault, header.epoch, header.salt)
    header = tagged(header, opening, marker_hash)
    # Under one key and nonce a plaintext has one ciphertext. So equal headers and bodies give equal ids.
    if header != merge.header or body != merge.body:
        raise AutusError(
            "MERGE_MISMATCH",
            "the merge differs from the one that its parents give",
            computed=encode_header(header).hex(),
            recorded=encode_header(merge.header).hex(),
            commit=merge.id.hex(),
        )


def _compose(
    ring: KeyRing, one: MergeParent, other: MergeParent, state: State
) -> tuple[Header, Body, bytes, str]:
    """Header without its tag, body, encoded body, marker hash."""
    if one.id == other.id:
        raise AutusError("BAD_MERGE", "both parents are the same commit")
    epoch = max(one.epoch, other.epoch)
    parents = (min(one.id, other.id), max(one.id, other.id))
    body = merge_body(one, other, state)
    encoded = encode_body(body)
    key = hkdf(ring.key(epoch), b"", _SIV + where(ring.vault, epoch), 32)
    # The salt depends on all that is sealed under it, so equal nonces only occur with equal plaintexts.
    fields = encode_array([1, Kind.MERGE, ring.vault, epoch, parents, b"", 0])
    header = Header(
        version=1,
        kind=Kind.MERGE,
        vault=ring.vault,
        epoch=epoch,
        parents=parents,
        device=b"",
        seq=0,
        salt=hmac_sha256(key, fields + encoded),
        replay_tag=bytes(32),
    )
    return header, body, encoded, body.marker.hash
