"""What the sync indicator shows."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from shared.device.core.device import Device
from shared.device.core.documents import ProblemDocument
from shared.device.sync.unpushed import CONFLICT_CODES
from shared.errors import AutusError

# Refusals that pass by themselves: the caller tries again later, with backoff and jitter.
TRANSIENT_CODES = frozenset({"BODY_TIMED_OUT", "HEAD_MOVED", "INTERRUPTED", "SERVER_BUSY", "WITNESS_BUSY"})


SyncPhase = Literal["local", "offline", "syncing", "synced", "waiting", "refused", "signed_out"]
SyncNeed = Literal["login", "password", "generation"]


class VaultSync(Struct, frozen=True):
    """The sync of one vault. `waiting` counts unpushed commits. `number` is the newest stored push."""

    vault: str
    waiting: int
    number: int
    error: ProblemDocument | None
    witnessed: bool


class SyncStatus(Struct, frozen=True):
    """The content of the sync indicator. `needs` is what only the person can do."""

    phase: SyncPhase
    waiting: int
    last_synced_ms: int | None
    vaults: list[VaultSync]
    error: ProblemDocument | None
    needs: SyncNeed | None


def sync_status(device: Device) -> SyncStatus:
    """The status of the account and of every synced vault."""
    status, account = device.status, device.account
    vaults = device.synced_vaults()
    waiting = sum(vault.meta.waiting for vault in vaults)
    errors = [status.error, *status.errors.values()]
    error = next((error for error in errors if error is not None), None)
    return SyncStatus(
        phase=_phase(device, waiting, error),
        waiting=waiting if account else sum(v.meta.waiting for v in device.vaults.values()),
        last_synced_ms=status.last_synced_ms,
        vaults=[
            VaultSync(
                vault=vault.id.hex(),
                waiting=vault.meta.waiting,
                number=vault.meta.remote.number,
                error=status.errors[vault.id].problem() if vault.id in status.errors else None,
                witnessed=vault.secret.witnessed,
            )
            for vault in vaults
        ],
        error=error.problem() if error else None,
        needs=_needs(device, {error.code for error in errors if error is not None}),
    )


def _phase(device: Device, waiting: int, error: AutusError | None) -> SyncPhase:
    if device.account is None:
        return "local"
    if not device.account.signed_in:
        return "signed_out"
    if device.status.syncing:
        return "syncing"
    if device.status.offline:
        return "offline"
    if error is not None:
        return "waiting" if error.code in TRANSIENT_CODES else "refused"
    return "waiting" if waiting or device.status.last_synced_ms is None else "synced"


def _needs(device: Device, codes: set[str]) -> SyncNeed | None:
    if device.account is not None and not device.account.signed_in:
        return "login"
    if codes & CONFLICT_CODES:
        return "password"
    return "generation" if "NEW_GENERATION" in codes else None
