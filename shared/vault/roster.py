"""The roster: the devices and ways in of an identity, as a signed, hash-linked list of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from shared.crypto.ciphers import AES_NONCE_BYTES, Opener, Sealer
from shared.crypto.device import IdentitySigner
from shared.crypto.hashing import hkdf
from shared.crypto.padding import padme, unpadme
from shared.crypto.signatures import SignatureVerifier, verify_signatures
from shared.errors import AutusError
from shared.vault.roster_room import require_room
from shared.vault.roster_statements import (
    DOMAIN,
    AddContent,
    Content,
    DeviceEntry,
    EnrolContent,
    RenameContent,
    RevokeContent,
    RevokedDevice,
    RosterDraft,
    Statement,
    WaysContent,
    WaysEntry,
    apply_statement,
    check_place,
    decode_statement,
    named_signing_key,
    statement_hash,
)
from shared.wire.accounts import SignedStatement
from shared.wire.encoding import encode

DEVICE_NAME_LENGTH_MAX: Final = 64

_NAME_KEY: Final = b"autus/v1/device-name"
_REVOCATION: Final = "autus/revocation/v1"


class Roster(Struct, frozen=True):
    """A verified roster. `heads[i]` is the hash of statement i. `head` is the last one, None if empty.

    `devices` are those that may push; `revoked` are the others. `ways` are the ways in; None before the first
    `ways` statement. `size` is the bytes of all statements.
    """

    identity: bytes
    devices: dict[bytes, DeviceEntry] = {}
    heads: tuple[bytes, ...] = ()
    ways: WaysEntry | None = None
    revoked: dict[bytes, RevokedDevice] = {}
    size: int = 0

    @property
    def head(self) -> bytes | None:
        return self.heads[-1] if self.heads else None

    @property
    def signing_key(self) -> bytes:
        """The key that signs the next statement: the identity, until a `ways` statement names another."""
        return self.identity if self.ways is None else self.ways.signing_key

    def position(self, head: bytes) -> int | None:
        """The index of the statement with this hash, or None. For one vault it must never decrease."""
        return self.heads.index(head) if head in self.heads else None

    def device_at(self, head: bytes, device: bytes) -> DeviceEntry | None:
        """The device in the roster at `head`. None for an unknown device or head, and once it is revoked."""
        position = self.position(head)
        entry, revoked = self.devices.get(device), self.revoked.get(device)
        if revoked is not None and position is not None and position < revoked.position:
            entry = revoked.entry
        return None if position is None or entry is None or entry.added_at > position else entry


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
    # Nothing is verified that cannot have a place.
    require_room("ways", len(roster.heads) + len(statements), roster.size)
    keys = _signing_keys(roster.signing_key, statements)
    valid = await verify_signatures(
        crypto,
        [(key, signed.signature, signed.statement) for key, signed in zip(keys, statements, strict=True)],
    )
    return _continue(roster, statements, valid)


def read_verified(identity: bytes, statements: Sequence[SignedStatement]) -> Roster:
    """A whole roster whose signatures were verified when its statements came. Raises as `extend_roster`."""
    return _continue(Roster(identity), statements, [True] * len(statements))


def _continue(roster: Roster, statements: Sequence[SignedStatement], valid: Sequence[bool]) -> Roster:
    draft = _draft(roster)
    for signed, is_valid in zip(statements, valid, strict=True):
        try:
            statement = decode_statement(signed)
            check_place(statement, roster.identity, draft.heads)
            if not is_valid:
                raise AutusError("BAD_STATEMENT", "the signature is not that of the signing key")
            apply_statement(draft, statement)
            if encode(statement) != signed.statement:
                raise AutusError("BAD_STATEMENT", "the statement does not re-encode to the same bytes")
        except AutusError as error:
            raise error.with_fields(index=len(draft.heads)) from None
        draft.heads.append(statement_hash(signed))
        draft.size += len(signed.statement)
        require_room(statement.kind, len(draft.heads), draft.size)
    return Roster(roster.identity, draft.devices, tuple(draft.heads), draft.ways, draft.revoked, draft.size)


def _signing_keys(first: bytes, statements: Sequence[SignedStatement]) -> list[bytes]:
    """The key that must have signed each statement. What does not decode is refused in its turn."""
    keys, key = [], first
    for signed in statements:
        keys.append(key)
        key = named_signing_key(signed) or key
    return keys


async def sign_add(
    crypto: IdentitySigner,
    signing_seed: bytes,
    roster: Roster,
    device_public: bytes,
    sealed_name: bytes,
    time_ms: int,
) -> SignedStatement:
    """The statement that adds a device. Raises AutusError BAD_STATEMENT, ROSTER_TOO_LONG."""
    return await _sign(crypto, signing_seed, roster, "add", AddContent(device_public, sealed_name), time_ms)


async def sign_enrol(
    crypto: IdentitySigner,
    signing_seed: bytes,
    roster: Roster,
    device_public: bytes,
    half: bytes,
    sealed_name: bytes,
    time_ms: int,
) -> SignedStatement:
    """The statement that enrols a device with its half. Raises AutusError BAD_STATEMENT, ROSTER_TOO_LONG.

    A device that is in the roster with another half or with none gets this one.
    """
    return await _sign(
        crypto, signing_seed, roster, "enrol", EnrolContent(device_public, half, sealed_name), time_ms
    )


async def sign_ways(
    crypto: IdentitySigner, signing_seed: bytes, roster: Roster, content: WaysContent, time_ms: int
) -> SignedStatement:
    """The statement that changes the ways in. Raises AutusError BAD_STATEMENT, ROSTER_TOO_LONG."""
    return await _sign(crypto, signing_seed, roster, "ways", content, time_ms)


async def sign_revoke(
    crypto: IdentitySigner, signing_seed: bytes, roster: Roster, content: RevokeContent, time_ms: int
) -> SignedStatement:
    """The statement that revokes a device. Raises AutusError BAD_STATEMENT, ROSTER_TOO_LONG."""
    return await _sign(crypto, signing_seed, roster, "revoke", content, time_ms)


async def sign_rename(
    crypto: IdentitySigner,
    signing_seed: bytes,
    roster: Roster,
    device: bytes,
    sealed_name: bytes,
    time_ms: int,
) -> SignedStatement:
    """The statement that renames a device (id 16 bytes). Raises AutusError BAD_STATEMENT, ROSTER_TOO_LONG."""
    return await _sign(crypto, signing_seed, roster, "rename", RenameContent(device, sealed_name), time_ms)


def revocation_message(identity: bytes, device: bytes) -> bytes:
    """The bytes that a device signs when it asks whether it was revoked."""
    return encode([_REVOCATION, identity, device])


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


async def open_device_names(
    crypto: Opener, account_keys: Sequence[bytes], roster: Roster
) -> dict[bytes, str]:
    """Names by device id, of revoked devices too. What opens under none of these account keys is left out."""
    names: dict[bytes, str] = {}
    entries = {**{device: each.entry for device, each in roster.revoked.items()}, **roster.devices}
    for account_key in account_keys:
        key = _name_key(account_key)
        closed = [device for device in entries if device not in names]
        sealed = [entries[device].sealed_name for device in closed]
        opened = await crypto.aes_open(
            [
                (key, name[:AES_NONCE_BYTES], name[AES_NONCE_BYTES:], device)
                for device, name in zip(closed, sealed, strict=True)
            ]
        )
        for device, data in zip(closed, opened, strict=True):
            if data is not None:
                names[device] = unpadme(data).decode(errors="replace")
    return {device: names[device] for device in entries if device in names}


async def _sign(
    crypto: IdentitySigner, seed: bytes, roster: Roster, kind: str, content: Content, time_ms: int
) -> SignedStatement:
    raw = msgspec.Raw(encode(content))
    statement = Statement(DOMAIN, roster.identity, len(roster.heads), roster.head, time_ms, kind, raw)
    apply_statement(_draft(roster), statement)
    data = encode(statement)
    require_room(kind, len(roster.heads) + 1, roster.size + len(data))
    return SignedStatement(data, await crypto.ed25519_sign(seed, data))


def _draft(roster: Roster) -> RosterDraft:
    return RosterDraft(
        roster.identity, roster.devices, roster.revoked, roster.heads, roster.ways, roster.size
    )


def _name_key(account_key: bytes) -> bytes:
    return hkdf(account_key, b"", _NAME_KEY, 32)
