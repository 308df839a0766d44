"""The durable records of a device: their keys, their shapes, and the sealing of private ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from shared.crypto.device import DeviceCrypto
from shared.device.core.field_types import QUANTITIES, Start
from shared.device.core.sealed_data import open_under, seal_under
from shared.errors import AutusError
from shared.kernel import Draft
from shared.sync.verify_pull import NOTHING_PULLED, Progress
from shared.vault.keys import VaultSecret
from shared.wire.accounts import Keyset, SignedStatement
from shared.wire.decoding import Limits, decode_msgpack, json_decoder
from shared.wire.pushes import Receipt

DEVICE = "device"
ACCOUNT = "account"
ACCOUNT_KEY = "local/account-key"
IDENTITY_SEED = "local/identity-seed"
# What was typed before there is a goal.
LOCAL_TYPED = "local/typed"
TOKEN = "local/token"  # noqa: S105 - the name of a record, not a secret
# The token of a session that this device has left and the server may still have. Empty if it is in a cookie.
LEFT_SESSION = "local/left-session"
# The private X25519 key to which other devices seal account keys, by the id of this device.
HALF = "local/half/"
# The recovery code that was checked here, or whose check was put off: its wrap id.
REHEARSED = "rehearsed"
ACTIVE = "active"
META = "meta/"
SECRET = "secret/"  # noqa: S105 - the prefix of records, not a secret
CHECKPOINT = "checkpoint/"
# The checkpoint of the newest commit that server and device agreed on. The next branches fork there.
BASE = "base/"
# The snapshot that a vault shows while its history arrives, as it was when it came, and with what was added.
SNAPSHOT = "snapshot/"
ARRIVAL = "arrival/"
DRAFT = "draft/"
WHATIFS = "whatifs/"
# The steps that undo and redo walk along.
STEPS = "steps/"
# What the person chose for the controls.
CONTROLS = "controls/"
# What was typed for a goal and not yet saved.
TYPED = "typed/"
# The commit up to which the person has been told of merges.
TOLD = "told/"
# The order of a long history, derived from its index.
ORDER = "order/"
# When the vault was last archived.
BACKUP = "backup/"
# A detached vault: of the account, but removed from this device by the person.
AWAY = "away/"
# The lock: its settings and seal, its key while that is on the disk too, and the seal of the PIN.
LOCK = "lock"
LOCK_OPEN = "local/lock-open"
LOCK_PIN = "local/lock-pin"
# Two contradicting receipts of a server. They say nothing of a goal but its id and outlive it.
PROOF = "proof/"


# The parts of a vault's numbered records.
SEGMENT_PART = "segment"
INDEX_PART = "index"
# Derived from the index.
BLOCK_PART = "block"
FACTS_PART = "course"
BLOCK_FACTS_PART = "facts"
STATES_PART = "states"
RECEIPT_PART = "receipt"
# Sealed commits of this device that wait for the history before them.
AHEAD_PART = "ahead"
FACTS_CHUNK_COMMITS = 250
"""How many commits of the log one record of facts or of states covers."""
INDEX_BLOCK_COMMITS = 2_000
"""A block of the index ends with the segment that reaches this number."""
FACTS_BLOCK_COMMITS = 20 * FACTS_CHUNK_COMMITS
"""How many commits a block of facts covers. It has a record for each part of the facts."""


LABELS, CHOSEN, SHARES, OPERATIONS = "labels", "slots", "shares", "steps"
FACTS_PARTS: tuple[str, ...] = (*QUANTITIES, LABELS, CHOSEN, SHARES, OPERATIONS)
"""The parts of a block of facts: each quantity after each commit, and what else is kept of a commit."""


def vault_prefix(vault: bytes) -> str:
    """The prefix of a vault's numbered records."""
    return f"vault/{vault.hex()}/"


def log_prefix(vault: bytes, part: str) -> str:
    """The prefix of all keys of one part of a vault's numbered records."""
    return f"{vault_prefix(vault)}{part}/"


def log_key(vault: bytes, part: str, number: int) -> str:
    """The key of a numbered record. It is zero-padded, so that keys sort as numbers do."""
    return f"{log_prefix(vault, part)}{number:010d}"


def receipt_key(vault: bytes, generation: bytes, number: int) -> str:
    """The key of the receipt for a push, by the generation of the server's database that has it."""
    return log_key(vault, f"{RECEIPT_PART}/{generation.hex()}", number)


def block_part_key(vault: bytes, part: str, number: int) -> str:
    """The key of a part of a block of facts."""
    return log_key(vault, f"{BLOCK_FACTS_PART}/{part}", number)


FORMAT = 3
"""The newest format of the records of a device. It grows when older versions must not touch them any more."""
WAYS_FORMAT = 2
"""From here on an account may have ways in. A device that has never joined such an account stays at 1."""
LOCK_FORMAT = 3
"""The sealed records lie under a lock key. A device that was never locked stays below."""


class DeviceFormat(msgspec.Struct, frozen=True):
    """What the device record of any version says. The first versions wrote no format."""

    format: int = 1


class DeviceRecord(msgspec.Struct, frozen=True):
    """`handle` names this device's non-extractable signing key in the host. `identity` is a public key.

    `former` are earlier device ids of this profile. `format` is that of every record.
    """

    handle: str
    public: bytes
    device: bytes
    identity: bytes
    former: tuple[bytes, ...] = ()
    format: int = 1


class AccountRecord(msgspec.Struct, frozen=True):
    """The newest keyset and roster that this device has accepted from its server.

    `generations` are the generations of the server's database that the person agreed to, the present one
    last. `restored`: the person has just agreed to a restored database, whose keyset and roster may be older
    than these. `adopt`: the next round of sync adopts the local vaults. `revoked`: the roster ends this
    device, which has dropped the account key and shows nothing until it logs in as a new one.
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
    revoked: bool = False


class VaultMeta(msgspec.Struct, frozen=True):
    """The public state of a vault on this device.

    `head` is this device's tip. `seq` is its last sequence number. `commits` counts the ancestors of the tip
    and the tip. `count` is the length of the log, which also holds replaced merges. `waiting` counts unpushed
    commits.

    `remote` is the newest verified push. `generation` is the generation of the server's database that the
    person agreed to. `removed`: the server says that the vault was deleted there. `here_only`: the person
    keeps the vault on this device alone. `withdraw`: the person deleted the vault on the server from this
    device, so its key leaves the keyset. `begun`: a first push has left this device and was not refused, so
    the server may have it or may still receive it. `former` are the ids that the vault had before it was
    rewritten, oldest first. `ahead` counts the commits that wait for the history before them. `ended` are the
    newest heads that the server had in the generations before the present one.
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
    here_only: bool = False
    withdraw: bool = False
    begun: bool = False
    former: tuple[bytes, ...] = ()
    ahead: int = 0
    ended: tuple[bytes, ...] = ()


def proof_key(vault: bytes, generation: bytes, number: int) -> str:
    """The key of the proof that a server contradicted its receipt of this push, or the one after it."""
    return f"{PROOF}{vault.hex()}-{generation.hex()}-{number}"


class DetachedRecord(msgspec.Struct, frozen=True):
    """The name of a detached vault.

    `pushed`: the server has some of it. `withdraw`: the next round of sync removes its key from the keyset,
    because the person deleted it on the server, or because no other device has it or can get it. `deleted`:
    then this record goes too.
    """

    name: str
    pushed: bool
    withdraw: bool = False
    deleted: bool = False


class Checkpoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """The unrounded state after a commit, its marker and the words folded up to it. `length` counts the
    commit and its ancestors. `rules` are those of the commit; None means v1, and then the record omits them.
    `last` are the settings of the last commit in fold order. Records of the first versions lack it.
    """

    commit: bytes
    length: int
    t_ms: int
    epoch: int
    marker: str
    state: bytes
    words: bytes
    rules: str | None = None
    last: Draft | None = None


class ArrivalRecord(msgspec.Struct, frozen=True):
    """What a vault shows while its history arrives. `tip` is an encoded Checkpoint.

    `signer` is the device that signed the snapshot of push `number`, in `generation`. `expected` is the
    number of commits that the server had. `fork` is the newest commit of the server in `tip`. The commits
    after it are this device's own.
    """

    signer: bytes
    number: int
    generation: bytes
    expected: int
    fork: bytes
    tip: bytes


class SavedDraft(msgspec.Struct, frozen=True):
    """`draft` is a full-precision draft document in JSON. It is None if only words are pending.

    `start` is what the draft started from, None if it was installed as a whole.
    """

    draft: bytes | None
    words: bytes
    start: Start | None = None


class SavedWhatIf(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named draft. `number` is its id in the vault. `draft` is a full-precision draft document in JSON.

    `past` is the change of a past commit in JSON, for a what-if of another past. Its `draft` is untouched.
    """

    number: int
    name: str
    draft: bytes
    past: bytes | None = None


class SavedWhatIfs(msgspec.Struct, frozen=True):
    """All what-ifs of a vault, oldest first. `number` is the id of the next one."""

    number: int = 1
    kept: tuple[SavedWhatIf, ...] = ()


class SavedTyped(msgspec.Struct, frozen=True):
    """Typed text by field."""

    fields: dict[str, str]


class StoredReceipt(msgspec.Struct, frozen=True, array_like=True):
    """A receipt and the head that its push was based on."""

    base: bytes | None
    receipt: Receipt


encode = msgspec.msgpack.Encoder().encode
Record = TypeVar("Record")


# The largest record is a segment of 250 commits of the largest size.
_LIMITS = Limits(bytes_max=128 * 1024 * 1024)


def decode(record: bytes, kind: type[Record]) -> Record:
    """Decodes a record. Raises AutusError `STORAGE_DAMAGED` if it is not one of `kind`."""
    try:
        return decode_msgpack(record, kind, _LIMITS)
    except msgspec.MsgspecError as error:
        raise AutusError("STORAGE_DAMAGED", f"a local {kind.__name__} cannot be read: {error}") from error


def decode_device(record: bytes) -> DeviceRecord:
    """The device record. Raises AutusError `STORAGE_DAMAGED`, `UPDATE_REQUIRED`."""
    found = decode(record, DeviceFormat)
    if found.format > FORMAT:
        raise AutusError("UPDATE_REQUIRED", "a newer version has written this storage", version=found.format)
    return decode(record, DeviceRecord)


_decode_document = json_decoder(dict[str, Any], _LIMITS)


def decode_document(data: bytes) -> dict[str, Any]:
    """A JSON document inside a record: a draft or words. Raises AutusError `STORAGE_DAMAGED`."""
    try:
        return _decode_document(data)
    except msgspec.MsgspecError as error:
        raise AutusError("STORAGE_DAMAGED", f"a local document cannot be read: {error}") from error


def meta_record(vault: bytes, meta: VaultMeta) -> tuple[str, bytes]:
    """The record of a vault's meta, ready to be written."""
    return META + vault.hex(), encode(meta)


async def seal_secrets(
    crypto: DeviceCrypto, secrets: Iterable[tuple[bytes, VaultSecret]]
) -> list[tuple[str, bytes]]:
    """The records of the keys of vaults, sealed and ready to be written."""
    return await seal_records(crypto, [(SECRET + vault.hex(), encode(secret)) for vault, secret in secrets])


async def seal_records(crypto: DeviceCrypto, records: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Seals `(key, plain)` to `(key, sealed)`. Each value is bound to its key, so no record passes for
    another.
    """
    data = [(plain, key.encode()) for key, plain in records]
    if crypto.lock_key is None:
        sealed = await crypto.device_seal(data)
    else:
        sealed = await seal_under(crypto, crypto.lock_key, data)
    return [(key, value) for (key, _), value in zip(records, sealed, strict=True)]


async def open_records(crypto: DeviceCrypto, records: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """The plain values. Raises AutusError `STORAGE_DAMAGED` with the first `record` that does not open."""
    opened = await _open_each(crypto, records)
    for (key, _), plain in zip(records, opened, strict=True):
        if plain is None:
            raise AutusError("STORAGE_DAMAGED", "a local record does not open", record=key)
    return [plain for plain in opened if plain is not None]


async def _open_each(crypto: DeviceCrypto, records: Sequence[tuple[str, bytes]]) -> list[bytes | None]:
    data = [(sealed, key.encode()) for key, sealed in records]
    if crypto.lock_key is None:
        return await crypto.device_open(data)
    opened = await open_under(crypto, crypto.lock_key, data)
    missing = [at for at, plain in enumerate(opened) if plain is None]
    # Sealing all records again may stop at a full disk. What it has not reached is under the device's key.
    for at, plain in zip(missing, await crypto.device_open([data[at] for at in missing]), strict=True):
        opened[at] = plain
    return opened


async def open_derived(
    crypto: DeviceCrypto, records: Sequence[tuple[str, bytes]], kind: type[Record]
) -> list[Record | None]:
    """The records that follow from others. One that does not open or decode can be made again: it is None."""
    opened = await _open_each(crypto, records)
    found: list[Record | None] = []
    for plain in opened:
        try:
            found.append(None if plain is None else decode(plain, kind))
        except AutusError:
            found.append(None)
    return found
