"""The snapshot of a vault: a sealed state, which a new device shows until the history has arrived."""

from __future__ import annotations

from typing import Annotated

import msgspec

from shared.wire.fields import Bytes16, Bytes32, Bytes64, Positive
from shared.wire.limits import SNAPSHOT_BYTES_MAX


class Snapshot(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The sealed state at `head`, the head of push `number`, signed by `device`."""

    number: Positive
    head: Bytes32
    epoch: Positive
    salt: Bytes32
    sealed: Annotated[bytes, msgspec.Meta(max_length=SNAPSHOT_BYTES_MAX)]
    device: Bytes16
    roster_head: Bytes32
    signature: Bytes64
