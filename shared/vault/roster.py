"""The roster: the devices of an identity, as a signed, hash-linked list of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from shared.crypto.ciphers import AES_NONCE_BYTES, Opener, Sealer
from shared.crypto.device import IdentitySigner
from shared.crypto.hashing import hkdf, sha256
from shared.crypto.padding import padme, unpadme
from shared.crypto.signatures import SignatureVerifier, verify_signatures
from shared.errors import AutusError
from shared.wire.accounts import SignedStatement
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.fields import Bytes16, Bytes32, Natural
from shared.wire.limits import ROSTER_STATEMENTS_MAX, STATEMENT_BYTES_MAX

DOMAIN: Final = "autus/roster/v1"
DEVICE_NAME_LENGTH_MAX: Final = 64
SEALED_NAME_BYTES_MAX: Final = 512

_NAME_KEY: Final = b"autus/v1/device-name"


class Statement(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """`["autus/roster/v1", identity, index, prev, time_ms, kind, content]`.

    `index` counts from 0. `prev` is the hash of the previous statement, null for the first. `content` depends
    on the kind: add [public key, sealed name] · rename [device id, sealed name].
    """

    domain: str
    identity: Bytes32
    index: Natural
    prev: Bytes32 | None
    time_ms: Natural
    kind: str
    content: msgspec.Raw


class _Add(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    public: Bytes32
    sealed_name: bytes


class _Rename(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    device: Bytes16
    sealed_name: bytes


class DeviceEntry(Struct, frozen=True):
    """A device of the roster. `added_at` is the index of its statement, `added_ms` the signer's clock."""

    public: bytes
    sealed_name: bytes
    added_at: int
    added_ms: int


class Roster(Struct, frozen=True):
    """A verified roster. `heads[i]` is the hash of statement i. `head` is the last one, None if empty."""

    identity: bytes
    devices: dict[bytes, DeviceEntry] = {}
    heads: tuple[bytes, ...] = ()

    @property
    def head(self) -> bytes | None:
        return self.heads[-1] if self.heads else None

    def position(self, head: bytes) -> int | None:
        """The index of the statement with this hash, or None. For one vault it must never decrease."""
        return self.heads.index(head) if head in self.heads else None

    def device_at(self, head: bytes, device: bytes) -> DeviceEntry | None:
        """The device in the roster at `head`. None for an unknown device or head."""
        position = self.position(head)
        entry = self.devices.get(device)
        return None if position is None or entry is None or entry.added_at > position else entry


_LIMITS: Final = Limits(STATEMENT_BYTES_MAX)
_decode_statement = msgpack_decoder(Statement, _LIMITS)
_decode_add = msgpack_decoder(_Add, _LIMITS)
_decode_rename = msgpack_decoder(_Rename, _LIMITS)


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


async def verify_roster(
    crypto: SignatureVerifier, identity_public: bytes, statements: Sequence[SignedStatement]
) -> Roster:
    """A whole roster from its first statement. Raises AutusError as `extend_roster`."""
    return await extend_roster(crypto, Roster(identity_public), statements)


async def extend_roster(
    crypto: SignatureVerifier, roster: Roster, statements: Sequence[SignedStatement]
) -> Roster:
    """`roster` with further statements. One call to the host verifies all signatures.

    Raises AutusError with the statement's `index`: BAD_STATEMENT, ROSTER_TOO_LONG, and UPDATE_REQUIRED for
    a signed statement of an unknown kind.
    """
    if len(roster.heads) + len(statements) > ROSTER_STATEMENTS_MAX:
        raise AutusError("ROSTER_TOO_LONG", f"at most {ROSTER_STATEMENTS_MAX}", limit=ROSTER_STATEMENTS_MAX)
    valid = await verify_signatures(
        crypto, [(roster.identity, signed.signature, signed.statement) for signed in statements]
    )
    devices = dict(roster.devices)
    heads = list(roster.heads)
    for signed, is_valid in zip(statements, valid, strict=True):
        try:
            statement = decode_statement(signed)
            _check_place(statement, roster.identity, heads)
            if not is_valid:
                raise AutusError("BAD_STATEMENT", "the signature is not the identity's")
            _apply(devices, statement)
            if encode(statement) != signed.statement:
                raise AutusError("BAD_STATEMENT", "the statement does not re-encode to the same bytes")
        except AutusError as error:
            raise error.with_fields(index=len(heads)) from None
        heads.append(statement_hash(signed))
    return Roster(roster.identity, devices, tuple(heads))


async def sign_add(
    crypto: IdentitySigner,
    identity_seed: bytes,
    roster: Roster,
    device_public: bytes,
    sealed_name: bytes,
    time_ms: int,
) -> SignedStatement:
    """The statement that adds a device. Raises AutusError (BAD_STATEMENT)."""
    return await _sign(crypto, identity_seed, roster, "add", _Add(device_public, sealed_name), time_ms)


async def sign_rename(
    crypto: IdentitySigner,
    identity_seed: bytes,
    roster: Roster,
    device: bytes,
    sealed_name: bytes,
    time_ms: int,
) -> SignedStatement:
    """The statement that renames a device (id 16 bytes). Raises AutusError (BAD_STATEMENT)."""
    return await _sign(crypto, identity_seed, roster, "rename", _Rename(device, sealed_name), time_ms)


async def seal_device_name(crypto: Sealer, account_key: bytes, device: bytes, name: str) -> bytes:
    """A device's name sealed for the roster: nonce || ciphertext. Raises AutusError (BAD_DEVICE_NAME)."""
    if not 1 <= len(name) <= DEVICE_NAME_LENGTH_MAX:
        raise AutusError("BAD_DEVICE_NAME", f"a device's name has 1 to {DEVICE_NAME_LENGTH_MAX} characters")
    try:
        data = padme(name.encode())
    except UnicodeEncodeError:
        raise AutusError("BAD_DEVICE_NAME", "a device's name must be valid text") from None
    nonce = crypto.random(AES_NONCE_BYTES)
    return nonce + (await crypto.aes_seal([(_name_key(account_key), nonce, data, device)]))[0]


async def open_device_names(crypto: Opener, account_key: bytes, roster: Roster) -> dict[bytes, str]:
    """Names by device id. Names sealed under an older account key do not open and are left out."""
    key = _name_key(account_key)
    opened = await crypto.aes_open(
        [
            (key, entry.sealed_name[:AES_NONCE_BYTES], entry.sealed_name[AES_NONCE_BYTES:], device)
            for device, entry in roster.devices.items()
        ]
    )
    return {
        device: unpadme(data).decode(errors="replace")
        for device, data in zip(roster.devices, opened, strict=True)
        if data is not None
    }


async def _sign(
    crypto: IdentitySigner, seed: bytes, roster: Roster, kind: str, content: _Add | _Rename, time_ms: int
) -> SignedStatement:
    raw = msgspec.Raw(encode(content))
    statement = Statement(DOMAIN, roster.identity, len(roster.heads), roster.head, time_ms, kind, raw)
    _apply(dict(roster.devices), statement)
    data = encode(statement)
    return SignedStatement(data, await crypto.ed25519_sign(seed, data))


def _check_place(statement: Statement, identity: bytes, heads: Sequence[bytes]) -> None:
    if statement.identity != identity:
        raise AutusError("BAD_STATEMENT", "the statement belongs to another identity")
    if statement.index != len(heads) or statement.prev != (heads[-1] if heads else None):
        raise AutusError("BAD_STATEMENT", "the statement does not continue the roster")


def _apply(devices: dict[bytes, DeviceEntry], statement: Statement) -> None:
    try:
        if statement.kind == "add":
            add = _decode_add(statement.content)
            _check_canonical(add, statement.content)
            _add(devices, add, statement)
        elif statement.kind == "rename":
            rename = _decode_rename(statement.content)
            _check_canonical(rename, statement.content)
            _rename(devices, rename)
        else:
            raise AutusError("UPDATE_REQUIRED", f"a statement of kind {statement.kind[:64]!r}")
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_STATEMENT", str(error)) from None


def _add(devices: dict[bytes, DeviceEntry], add: _Add, statement: Statement) -> None:
    device = device_id(add.public)
    if device in devices:
        raise AutusError("BAD_STATEMENT", "the roster has this device")
    _check_name(add.sealed_name)
    devices[device] = DeviceEntry(add.public, add.sealed_name, statement.index, statement.time_ms)


def _rename(devices: dict[bytes, DeviceEntry], rename: _Rename) -> None:
    entry = devices.get(rename.device)
    if entry is None:
        raise AutusError("BAD_STATEMENT", "the roster does not have this device")
    _check_name(rename.sealed_name)
    devices[rename.device] = msgspec.structs.replace(entry, sealed_name=rename.sealed_name)


def _check_name(sealed_name: bytes) -> None:
    if not AES_NONCE_BYTES <= len(sealed_name) <= SEALED_NAME_BYTES_MAX:
        raise AutusError("BAD_STATEMENT", f"a sealed name has 12 to {SEALED_NAME_BYTES_MAX} bytes")


def _check_canonical(content: _Add | _Rename, data: msgspec.Raw) -> None:
    if encode(content) != bytes(data):
        raise AutusError("BAD_STATEMENT", "the content does not re-encode to the same bytes")


def _name_key(account_key: bytes) -> bytes:
    return hkdf(account_key, b"", _NAME_KEY, 32)
