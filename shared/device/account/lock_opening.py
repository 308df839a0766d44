"""Opening the lock of this device with a way in, from what lies on the device alone."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from shared.device.account.way_opening import open_with_code, open_with_passkey, open_with_password
from shared.device.core.lock import LockRecord, open_with_account_key
from shared.device.core.records import ACCOUNT, AccountRecord, decode
from shared.errors import AutusError
from shared.vault.keys import derive_master_key
from shared.vault.recovery_code import parse_recovery_code
from shared.vault.roster import Roster, read_verified, verify_roster
from shared.vault.ways import OpenedWay, kdf_of

if TYPE_CHECKING:
    from shared.device.core.host import Host


class Shown(NamedTuple):
    """The way in that the person has shown: one of the three. Of a passkey its credential and key (PRF)."""

    password: str | None = None
    code: str | None = None
    passkey: tuple[bytes, bytes | None] | None = None


async def open_with_way(host: Host, lock: LockRecord, shown: Shown) -> bytes:
    """The lock key. Raises AutusError as `open_own_account`."""
    account = await stored_account(host)
    opened = await open_own_account(host, account, shown)
    return await open_with_account_key(host, lock, account.identity, opened.account_key)


async def open_own_account(host: Host, account: AccountRecord, shown: Shown) -> OpenedWay:
    """What a way in opens of the account as this device knows it. No server is asked.

    Raises AutusError: WRONG_PASSWORD, BAD_PASSWORD, WRONG_RECOVERY_CODE, BAD_RECOVERY_CODE, WRONG_PASSKEY,
    PASSKEY_NO_KEY, KEYSET_TAMPERED.
    """
    crypto, keyset = host.crypto, account.keyset
    roster = await _roster_of_keyset(host, account)
    if shown.passkey is not None:
        return await open_with_passkey(crypto, keyset, roster, *shown.passkey)
    if shown.code is not None:
        return await open_with_code(crypto, keyset, roster, parse_recovery_code(shown.code))
    kdf = kdf_of(keyset)
    if shown.password is None or kdf is None:
        raise AutusError("WRONG_PASSWORD", "the account has no password, or none was given")
    master_key = await derive_master_key(crypto, shown.password, kdf, None)
    return await open_with_password(crypto, keyset, roster, kdf, master_key)


async def _roster_of_keyset(host: Host, account: AccountRecord) -> Roster:
    """The verified roster up to the ways in of the keyset on this device.

    They are its last ones, unless the device was revoked: that statement has other ways in, and the device
    keeps the keyset from before.
    """
    identity, statements = account.identity, account.roster
    roster = await verify_roster(host.crypto, identity, statements)
    if not account.revoked:
        return roster

    def epoch_up_to(index: int) -> int:
        ways = read_verified(identity, statements[: index + 1]).ways
        return 0 if ways is None else ways.epoch

    last = bisect_left(range(len(statements)), account.keyset.epoch, key=epoch_up_to)
    return read_verified(identity, statements[: last + 1])


async def stored_account(host: Host) -> AccountRecord:
    """The account whose ways in open the lock. Its record is readable while the device is locked."""
    (record,) = await host.store.get([ACCOUNT])
    if record is None:
        raise AutusError("STORAGE_DAMAGED", "the account of the lock is missing", record=ACCOUNT)
    return decode(record, AccountRecord)
