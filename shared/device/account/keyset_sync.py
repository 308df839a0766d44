"""Keeping the keyset of this device and the server in step."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.roster_sync import excuse_restore
from shared.device.core.rollback_checks import (
    check_keyset_history,
    check_receipt_key,
)
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.vault.keys import (
    Secrets,
    VaultSecret,
    open_keyset,
    seal_keyset,
    union_secrets,
)

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault


async def set_witnessed(device: Device, vault: Vault, *, on: bool) -> None:
    """The switch is in the sealed secrets; the server is told so that it asks for what it needs."""
    device.require_account()
    if vault not in device.synced_vaults():
        raise AutusError("NOT_SYNCED", "the goal is on this device only", vault=vault.id.hex())
    await exchange_keyset(device, {vault.id.hex(): on})
    if vault.meta.remote.receipt is not None:
        await device.server.switch_witness(vault.id, on)


async def exchange_keyset(
    device: Device,
    witnessed: Mapping[str, bool] | None = None,
    listed: Container[bytes] | None = None,
) -> Secrets:
    """Takes over the server's keyset and gives it what it lacks: never fewer vault keys than before, but for
    vaults that were deleted, and those that this device took away before the server (which has `listed`) had
    anything of them.

    `witnessed` sets that switch of some vaults: AutusError NOT_SYNCED where the account does not have one.
    Returns the secrets that both ends now have.
    """
    crypto = device.host.crypto
    for _ in range(RACE_ATTEMPTS_MAX):
        account = device.require_account()
        remote = await device.server.keyset()
        async with excuse_restore(device):
            check_keyset_history(account.keyset, remote)
        theirs = await open_keyset(crypto, device.account_key, remote)
        check_receipt_key(theirs, account.receipt_key)
        # Of names and switches the server's are the later ones, but for the change that is asked for here.
        wanted = union_secrets(theirs, device.own_secrets(account.receipt_key, listed or ()))
        vaults = _apply_switches(wanted, witnessed or {})
        # The keys of what the person has deleted are of no use any more.
        withdrawn = await _withdrawn(device, theirs, listed)
        vaults = {
            k: secret
            for k, secret in vaults.items()
            if bytes.fromhex(k) not in device.deleted and k not in withdrawn
        }
        wanted = msgspec.structs.replace(wanted, vaults=vaults, receipt_key=account.receipt_key)
        accepted = remote
        if wanted != theirs:
            accepted = await seal_keyset(crypto, device.account_key, remote.version + 1, remote.wraps, wanted)
            try:
                await device.server.replace_keyset(remote.version, accepted)
            except Refused as refused:
                if refused.code != "KEYSET_MOVED":
                    raise
                continue
        await device.accept_keyset(accepted, wanted)
        if withdrawn:
            from shared.device.account import detached  # noqa: PLC0415 - as below

            await detached.confirm_withdrawals(device, withdrawn)
        return wanted
    raise AutusError("KEYSET_MOVED", "the keyset kept moving")


def _apply_switches(secrets: Secrets, witnessed: Mapping[str, bool]) -> dict[str, VaultSecret]:
    vaults = dict(secrets.vaults)
    for vault, on in witnessed.items():
        if vault not in vaults:
            raise AutusError("NOT_SYNCED", "the goal was taken away where it was made", vault=vault)
        vaults[vault] = msgspec.structs.replace(vaults[vault], witnessed=on)
    return vaults


async def _withdrawn(device: Device, theirs: Secrets, listed: Container[bytes] | None) -> set[str]:
    absent = [vault for vault in theirs.vaults if bytes.fromhex(vault) not in device.vaults]
    if listed is None or not absent:
        return set()
    from shared.device.account import detached  # noqa: PLC0415 - few have taken a goal away

    return await detached.find_withdrawals(device, absent, listed)
