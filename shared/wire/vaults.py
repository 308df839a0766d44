"""Messages about the vaults of an account. Ids are raw bytes."""

from __future__ import annotations

import msgspec

from shared.wire.fields import Bytes16, Bytes32, Natural, Positive


class VaultSummary(msgspec.Struct, frozen=True, array_like=True):
    """A vault on the server: `number` and `head` of its newest push, and its total of `commits`.

    `snapshot` is the number of commits up to the server's snapshot, 0 without one.
    """

    vault: Bytes16
    generation: Bytes16
    number: Natural
    head: Bytes32
    commits: Natural
    witnessed: bool
    snapshot: Natural = 0


class DeviceHead(msgspec.Struct, frozen=True, array_like=True):
    """A vault: `number` and `head` of its newest push, and the largest seq of a device in it, 0 for none."""

    vault: Bytes16
    number: Positive
    head: Bytes32
    seq: Natural


class VaultList(msgspec.Struct, frozen=True):
    """The account's vaults, the ids of its deleted vaults, and the generation of the server's database.

    `keyset_hash` and `roster_hash` are SHA-256 of the stored Keyset and of the newest SignedStatement, as
    they are sent. A device that has both need not fetch them. Servers up to 0.3.0 do not send the hashes.
    """

    generation: Bytes16
    vaults: tuple[VaultSummary, ...]
    deleted: tuple[Bytes16, ...] = ()
    keyset_hash: Bytes32 | None = None
    roster_hash: Bytes32 | None = None


class WitnessSwitch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Turns the replay of a vault's further pushes on or off."""

    on: bool
