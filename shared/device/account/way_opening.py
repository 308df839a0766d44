"""Opening the account with a way in, against the verified roster."""

from __future__ import annotations

from shared.crypto.device import DeviceCrypto
from shared.errors import AutusError
from shared.vault.keys import open_wrap, password_kek
from shared.vault.recovery_code import recovery_kek
from shared.vault.roster import Roster
from shared.vault.ways import OpenedWay, kdf_of, open_way, require_keyset_of
from shared.wire.accounts import KdfParams, Keyset, WayKind


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


async def _open(crypto: DeviceCrypto, keyset: Keyset, roster: Roster, kind: WayKind, kek: bytes) -> OpenedWay:
    for way in keyset.ways:
        if way.kind == kind and roster.ways is not None:
            return await open_way(crypto, way, kek, roster.identity, roster.ways)
    raise AutusError("WRONG_PASSWORD", f"the account has no way in of the kind {kind}")
