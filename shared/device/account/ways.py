"""Changing the ways in of the account: the password, and the recovery code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shared.device.account.passwords import check_password
from shared.device.account.rotation import check_account_state, store_rotation
from shared.device.account.typed_password import TypedPassword
from shared.device.account.way_opening import WayAtHand, open_with_code
from shared.device.account.ways_change import (
    Change,
    Present,
    WaySecret,
    prepare_change,
    secret_of_code,
    secret_of_new_password,
    send_change,
)
from shared.device.core.rollback_checks import check_receipt_key, require_settled_generation
from shared.device.core.server_client import RACE_ATTEMPTS_MAX
from shared.errors import AutusError
from shared.vault.keys import Secrets, open_keyset, union_secrets
from shared.vault.recovery_code import parse_recovery_code
from shared.vault.ways import OpenedWay
from shared.wire.accounts import AccountState, PasskeyAssertion, WayKind

if TYPE_CHECKING:
    from shared.device.account.unlock import Unlocked
    from shared.device.core.device import Device

Check = Callable[[Change], Awaitable[None]]


class Held(NamedTuple):
    """The account as the server has it, opened with a way in."""

    state: AccountState
    present: Present


async def change_password(device: Device, way: WayAtHand, new_password: str, *, end_sessions: bool) -> None:
    """Replaces the password, the account key and the signing key. With `end_sessions`, other sessions end.

    Raises AutusError PASSWORD_TOO_SHORT, and what `replace_ways` raises.
    """
    check_password(new_password)
    secret = await secret_of_new_password(device, new_password)
    await replace_ways(device, way, [secret], end_sessions=end_sessions)


async def set_recovery_code(device: Device, way: WayAtHand, digits: str) -> None:
    """Makes this code the account's only recovery code."""
    await replace_ways(device, way, [secret_of_code(digits)])


async def remove_recovery_code(device: Device, way: WayAtHand) -> None:
    """Takes the recovery code away. Raises AutusError NO_RECOVERY_CODE if there is none."""
    ways = (await device.roster()).ways
    if ways is None or all(entry.kind != "recovery" for entry in ways.entries):
        raise AutusError("NO_RECOVERY_CODE", "the account has no recovery code")
    await replace_ways(device, way, [], ["recovery"])


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
    way: WayAtHand,
    added: Sequence[WaySecret],
    removed: Collection[WayKind | bytes] = (),
    *,
    end_sessions: bool = False,
    check: Check | None = None,
    proof: PasskeyAssertion | None = None,
) -> None:
    """Changes the ways in, in one request, with a way in at hand.

    `check` looks at the change before it is sent, and `proof` goes with it. Raises AutusError WRONG_PASSWORD,
    WRONG_PASSKEY, KEYSET_TAMPERED, SERVER_ROLLED_BACK, SERVER_FORKED, NEW_GENERATION, and KEYSET_MOVED if
    others kept changing the account.
    """
    for _ in range(RACE_ATTEMPTS_MAX):
        held = await hold_account(device, way)
        change = await prepare_change(device, held.present, added, removed)
        if check is not None:
            await check(change)
        if await send_and_store(device, held.state, change, end_sessions=end_sessions, proof=proof):
            return
    raise AutusError("KEYSET_MOVED", "the account kept moving")


async def hold_account(device: Device, way: WayAtHand) -> Held:
    """The server's present account, opened with a way in. One of the first format gets its ways in first.

    Raises AutusError WRONG_PASSWORD, WRONG_PASSKEY, KEYSET_TAMPERED, SERVER_ROLLED_BACK, SERVER_FORKED,
    NEW_GENERATION, and KEYSET_MOVED if others kept changing the account.
    """
    for _ in range(RACE_ATTEMPTS_MAX):
        held = await _open_account(device, way)
        # Nothing but a password opens an account of the first format.
        if held.present.roster.ways is not None or not isinstance(way, TypedPassword):
            return held
        await _write_first_ways(device, held, way)
    raise AutusError("KEYSET_MOVED", "the account kept moving")


async def _open_account(device: Device, way: WayAtHand) -> Held:
    state = await _fetch(device)
    roster = await check_account_state(device, state, 0)
    opened = await way.open(state.keyset, roster)
    secrets = await _secrets(device, state, opened)
    return Held(state, Present(roster, state.keyset, opened, secrets))


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


async def _write_first_ways(device: Device, held: Held, way: TypedPassword) -> bool:
    """Gives an account of the first format its ways in as they are. Whether the server has taken them."""
    secret = await way.secret_of(held.state.keyset)
    return await send_and_store(device, held.state, await prepare_change(device, held.present, [secret]))


async def write_ways_of_login(device: Device, unlocked: Unlocked, way: TypedPassword) -> None:
    """Gives an account of the first format its ways in, after a log-in. A later log-in tries again."""
    roster = await device.roster()
    keyset = device.require_account().keyset
    if roster.ways is None and keyset == unlocked.answer.keyset:
        state = AccountState(keyset, device.require_account().roster)
        present = Present(roster, keyset, unlocked.opened, unlocked.secrets)
        await _write_first_ways(device, Held(state, present), way)


async def _fetch(device: Device) -> AccountState:
    require_settled_generation(device.require_account(), (await device.server.vaults()).generation)
    return await device.server.account(0)


async def send_and_store(
    device: Device,
    state: AccountState,
    change: Change,
    *,
    end_sessions: bool = False,
    proof: PasskeyAssertion | None = None,
) -> bool:
    """Whether the server has taken the change. Then this device has it too."""
    sent = (change.statement,)
    if not await send_change(device, state.keyset, change, sent, end_sessions=end_sessions, proof=proof):
        return False
    statements = (*state.roster, change.statement)
    await store_rotation(device, change.keyset, statements, change.roster, change.account_key, change.secrets)
    return True
