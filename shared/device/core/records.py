"""What a device keeps: the durable records, their keys, and how private ones are sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from shared.crypto.device import DeviceCrypto
from shared.errors import AutusError
from shared.sync.verify_pull import NOTHING_PULLED, Progress
from shared.vault.keys import VaultSecret
from shared.wire.accounts import Keyset, SignedStatement
from shared.wire.pushes import Receipt

DEVICE = "device"
ACCOUNT = "account"
ACCOUNT_KEY = "local/account-key"
IDENTITY_SEED = "local/identity-seed"
TOKEN = "local/token"  # noqa: S105 - the name of a record, not a secret
ACTIVE = "active"
META = "meta/"
SECRET = "secret/"  # noqa: S105 - the prefix of records, not a secret
CHECKPOINT = "checkpoint/"
# The checkpoint of the newest commit that server and device agreed on: where the next branches fork.
BASE = "base/"
DRAFT = "draft/"
WHATIFS = "whatifs/"
# When the goal was last archived.
BACKUP = "backup/"
# A goal of the account that the person took from this device alone.
AWAY = "away/"


# The parts of a vault's numbered records.
SEGMENT_PART = "segment"
INDEX_PART = "index"
FACTS_PART = "course"
RECEIPT_PART = "receipt"
FACTS_CHUNK_COMMITS = 250
"""How many commits of the log one record of facts covers."""


def vault_prefix(vault: bytes) -> str:
    """The prefix of a vault's numbered records."""
    return f"vault/{vault.hex()}/"


def log_prefix(vault: bytes, part: str) -> str:
    """What the keys of one kind of a goal's records begin with."""
    return f"{vault_prefix(vault)}{part}/"


def log_key(vault: bytes, part: str, number: int) -> str:
    """Zero-padded, so that the order of keys is the order of numbers."""
    return f"{log_prefix(vault, part)}{number:010d}"


def receipt_key(vault: bytes, generation: bytes, number: int) -> str:
    """The key of the receipt for a push, by the generation of the server's database that has it."""
    return log_key(vault, f"{RECEIPT_PART}/{generation.hex()}", number)


class DeviceRecord(msgspec.Struct, frozen=True):
    """`handle` names this device's non-extractable signing key in the host; `identity` is a public key.

    `former` are ids under which this profile committed before it was re-homed.
    """

    handle: str
    public: bytes
    device: bytes
    identity: bytes
    former: tuple[bytes, ...] = ()


class AccountRecord(msgspec.Struct, frozen=True):
    """The newest keyset and roster that this device has accepted from its server.

    `generations` are those of the server's database that the person agreed to, the present one last.
    `restored`: the person has just agreed, and the server's keyset and roster may be older than these.
    """

    name: str
    identity: bytes
    keyset: Keyset
    roster: tuple[SignedStatement, ...]
    receipt_key: bytes
    signed_in: bool
    adopt: bool
    generations: tuple[bytes, ...]
    restored: bool = False


class VaultMeta(msgspec.Struct, frozen=True):
    """`head` is this device's tip; `seq` its last running number; `waiting` counts unpushed commits.

    `commits` led to `head`; `count` is the length of the log, which also holds merges that were made anew.
    `remote` is the newest push that this device has seen stored, and believes. `generation` is the one of
    the server's database that the person agreed to. `removed`: the person has deleted the goal there, and
    this device keeps what it has. `begun`: a first push has left this device and was not refused, so the
    server may have it, or may come to have it yet.
    """

    identity: bytes
    demo: bool
    head: bytes
    commits: int
    count: int
    seq: int
    waiting: int
    remote: Progress = NOTHING_PULLED
    generation: bytes | None = None
    removed: bool = False
    begun: bool = False


class DetachedRecord(msgspec.Struct, frozen=True):
    """What a goal was called that was taken from this device; `pushed`: the server has something of it;
    `withdraw`: nobody else has, nor will, so its key is to go from the keyset.
    """

    name: str
    pushed: bool
    withdraw: bool = False


class Checkpoint(msgspec.Struct, frozen=True):
    """A commit's unrounded state, its marker and the words folded up to it; `length` commits led to it."""

    commit: bytes
    length: int
    t_ms: int
    epoch: int
    marker: str
    state: bytes
    words: bytes


class SavedDraft(msgspec.Struct, frozen=True):
    """`draft` is a full-precision draft document in JSON, None where only words are pending."""

    draft: bytes | None
    words: bytes


class SavedWhatIf(msgspec.Struct, frozen=True):
    """A named draft: `number` is its id in the goal, `draft` a full-precision draft document in JSON."""

    number: int
    name: str
    draft: bytes


class SavedWhatIfs(msgspec.Struct, frozen=True):
    """All what-ifs of a goal, oldest first; `number` is the next one's."""

    number: int = 1
    kept: tuple[SavedWhatIf, ...] = ()


class StoredReceipt(msgspec.Struct, frozen=True, array_like=True):
    """A receipt and the head that its push stood on."""

    base: bytes | None
    receipt: Receipt


encode = msgspec.msgpack.Encoder().encode
Record = TypeVar("Record")


def decode(record: bytes, kind: type[Record]) -> Record:
    """Raises AutusError `STORAGE_DAMAGED` where the record is not one of `kind`."""
    try:
        return msgspec.msgpack.decode(record, type=kind)
    except msgspec.MsgspecError as error:
        raise AutusError("STORAGE_DAMAGED", f"a local {kind.__name__} cannot be read: {error}") from error


def meta_record(vault: bytes, meta: VaultMeta) -> tuple[str, bytes]:
    """The record of a vault's meta, ready to be written."""
    return META + vault.hex(), encode(meta)


async def seal_secrets(
    crypto: DeviceCrypto, secrets: Iterable[tuple[bytes, VaultSecret]]
) -> list[tuple[str, bytes]]:
    """The records of the keys of vaults, sealed and ready to be written."""
    return await seal_records(crypto, [(SECRET + vault.hex(), encode(secret)) for vault, secret in secrets])


async def seal_records(crypto: DeviceCrypto, records: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """`(key, plain)` to `(key, sealed)`: bound to its key, so that no record passes for another."""
    sealed = await crypto.device_seal([(plain, key.encode()) for key, plain in records])
    return [(key, value) for (key, _), value in zip(records, sealed, strict=True)]


async def open_records(crypto: DeviceCrypto, records: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """The plain values. Raises AutusError `STORAGE_DAMAGED` naming the first that does not open."""
    opened = await crypto.device_open([(sealed, key.encode()) for key, sealed in records])
    for (key, _), plain in zip(records, opened, strict=True):
        if plain is None:
            raise AutusError("STORAGE_DAMAGED", "a local record does not open", record=key)
    return [plain for plain in opened if plain is not None]
