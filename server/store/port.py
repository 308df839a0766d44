"""The port of the store: every operation that the server asks for, in the terms of the protocol.

These hold for every operation:

* It is atomic. It happens whole or not at all, also when it raises or its caller is cancelled.
* It is durable when it returns: a crash of the process or of the machine afterwards loses nothing of it.
* What it reads is committed and of one moment. An operation that began after another had returned sees it.
* A caller never holds a transaction. An operation that compares and swaps says what it compares; where that
  moved meanwhile it stores nothing and returns False, and of competing swaps exactly one returns True. That
  holds between all stores that are open on the same data, in one process or in several.
* It names an owner, the first bytes of an identity (`owner_of`), and finds only what that owner has. An
  operation with a name finds the owner first. So a database can be split by owner.
* It raises StoreUnavailable where the store is not open or does not answer, StoreFull where no space is left,
  StoreDamaged where it cannot read what it was given. A reading operation does not write.
  It checks no rule of the protocol: callers have checked what they store.

`docs/adding-a-store.md` says how to add a store. `tests/server/store/contract` holds any store to this page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, TypeAlias

from server.store.rows import (
    AccountRow,
    AccountSize,
    DevicePlace,
    NewAccount,
    NewPush,
    NewSession,
    NewSnapshot,
    NewStatement,
    NewWays,
    PasskeyRow,
    PushFacts,
    PushRow,
    RosterFacts,
    ServerIdentity,
    SessionRow,
    StoreFault,
    VaultRow,
)
from shared.wire.limits import PUSH_BYTES_MAX

Taken: TypeAlias = Literal["name", "identity", "skeleton"]


class ServerStore(Protocol):
    """Opening, closing, and the server's own record."""

    async def open(self) -> None:
        """Connects and brings the schema up to date. Comes before everything else."""

    async def close(self) -> None:
        """Disconnects. Every later operation raises StoreUnavailable; closing again changes nothing."""

    async def find_fault(self) -> StoreFault | None:
        """Why the store cannot read or write now, or None. It writes for real. Does not raise."""

    def known_fault(self) -> StoreFault | None:
        """What operations met: damage, or a fault that may have passed since. Looks at nothing."""

    async def server_identity(self, fresh: ServerIdentity) -> ServerIdentity:
        """The server's record. Stores `fresh` first where there is none, so every caller gets the same."""

    async def replace_generation(self, generation: bytes) -> None:
        """Sets the generation of the server's record, where there is one. What is stored is then complete."""


class AccountStore(Protocol):
    """Accounts, their keysets and their rosters."""

    async def find_taken(self, name: str, skeleton: str, identity: bytes) -> Taken | None:
        """What an account has already: the name, else the owner ("identity"), else the skeleton."""

    async def create_account(self, new: NewAccount) -> Taken | None:
        """Stores the account with its roster and first session.

        Where an account has the name, the owner or the skeleton already, stores nothing and says which, as
        `find_taken` does.
        """

    async def account_by_name(self, name: str) -> AccountRow | None:
        """The account whose comparable name is `name`."""

    async def account_by_identity(self, identity: bytes) -> AccountRow | None:
        """The account of an identity."""

    async def keyset_by_name(self, name: str, stand_in: bytes) -> tuple[str, bytes] | None:
        """(name, encoded keyset) of the account of that name.

        Where there is none: that of the account with the smallest owner from that of `stand_in` on, or with
        the smallest of all. Both are read the same way, so that the time taken does not tell them apart.
        None where the store has no account.
        """

    async def replace_keyset(self, identity: bytes, expected: int, version: int, keyset: bytes) -> bool:
        """Swaps in an encoded keyset. Compares: the stored version is `expected`."""

    async def facts_of_roster(self, identity: bytes) -> RosterFacts | None:
        """What a new statement is checked against. None where there is no such account."""

    async def append_statement(self, new: NewStatement) -> bool:
        """Appends to the roster. Compares: the head of the roster is `old_head`.

        Devices that the roster carries already keep their public key.
        """

    async def change_ways(self, new: NewWays) -> frozenset[bytes] | None:
        """Appends to the roster and swaps in keyset and verifiers, at once.

        Compares: the head of the roster is `old_head`, and the version of the keyset is `expected_version`.
        With `revoked`, also that the vaults of the identity are those of `numbers`, with these numbers.
        Returns the token hashes of the sessions that ended with it; None if nothing was stored.
        """

    async def account_state(self, identity: bytes) -> tuple[bytes, Sequence[bytes]] | None:
        """(encoded keyset, all encoded statements) of one moment. None where there is no such account."""

    async def roster_since(self, identity: bytes, after: int) -> list[bytes]:
        """The encoded statements from position `after` (counted from 0), in order."""

    async def newest_statement(self, identity: bytes) -> bytes | None:
        """The last statement of the roster, encoded. None where there is no such account."""

    async def delete_account(self, identity: bytes) -> None:
        """Deletes the account and everything of it: roster, sessions, vaults, and the ids of deleted vaults.

        Nothing of it is left in the storage that the store controls, freed pages and journals included.
        Changes nothing where there is no such account.
        """


class PasskeyStore(Protocol):
    """Passkeys, found by the id of their credential. `create_account` and `change_ways` set them.

    Of a passkey that the account has already, the counter stays. One of another account stays with that one.
    """

    async def passkey_by_credential(self, credential: bytes) -> PasskeyRow | None:
        """The passkey with this credential. Finds its owner first."""

    async def count_passkey(self, identity: bytes, credential: bytes, before: int, after: int) -> bool:
        """Sets the counter of a passkey of the account. Compares: the counter is `before`."""


class SessionStore(Protocol):
    """Sessions, found by their owner and the hash of their token."""

    async def owner_of_token(self, token_hash: bytes) -> bytes | None:
        """The owner of a session whose token is of an earlier version and does not carry it."""

    async def open_session(self, new: NewSession, now_ms: int, keep: int) -> frozenset[bytes] | None:
        """Stores a session; None where its account is gone.

        Deletes the account's sessions that ended by `now_ms`, and all but the `keep` that last longest.
        Returns the token hashes of the deleted ones.
        """

    async def session_by_token(self, owner: bytes, token_hash: bytes) -> SessionRow | None:
        """The session, expired or not: expiry is the caller's to judge."""

    async def extend_session(self, owner: bytes, token_hash: bytes, expires_ms: int) -> None:
        """Sets when the session ends. Changes nothing where there is no such session."""

    async def end_session(self, owner: bytes, token_hash: bytes) -> None:
        """Deletes the session. Changes nothing where there is no such session."""

    async def end_other_sessions(self, owner: bytes, token_hash: bytes) -> frozenset[bytes] | None:
        """Deletes the sessions of the owner, except this one.

        Returns their token hashes; None where there is no such session.
        """

    async def end_device_sessions(self, identity: bytes, device: bytes) -> frozenset[bytes]:
        """Deletes the sessions of a device of the account. Returns their token hashes."""


class VaultStore(Protocol):
    """Vaults and their pushes.

    The id of a vault commits to its owner, so no two identities have a vault of the same id.
    """

    async def vault_by_id(self, identity: bytes, vault: bytes) -> VaultRow | None:
        """The state of the vault."""

    async def list_vaults(self, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        """The vaults of the identity with their ids, by id."""

    async def places_of_device(self, identity: bytes, device: bytes) -> list[DevicePlace]:
        """All vaults of the identity and how far the device is in each, by id."""

    async def certificates_after(self, identity: bytes, vault: bytes, number: int, most: int) -> list[bytes]:
        """The encoded certificates of the first `most` pushes numbered above `number`, in order."""

    async def list_deleted_vaults(self, identity: bytes) -> list[bytes]:
        """The kept ids of vaults that the identity has deleted, by id."""

    async def is_deleted_vault(self, identity: bytes, vault: bytes) -> bool:
        """Whether `list_deleted_vaults` has the vault."""

    async def facts_of_push(
        self, identity: bytes, vault: bytes, authors: Sequence[bytes], ids: Sequence[bytes]
    ) -> PushFacts | None:
        """What a push with these authors is checked against, and which of `ids` are stored.

        None where there is no such account. The common push has one author and no ids: it must cost one
        round trip. With more, the parts of the answer may be of different moments: `swap_in_push` compares
        what decides.
        """

    async def swap_in_push(self, new: NewPush) -> bool:
        """Stores a push: its row, the ids of its commits, the seqs of its authors, the state of its vault.

        Compares, all at once: the account exists and its roster's head is `roster_head`; with `size` the
        owner's vaults take at most `quota_bytes`. For push number 1: the owner has no such vault, has not
        deleted it, and has fewer than `vaults_max` vaults. For any other: the vault stands at the number
        before and at the head `base`, and its witness switch is `witnessed`.
        """

    async def push_with_head(self, identity: bytes, vault: bytes, head: bytes) -> PushRow | None:
        """The push whose last commit is `head`; its `commits` are left empty."""

    async def page_of_pushes(
        self, identity: bytes, vault: bytes, after: int, until: int, bytes_max: int
    ) -> list[tuple[int, int]]:
        """The pushes numbered above `after` and up to `until` that fill a page, in order: (number, bytes).

        At least one where there is one; as many as take no more than `bytes_max` together. A push takes its
        commits and PUSH_OVERHEAD_BYTES. The pushes of a page are as they were written: the page ends before
        one that is damaged, and raises StoreDamaged where that would be its first.
        """

    async def pushes_between(
        self, identity: bytes, vault: bytes, first: int, last: int, commits_max: int = PUSH_BYTES_MAX
    ) -> list[PushRow]:
        """The pushes numbered `first` to `last`, in order. The caller bounds them by `page_of_pushes`.

        `commits` of more than `commits_max` bytes are not read and left empty.
        """

    async def part_of_commits(
        self, identity: bytes, vault: bytes, number: int, offset: int, size: int
    ) -> bytes | None:
        """Up to `size` bytes of the commits of push `number` from `offset` on, without reading the others.

        None where there is no such push.
        """

    async def swap_in_snapshot(self, new: NewSnapshot) -> bool:
        """Stores a snapshot in the place of the one before it, whose bytes no longer count.

        Compares, all at once: the owner has such a vault, with `commits` or more, and its snapshot is the one
        after `replaces` commits; the account's roster has the head `roster_head`; with the
        snapshot, and without the one that it replaces, the owner's vaults take at most `quota_bytes`.
        """

    async def snapshot_of(self, identity: bytes, vault: bytes) -> bytes | None:
        """The encoded snapshot of the vault. None without one."""

    async def switch_witness(self, identity: bytes, vault: bytes, on: bool) -> bool:
        """Turns the witness of the vault on or off; False where the identity has no such vault."""

    async def delete_vault(self, identity: bytes, vault: bytes, now_ms: int, kept_max: int) -> bool:
        """Deletes the vault with its pushes, and keeps its id as deleted; False where there is no such vault.

        Of the identity's kept ids, only the `kept_max` that were deleted last stay. As with `delete_account`,
        nothing else of the vault is left in storage. Nobody finds it from one moment on, and other writes go
        on while its rows are overwritten. If that fails, `open` or a later deletion finishes it.
        """


class OperatorStore(Protocol):
    """What an operator asks for. These operations go through all accounts, and no request waits for them."""

    async def largest_accounts(self, now_ms: int, most: int) -> list[AccountSize]:
        """The `most` accounts that take the most bytes, the largest first; of equal ones, by name.

        A session that ends by `now_ms` does not count.
        """

    async def identities_after(self, after: bytes, most: int) -> list[bytes]:
        """The first `most` identities whose owner is above `after`, by owner."""

    async def end_account_sessions(self, identity: bytes) -> frozenset[bytes]:
        """Deletes all sessions of the account. Returns their token hashes."""


class Store(ServerStore, AccountStore, PasskeyStore, SessionStore, VaultStore, OperatorStore, Protocol):
    """A store of the server."""
