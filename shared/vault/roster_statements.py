"""The statements of a roster: their forms, and what each changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Final

import msgspec
from msgspec import Struct

from shared.crypto.ciphers import AES_NONCE_BYTES
from shared.crypto.hashing import sha256
from shared.crypto.signatures import is_strict_point
from shared.errors import AutusError
from shared.wire.accounts import SignedStatement, WayKind
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Bytes32, Natural, Positive
from shared.wire.limits import REVOKED_HEADS_MAX, SMALL_STATEMENT_BYTES_MAX, STATEMENT_BYTES_MAX, WAYS_MAX

DOMAIN: Final = "autus/roster/v1"
SEALED_NAME_BYTES_MAX: Final = 512


class Statement(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """`["autus/roster/v1", identity, index, prev, time_ms, kind, content]`.

    `index` counts from 0. `prev` is the hash of the previous statement, null for the first. `content` depends
    on the kind: add [public key, sealed name] · enrol [public key, half, sealed name] · rename [device id,
    sealed name] · ways [epoch, account key id, signing key, device id, ways in] · revoke [the five of ways,
    revoked device id, heads].
    """

    domain: str
    identity: Bytes32
    index: Natural
    prev: Bytes32 | None
    time_ms: Natural
    kind: str
    content: msgspec.Raw


class AddContent(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A device without a half, as the first format adds it."""

    public: Bytes32
    sealed_name: bytes


class EnrolContent(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A device and its half. A device that is in the roster gets this half."""

    public: Bytes32
    half: Bytes32
    sealed_name: bytes


class RenameContent(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Another name for a device."""

    device: Bytes16
    sealed_name: bytes


class WayEntry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A way in as the roster names it: the hash of its wrap, and what the server checks it with."""

    kind: WayKind
    wrap_id: Bytes16
    wrap_hash: Bytes32
    verifier: Bytes32


class WaysContent(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """All ways in after a change, the account key that they open, and the key that signs from then on.

    `device` is the device at which the person signed.
    """

    epoch: Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
    account_key_id: Bytes32
    signing_key: Bytes32
    device: Bytes16
    entries: Annotated[tuple[WayEntry, ...], msgspec.Meta(min_length=1, max_length=WAYS_MAX)]


class RevokedHead(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The newest push of a vault when a device was revoked, and the device's largest seq up to it.

    `generation` is that of the database that had it.
    """

    vault: Bytes16
    generation: Bytes16
    number: Positive
    head: Bytes32
    seq: Natural


class RevokeContent(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A `ways` with the same ways in, which also ends a device.

    `heads` are ascending by vault. What the device authored or certified counts up to there; in a vault that
    is not named nothing of it counts.
    """

    epoch: Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
    account_key_id: Bytes32
    signing_key: Bytes32
    device: Bytes16
    entries: Annotated[tuple[WayEntry, ...], msgspec.Meta(min_length=1, max_length=WAYS_MAX)]
    revoked: Bytes16
    heads: Annotated[tuple[RevokedHead, ...], msgspec.Meta(max_length=REVOKED_HEADS_MAX)]


Content = AddContent | EnrolContent | RenameContent | WaysContent | RevokeContent


class WayOrigin(Struct, frozen=True):
    """When a way in was added, by the signer's clock, and from which device."""

    added_ms: int
    device: bytes


class WaysEntry(Struct, frozen=True):
    """The newest `ways` of a roster. `position` is the index of its statement. `origins` are by wrap id.

    `signing_keys` are all keys that have signed, the present one last. `account_key_ids` are the ids of the
    account keys of all epochs from 1, the present one last.
    """

    epoch: int
    account_key_id: bytes
    signing_key: bytes
    entries: tuple[WayEntry, ...]
    position: int
    origins: dict[bytes, WayOrigin]
    signing_keys: tuple[bytes, ...]
    account_key_ids: tuple[bytes, ...]


class DeviceEntry(Struct, frozen=True):
    """A device of the roster. `added_at` is the index of its statement, `added_ms` the signer's clock.

    `half` is its X25519 public key. Devices that were added before there were halves have none.
    """

    public: bytes
    sealed_name: bytes
    added_at: int
    added_ms: int
    half: bytes | None = None


class RevokedDevice(Struct, frozen=True):
    """A device that was revoked by the statement at `position`, on the device `by`. `heads` are by vault."""

    entry: DeviceEntry
    position: int
    revoked_ms: int
    by: bytes
    heads: dict[bytes, RevokedHead]

    def seq_in(self, vault: bytes) -> int:
        """Up to which seq the commits of the device count in a vault."""
        return self.heads[vault].seq if vault in self.heads else 0


_LIMITS: Final = Limits(STATEMENT_BYTES_MAX)
_decode_statement = msgpack_decoder(Statement, _LIMITS)
_decode_add = msgpack_decoder(AddContent, _LIMITS)
_decode_enrol = msgpack_decoder(EnrolContent, _LIMITS)
_decode_rename = msgpack_decoder(RenameContent, _LIMITS)
_decode_ways = msgpack_decoder(WaysContent, _LIMITS)
_decode_revoke = msgpack_decoder(RevokeContent, _LIMITS)


def named_signing_key(signed: SignedStatement) -> bytes | None:
    """The signing key that a `ways` or `revoke` names. None for any other, and for what does not decode."""
    try:
        statement = _decode_statement(signed.statement)
        match statement.kind:
            case "ways":
                return _decode_ways(statement.content).signing_key
            case "revoke":
                return _decode_revoke(statement.content).signing_key
    except msgspec.MsgspecError:
        return None
    return None


def device_id(public: bytes) -> bytes:
    """The 16-byte id of a device with this Ed25519 public key."""
    return sha256(public)[:16]


def statement_hash(signed: SignedStatement) -> bytes:
    """The `prev` of the next statement, and the roster_head of a push's certificate."""
    return sha256(signed.statement)


def decode_statement(signed: SignedStatement) -> Statement:
    """The statement, without a check of signature and position. Raises AutusError (BAD_STATEMENT)."""
    try:
        statement = _decode_statement(signed.statement)
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_STATEMENT", str(error)) from None
    if statement.domain != DOMAIN:
        raise AutusError("BAD_STATEMENT", "not a roster statement")
    return statement


def check_place(statement: Statement, identity: bytes, heads: Sequence[bytes]) -> None:
    """Raises AutusError BAD_STATEMENT unless the statement continues the roster with these heads."""
    if statement.identity != identity:
        raise AutusError("BAD_STATEMENT", "the statement belongs to another identity")
    if statement.index != len(heads) or statement.prev != (heads[-1] if heads else None):
        raise AutusError("BAD_STATEMENT", "the statement does not continue the roster")


class RosterDraft:
    """A roster that is being continued."""

    def __init__(
        self,
        identity: bytes,
        devices: dict[bytes, DeviceEntry],
        revoked: dict[bytes, RevokedDevice],
        heads: Sequence[bytes],
        ways: WaysEntry | None,
        size: int,
    ) -> None:
        self.identity = identity
        self.devices = dict(devices)
        self.revoked = dict(revoked)
        self.heads = list(heads)
        self.ways = ways
        self.size = size


def apply_statement(draft: RosterDraft, statement: Statement) -> None:
    """Changes the draft as the statement says. Raises AutusError BAD_STATEMENT, UPDATE_REQUIRED."""
    content = statement.content
    if statement.kind != "revoke" and len(bytes(content)) > SMALL_STATEMENT_BYTES_MAX:
        raise AutusError("BAD_STATEMENT", f"at most {SMALL_STATEMENT_BYTES_MAX} bytes")
    try:
        match statement.kind:
            case "add":
                add = _decode_add(content)
                _check_canonical(add, content)
                _add(draft, add.public, add.sealed_name, statement)
            case "enrol":
                enrol = _decode_enrol(content)
                _check_canonical(enrol, content)
                _enrol(draft, enrol, statement)
            case "rename":
                rename = _decode_rename(content)
                _check_canonical(rename, content)
                _rename(draft.devices, rename)
            case "ways":
                ways = _decode_ways(content)
                _check_canonical(ways, content)
                draft.ways = _change_ways(draft, ways, statement)
            case "revoke":
                revoke = _decode_revoke(content)
                _check_canonical(revoke, content)
                _revoke(draft, revoke, statement)
            case kind:
                raise AutusError("UPDATE_REQUIRED", f"a statement of kind {kind[:64]!r}")
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_STATEMENT", str(error)) from None


def _add(
    draft: RosterDraft,
    public: bytes,
    sealed_name: bytes,
    statement: Statement,
    half: bytes | None = None,
) -> None:
    device = device_id(public)
    if device in draft.devices:
        raise AutusError("BAD_STATEMENT", "the roster has this device")
    if device in draft.revoked:
        raise AutusError("BAD_STATEMENT", "this device was revoked")
    _check_name(sealed_name)
    draft.devices[device] = DeviceEntry(public, sealed_name, statement.index, statement.time_ms, half)


def _enrol(draft: RosterDraft, enrol: EnrolContent, statement: Statement) -> None:
    if not any(enrol.half):
        raise AutusError("BAD_STATEMENT", "the half of a device is no key")
    devices, device = draft.devices, device_id(enrol.public)
    entry = devices.get(device)
    if entry is None:
        _add(draft, enrol.public, enrol.sealed_name, statement, enrol.half)
        return
    if entry.half == enrol.half or entry.public != enrol.public:
        raise AutusError("BAD_STATEMENT", "the roster has this device with this half")
    _check_name(enrol.sealed_name)
    devices[device] = msgspec.structs.replace(entry, sealed_name=enrol.sealed_name, half=enrol.half)


def _rename(devices: dict[bytes, DeviceEntry], rename: RenameContent) -> None:
    entry = devices.get(rename.device)
    if entry is None:
        raise AutusError("BAD_STATEMENT", "the roster does not have this device")
    _check_name(rename.sealed_name)
    devices[rename.device] = msgspec.structs.replace(entry, sealed_name=rename.sealed_name)


def _revoke(draft: RosterDraft, content: RevokeContent, statement: Statement) -> None:
    """A rotation of the ways in as they are, without the device."""
    entry, before = draft.devices.get(content.revoked), draft.ways
    if entry is None or content.revoked == content.device:
        raise AutusError("BAD_STATEMENT", "the roster does not have this device, or it signs this itself")
    vaults = [head.vault for head in content.heads]
    if any(one >= other for one, other in pairwise(vaults)):
        raise AutusError("BAD_STATEMENT", "the heads are not ascending by vault")
    if before is None or _same(before.entries) != _same(content.entries):
        raise AutusError("BAD_STATEMENT", "a revocation keeps the ways in")
    draft.ways = _change_ways(draft, content, statement)
    del draft.devices[content.revoked]
    draft.revoked[content.revoked] = RevokedDevice(
        entry,
        statement.index,
        statement.time_ms,
        content.device,
        {head.vault: head for head in content.heads},
    )


def _same(entries: Sequence[WayEntry]) -> list[tuple[str, bytes, bytes]]:
    """What of the ways in a rotation does not change."""
    return [(entry.kind, entry.wrap_id, entry.verifier) for entry in entries]


def _change_ways(draft: RosterDraft, content: WaysContent | RevokeContent, statement: Statement) -> WaysEntry:
    """The first `ways` name epoch 1. Every later change is a rotation: the next epoch and a new signing key.

    Otherwise a secret that was replaced, with one old keyset, would sign and open for ever.
    """
    before = draft.ways
    ids = [entry.wrap_id for entry in content.entries]
    # A person may have several passkeys.
    kinds = [entry.kind for entry in content.entries if entry.kind != "passkey"]
    if len(set(ids)) != len(ids) or len(set(kinds)) != len(kinds):
        raise AutusError("BAD_STATEMENT", "a way in is named twice")
    if not is_strict_point(content.signing_key):
        raise AutusError("BAD_STATEMENT", "the signing key is no key")
    signing_keys = (draft.identity,) if before is None else before.signing_keys
    if content.epoch != (1 if before is None else before.epoch + 1):
        raise AutusError("BAD_STATEMENT", "the epoch does not follow the one before")
    if before is None and content.signing_key == draft.identity:
        # The identity itself goes on until the first change.
        pass
    elif content.signing_key in signing_keys:
        raise AutusError("BAD_STATEMENT", "this key has signed before")
    else:
        signing_keys = (*signing_keys, content.signing_key)
    kept = {} if before is None else before.origins
    known = set() if before is None else {(entry.wrap_id, entry.verifier) for entry in before.entries}
    origin = WayOrigin(statement.time_ms, content.device)
    origins = {
        entry.wrap_id: kept[entry.wrap_id] if (entry.wrap_id, entry.verifier) in known else origin
        for entry in content.entries
    }
    return WaysEntry(
        content.epoch,
        content.account_key_id,
        content.signing_key,
        content.entries,
        statement.index,
        origins,
        signing_keys,
        (*(() if before is None else before.account_key_ids), content.account_key_id),
    )


def _check_name(sealed_name: bytes) -> None:
    if not AES_NONCE_BYTES <= len(sealed_name) <= SEALED_NAME_BYTES_MAX:
        raise AutusError("BAD_STATEMENT", f"a sealed name has 12 to {SEALED_NAME_BYTES_MAX} bytes")


def _check_canonical(content: Content, data: msgspec.Raw) -> None:
    if encode(content) != bytes(data):
        raise AutusError("BAD_STATEMENT", "the content does not re-encode to the same bytes")
