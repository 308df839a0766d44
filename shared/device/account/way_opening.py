"""Opening the account with a way in, against the verified roster."""

from __future__ import annotations

from typing import Protocol

from shared.crypto.device import DeviceCrypto
from shared.device.core.records import DeviceRecord
from shared.errors import AutusError
from shared.vault.keys import Secrets, open_wrap, password_kek
from shared.vault.passkeys import passkey_kek
from shared.vault.recovery_code import recovery_kek
from shared.vault.roster import Roster
from shared.vault.ways import OpenedWay, kdf_of, open_way, require_keyset_of
from shared.wire.accounts import Confirmation, KdfParams, Keyset, SessionAnswer, WayKind


class WayAtHand(Protocol):
    """A way in that the person has just shown: a typed password, or the answer of a passkey."""

    async def open(self, keyset: Keyset, roster: Roster) -> OpenedWay:
        """What it opens, against a verified roster. Needs no server."""

    async def confirm(self) -> Confirmation:
        """What the server asks for before an irreversible request."""

    async def log_in(self, record: DeviceRecord, name: str | None) -> SessionAnswer:
        """A session of the device of `record` in the account of this name; None: in that of the way in."""

    async def account_name(self, keyset: Keyset, account_key: bytes, secrets: Secrets) -> str:
        """The name of the account of that session, whose keyset this is."""


async def open_with_password(
    crypto: DeviceCrypto, keyset: Keyset, roster: Roster, kdf: KdfParams, master_key: bytes
) -> OpenedWay:
    """What the password of these parameters opens. Raises AutusError: WRONG_PASSWORD, KEYSET_TAMPERED.

    Before the first `ways` of the roster, the wraps of the first format are taken; after it, never.
    """
    require_keyset_of(roster, keyset)
    if kdf_of(keyset) != kdf:
        raise AutusError("KEYSET_TAMPERED", "the password of the keyset has other parameters")
    if roster.ways is not None:
        return await _open(crypto, keyset, roster, "password", password_kek(master_key))
    wrap = next(wrap for wrap in keyset.wraps if wrap.kdf == kdf)
    return OpenedWay(*await open_wrap(crypto, wrap, password_kek(master_key), roster.identity))


async def open_with_code(crypto: DeviceCrypto, keyset: Keyset, roster: Roster, digits: str) -> OpenedWay:
    """What a recovery code opens. Raises AutusError: WRONG_RECOVERY_CODE, KEYSET_TAMPERED."""
    require_keyset_of(roster, keyset)
    try:
        return await _open(crypto, keyset, roster, "recovery", recovery_kek(digits))
    except AutusError as error:
        if error.code == "WRONG_PASSWORD":
            raise AutusError("WRONG_RECOVERY_CODE", "the account has another recovery code") from None
        raise


async def open_with_passkey(
    crypto: DeviceCrypto, keyset: Keyset, roster: Roster, credential: bytes, prf: bytes | None
) -> OpenedWay:
    """What the passkey with this credential opens. `prf` is the output of its PRF.

    Raises AutusError: WRONG_PASSKEY, PASSKEY_NO_KEY, KEYSET_TAMPERED.
    """
    require_keyset_of(roster, keyset)
    try:
        kek = passkey_kek(prf, roster.identity)
        return await _open(crypto, keyset, roster, "passkey", kek, credential)
    except AutusError as error:
        if error.code == "WRONG_PASSWORD":
            raise AutusError("WRONG_PASSKEY", "the passkey opens no way in of the account") from None
        raise


async def _open(
    crypto: DeviceCrypto,
    keyset: Keyset,
    roster: Roster,
    kind: WayKind,
    kek: bytes,
    credential: bytes | None = None,
) -> OpenedWay:
    for way in keyset.ways:
        known = way.passkey.credential if way.passkey else None
        if way.kind == kind and known == credential and roster.ways is not None:
            return await open_way(crypto, way, kek, roster.identity, roster.ways)
    raise AutusError("WRONG_PASSWORD", f"the account has no such way in of the kind {kind}")
