"""What the sync indicator shows."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from shared.crypto.hashing import fingerprint
from shared.device.core.device import Device
from shared.device.core.documents import ProblemDocument
from shared.device.core.vault import Vault
from shared.device.sync.unpushed import CONFLICT_CODES
from shared.errors import AutusError
from shared.vault.roster import read_verified

# Refusals that pass by themselves. The caller tries again soon, with backoff and jitter.
PASSING_CODES = frozenset(
    {
        "BAD_ANSWER",
        "BODY_TIMED_OUT",
        "HEAD_MOVED",
        "INTERRUPTED",
        "KEYSET_MOVED",
        "NOT_READY",
        "ROSTER_MOVED",
        "SERVER_BUSY",
        "SERVER_DAMAGED",
        "SERVER_ERROR",
        "SERVER_FULL",
        "TOO_MANY_ATTEMPTS",
        "WITNESS_BUSY",
    }
)


# Refusals that end with a log-in.
_LOGIN_CODES = frozenset({"DEVICE_REVOKED", "WAY_IN_NEEDED"})

SyncPhase = Literal["local", "offline", "syncing", "synced", "waiting", "refused", "signed_out", "revoked"]
SyncNeed = Literal["login", "password", "generation"]
SyncRetry = Literal["never", "soon", "later"]


VaultState = Literal["synced", "waiting", "refused", "deleted", "here_only"]


class Arriving(Struct, frozen=True):
    """How many commits of a goal have arrived, and how many will have.

    Not `readable` is a goal that shows a snapshot: what needs its history waits, and all commits are counted.
    Otherwise a long pull goes on, and those that it brings are counted.
    """

    have: int
    of: int
    readable: bool


class VaultSync(Struct, frozen=True):
    """The sync of one vault. `waiting` counts unpushed commits. `number` is the newest stored push.

    A vault in the state `deleted` was deleted on the server, as the server says. It does not sync until the
    person decides. One in the state `here_only` never does: an example, a goal of another account, or one
    that the person keeps on this device alone. `arriving` is set while many commits of the goal arrive, and
    while it shows a snapshot.
    """

    vault: str
    state: VaultState
    waiting: int
    number: int
    error: ProblemDocument | None
    witnessed: bool
    arriving: Arriving | None


class LastReceipt(Struct, frozen=True):
    """The newest receipt that this device has from the server. `head` and `number` are those of the push."""

    vault: str
    number: int
    commits: int
    head: str
    time_ms: int


class SyncStatus(Struct, frozen=True):
    """The content of the sync indicator. `needs` is what only the person can do.

    In the phase `revoked` the account has ended this device, at `revoked_ms`. It shows no goals until it logs
    in as a new one.

    `retry` is when the caller tries the next round: `soon` after a fault that passes, in seconds; `later`
    after an answer that may last, with growing waits; `never` while there is nothing to ask a server.
    `ending`: this device has logged out, and the server does not know yet. `receipt_key` is the fingerprint
    of the server's key, None without an account.
    """

    phase: SyncPhase
    waiting: int
    last_synced_ms: int | None
    vaults: list[VaultSync]
    error: ProblemDocument | None
    needs: SyncNeed | None
    retry: SyncRetry
    ending: bool
    receipt_key: str | None
    receipt: LastReceipt | None
    revoked_ms: int | None


def sync_status(device: Device) -> SyncStatus:
    """The status of the account and of every vault. Whoever shows how a goal syncs reads it here."""
    account = device.account
    waiting = sum(vault.waiting for vault in device.synced_vaults())
    errors = _errors(device)
    phase = _phase(device, waiting, errors)
    return SyncStatus(
        phase=phase,
        waiting=waiting if account else sum(v.waiting for v in device.vaults.values()),
        last_synced_ms=device.status.last_synced_ms,
        vaults=[_vault_sync(device, vault) for vault in device.vaults.values()] if account else [],
        error=errors[0].problem() if errors else None,
        needs=_needs(device, {error.code for error in errors}),
        retry=_retry(device, phase),
        ending=device.left_session is not None,
        receipt_key=fingerprint(account.receipt_key) if account else None,
        receipt=_last_receipt(device) if account else None,
        revoked_ms=_revoked_ms(device),
    )


def _revoked_ms(device: Device) -> int | None:
    """When this device was removed, by the clock of the device that did it."""
    if device.account is None or not device.account.revoked:
        return None
    roster = read_verified(device.account.identity, device.account.roster)
    return roster.revoked[device.record.device].revoked_ms


def _last_receipt(device: Device) -> LastReceipt | None:
    stored = [(vault, vault.meta.remote.receipt) for vault in device.account_vaults()]
    receipts = [(vault, receipt) for vault, receipt in stored if receipt is not None]
    if not receipts:
        return None
    vault, newest = max(receipts, key=lambda item: item[1].time_ms)
    return LastReceipt(vault.id.hex(), newest.number, newest.commits, newest.head.hex(), newest.time_ms)


def _vault_sync(device: Device, vault: Vault) -> VaultSync:
    state, error = _vault_state(device, vault), _vault_error(device, vault)
    return VaultSync(
        vault=vault.id.hex(),
        state=state,
        waiting=vault.waiting,
        number=0 if state in ("deleted", "here_only") else vault.meta.remote.number,
        error=error.problem() if error is not None else None,
        witnessed=vault.secret.witnessed,
        arriving=_arriving(device, vault),
    )


def _arriving(device: Device, vault: Vault) -> Arriving | None:
    arrival, have = vault.arrival, vault.meta.remote.commits
    pull = device.status.pulls.get(vault.id)
    if arrival is not None:
        expected = arrival.expected if pull is None else max(pull.of, arrival.expected)
        return Arriving(have, max(have, expected), readable=False)
    return None if pull is None else Arriving(have - pull.since, pull.of - pull.since, readable=True)


def _vault_state(device: Device, vault: Vault) -> VaultState:
    if not device.is_account_vault(vault) or vault.meta.here_only:
        return "here_only"
    if vault.meta.removed:
        return "deleted"
    if vault.id in device.status.errors:
        return "refused"
    return "waiting" if vault.waiting or vault.arrival is not None else "synced"


def _vault_error(device: Device, vault: Vault) -> AutusError | None:
    if _vault_state(device, vault) == "deleted":
        return _deletion_error(device, vault)
    return device.status.errors.get(vault.id)


def _deletion_error(device: Device, vault: Vault) -> AutusError:
    """A deletion without the mark of the device that the person confirmed it on is a goal held back."""
    secrets, facts = device.accepted_secrets, {"vault": vault.id.hex()}
    if secrets is not None and vault.id.hex() not in secrets.deleted:
        detail = "the server says that this goal was deleted there, and no device of the account says so"
        return AutusError("SERVER_WITHHOLDS", detail, **facts)
    return AutusError("VAULT_DELETED", "the server says that this goal was deleted there", **facts)


def _errors(device: Device) -> list[AutusError]:
    """What the last round ended in. Errors that last come before those that pass. The phase tells of an ended
    session.
    """
    status = device.status
    account = status.error if status.error is not None and _is_signed_in(device) else None
    vaults = [_vault_error(device, vault) for vault in device.vaults.values()]
    errors = [error for error in (account, *vaults) if error is not None]
    errors.sort(key=lambda error: error.code in PASSING_CODES)
    if status.unreachable is not None and status.unreachable.code == "FOREIGN_ANSWER":
        errors.insert(0, status.unreachable)
    return errors


def _is_signed_in(device: Device) -> bool:
    """False if the person logged out, or while the server says that the session has ended."""
    error = device.status.error
    return (
        device.account is not None
        and device.account.signed_in
        and (error is None or error.code != "NOT_SIGNED_IN")
    )


def _phase(device: Device, waiting: int, errors: list[AutusError]) -> SyncPhase:
    if device.account is None:
        return "local"
    if device.is_revoked:
        return "revoked"
    if not _is_signed_in(device):
        return "signed_out"
    if device.status.syncing:
        return "syncing"
    if device.status.unreachable is not None:
        return "offline"
    if errors:
        return "waiting" if errors[0].code in PASSING_CODES else "refused"
    arriving = any(vault.arrival is not None for vault in device.synced_vaults())
    return "waiting" if waiting or arriving or device.status.last_synced_ms is None else "synced"


def _needs(device: Device, codes: set[str]) -> SyncNeed | None:
    if (device.account is not None and not _is_signed_in(device)) or codes & _LOGIN_CODES:
        return "login"
    if codes & CONFLICT_CODES:
        return "password"
    return "generation" if "NEW_GENERATION" in codes else None


def _retry(device: Device, phase: SyncPhase) -> SyncRetry:
    if device.account is None or not device.account.signed_in:
        return "soon" if device.left_session is not None else "never"
    if device.status.unreachable is not None or phase == "waiting":
        return "soon"
    return "later"
