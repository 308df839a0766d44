"""Changing the ways in of the account: the password, and the recovery code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shared.device.account.passwords import check_password
from shared.device.account.rotation import check_account_state, store_rotation
from shared.device.account.way_opening import open_with_code, open_with_password
from shared.device.account.ways_change import (
    Change,
    Present,
    WaySecret,
    prepare_change,
    secret_of_code,
    secret_of_master_key,
    secret_of_new_password,
    send_change,
)
from shared.device.core.rollback_checks import check_receipt_key, require_settled_generation
from shared.device.core.server_client import RACE_ATTEMPTS_MAX
from shared.errors import AutusError
from shared.vault.keys import Secrets, derive_master_key, open_keyset, union_secrets
from shared.vault.recovery_code import parse_recovery_code
from shared.vault.ways import OpenedWay, kdf_of
from shared.wire.accounts import AccountState, KdfParams, WayKind

if TYPE_CHECKING:
    from shared.device.account.unlock import Unlocked
    from shared.device.core.device import Device


class Held(NamedTuple):
    """The account as the server has it, opened with the password, and the password's master key."""

    state: AccountState
    present: Present
    kdf: KdfParams
    master_key: bytes


async def change_password(device: Device, password: str, new_password: str, *, end_sessions: bool) -> None:
    """Replaces the password, the account key and the signing key. With `end_sessions`, other sessions end.

    Raises AutusError PASSWORD_TOO_SHORT, WRONG_PASSWORD, and what `replace_ways` raises.
    """
    check_password(new_password)
    secret = await secret_of_new_password(device, new_password)
    await replace_ways(device, password, [secret], end_sessions=end_sessions)


async def set_recovery_code(device: Device, password: str, digits: str) -> None:
    """Makes this code the account's only recovery code."""
    await replace_ways(device, password, [secret_of_code(digits)])


async def remove_recovery_code(device: Device, password: str) -> None:
    """Takes the recovery code away. Raises AutusError NO_RECOVERY_CODE if there is none."""
    ways = (await device.roster()).ways
    if ways is None or all(entry.kind != "recovery" for entry in ways.entries):
        raise AutusError("NO_RECOVERY_CODE", "the account has no recovery code")
    await replace_ways(device, password, [], ["recovery"])


async def rehearse_recovery_code(device: Device, code: str) -> None:
    """Opens the server's present keyset with the code, and changes nothing.

    Raises AutusError BAD_RECOVERY_CODE, WRONG_RECOVERY_CODE.
    """
    digits = parse_recovery_code(code)
    state = await _fetch(device)
    roster = await check_account_state(device, state, 0)
    opened = await open_with_code(device.host.crypto, state.keyset, roster, digits)
    await open_keyset(device.host.crypto, opened.account_key, state.keyset)


async def replace_ways(
    device: Device,
    password: str,
    added: Sequence[WaySecret],
    removed: Collection[WayKind] = (),
    *,
    end_sessions: bool = False,
) -> None:
    """Changes the ways in, in one request, with the password at hand.

    Raises AutusError WRONG_PASSWORD, KEYSET_TAMPERED, SERVER_ROLLED_BACK, SERVER_FORKED, NEW_GENERATION, and
    KEYSET_MOVED if others kept changing the account.
    """
    derived: dict[KdfParams, bytes] = {}
    for _ in range(RACE_ATTEMPTS_MAX):
        held = await hold_account(device, password, derived)
        change = await prepare_change(device, held.present, added, removed)
        if await send_and_store(device, held.state, change, end_sessions=end_sessions):
            return
    raise AutusError("KEYSET_MOVED", "the account kept moving")


async def hold_account(device: Device, password: str, derived: dict[KdfParams, bytes]) -> Held:
    """The server's present account, opened with the password. One of the first format gets its ways in first.

    `derived` keeps master keys between attempts. Raises AutusError WRONG_PASSWORD, KEYSET_TAMPERED,
    SERVER_ROLLED_BACK, SERVER_FORKED, NEW_GENERATION, and KEYSET_MOVED if others kept changing the account.
    """
    for _ in range(RACE_ATTEMPTS_MAX):
        held = await _open_account(device, password, derived)
        if held.present.roster.ways is not None:
            return held
        await _write_first_ways(device, held)
    raise AutusError("KEYSET_MOVED", "the account kept moving")


async def _open_account(device: Device, password: str, derived: dict[KdfParams, bytes]) -> Held:
    state = await _fetch(device)
    roster = await check_account_state(device, state, 0)
    kdf = kdf_of(state.keyset)
    if kdf is None:
        raise AutusError("WRONG_PASSWORD", "the account has no password")
    if kdf not in derived:
        floor = kdf_of(device.require_account().keyset)
        derived[kdf] = await derive_master_key(device.host.crypto, password, kdf, floor)
    opened = await open_with_password(device.host.crypto, state.keyset, roster, kdf, derived[kdf])
    secrets = await _secrets(device, state, opened)
    return Held(state, Present(roster, state.keyset, opened, secrets), kdf, derived[kdf])


async def _secrets(device: Device, state: AccountState, opened: OpenedWay) -> Secrets:
    """The secrets of the server's keyset, and what this device has.

    Whoever has a session can put secrets there that do not open. A rotation then replaces them by those of
    the newest keyset that this device has opened.
    """
    account = device.require_account()
    try:
        secrets = await open_keyset(device.host.crypto, opened.account_key, state.keyset)
    except AutusError as error:
        if error.code != "KEYSET_TAMPERED":
            raise
        secrets = await open_keyset(device.host.crypto, device.account_key, account.keyset)
    check_receipt_key(secrets, account.receipt_key)
    return union_secrets(secrets, device.own_secrets(account.receipt_key, ()))


async def _write_first_ways(device: Device, held: Held) -> bool:
    """Gives an account of the first format its ways in as they are. Whether the server has taken them."""
    secret = secret_of_master_key(held.master_key, held.kdf)
    change = await prepare_change(device, held.present, [secret])
    return await send_and_store(device, held.state, change)


async def write_ways_of_login(device: Device, unlocked: Unlocked) -> None:
    """Gives an account of the first format its ways in, after a log-in. A later log-in tries again."""
    roster = await device.roster()
    keyset = device.require_account().keyset
    if roster.ways is None and keyset == unlocked.answer.keyset:
        state = AccountState(keyset, device.require_account().roster)
        present = Present(roster, keyset, unlocked.opened, unlocked.secrets)
        await _write_first_ways(device, Held(state, present, unlocked.kdf, unlocked.master_key))


async def _fetch(device: Device) -> AccountState:
    require_settled_generation(device.require_account(), (await device.server.vaults()).generation)
    return await device.server.account(0)


async def send_and_store(
    device: Device, state: AccountState, change: Change, *, end_sessions: bool = False
) -> bool:
    """Whether the server has taken the change of this state. Then this device has it too."""
    sent = (change.statement,)
    if not await send_change(device, state.keyset, change, sent, end_sessions=end_sessions):
        return False
    statements = (*state.roster, change.statement)
    await store_rotation(device, change.keyset, statements, change.roster, change.account_key, change.secrets)
    return True
