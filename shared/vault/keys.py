"""From a password to the vault keys: master key, wraps and sealed secrets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from shared.crypto.ciphers import AES_NONCE_BYTES, Opener, RandomSource, Sealer
from shared.crypto.device import DeviceCrypto, PasswordHasher
from shared.crypto.hashing import hkdf, sha256
from shared.crypto.padding import padme, unpadme
from shared.errors import AutusError
from shared.wire.accounts import KdfParams, Keyset, Wrap
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Bytes32, Positive
from shared.wire.limits import KEYSET_BYTES_MAX

PASSWORD_LENGTH_MAX: Final = 1_024
NAME_LENGTH_MAX: Final = 200
VAULTS_MAX: Final = 1_000
MARKS_MAX: Final = 1_000

DEFAULT_MEMORY_KIB: Final = 64 * 1024
DEFAULT_ITERATIONS: Final = 3
DEFAULT_LANES: Final = 1
FLOOR_MEMORY_KIB: Final = 32 * 1024
FLOOR_ITERATIONS: Final = 3
CEILING_COST_KIB: Final = 1024 * 1024
"""Memory times iterations: one to three seconds on a desk. The engine answers nothing meanwhile."""
CEILING_ITERATIONS: Final = 20
CEILING_LANES: Final = 8

_AUTH: Final = b"autus/v1/auth"
_PASSWORD_KEK: Final = b"autus/v1/kek/password"
_WRAP: Final = "autus/v1/wrap"
_SECRETS: Final = "autus/v1/secrets"
_SECRETS_OF_WAYS: Final = "autus/v2/secrets"

WrappedKey = Literal["account_key", "identity_seed"]


class VaultSecret(Struct, frozen=True, forbid_unknown_fields=True):
    """A vault's keys by epoch (from 1), its name, and whether the person lets the server replay it."""

    keys: dict[int, Bytes32]
    name: str
    witnessed: bool = False
    demo: bool = False


class Seen(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The newest push of a vault that a device of the account has confirmed."""

    generation: Bytes16
    number: Positive
    head: Bytes32


class Secrets(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The secrets of a keyset: vaults by id (lower-case hex), and the pinned receipt key.

    `seen` says what the server had confirmed of each vault when the keyset was made. `deleted` names the
    vaults whose deletion the person confirmed, with the device that the person confirmed it on, oldest first.
    `former_keys` are the account keys of earlier epochs.
    """

    vaults: dict[str, VaultSecret] = {}
    receipt_key: Bytes32 | None = None
    seen: dict[str, Seen] = {}
    deleted: dict[str, Bytes16] = {}
    former_keys: dict[int, Bytes32] = {}


_VAULT_ID: Final = re.compile("[0-9a-f]{32}")
_decode_secrets = msgpack_decoder(Secrets, Limits(KEYSET_BYTES_MAX))
_decode_outline = msgpack_decoder(dict[str, Any], Limits(KEYSET_BYTES_MAX))


def new_kdf(crypto: RandomSource) -> KdfParams:
    """The current parameters with a new salt."""
    return KdfParams(
        salt=crypto.random(16),
        memory_kib=DEFAULT_MEMORY_KIB,
        iterations=DEFAULT_ITERATIONS,
        lanes=DEFAULT_LANES,
    )


def check_kdf(kdf: KdfParams, floor: KdfParams | None) -> None:
    """Check that the password is not cheap to guess and that the device does not hang.

    `floor` are parameters seen before, without regard to their salt. Raises AutusError: KDF_TOO_WEAK,
    KDF_TOO_COSTLY.
    """
    memory_kib, iterations, lanes = FLOOR_MEMORY_KIB, FLOOR_ITERATIONS, 1
    if floor is not None:
        memory_kib = max(memory_kib, floor.memory_kib)
        iterations = max(iterations, floor.iterations)
        lanes = max(lanes, floor.lanes)
    facts = {"memory_kib": kdf.memory_kib, "iterations": kdf.iterations, "lanes": kdf.lanes}
    if kdf.memory_kib < memory_kib or kdf.iterations < iterations or kdf.lanes < lanes:
        raise AutusError(
            "KDF_TOO_WEAK", f"at least {memory_kib} KiB, t={iterations}, p={lanes} are needed", **facts
        )
    if (
        kdf.memory_kib * kdf.iterations > CEILING_COST_KIB
        or kdf.iterations > CEILING_ITERATIONS
        or kdf.lanes > CEILING_LANES
    ):
        raise AutusError(
            "KDF_TOO_COSTLY",
            f"at most t={CEILING_ITERATIONS}, p={CEILING_LANES} and {CEILING_COST_KIB} KiB / t are accepted",
            **facts,
        )


def password_form(password: str) -> str:
    """The form of a password that a key is derived from. Every way to type the same letters gives it."""
    return unicodedata.normalize("NFKC", password)


async def derive_master_key(
    crypto: PasswordHasher, password: str, kdf: KdfParams, floor: KdfParams | None
) -> bytes:
    """32 bytes by Argon2id from the password's NFKC form.

    Raises AutusError before the derivation: KDF_TOO_WEAK, KDF_TOO_COSTLY, BAD_PASSWORD.
    """
    check_kdf(kdf, floor)
    if not 1 <= len(password) <= PASSWORD_LENGTH_MAX:
        raise AutusError("BAD_PASSWORD", f"a password has 1 to {PASSWORD_LENGTH_MAX} characters")
    try:
        data = password_form(password).encode()
    except UnicodeEncodeError:
        raise AutusError("BAD_PASSWORD", "a password is a valid text") from None
    return await crypto.argon2id(data, kdf.salt, kdf.memory_kib, kdf.iterations, kdf.lanes)


def auth_key(master_key: bytes) -> bytes:
    """The key that the server sees at log-in. It reveals nothing about the wrapping key."""
    return hkdf(master_key, b"", _AUTH, 32)


def password_kek(master_key: bytes) -> bytes:
    """The key that seals a password wrap."""
    return hkdf(master_key, b"", _PASSWORD_KEK, 32)


async def open_wrap(
    crypto: DeviceCrypto, wrap: Wrap, kek: bytes, identity_public: bytes
) -> tuple[bytes, bytes]:
    """(account key, identity seed), 32 bytes each.

    Raises AutusError: WRONG_PASSWORD if neither opens, KEYSET_TAMPERED if only one does or the seed
    belongs to another identity.
    """

    def item(sealed: bytes, which: WrappedKey) -> tuple[bytes, bytes, bytes, bytes]:
        data = _wrap_data(wrap.kind, wrap.wrap_id, wrap.kdf, identity_public, which)
        return kek, sealed[:AES_NONCE_BYTES], sealed[AES_NONCE_BYTES:], data

    if min(len(wrap.account_key), len(wrap.identity_seed)) < AES_NONCE_BYTES:
        raise AutusError("KEYSET_TAMPERED", "a wrap is truncated")
    account_key, identity_seed = await crypto.aes_open(
        [item(wrap.account_key, "account_key"), item(wrap.identity_seed, "identity_seed")]
    )
    if account_key is None and identity_seed is None:
        raise AutusError("WRONG_PASSWORD", "the wrap does not open")
    if account_key is None or identity_seed is None or len(account_key) != 32 or len(identity_seed) != 32:
        raise AutusError("KEYSET_TAMPERED", "half of the wrap does not open")
    if await crypto.ed25519_public(identity_seed) != identity_public:
        raise AutusError("KEYSET_TAMPERED", "the wrap belongs to another identity")
    return account_key, identity_seed


async def seal_keyset(crypto: Sealer, account_key: bytes, keyset: Keyset, secrets: Secrets) -> Keyset:
    """`keyset` with these secrets, sealed for it. Raises AutusError (KEYSET_TOO_LARGE)."""
    _check_secrets(secrets)
    nonce = crypto.random(AES_NONCE_BYTES)
    data = padme(encode(secrets))
    sealed = nonce + (await crypto.aes_seal([(account_key, nonce, data, _secrets_data(keyset))]))[0]
    if len(sealed) > KEYSET_BYTES_MAX:
        raise AutusError("KEYSET_TOO_LARGE", f"at most {KEYSET_BYTES_MAX} bytes", limit=KEYSET_BYTES_MAX)
    return msgspec.structs.replace(keyset, sealed_secrets=sealed)


def next_keyset(keyset: Keyset) -> Keyset:
    """The next version of a keyset, with the same ways in and without secrets."""
    return msgspec.structs.replace(keyset, version=keyset.version + 1, sealed_secrets=b"")


async def open_keyset(crypto: Opener, account_key: bytes, keyset: Keyset) -> Secrets:
    """The secrets of the keyset.

    Raises AutusError: KEYSET_TAMPERED, also for a changed version or wrap; UPDATE_REQUIRED for secrets that a
    newer version has written.
    """
    sealed = keyset.sealed_secrets
    aad = _secrets_data(keyset)
    if len(sealed) < AES_NONCE_BYTES:
        raise AutusError("KEYSET_TAMPERED", "the secrets are truncated")
    nonce, data = sealed[:AES_NONCE_BYTES], sealed[AES_NONCE_BYTES:]
    opened = (await crypto.aes_open([(account_key, nonce, data, aad)]))[0]
    if opened is None:
        raise AutusError("KEYSET_TAMPERED", "the secrets do not open under this version and these wraps")
    try:
        data = unpadme(opened)
        secrets = _decode_secrets(data)
        _check_secrets(secrets)
    except (msgspec.MsgspecError, AutusError) as error:
        _require_known_members(data)
        raise AutusError("KEYSET_TAMPERED", f"the secrets do not decode: {error}") from None
    newest = max(1, keyset.epoch)
    if any(min(secret.keys) > newest for secret in secrets.vaults.values()):
        raise AutusError("KEYSET_TAMPERED", "the secrets have the key of an epoch that is to come")
    return secrets


def _require_known_members(data: bytes) -> None:
    """Raises AutusError (UPDATE_REQUIRED) for a map with a member that this version does not know."""
    try:
        found = _decode_outline(data)
    except msgspec.MsgspecError:
        return
    vaults = found.get("vaults")
    secrets = [each for each in vaults.values() if isinstance(each, dict)] if isinstance(vaults, dict) else []
    if found.keys() - _names_of(Secrets) or any(each.keys() - _names_of(VaultSecret) for each in secrets):
        raise AutusError("UPDATE_REQUIRED", "a newer version has written the secrets of the keyset")


def _names_of(kind: type[Struct]) -> set[object]:
    return set(kind.__struct_encode_fields__)


def union_secrets(ours: Secrets, theirs: Secrets) -> Secrets:
    """All vault keys and marks of both, and the later of what was seen. Names and switches come from `ours`,
    because they are the later choice.

    Raises AutusError (KEYSET_CONFLICT) if one epoch of a vault has two keys, because neither may be lost.
    """
    vaults = dict(theirs.vaults)
    for vault, mine in ours.vaults.items():
        other = vaults.get(vault)
        if other is None:
            vaults[vault] = mine
            continue
        keys = {**other.keys, **mine.keys}
        if any(keys[epoch] != key for epoch, key in other.keys.items()):
            raise AutusError("KEYSET_CONFLICT", "two keys for one epoch of a vault", vault=vault)
        vaults[vault] = msgspec.structs.replace(mine, keys=keys)
    return Secrets(
        vaults=vaults,
        receipt_key=ours.receipt_key or theirs.receipt_key,
        seen=_join_seen(ours.seen, theirs.seen),
        deleted={**theirs.deleted, **ours.deleted},
        former_keys={**theirs.former_keys, **ours.former_keys},
    )


def _join_seen(ours: Mapping[str, Seen], theirs: Mapping[str, Seen]) -> dict[str, Seen]:
    """The larger number of each vault. Nothing here tells the later of two generations: `ours` stays."""
    joined = {**theirs, **ours}
    for vault, other in theirs.items():
        if other.generation == joined[vault].generation and other.number > joined[vault].number:
            joined[vault] = other
    return joined


def mark_deleted(secrets: Secrets, vault: str, device: bytes) -> Secrets:
    """`secrets` with a mark. The oldest marks make room."""
    marks = {name: by for name, by in secrets.deleted.items() if name != vault}
    kept = dict(list(marks.items())[1 - MARKS_MAX :])
    return msgspec.structs.replace(secrets, deleted={**kept, vault: device})


def _check_secrets(secrets: Secrets) -> None:
    if len(secrets.vaults) > VAULTS_MAX:
        raise AutusError("KEYSET_TOO_LARGE", f"at most {VAULTS_MAX} vaults", limit=VAULTS_MAX)
    for vault, secret in secrets.vaults.items():
        if (
            _VAULT_ID.fullmatch(vault) is None
            or not secret.keys
            or not all(1 <= epoch < 2**32 for epoch in secret.keys)
        ):
            raise AutusError("BAD_SECRETS", "a vault needs an id of 16 bytes and keys by epoch", vault=vault)
        if len(secret.name) > NAME_LENGTH_MAX:
            raise AutusError("BAD_SECRETS", f"a name has at most {NAME_LENGTH_MAX} characters", vault=vault)
    if len(secrets.seen) > VAULTS_MAX or len(secrets.deleted) > 2 * MARKS_MAX:
        raise AutusError("KEYSET_TOO_LARGE", f"at most {VAULTS_MAX} vaults", limit=VAULTS_MAX)
    for vault in (*secrets.seen, *secrets.deleted):
        if _VAULT_ID.fullmatch(vault) is None:
            raise AutusError("BAD_SECRETS", "a vault needs an id of 16 bytes", vault=vault)


def _wrap_data(kind: str, wrap_id: bytes, kdf: KdfParams, identity: bytes, which: WrappedKey) -> bytes:
    parameters = [kdf.salt, kdf.memory_kib, kdf.iterations, kdf.lanes]
    return encode([_WRAP, kind, wrap_id, parameters, identity, which])


def _secrets_data(keyset: Keyset) -> bytes:
    if keyset.epoch:
        return encode([_SECRETS_OF_WAYS, keyset.version, keyset.epoch, sha256(encode(keyset.ways))])
    return encode([_SECRETS, keyset.version, sha256(encode(keyset.wraps))])
