"""Pulling, merging and pushing one vault until device and server have the same head."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.roster_sync import refresh_roster
from shared.device.core.vault import Vault
from shared.device.sync.arrival import end_arrival
from shared.device.sync.pull import apply_page, pull_new
from shared.device.sync.push import push_pending
from shared.device.sync.snapshots import leave_snapshot
from shared.device.sync.unpushed import REWRITABLE_CODES
from shared.errors import AutusError
from shared.wire.decoding import Limits, decode_msgpack
from shared.wire.limits import REFUSAL_PAGE_BYTES_MAX
from shared.wire.pushes import PullPage
from shared.wire.vaults import VaultSummary

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.vault.roster import Roster

# Other devices may move the head between a pull and a push. The caller comes back later, with jitter.
ATTEMPTS_MAX = 8
_PAGE_LIMITS = Limits(REFUSAL_PAGE_BYTES_MAX)


async def sync_vault(device: Device, vault: Vault, summary: VaultSummary | None) -> None:
    """Pulls, merges and pushes until nothing is left to do. Raises what pull and push raise."""
    if summary is None and (not vault.loaded or vault.arrival is not None):
        # Nothing has arrived that could be pushed.
        return
    require_kept_history(await device.roster(), vault)
    if summary is not None and summary.witnessed != vault.secret.witnessed:
        # First: the server would refuse a push without a disclosure while its witness switch is on.
        await device.server.switch_witness(vault.id, vault.secret.witnessed)
    behind = summary is not None and not _is_up_to_date(vault, summary)
    for _ in range(ATTEMPTS_MAX):
        if behind:
            await pull_vault(device, vault)
        try:
            await end_arrival(device, vault)
            await push_pending(device, vault)
            await leave_snapshot(device, vault)
        except AutusError as error:
            if error.code == "ROSTER_MOVED":
                await _follow_roster(device)
                continue
            if error.code == "HEAD_MOVED":
                behind = not await take_page(device, vault, error)
                continue
            if error.code not in REWRITABLE_CODES:
                raise
            from shared.device.sync.rewrite import rewrite_unpushable  # noqa: PLC0415 - rarely needed

            # The conflicting commits may not have been pulled yet. Once they are, only a rewrite helps.
            if not await rewrite_unpushable(device, vault) and behind:
                raise
            behind = True
        else:
            return
    raise AutusError("HEAD_MOVED", "the head kept moving", vault=vault.id.hex())


class KeysMoved(Exception):
    """Another device has replaced the account key, perhaps after the server was asked for its list."""


async def _follow_roster(device: Device) -> None:
    """Raises KeysMoved if the account key was replaced: a device pulls before it rewrites commits."""
    epoch = device.epoch
    await refresh_roster(device)
    if device.epoch != epoch:
        raise KeysMoved


async def pull_vault(device: Device, vault: Vault) -> None:
    """Pulls until the server has nothing newer. Raises what `pull_new` raises."""
    try:
        await pull_new(device, vault)
    except AutusError as error:
        known = device.require_account().roster
        if error.code == "UNKNOWN_SIGNER":
            await refresh_roster(device)
        if device.require_account().roster == known:
            raise
        # The signer joined during this round.
        await pull_new(device, vault)


async def take_page(device: Device, vault: Vault, refusal: AutusError) -> bool:
    """Takes in the page of pushes that HEAD_MOVED may carry, as if it had been pulled.

    Returns whether the vault has moved to the newest head with it. If not, a pull is needed. Raises what
    `pull_new` raises.
    """
    before, page = vault.meta.remote.number, _decode_page(refusal.fields.pop("page", None))
    if page is None:
        return False
    try:
        newest = await apply_page(device, vault, page)
    except AutusError as error:
        if error.code != "UNKNOWN_SIGNER":
            raise
        # The signer has just joined. The pull fetches the roster too.
        return False
    return newest and vault.meta.remote.number > before


def _decode_page(encoded: object) -> PullPage | None:
    if not isinstance(encoded, str):
        return None
    try:
        return decode_msgpack(b64decode(encoded, validate=True), PullPage, _PAGE_LIMITS)
    except (ValueError, msgspec.MsgspecError):
        return None


def require_kept_history(roster: Roster, vault: Vault) -> None:
    """Raises AutusError PUSH_AFTER_REVOCATION if more of a revoked device was pulled than counts."""
    for device, revoked in roster.revoked.items():
        surplus = vault.meta.remote.seqs.get(device, 0) - revoked.seq_in(vault.id)
        if surplus > 0:
            raise AutusError(
                "PUSH_AFTER_REVOCATION",
                "the server has taken more from a device that was removed than it showed at the removal",
                device=device.hex(),
                commits=surplus,
            )


def _is_up_to_date(vault: Vault, summary: VaultSummary) -> bool:
    known = vault.meta.remote
    return (summary.number, summary.head, summary.generation) == (
        known.number,
        known.head,
        vault.meta.generation,
    )
