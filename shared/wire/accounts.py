"""Messages about an account: log-in, keyset and roster. Ids and keys are raw bytes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from shared.wire.fields import AccountName, Bytes16, Bytes32, Bytes64, Natural, Positive
from shared.wire.limits import KEYSET_BYTES_MAX, ROSTER_STATEMENTS_MAX, STATEMENT_BYTES_MAX


class KdfParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id parameters; memory in KiB, salt 16 random bytes."""

    salt: Bytes16
    memory_kib: Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
    iterations: Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=2**24 - 1)]


class Wrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to unlock: the account key and the identity seed, each sealed as nonce || ciphertext."""

    kind: Literal["password"]
    wrap_id: Bytes16
    kdf: KdfParams
    account_key: Annotated[bytes, msgspec.Meta(max_length=256)]
    identity_seed: Annotated[bytes, msgspec.Meta(max_length=256)]


class Keyset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a new device needs to unlock a person's vaults, sealed."""

    version: Positive
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(min_length=0, max_length=32)]
    sealed_secrets: Annotated[bytes, msgspec.Meta(max_length=KEYSET_BYTES_MAX)]


class SignedStatement(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A roster statement in MessagePack and the identity's Ed25519 signature over its bytes."""

    statement: Annotated[bytes, msgspec.Meta(max_length=STATEMENT_BYTES_MAX)]
    signature: Bytes64


class LoginParametersRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests the parameters that derive an account's keys. Unknown names get an answer of the same form."""

    name: AccountName


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new account. The password gives `auth_key`. `roster` begins with an `add` of `device`."""

    name: AccountName
    auth_key: Bytes32
    identity: Bytes32
    device: Bytes16
    keyset: Keyset
    roster: Annotated[
        tuple[SignedStatement, ...], msgspec.Meta(min_length=1, max_length=ROSTER_STATEMENTS_MAX)
    ]
    session: Literal["cookie", "token"]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests a session of `device`. The password gives `auth_key`."""

    name: AccountName
    auth_key: Bytes32
    device: Bytes16
    session: Literal["cookie", "token"]


class SessionAnswer(msgspec.Struct, frozen=True):
    """A new session. `token` is set if one was requested. `receipt_key` is the server's Ed25519 public key.

    `generation` is the generation of the server's database, new after every restore.
    """

    identity: Bytes32
    keyset: Keyset
    roster: tuple[SignedStatement, ...]
    receipt_key: Bytes32
    generation: Bytes16
    token: str | None = None


class KeysetReplacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Compare-and-swap. `keyset` has the version after `expected_version` and the wraps of the stored one."""

    expected_version: Natural
    keyset: Keyset


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Confirms an irreversible action with the auth key of a log-in."""

    auth_key: Bytes32
