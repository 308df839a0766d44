"""Messages about the vaults of an account. Ids are raw bytes."""

from __future__ import annotations

import msgspec

from shared.wire.fields import Bytes16, Bytes32, Natural


class VaultSummary(msgspec.Struct, frozen=True, array_like=True):
    """Where a vault stands on the server: `number` and `head` of its newest push, `commits` in all."""

    vault: Bytes16
    generation: Bytes16
    number: Natural
    head: Bytes32
    commits: Natural
    witnessed: bool


class VaultList(msgspec.Struct, frozen=True):
    """Every vault of the account, the generation of the server's database, and the ids of vaults that the
    person has deleted there.
    """

    generation: Bytes16
    vaults: tuple[VaultSummary, ...]
    deleted: tuple[Bytes16, ...] = ()


class WitnessSwitch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the server is to replay a vault's further pushes."""

    on: bool
