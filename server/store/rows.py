"""What the operations of the port take and return. Ids of vaults and devices have 16 bytes.

Ids of commits, identities, public keys and hashes have 32.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

OWNER_BYTES = 8


def owner_of(identity: bytes) -> bytes:
    """What tables are keyed by: the first bytes of an identity. No two accounts have the same."""
    return identity[:OWNER_BYTES]


FaultReason: TypeAlias = Literal["damaged", "full", "incomplete", "locked", "unavailable"]


class StoreFault(msgspec.Struct, frozen=True):
    """Why the store cannot do its work.

    "damaged": some of it cannot be read as it was written. "incomplete": it shows less than it has confirmed.
    """

    reason: FaultReason
    detail: str


class ServerIdentity(msgspec.Struct, frozen=True):
    """The server's own record: its generation of 16 bytes, the seed of its receipt key, and its secret.

    `secret` has 32 bytes. It is the key of everything that the server must recognise but not publish.
    """

    generation: bytes
    receipt_seed: bytes
    secret: bytes


class AccountRow(msgspec.Struct, frozen=True):
    """An account. `name` is in the form that names are compared in; `keyset` is an encoded Keyset.

    `recovery_verifier` is what a recovery code is checked with, of 32 bytes; None without a code. `epoch` is
    that of the account key, 0 for an account of the first format.
    """

    identity: bytes
    name: str
    auth_hash: str
    keyset_version: int
    keyset: bytes
    roster_head: bytes
    recovery_verifier: bytes | None = None
    epoch: int = 0


class PasskeyRow(msgspec.Struct, frozen=True):
    """A passkey of an account: its credential, public key in DER, user handle and signature counter."""

    credential: bytes
    identity: bytes
    public_key: bytes
    user: bytes
    count: int


class AccountSize(msgspec.Struct, frozen=True):
    """What an account takes: its vaults, their commits and bytes, and its sessions that have not ended."""

    identity: bytes
    name: str
    created_ms: int
    vaults: int
    commits: int
    size: int
    sessions: int


class NewSession(msgspec.Struct, frozen=True):
    """A session to open. The token itself is never stored."""

    token_hash: bytes
    identity: bytes
    device: bytes
    expires_ms: int


class NewAccount(msgspec.Struct, frozen=True):
    """An account to create, with its first roster and session.

    `skeleton` is equal for names that look alike. `statements` are encoded; `devices` are the (device id,
    public key) pairs that they carry.
    """

    account: AccountRow
    skeleton: str
    created_ms: int
    statements: Sequence[bytes]
    devices: Sequence[tuple[bytes, bytes]]
    session: NewSession
    passkeys: Sequence[PasskeyRow] = ()


class SessionRow(msgspec.Struct, frozen=True):
    """A session with the head of its account's roster.

    `public` is the public key of the session's device, or None if the roster does not carry the device.
    """

    token_hash: bytes
    identity: bytes
    device: bytes
    expires_ms: int
    roster_head: bytes
    public: bytes | None


class RosterFacts(msgspec.Struct, frozen=True):
    """What a new statement is checked against: the head, the number of statements, the devices carried.

    `devices` maps device ids to public keys.
    """

    head: bytes
    statements: int
    devices: Mapping[bytes, bytes]


class NewStatement(msgspec.Struct, frozen=True):
    """A statement to append after `old_head`, at `position` (counted from 0).

    `devices` are the (device id, public key) pairs that the roster carries with it.
    """

    identity: bytes
    old_head: bytes
    new_head: bytes
    position: int
    statement: bytes
    devices: Sequence[tuple[bytes, bytes]]


class NewWays(msgspec.Struct, frozen=True):
    """A change of the ways in, and what must still hold: the roster's head and the version of the keyset.

    `statements` are encoded and follow `old_head`, from `position` on. `keep_session` is the token hash of
    the one session that stays if the others end; None: all stay. `revoked` are devices that the roster no
    longer carries: their sessions end. Then `numbers`, those of all vaults of the identity, must hold too.
    `passkeys` are all of the account.
    """

    identity: bytes
    old_head: bytes
    new_head: bytes
    position: int
    statements: Sequence[bytes]
    devices: Sequence[tuple[bytes, bytes]]
    expected_version: int
    version: int
    keyset: bytes
    auth_hash: str
    recovery_verifier: bytes | None
    keep_session: bytes | None
    epoch: int
    revoked: Sequence[bytes] = ()
    numbers: Mapping[bytes, int] = {}
    passkeys: Sequence[PasskeyRow] = ()


class VaultRow(msgspec.Struct, frozen=True):
    """The state of a vault after its newest push. `receipt` is encoded.

    `commits` counts all commits. `size` is the bytes that all pushes and the snapshot take of the owner's
    quota. `snapshot` is the number of commits up to the snapshot, 0 without one. `epoch` is that of the head.
    """

    number: int
    head: bytes
    commits: int
    size: int
    receipt: bytes
    witnessed: bool
    snapshot: int = 0
    epoch: int = 1


class PushRow(msgspec.Struct, frozen=True):
    """A stored push. `certificate`, `receipt` and `commits` are encoded, `commits` as they were sent."""

    number: int
    base: bytes | None
    head: bytes
    count: int
    certificate: bytes
    receipt: bytes
    state_mac: bytes | None
    commits: bytes


class PushFacts(msgspec.Struct, frozen=True):
    """What a push is checked against. `vault` is None if the identity has no such vault.

    `deleted` says that the identity has deleted it. `owned_bytes` and `owned_vaults` are the totals of the
    owner. `seqs` are the largest stored seqs of the asked-for authors, `devices` those authors that the
    roster carries, `stored` those of the asked-for ids that are commits of the vault. `epoch` is that of the
    account key.
    """

    vault: VaultRow | None
    deleted: bool
    owned_bytes: int
    owned_vaults: int
    seqs: dict[bytes, int]
    devices: frozenset[bytes]
    stored: frozenset[bytes]
    roster_head: bytes
    epoch: int


class NewPush(msgspec.Struct, frozen=True):
    """A push to swap in, with all that it changes and all that must still hold.

    `commits` is the vault's number of commits with this push, `size` the bytes that this push adds, `ids` the
    ids of its commits, `seqs` the largest seq of each author, `epoch` that of its head. It was checked under
    `witnessed` and `roster_head`. With it the owner may hold at most `quota_bytes` in at most `vaults_max`
    vaults.
    """

    vault: bytes
    identity: bytes
    push: PushRow
    commits: int
    size: int
    ids: Sequence[bytes]
    seqs: dict[bytes, int]
    epoch: int
    witnessed: bool
    roster_head: bytes
    quota_bytes: int
    vaults_max: int


class DevicePlace(msgspec.Struct, frozen=True):
    """A vault: the number and head of its newest push, and the largest seq of a device in it (0: none)."""

    vault: bytes
    number: int
    head: bytes
    seq: int


class NewSnapshot(msgspec.Struct, frozen=True):
    """An encoded snapshot after `commits`, to swap in for the one after `replaces` commits (0 for none).

    It was checked under `roster_head`. With it the owner may hold at most `quota_bytes`.
    """

    vault: bytes
    identity: bytes
    commits: int
    replaces: int
    snapshot: bytes
    roster_head: bytes
    quota_bytes: int
