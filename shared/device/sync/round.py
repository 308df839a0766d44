"""One round of sync: keyset, roster, then every vault of the account, until server and device agree."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress

import msgspec

from shared.device.account.keyset_sync import Listed, exchange_keyset
from shared.device.account.roster_sync import refresh_roster
from shared.device.core.device import Device
from shared.device.core.host import TransportError
from shared.device.core.rollback_checks import require_generation
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Interrupted
from shared.device.core.vault import Vault
from shared.device.sync.arrival import begin_arrival, is_current
from shared.device.sync.recorded_checks import find_doubted, withheld
from shared.device.sync.shortcuts import Doubt, Shortcut, may_take_shortcut
from shared.device.sync.vault_sync import KeysMoved, sync_vault
from shared.errors import AutusError
from shared.vault.keys import Secrets
from shared.wire.vaults import VaultList, VaultSummary


async def sync_all(
    device: Device,
    changed: Callable[[bytes], None],
    status_changed: Callable[[], None],
    shortcut: Shortcut | None = None,
    *,
    first_look: bool = False,
) -> None:
    """Runs one round, or `shortcut` if device and server agree. Errors go to `device.status`.

    With `first_look` it ends early if goals could be shown before their histories. The next round goes on.
    `changed` is called with each vault that moved, `status_changed` whenever the status changes.
    """
    async with device.sync_lock:
        status = device.status
        agreed_ms = device.agreed_ms if shortcut is not None and may_take_shortcut(device) else None
        if device.left_session is not None:
            await _end_left_session(device)
            status_changed()
        if device.account is None or not device.account.signed_in:
            return
        status.syncing, device.agreed_ms = True, None
        device.tell_progress = status_changed
        status_changed()
        complete = True
        try:
            with device.server.interruptible():
                if agreed_ms is None or shortcut is None:
                    complete = await _round(device, changed, first_look=first_look)
                elif not await _take(shortcut, device, changed):
                    agreed_ms = None
            status.unreachable, status.error = None, None
            if complete and not status.errors:
                status.last_synced_ms = device.host.now_ms()
                device.agreed_ms = agreed_ms or status.last_synced_ms
        except Interrupted as interrupted:
            status.unreachable, status.error = None, interrupted
        except TransportError as error:
            status.unreachable = error
        except AutusError as error:
            status.unreachable, status.error = None, error
            if error.code in REFUSALS:
                await _learn_revocation(device, changed)
        except Exception as error:
            # A programming error must not leave the status at "syncing".
            status.unreachable, status.error = None, AutusError("ENGINE_FAILED", type(error).__name__)
            raise
        finally:
            status.syncing = False
            status_changed()


# After these a device asks whether it was revoked.
REFUSALS = frozenset({"DEVICE_REVOKED", "NOT_SIGNED_IN"})


async def _learn_revocation(device: Device, changed: Callable[[bytes], None]) -> None:
    from shared.device.account.revoked import learn_revocation  # noqa: PLC0415 - rarely needed

    vaults = list(device.vaults)
    with suppress(AutusError):
        await learn_revocation(device)
    if device.is_revoked:
        for vault in vaults:
            changed(vault)


async def _take(shortcut: Shortcut, device: Device, changed: Callable[[bytes], None]) -> bool:
    """Takes the shortcut, and runs a round after a doubt. Returns whether there was none."""
    doubt = await shortcut(device, changed)
    if doubt is None:
        return True
    try:
        await _round(device, changed, first_look=False)
    finally:
        _keep_accusation(device, doubt)
    return False


def _keep_accusation(device: Device, doubt: Doubt) -> None:
    """Shows what the server did, also if its answers in the round were honest again."""
    if doubt.accuses and doubt.vault is not None and doubt.error is not None:
        device.status.errors.setdefault(doubt.vault, doubt.error)


async def _end_left_session(device: Device) -> None:
    from shared.device.account.left_session import end_left_session  # noqa: PLC0415 - rarely needed

    with suppress(AutusError), device.server.interruptible():
        await end_left_session(device)


async def _round(device: Device, changed: Callable[[bytes], None], *, first_look: bool) -> bool:
    """False if it ended early. It begins again whenever another device has replaced the account key."""
    for _ in range(RACE_ATTEMPTS_MAX):
        try:
            return await _one_round(device, changed, first_look=first_look)
        except KeysMoved:
            continue
    raise AutusError("ROSTER_MOVED", "the account key kept moving")


async def _one_round(device: Device, changed: Callable[[bytes], None], *, first_look: bool) -> bool:
    epoch = device.epoch
    # A goal that this round pushes for the first time is not in its list.
    stored = frozenset(v.id for v in device.synced_vaults() if v.meta.remote.receipt or v.arrival)
    listed = await device.server.vaults()
    if listed.generation != device.require_account().generations[-1]:
        from shared.device.account.server_restore import retract_generation  # noqa: PLC0415 - rarely needed

        await retract_generation(device, listed.generation)
    require_generation(device.require_account(), listed.generation)
    summaries = _by_vault(listed)
    device.deleted = frozenset(listed.deleted) - summaries.keys()
    if device.deleted or any(vault.meta.removed for vault in device.account_vaults()):
        from shared.device.sync.server_deletions import follow_deletions  # noqa: PLC0415 - rarely needed

        await follow_deletions(device, summaries, changed)
    if device.require_account().restored:
        from shared.device.account.server_restore import reupload_account  # noqa: PLC0415 - rarely needed

        await reupload_account(device)
    if device.epoch != epoch:
        raise KeysMoved
    if not await _sync_vaults(device, listed, stored, changed, first_look=first_look):
        return False
    # After the account's goals have arrived, because some of them may be the same.
    adopted = await _adopt_vaults(device, _stale_vaults(device, summaries), changed)
    if adopted:
        await _sync_vaults(device, listed, stored, changed, only=adopted)
    if device.active is None:
        await _open_first(device, changed)
    return True


def _by_vault(listed: VaultList) -> Mapping[bytes, VaultSummary]:
    return {summary.vault: summary for summary in listed.vaults}


async def _sync_vaults(
    device: Device,
    listed: VaultList,
    stored: Container[bytes],
    changed: Callable[[bytes], None],
    only: Container[bytes] | None = None,
    *,
    first_look: bool = False,
) -> bool:
    """Syncs keyset and roster, and then each vault, or those of `only`. False if it ended early.

    `stored` names the vaults that the server had when it was asked for `listed`.
    """
    summaries, epoch = _by_vault(listed), device.epoch
    secrets = await exchange_keyset(device, listed=Listed(summaries, listed.keyset_hash))
    await _remove_withdrawn(device, secrets, summaries, changed)
    await refresh_roster(device, listed.roster_hash)
    if device.epoch != epoch:
        raise KeysMoved
    for vault in device.synced_vaults():
        covered = summaries[vault.id].snapshot if vault.id in summaries else 0
        device.snapshots[vault.id] = max(covered, device.snapshots.get(vault.id, 0))
    doubted = await find_doubted(device, secrets, summaries)
    stale = {vault.id for vault in _stale_vaults(device, summaries)}
    if await _show_snapshots(device, secrets, summaries, changed, doubted) and first_look:
        return False
    # A vault created during the round waits until the keyset with its key is accepted.
    for vault in [vault for vault in device.synced_vaults() if vault.id.hex() in secrets.vaults]:
        if vault.id in stale or (only is not None and vault.id not in only):
            continue
        before = vault.meta
        try:
            await vault.load()
            if vault.id in doubted:
                raise doubted[vault.id]
            if vault.id not in summaries and vault.id in stored:
                _check_missing(device, vault)
            await sync_vault(device, vault, summaries.get(vault.id))
            device.status.errors.pop(vault.id, None)
        except TransportError:
            raise
        except AutusError as error:
            if error.code in REFUSALS:
                raise
            # VAULT_DELETED too: the next list of vaults shows whether that is so.
            device.status.errors[vault.id] = error
        finally:
            if vault.meta != before:
                changed(vault.id)
    return True


async def _show_snapshots(
    device: Device,
    secrets: Secrets,
    summaries: Mapping[bytes, VaultSummary],
    changed: Callable[[bytes], None],
    doubted: Container[bytes],
) -> bool:
    """Shows every goal that is new on this device before the first of their histories arrives."""
    shown = False
    for vault in device.synced_vaults():
        if vault.meta.count or vault.id.hex() not in secrets.vaults or vault.id in doubted:
            continue
        if await begin_arrival(device, vault, summaries.get(vault.id)):
            shown = True
            if device.active is None:
                await device.select(vault.id)
            # First that its history is missing, so that no page asks for it.
            device.tell_progress()
            changed(vault.id)
    return shown


async def _open_first(device: Device, changed: Callable[[bytes], None]) -> None:
    """Makes the first vault that arrived active, on a device that has just joined."""
    for vault in device.synced_vaults():
        if vault.loaded:
            await device.select(vault.id)
            changed(vault.id)
            return


async def _adopt_vaults(
    device: Device, stale: Sequence[Vault], changed: Callable[[bytes], None]
) -> set[bytes]:
    """Takes the vaults of this device's former identity into the account, and makes those of `stale` anew.
    Returns their new ids.

    One that the account has too is joined with it. The others become new vaults.
    """
    account, adopted = device.require_account(), set[bytes]()
    olds = [*stale, *(local_vaults(device) if account.adopt else ())]
    if not (olds or account.adopt) or any(vault.arrival is not None for vault in device.synced_vaults()):
        return adopted
    from shared.device.sync.adoption import adopt_vault, withdrawal_mark  # noqa: PLC0415 - rarely needed
    from shared.device.sync.joining import AccountGoals, join_vaults  # noqa: PLC0415 - rarely needed

    goals = await AccountGoals.read([vault for vault in device.synced_vaults() if vault not in stale])
    for old in olds:
        # The key of a stale one is in the keyset, and opens nothing for anybody.
        mark = await withdrawal_mark(device, old) if old in stale else []
        new = await goals.take_twin(old)
        if new is not None:
            await join_vaults(device, old, new, mark)
        else:
            new = await adopt_vault(device, old, mark)
        device.replace_vault(old, new)
        adopted.add(new.id)
        changed(new.id)
    if account.adopt:
        await device.save_account(msgspec.structs.replace(device.require_account(), adopt=False))
    return adopted


def _stale_vaults(device: Device, summaries: Container[bytes]) -> list[Vault]:
    """The vaults that the server never had, and whose genesis has a key of an earlier epoch."""
    return [
        vault
        for vault in device.synced_vaults()
        if vault.meta.count
        and vault.meta.remote.receipt is None
        and not vault.meta.ended
        and vault.id not in summaries
        and min(vault.secret.keys) < device.epoch
    ]


async def _remove_withdrawn(
    device: Device, secrets: Secrets, listed: Container[bytes], changed: Callable[[bytes], None]
) -> None:
    """Removes vaults that another device has detached before anything of them arrived anywhere."""
    for vault in device.synced_vaults():
        if not vault.meta.count and vault.id.hex() not in secrets.vaults and vault.id not in listed:
            from shared.device.core.vault_removal import remove_vault  # noqa: PLC0415 - rarely needed

            await remove_vault(device, vault)
            changed(vault.id)


def local_vaults(device: Device) -> list[Vault]:
    """The vaults that an adoption takes into the account."""
    if device.account is None:
        return []
    identity = device.account.identity
    return [v for v in device.vaults.values() if v.meta.identity != identity and not v.meta.demo]


def _check_missing(device: Device, vault: Vault) -> None:
    """Raises SERVER_WITHHOLDS for a vault that the server had and no longer lists."""
    arrival = vault.arrival
    shown = arrival.number if arrival is not None and is_current(device, arrival) else 0
    if vault.meta.remote.receipt is not None or shown:
        known = vault.meta.remote.number or shown
        raise withheld(known)
