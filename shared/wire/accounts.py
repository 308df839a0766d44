"""Messages about an account: log-in, keyset and roster. Ids and keys are raw bytes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from shared.wire.fields import AccountName, Bytes16, Bytes32, Bytes64, Natural, Positive
from shared.wire.limits import (
    CREDENTIAL_BYTES_MAX,
    KEYSET_BYTES_MAX,
    NEW_ROSTER_STATEMENTS_MAX,
    ROSTER_RESERVED_STATEMENTS,
    ROSTER_STATEMENTS_MAX,
    STATEMENT_BYTES_MAX,
    WAYS_MAX,
)

WayKind = Literal["password", "recovery", "passkey"]
CredentialId = Annotated[bytes, msgspec.Meta(min_length=16, max_length=CREDENTIAL_BYTES_MAX)]


class KdfParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id parameters; memory in KiB, salt 16 random bytes."""

    salt: Bytes16
    memory_kib: Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
    iterations: Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=2**24 - 1)]


class Wrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrap of the first format: account key and identity seed, each sealed as nonce || ciphertext."""

    kind: Literal["password"]
    wrap_id: Bytes16
    kdf: KdfParams
    account_key: Annotated[bytes, msgspec.Meta(max_length=256)]
    identity_seed: Annotated[bytes, msgspec.Meta(max_length=256)]


class Passkey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a passkey is recognised by: its WebAuthn credential, and the user handle that it was made with.

    `public_key` is a SubjectPublicKeyInfo in DER. `label` has the name that the person gave it and the name
    of the account, sealed under the account key as nonce || ciphertext.
    """

    credential: CredentialId
    public_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=1024)]
    user: Bytes32
    label: Annotated[bytes, msgspec.Meta(min_length=28, max_length=1024)]


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A way in. `private` is the private half of `public`, sealed as nonce || ciphertext.

    `account_key` and `signing_seed` are sealed to `public` with HPKE, as encapsulated key || ciphertext. Only
    a password has a `kdf`, and only a passkey a `passkey`.
    """

    kind: WayKind
    wrap_id: Bytes16
    kdf: KdfParams | None
    public: Bytes32
    private: Annotated[bytes, msgspec.Meta(max_length=128)]
    account_key: Annotated[bytes, msgspec.Meta(max_length=128)]
    signing_seed: Annotated[bytes, msgspec.Meta(max_length=128)]
    passkey: Passkey | None = None


class DeviceSeal(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The account key, sealed with HPKE to the half of a device: encapsulated key || ciphertext."""

    device: Bytes16
    account_key: Annotated[bytes, msgspec.Meta(max_length=128)]


class Keyset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything that a new device needs to unlock a person's vaults, sealed.

    A keyset of the first format has `wraps`. One of the second has none, and instead the `epoch` of its
    account key, `ways`, and that key sealed to `devices`.
    """

    version: Positive
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(min_length=0, max_length=32)]
    sealed_secrets: Annotated[bytes, msgspec.Meta(max_length=KEYSET_BYTES_MAX)]
    epoch: Natural = 0
    ways: Annotated[tuple[Way, ...], msgspec.Meta(max_length=WAYS_MAX)] = ()
    devices: Annotated[tuple[DeviceSeal, ...], msgspec.Meta(max_length=ROSTER_STATEMENTS_MAX)] = ()


class SignedStatement(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A roster statement in MessagePack and the Ed25519 signature of the signing key over its bytes."""

    statement: Annotated[bytes, msgspec.Meta(max_length=STATEMENT_BYTES_MAX)]
    signature: Bytes64


class LoginParametersRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests the parameters that derive an account's keys. Unknown names get an answer of the same form."""

    name: AccountName


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new account. The password gives `auth_key`. `roster` enrols `device`."""

    name: AccountName
    auth_key: Bytes32
    identity: Bytes32
    device: Bytes16
    keyset: Keyset
    roster: Annotated[
        tuple[SignedStatement, ...],
        msgspec.Meta(min_length=1, max_length=ROSTER_STATEMENTS_MAX + ROSTER_RESERVED_STATEMENTS),
    ]
    session: Literal["cookie", "token"]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Requests a session of `device`. The way in of the kind `way` gives `auth_key`."""

    name: AccountName
    auth_key: Bytes32
    device: Bytes16
    session: Literal["cookie", "token"]
    way: Literal["password", "recovery"] = "password"


class PasskeyChallenge(msgspec.Struct, frozen=True):
    """What a passkey signs. It holds for one use, and for five minutes."""

    challenge: Bytes32


class PasskeyAssertion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer of an authenticator (WebAuthn) to a challenge. `user` is its user handle; it may be empty.

    The output of the PRF extension is never in it: it is the key that the server must not have.
    """

    credential: CredentialId
    client_data: Annotated[bytes, msgspec.Meta(max_length=2048)]
    authenticator_data: Annotated[bytes, msgspec.Meta(min_length=37, max_length=2048)]
    signature: Annotated[bytes, msgspec.Meta(max_length=1024)]
    user: Annotated[bytes, msgspec.Meta(max_length=64)]


class PasskeyLogin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests a session of `device` with a passkey. `name`, if there is one, is that of its account."""

    assertion: PasskeyAssertion
    device: Bytes16
    session: Literal["cookie", "token"]
    name: AccountName | None


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
    """Compare-and-swap. `keyset` has the next version after `expected_version`, and the stored ways in."""

    expected_version: Natural
    keyset: Keyset


class AccountState(msgspec.Struct, frozen=True):
    """Keyset and roster of one moment. `roster` has the statements from the requested position."""

    keyset: Keyset
    roster: tuple[SignedStatement, ...]


class WaysChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Changes the ways in, in one step: compare-and-swap on the keyset's version and on the roster's head.

    `statements` continue the roster, and `ways` or `revoke` is one of them. `keyset` has its ways in and the
    version after `expected_version`. The last of them gives the server its verifiers. `end_sessions` ends all
    other sessions. Those of a revoked device end in any case. `proof` is the answer of a passkey that the
    change adds: the server checks it first.
    """

    expected_version: Natural
    keyset: Keyset
    statements: Annotated[
        tuple[SignedStatement, ...], msgspec.Meta(min_length=1, max_length=NEW_ROSTER_STATEMENTS_MAX)
    ]
    end_sessions: bool
    proof: PasskeyAssertion | None = None


class RevocationRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Asks whether `device` was revoked, from position `after` of the roster. Its session may be over.

    `signature` is that of the device over `revocation_message`.
    """

    identity: Bytes32
    device: Bytes16
    after: Natural
    signature: Bytes64


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Confirms an irreversible action, with the auth key of the password or with a passkey: one of both."""

    auth_key: Bytes32 | None = None
    passkey: PasskeyAssertion | None = None
