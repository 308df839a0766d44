"""Methods for the ways in of the account: password, recovery code and passkeys."""

from __future__ import annotations

from msgspec import Struct

from shared.device.account import recovery, rehearsal
from shared.device.account import ways as account_ways
from shared.device.account.passkeys import read_passkey_names
from shared.device.api import way_requests as requests
from shared.device.api.account_calls import LoginAnswer, login_answer
from shared.device.api.engine import Engine
from shared.device.api.methods import Empty, MethodTable
from shared.device.api.requests import Request, WayShown
from shared.device.api.way_shown import way_at_hand
from shared.errors import AutusError
from shared.vault.past_ways import read_past_ways
from shared.vault.recovery_code import compare_recovery_codes, new_recovery_code, parse_recovery_code
from shared.wire.accounts import WayKind

METHODS = MethodTable()


class WayIn(Struct, frozen=True):
    """A way in: when it was added, by the clock of the device at which the person signed.

    All but the kind is null for an account of the first format. Only a passkey has a `name`.
    """

    kind: WayKind
    id: str | None
    added_ms: int | None
    device: str | None
    name: str | None


class FormerWay(Struct, frozen=True):
    """A way in that was replaced or removed, and the device from which that was done."""

    kind: WayKind
    added_ms: int
    removed_ms: int
    device: str


class Ways(Struct, frozen=True):
    """The ways in, and the newest former ones.

    `upgraded` is false until a log-in writes the first `ways` of the account.
    `offers_rehearsal`: the recovery code is a month old, and nobody has checked it here.
    """

    ways: list[WayIn]
    former: list[FormerWay]
    upgraded: bool
    has_recovery: bool
    has_passkey: bool
    offers_rehearsal: bool


class RecoveryCode(Struct, frozen=True):
    """A new recovery code, as it is shown. It is neither stored nor sent."""

    code: str


@METHODS.add(repeatable=True)
async def ways(engine: Engine, _: Request) -> Ways:
    """The ways in, from what this device knows."""
    engine.device.require_account()
    entry = (await engine.device.roster()).ways
    if entry is None:
        first = WayIn("password", None, None, None, None)
        return Ways(
            [first], [], upgraded=False, has_recovery=False, has_passkey=False, offers_rehearsal=False
        )
    names = await read_passkey_names(engine.device)
    rows = [
        WayIn(
            each.kind,
            each.wrap_id.hex(),
            entry.origins[each.wrap_id].added_ms,
            entry.origins[each.wrap_id].device.hex(),
            names.get(each.wrap_id),
        )
        for each in entry.entries
    ]
    kinds = {row.kind for row in rows}
    former = [
        FormerWay(each.kind, each.added_ms, each.removed_ms, each.device.hex())
        for each in read_past_ways(engine.device.require_account().roster)
    ]
    return Ways(
        rows,
        former,
        upgraded=True,
        has_recovery="recovery" in kinds,
        has_passkey="passkey" in kinds,
        offers_rehearsal=await rehearsal.offers_rehearsal(engine.device),
    )


@METHODS.add(repeatable=False, syncs=True)
async def change_password(engine: Engine, request: requests.ChangePassword) -> Ways:
    """Replaces the password, and with it account key and signing key."""
    way = way_at_hand(engine.device, request.password, request.passkey)
    async with engine.device.sync_lock:
        await account_ways.change_password(
            engine.device, way, request.new_password, end_sessions=request.end_sessions
        )
    return await ways(engine, Request())


# A new code takes the place of the one before: only the last one shown can be typed back.
@METHODS.add(repeatable=False)
async def begin_recovery_code(engine: Engine, _: Request) -> RecoveryCode:
    """Draws a recovery code to show. It counts only after it was typed back."""
    engine.recovery_code = new_recovery_code(engine.device.host.crypto)
    return RecoveryCode(engine.recovery_code)


@METHODS.add(repeatable=True)
async def check_recovery_text(_: Engine, request: requests.RecoveryText) -> Empty:
    """Checks the form of a typed code, without any server."""
    parse_recovery_code(request.code)
    return Empty()


@METHODS.add(repeatable=False, syncs=True)
async def add_recovery_code(engine: Engine, request: requests.AddRecoveryCode) -> Ways:
    """Makes the code that was typed back the account's only recovery code."""
    digits = _typed_back(engine, request.typed)
    async with engine.device.sync_lock:
        way = way_at_hand(engine.device, request.password, request.passkey)
        await account_ways.set_recovery_code(engine.device, way, digits)
    engine.recovery_code = None
    return await ways(engine, Request())


@METHODS.add(repeatable=False, syncs=True)
async def remove_recovery_code(engine: Engine, request: WayShown) -> Ways:
    """Takes the recovery code away."""
    async with engine.device.sync_lock:
        way = way_at_hand(engine.device, request.password, request.passkey)
        await account_ways.remove_recovery_code(engine.device, way)
    return await ways(engine, Request())


@METHODS.add(repeatable=True)
async def rehearse_recovery_code(engine: Engine, request: requests.RecoveryText) -> Ways:
    """Opens a fresh keyset with the code. Nothing of the account changes."""
    async with engine.device.sync_lock:
        await account_ways.rehearse_recovery_code(engine.device, request.code)
        await rehearsal.settle_rehearsal(engine.device)
    return await ways(engine, Request())


@METHODS.add(repeatable=True)
async def put_off_rehearsal(engine: Engine, _: Request) -> Ways:
    """The offer to check the present recovery code goes from this device."""
    engine.device.require_account()
    await rehearsal.settle_rehearsal(engine.device)
    return await ways(engine, Request())


# It may bring local goals into the account, which get new ids.
@METHODS.add(repeatable=False, syncs=True)
async def recover_with_code(engine: Engine, request: requests.Recover) -> LoginAnswer:
    """Opens the account with its recovery code, and replaces password and code."""
    device = engine.device
    digits = parse_recovery_code(request.code)
    new_digits = _typed_back(engine, request.typed)
    async with device.sync_lock:
        await recovery.recover(
            device,
            request.name,
            digits,
            request.new_password,
            new_digits,
            request.device_name,
            adopt=request.adopt,
            end_sessions=request.end_sessions,
        )
    engine.recovery_code = None
    return await login_answer(engine)


def _typed_back(engine: Engine, typed: str) -> str:
    """The digits of the shown code. Raises AutusError NO_RECOVERY_CODE, RECOVERY_CODE_DIFFERS."""
    if engine.recovery_code is None:
        raise AutusError("NO_RECOVERY_CODE", "no recovery code was shown")
    try:
        compare_recovery_codes(typed, engine.recovery_code)
    except AutusError as error:
        raise AutusError("RECOVERY_CODE_DIFFERS", error.detail, part=error.fields.get("part")) from None
    return parse_recovery_code(engine.recovery_code)
