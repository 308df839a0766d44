"""What a check of everything that is stored reads. It changes nothing, and needs no running server.

It takes no row for granted: what an operation of the port would leave out is here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from server.store.rows import PushRow, ServerIdentity, VaultRow


class Totals(msgspec.Struct, frozen=True):
    """What the rows of accounts and vaults say there is."""

    accounts: int
    vaults: int
    commits: int


class StoredAccount(msgspec.Struct, frozen=True):
    """An account with the rows that belong to it. `names` are its (name, skeleton) pairs.

    `statements` are (position, encoded statement). `passkeys` maps credentials to public keys.
    """

    owner: bytes
    identity: bytes
    name: str
    auth_hash: str
    keyset_version: int
    keyset: bytes
    roster_head: bytes
    recovery_verifier: bytes | None
    epoch: int
    names: Sequence[tuple[str, str | None]]
    statements: Sequence[tuple[int, bytes]]
    devices: Mapping[bytes, bytes]
    passkeys: Mapping[bytes, bytes]
    credentials: frozenset[bytes]


class StoredPush(msgspec.Struct, frozen=True):
    """A push. `whole` says whether its checksum is right; a push of an earlier version has none."""

    push: PushRow
    whole: bool


class Stray(msgspec.Struct, frozen=True):
    """Rows of a table that belong to no account or vault. `vault` is empty for those of accounts."""

    table: str
    owner: bytes
    vault: bytes
    rows: int


class Inspection(Protocol):
    """`moment` is around everything that must be of one moment. Any operation raises StoreError."""

    def moment(self) -> AbstractContextManager[None]:
        """What is read meanwhile is of one committed state, whatever a server writes."""

    def find_damage(self) -> Iterator[str]:
        """What the database itself finds wrong with its structure."""

    def server(self) -> ServerIdentity | None:
        """The server's record."""

    def totals(self) -> Totals:
        """For the progress of the check."""

    def owners_after(self, after: bytes, most: int) -> list[bytes]:
        """The first `most` owners of accounts above `after`, in order."""

    def account(self, owner: bytes) -> StoredAccount | None:
        """The account. None where it has been deleted since."""

    def vaults(self, owner: bytes) -> list[tuple[bytes, VaultRow]]:
        """The vaults of the owner with their ids, by id."""

    def pushes(self, owner: bytes, vault: bytes) -> Iterator[StoredPush]:
        """All pushes of the vault by number, one in memory at a time."""

    def count_indexed(self, owner: bytes, vault: bytes, ids: bytes, number: int, before: int) -> int:
        """How many of `ids`, one after the other, the index has under the push `number`.

        `before` is the number of commits before the push.
        """

    def is_indexed_before(self, owner: bytes, vault: bytes, commit: bytes, number: int) -> bool:
        """Whether the index has the commit under a push before `number`."""

    def index_size(self, owner: bytes, vault: bytes) -> int:
        """How many commits the index of the vault has."""

    def authors(self, owner: bytes, vault: bytes) -> dict[bytes, int]:
        """The largest seq of each author."""

    def snapshot(self, owner: bytes, vault: bytes) -> bytes | None:
        """The encoded snapshot of the vault."""

    def strays(self) -> Iterator[Stray]:
        """Rows that belong to nothing, except those that a deletion has still to remove."""
