"""Messages about pushes: what a device sends, what the server stores, and what devices pull."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Bytes32, Bytes64, Bytes76, Natural, Positive
from shared.wire.limits import DISCLOSED_KEYS_MAX, STATE_BYTES_MAX

Level = Literal["links", "replay"]

WireCommit = tuple[bytes, bytes]
"""(header, ciphertext); the id is computed, never sent."""


class Certificate(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The device's word for one push; what is signed is in `certificate.py`."""

    device: Bytes16
    count: Natural
    roster_head: Bytes32
    signature: Bytes64


class Receipt(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The server's word for one stored push; what is signed is in `certificate.py`."""

    generation: Bytes16
    number: Positive
    head: Bytes32
    commits: Natural
    previous: Bytes32 | None
    level: Level
    time_ms: Natural
    signature: Bytes64


class Disclosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a witness needs to replay a push: never a context key.

    `start` is a head with a "replay" receipt and `state` its unrounded state; both None: from genesis.
    `keys` maps commit ids to opening keys: of every commit after `start`, and of `start` itself.
    """

    start: Bytes32 | None
    state: Annotated[bytes, msgspec.Meta(max_length=STATE_BYTES_MAX)] | None
    keys: Annotated[tuple[tuple[Bytes32, Bytes76], ...], msgspec.Meta(max_length=DISCLOSED_KEYS_MAX)]


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`commits` stays raw: a MessagePack array of `WireCommit`, stored and handed on as it came."""

    base: Bytes32 | None
    head: Bytes32
    commits: msgspec.Raw
    certificate: Certificate
    disclosure: Disclosure | None = None


class StoredPush(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A push as it is pulled: what was accepted, and the receipt for it. `commits` as in `Push`."""

    base: Bytes32 | None
    head: Bytes32
    commits: msgspec.Raw
    certificate: Certificate
    receipt: Receipt


class PullPage(msgspec.Struct, frozen=True):
    """`latest` is the receipt of the vault's newest push: what the server says its present is."""

    generation: Bytes16
    latest: Receipt | None
    pushes: tuple[StoredPush, ...]


_commits_decoder = msgspec.msgpack.Decoder(list[WireCommit])


def decode_commits(commits: msgspec.Raw) -> list[WireCommit]:
    """The commits of a push. Raises msgspec.DecodeError or msgspec.ValidationError."""
    return _commits_decoder.decode(commits)


def encode_commits(commits: list[WireCommit]) -> msgspec.Raw:
    """The commits as a `Push` carries them."""
    return msgspec.Raw(encode(commits))
