"""Methods for the account and its sync."""

from __future__ import annotations

from contextlib import suppress

from msgspec import Struct

from shared.device.account import keyset_sync, roster_sync
from shared.device.account.comparison import Comparison
from shared.device.api import requests
from shared.device.api.engine import Engine
from shared.device.api.methods import Empty, MethodTable
from shared.device.api.views import Account, VaultSummary, account_view, vault_list, vault_summary
from shared.device.core.device import Device
from shared.device.reading import pages
from shared.device.reading.pages import DeviceRow
from shared.device.sync import shortcuts, status
from shared.device.sync.round import local_vaults
from shared.device.sync.shortcuts import Head
from shared.device.sync.status import SyncStatus
from shared.errors import AutusError

METHODS = MethodTable()


class LoginAnswer(Struct, frozen=True):
    """The account, how many local goals it adopts, and all goals of this device."""

    account: Account
    adopted: int
    vaults: list[VaultSummary]


@METHODS.add(repeatable=False, syncs=True)
async def register(engine: Engine, request: requests.Credentials) -> Account:
    """Creates an account on the server and enrols this device."""
    from shared.device.account import login as access  # noqa: PLC0415 - rarely needed

    async with engine.device.sync_lock:
        await access.register(engine.device, request.name, request.password, request.device_name)
    return _account(engine.device)


# It may bring local goals into the account, which get new ids.
@METHODS.add(repeatable=False, syncs=True)
async def login(engine: Engine, request: requests.LogIn) -> LoginAnswer:
    """Enrols this device in an account and syncs until its goals can be shown."""
    from shared.device.account import login as access  # noqa: PLC0415 - rarely needed
    from shared.device.account.typed_password import TypedPassword  # noqa: PLC0415 - rarely needed

    device = engine.device
    async with device.sync_lock:
        await access.log_in(
            device,
            request.name,
            TypedPassword(device, request.password),
            request.device_name,
            adopt=request.adopt,
            replaces=request.replaces,
        )
    if request.replaces:
        await engine.emit_lock()
    return await login_answer(engine)


@METHODS.add(repeatable=True, signs_out=True)
async def logout(engine: Engine, _: requests.Request) -> Empty:
    """Ends the session on this device, and then on the server. Goals and keys stay on this device."""
    from shared.device.account import left_session  # noqa: PLC0415 - rarely needed
    from shared.device.account import login as access  # noqa: PLC0415 - rarely needed

    async with engine.device.sync_interrupted():
        await access.log_out(engine.device)
        engine.emit_status()
        with suppress(AutusError):
            await left_session.end_left_session(engine.device, brief=True)
    engine.emit_status()
    return Empty()


@METHODS.add(repeatable=True)
async def sync(engine: Engine, _: requests.Request) -> SyncStatus:
    """One round of sync."""
    return await engine.sync()


@METHODS.add(repeatable=True)
async def sync_changes(engine: Engine, _: requests.Request) -> SyncStatus:
    """Pushes what this device has committed, or runs a round of sync if that is not enough."""
    return await engine.sync(shortcuts.push_changes)


@METHODS.add(repeatable=True)
async def sync_head(engine: Engine, request: requests.SyncHead) -> SyncStatus:
    """Pulls the push that an event of the server announces, or runs a round if that is not enough."""
    event = Head(bytes.fromhex(request.vault), request.number, bytes.fromhex(request.head))
    if not await shortcuts.is_known_head(engine.device, event):
        return await engine.sync(lambda device, changed: shortcuts.follow_head(device, changed, event))
    return status.sync_status(engine.device)


@METHODS.add(repeatable=True)
async def sync_status(engine: Engine, _: requests.Request) -> SyncStatus:
    """How sync goes, without a round."""
    return status.sync_status(engine.device)


@METHODS.add(repeatable=True)
async def devices(engine: Engine, _: requests.Request) -> list[DeviceRow]:
    """The devices of the account, none without an account."""
    return await pages.list_devices(engine.device)


@METHODS.add(repeatable=False)
async def rename_device(engine: Engine, request: requests.RenameDevice) -> list[DeviceRow]:
    """Signs a new name for a device into the roster."""
    from shared.device.api.way_shown import way_at_hand  # noqa: PLC0415 - rarely needed

    async with engine.device.sync_lock:
        target = bytes.fromhex(request.device)
        way = way_at_hand(engine.device, request.password, request.passkey)
        await roster_sync.rename_device(engine.device, target, request.name, way)
    return await pages.list_devices(engine.device)


@METHODS.add(repeatable=False, syncs=True)
async def revoke_device(engine: Engine, request: requests.RevokeDevice) -> list[DeviceRow]:
    """Ends a device of the account, and replaces every key that it knows."""
    from shared.device.account import revocation  # noqa: PLC0415 - rarely needed
    from shared.device.sync.revocation_pull import pull_to_heads  # noqa: PLC0415 - rarely needed

    device, target = engine.device, bytes.fromhex(request.device)
    from shared.device.api.way_shown import way_at_hand  # noqa: PLC0415 - rarely needed

    way = way_at_hand(engine.device, request.password, request.passkey)
    async with device.sync_lock:
        await revocation.revoke_device(device, target, way, lambda heads: pull_to_heads(device, heads))
    return await pages.list_devices(device)


@METHODS.add(repeatable=True)
async def compare_devices(engine: Engine, _: requests.Request) -> Comparison:
    """The digits that a person compares with those of another device of the account."""
    from shared.device.account import comparison  # noqa: PLC0415 - rarely needed

    return await comparison.compare_device(engine.device)


@METHODS.add(repeatable=True, syncs=True)
async def end_other_sessions(engine: Engine, request: requests.WayShown) -> Empty:
    """Ends all sessions of the account but the one of this device. It does not wait for a round of sync."""
    from shared.device.api.way_shown import way_at_hand  # noqa: PLC0415 - rarely needed

    device = engine.device
    way = way_at_hand(device, request.password, request.passkey)
    async with device.sync_interrupted():
        await device.server.end_other_sessions(await way.confirm())
    return Empty()


@METHODS.add(repeatable=True, syncs=True)
async def set_witnessed(engine: Engine, request: requests.SetWitnessed) -> VaultSummary:
    """Turns the replay on the server on or off."""
    vault = await engine.load_vault(request)
    async with engine.device.sync_lock:
        await keyset_sync.set_witnessed(engine.device, vault, on=request.on)
    engine.emit_vault(vault.id)
    return vault_summary(vault)


# The person agreed to the generation that was on screen, not to a later one.
@METHODS.add(repeatable=False, syncs=True)
async def accept_generation(engine: Engine, _: requests.Request) -> SyncStatus:
    """Agrees to a restored database of the server and syncs."""
    from shared.device.account import server_restore  # noqa: PLC0415 - rarely needed

    async with engine.device.sync_lock:
        await server_restore.accept_generation(engine.device)
    return await engine.sync()


@METHODS.add(repeatable=False, syncs=True)
async def renew_device_id(engine: Engine, request: requests.RenewDeviceId) -> SyncStatus:
    """Enrols this device under a new id and rewrites the commits that the server cannot store."""
    from shared.device.api.way_shown import way_at_hand  # noqa: PLC0415 - rarely needed
    from shared.device.sync import device_id_renewal  # noqa: PLC0415 - rarely needed

    async with engine.device.sync_lock:
        way = way_at_hand(engine.device, request.password, request.passkey)
        await device_id_renewal.renew_device_id(engine.device, way, request.device_name)
    return await engine.sync()


async def login_answer(engine: Engine) -> LoginAnswer:
    """Syncs until the goals of an account that was just joined can be shown."""
    device = engine.device
    adopted = len(local_vaults(device)) if device.require_account().adopt else 0
    await engine.sync(first_look=True)
    return LoginAnswer(_account(device), adopted, vault_list(device).vaults)


def _account(device: Device) -> Account:
    view = account_view(device)
    if view is None:
        raise AutusError("NO_ACCOUNT", "this device has no account")
    return view
