"""Keeping the keyset of this device and the server in step."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shared.crypto.hashing import sha256
from shared.device.account.recorded import comparable, read_recorded, says_more
from shared.device.account.restore_excuse import excuse_restore
from shared.device.account.roster_sync import refresh_roster
from shared.device.core.rollback_checks import (
    check_keyset_history,
    check_receipt_key,
)
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.vault.keys import (
    Secrets,
    VaultSecret,
    mark_deleted,
    next_keyset,
    open_keyset,
    seal_keyset,
    union_secrets,
)
from shared.vault.ways import require_keyset_of
from shared.wire.accounts import Keyset
from shared.wire.encoding import encode

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault


class Listed(NamedTuple):
    """What the server's list says: the vaults that it has, and the hash of its keyset if it gives one."""

    vaults: Container[bytes] = ()
    keyset_hash: bytes | None = None


async def set_witnessed(device: Device, vault: Vault, *, on: bool) -> None:
    """Turns the witness of a vault on or off, in the sealed secrets and on the server."""
    device.require_account()
    if not device.is_synced(vault):
        raise AutusError("NOT_SYNCED", "the goal is on this device only", vault=vault.id.hex())
    await exchange_keyset(device, {vault.id.hex(): on})
    if vault.meta.remote.receipt is not None:
        await device.server.switch_witness(vault.id, on)


async def exchange_keyset(
    device: Device,
    witnessed: Mapping[str, bool] | None = None,
    listed: Listed | None = None,
    deleted: str | None = None,
    marks: Mapping[str, bool] | None = None,
    *,
    records: bool = False,
) -> Secrets:
    """Merges the keysets of this device and the server, and returns the secrets that both now have.

    No vault key is lost, except of vaults that the person deleted from this device (`deleted` is one of
    them), and of vaults that this device detached before the server (which has `listed`) had anything of
    them. The server's word that a vault was deleted is no reason. `witnessed` sets the witness switch of some
    vaults, and raises AutusError NOT_SYNCED if the account does not have one of them. `marks` sets the mark
    of a confirmed deletion on vaults, or takes it away.

    What the server has confirmed of the vaults goes into every new keyset. It is no reason for a new one,
    except for a vault of which the keyset says nothing, and with `records`.
    """
    crypto = device.host.crypto
    shown = listed.keyset_hash if listed is not None else None
    for _ in range(RACE_ATTEMPTS_MAX):
        account = device.require_account()
        remote, theirs = await _server_keyset(device, shown)
        # The server's names and switches are later than ours, except for the change requested here.
        own = device.own_secrets(account.receipt_key, listed.vaults if listed is not None else ())
        device.recorded = await read_recorded(device, theirs)
        wanted = union_secrets(*comparable(theirs, own, device.recorded))
        wanted = _apply_marks(device, wanted, marks or {})
        vaults = _apply_switches(wanted, witnessed or {})
        withdrawn = await _find_withdrawn(device, theirs, None if listed is None else listed.vaults)
        if deleted is not None:
            withdrawn.add(deleted)
        vaults = {k: secret for k, secret in vaults.items() if k not in withdrawn}
        seen = {k: seen for k, seen in wanted.seen.items() if k in vaults}
        wanted = msgspec.structs.replace(wanted, vaults=vaults, receipt_key=account.receipt_key, seen=seen)
        accepted = remote
        if not says_more(wanted, theirs) and not (records and wanted.seen != theirs.seen):
            wanted = theirs
        else:
            accepted = await seal_keyset(crypto, device.account_key, next_keyset(remote), wanted)
            try:
                await device.server.replace_keyset(remote.version, accepted)
            except Refused as refused:
                if refused.code != "KEYSET_MOVED":
                    raise
                shown = None
                continue
        await device.accept_keyset(accepted, wanted)
        if withdrawn:
            from shared.device.account import detached  # noqa: PLC0415 - rarely needed

            await detached.confirm_withdrawals(device, withdrawn)
        return wanted
    raise AutusError("KEYSET_MOVED", "the keyset kept moving")


async def _server_keyset(device: Device, shown: bytes | None) -> tuple[Keyset, Secrets]:
    """The server's keyset, opened. It is not fetched if `shown`, its hash, is that of the accepted one."""
    account, accepted = device.require_account(), device.accepted_secrets
    if accepted is not None and shown == sha256(encode(account.keyset)):
        return account.keyset, accepted
    remote = await device.server.keyset()
    for _ in range(RACE_ATTEMPTS_MAX):
        ways = (await device.roster()).ways
        if remote.epoch == (ways.epoch if ways else 0):
            break
        # Another device has changed the ways in. Its roster comes with the key that opens this keyset.
        await refresh_roster(device)
        remote = await device.server.keyset()
    account = device.require_account()
    async with excuse_restore(device):
        check_keyset_history(account.keyset, remote)
        require_keyset_of(await device.roster(), remote)
    theirs = await open_keyset(device.host.crypto, device.account_key, remote)
    check_receipt_key(theirs, account.receipt_key)
    return remote, theirs


def _apply_marks(device: Device, secrets: Secrets, marks: Mapping[str, bool]) -> Secrets:
    for vault, on in marks.items():
        if on:
            secrets = mark_deleted(secrets, vault, device.record.device)
        else:
            left = {name: by for name, by in secrets.deleted.items() if name != vault}
            secrets = msgspec.structs.replace(secrets, deleted=left)
    return secrets


def _apply_switches(secrets: Secrets, witnessed: Mapping[str, bool]) -> dict[str, VaultSecret]:
    vaults = dict(secrets.vaults)
    for vault, on in witnessed.items():
        if vault not in vaults:
            raise AutusError("NOT_SYNCED", "the goal was removed on the device that created it", vault=vault)
        vaults[vault] = msgspec.structs.replace(vaults[vault], witnessed=on)
    return vaults


async def _find_withdrawn(device: Device, theirs: Secrets, listed: Container[bytes] | None) -> set[str]:
    if listed is None:
        return set()
    known = {vault: device.vaults.get(bytes.fromhex(vault)) for vault in theirs.vaults}
    withdrawn = {
        key for key, vault in known.items() if vault and vault.meta.withdraw and vault.id not in listed
    }
    if absent := [key for key, vault in known.items() if vault is None]:
        from shared.device.account import detached  # noqa: PLC0415 - rarely needed

        withdrawn |= await detached.find_withdrawals(device, absent, listed)
    # The key of a vault that was made anew before its first push comes back with a restored keyset. A change
    # of the ways in that this device followed may have built the vault again, without a commit.
    former = {each.hex() for vault in device.account_vaults() for each in vault.meta.former}
    empty = [key for key, vault in known.items() if vault is None or not vault.meta.count]
    return withdrawn | {key for key in empty if key in former and bytes.fromhex(key) not in listed}
