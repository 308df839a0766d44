"""Messages about pushes: what a device sends, what the server stores, and what devices pull."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Bytes32, Bytes64, Bytes76, Natural, Positive
from shared.wire.limits import ANSWER_BYTES_MAX, DISCLOSED_KEYS_MAX, STATE_BYTES_MAX

Level = Literal["links", "replay"]

WireCommit = tuple[bytes, bytes]
"""(header, ciphertext). The id is computed and never sent."""


class Certificate(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A device's signature over one push. `shared/sync/certificate.py` builds the signed bytes."""

    device: Bytes16
    count: Natural
    roster_head: Bytes32
    signature: Bytes64


class Receipt(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """The server's signature over one stored push. `shared/sync/certificate.py` builds the signed bytes."""

    generation: Bytes16
    number: Positive
    head: Bytes32
    commits: Natural
    previous: Bytes32 | None
    level: Level
    time_ms: Natural
    signature: Bytes64


class Disclosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The input of a witness that replays a push. It never has a context key.

    `start` is a head with a "replay" receipt and `state` its unrounded state. Both are None for a replay from
    genesis. `keys` maps commit ids to opening keys, for `start` and every commit after it.
    """

    start: Bytes32 | None
    state: Annotated[bytes, msgspec.Meta(max_length=STATE_BYTES_MAX)] | None
    keys: Annotated[tuple[tuple[Bytes32, Bytes76], ...], msgspec.Meta(max_length=DISCLOSED_KEYS_MAX)]


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`commits` is the raw MessagePack array of `WireCommit`. The server stores and returns it unchanged."""

    base: Bytes32 | None
    head: Bytes32
    commits: msgspec.Raw
    certificate: Certificate
    disclosure: Disclosure | None = None


class StoredPush(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A pulled push with its receipt. `commits` as in `Push`."""

    base: Bytes32 | None
    head: Bytes32
    commits: msgspec.Raw
    certificate: Certificate
    receipt: Receipt


class PullPage(msgspec.Struct, frozen=True):
    """A page of pushes. `latest` is the receipt of the vault's newest push."""

    generation: Bytes16
    latest: Receipt | None
    pushes: tuple[StoredPush, ...]


_decode_commits = msgpack_decoder(list[WireCommit], Limits(ANSWER_BYTES_MAX))


def decode_commits(commits: msgspec.Raw) -> list[WireCommit]:
    """The commits of a push. Raises msgspec.MsgspecError."""
    return _decode_commits(commits)


def encode_commits(commits: list[WireCommit]) -> msgspec.Raw:
    """The commits in the form of `Push.commits`."""
    return msgspec.Raw(encode(commits))
