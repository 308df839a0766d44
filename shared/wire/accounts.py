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
    """Everything that a person needs to unlock their vaults on a new device, sealed."""

    version: Positive
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(min_length=0, max_length=32)]
    sealed_secrets: Annotated[bytes, msgspec.Meta(max_length=KEYSET_BYTES_MAX)]


class SignedStatement(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A roster statement in MessagePack and the identity's Ed25519 signature over these very bytes."""

    statement: Annotated[bytes, msgspec.Meta(max_length=STATEMENT_BYTES_MAX)]
    signature: Bytes64


class LoginParametersRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Asks how to derive an account's keys; the answer is the same in form for names that nobody has."""

    name: AccountName


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new account. `auth_key` is derived from the password; `roster` begins with an `add` of `device`."""

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
    """Asks for a session of `device`; `auth_key` is derived from the password."""

    name: AccountName
    auth_key: Bytes32
    device: Bytes16
    session: Literal["cookie", "token"]


class SessionAnswer(msgspec.Struct, frozen=True):
    """`token` is set only where a token was asked for; `receipt_key` is the server's Ed25519 public key.

    `generation` is that of the server's database: new whenever it was restored.
    """

    identity: Bytes32
    keyset: Keyset
    roster: tuple[SignedStatement, ...]
    receipt_key: Bytes32
    generation: Bytes16
    token: str | None = None


class KeysetReplacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Compare-and-swap: the version of `keyset` is above `expected_version`.

    By one as a rule; by more after a restore, when a device gives back a keyset that the server has lost.
    """

    expected_version: Natural
    keyset: Keyset


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password once more, for what cannot be undone: the auth key that a log-in sends."""

    auth_key: Bytes32
