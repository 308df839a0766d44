"""The bodies on the wire, MessagePack through msgspec: one definition for both ends.

Ids and keys are raw bytes. Sizes are checked by the annotated types, so a message that decodes is
already bounded.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_PUSH_COMMITS = 1_000
MAX_PUSH_BYTES = 8 * 1024 * 1024
MAX_COMMIT_BYTES = 256 * 1024
MAX_PAGE_BYTES = 8 * 1024 * 1024
MAX_KEYSET_BYTES = 1024 * 1024
MAX_ROSTER_STATEMENTS = 1_000
# Of an account that the server does not know yet: an `add` for the device that registers; more only where a
# profile began anew before it had an account, or an account is made again.
MAX_NEW_ROSTER_STATEMENTS = 16
MAX_STATEMENT_BYTES = 4 * 1024
# A disclosure opens a whole history once, when witnessing is turned on: 76-byte keys, 32-byte ids.
MAX_DISCLOSED_KEYS = 60_000
MAX_STATE_BYTES = 1024 * 1024

Bytes12 = Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]
Bytes16 = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Bytes64 = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Bytes76 = Annotated[bytes, msgspec.Meta(min_length=76, max_length=76)]
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
AccountName = Annotated[str, msgspec.Meta(min_length=3, max_length=64, pattern=r"^[\w.@+-]+\Z")]

Level = Literal["links", "replay"]


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

    version: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(min_length=0, max_length=32)]
    sealed_secrets: Annotated[bytes, msgspec.Meta(max_length=MAX_KEYSET_BYTES)]


class SignedStatement(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A roster statement in MessagePack and the identity's Ed25519 signature over these very bytes."""

    statement: Annotated[bytes, msgspec.Meta(max_length=MAX_STATEMENT_BYTES)]
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
        tuple[SignedStatement, ...], msgspec.Meta(min_length=1, max_length=MAX_ROSTER_STATEMENTS)
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


class WitnessSwitch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the server is to replay a vault's further pushes."""

    on: bool


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


class Certificate(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The device's word for one push; what is signed is in `certificate.py`."""

    device: Bytes16
    count: Natural
    roster_head: Bytes32
    signature: Bytes64


class Receipt(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The server's word for one stored push; what is signed is in `certificate.py`."""

    generation: Bytes16
    number: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    head: Bytes32
    commits: Natural
    previous: Bytes32 | None
    level: Level
    time_ms: Natural
    signature: Bytes64


WireCommit = tuple[bytes, bytes]
"""(header, ciphertext); the id is computed, never sent."""


class Disclosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a witness needs to replay a push: never a context key.

    `start` is a head with a "replay" receipt and `state` its unrounded state; both None: from genesis.
    `keys` maps commit ids to opening keys: of every commit after `start`, and of `start` itself.
    """

    start: Bytes32 | None
    state: Annotated[bytes, msgspec.Meta(max_length=MAX_STATE_BYTES)] | None
    keys: Annotated[tuple[tuple[Bytes32, Bytes76], ...], msgspec.Meta(max_length=MAX_DISCLOSED_KEYS)]


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


encode = msgspec.msgpack.Encoder().encode
"""Any message of this module to MessagePack."""

_commits_decoder = msgspec.msgpack.Decoder(list[WireCommit])


def decode_commits(commits: msgspec.Raw) -> list[WireCommit]:
    """The commits of a push. Raises msgspec.DecodeError or msgspec.ValidationError."""
    return _commits_decoder.decode(commits)


def encode_commits(commits: list[WireCommit]) -> msgspec.Raw:
    """The commits as a `Push` carries them."""
    return msgspec.Raw(encode(commits))
