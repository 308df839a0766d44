"""The documents that pages show: JSON-able, ids in lower-case hex."""

from __future__ import annotations

from typing import Any

from shared import kernel
from shared.device.core.device import Device
from shared.device.core.vault import Vault
from shared.device.reading.commit_rows import gate_view

Document = dict[str, Any]


def sim_view(vault: Vault) -> Document:
    """What the draft is and would lead to; `sim` is null while there is none."""
    sim = vault.sim
    if sim is None:
        return {"sim": None, "draft": kernel.draft_document(vault.tip.state), "gate": {"code": "NO_DRAFT"}}
    previewed = kernel.preview(sim)
    return {
        "sim": kernel.state_document(previewed),
        "draft": kernel.draft_document(sim),
        "gate": gate_view(sim, previewed),
    }


def vault_view(vault: Vault) -> Document:
    """A goal whole: draft, preview, present state and words. Raises AutusError VAULT_EMPTY."""
    tip = vault.tip
    return {
        **sim_view(vault),
        "vault": vault.id.hex(),
        "name": vault.secret.name,
        "demo": vault.meta.demo,
        "witnessed": vault.secret.witnessed,
        "head": tip.commit.hex(),
        "marker": tip.marker,
        "state_hash": kernel.state_hash(tip.state),
        "commits": vault.meta.commits,
        "live": kernel.state_document(tip.state),
        "context": vault.words(),
        "pending": vault.pending or None,
    }


def vault_summary(vault: Vault) -> Document:
    """A goal as a list shows it, from what is in memory at boot."""
    return {
        "vault": vault.id.hex(),
        "name": vault.secret.name,
        "demo": vault.meta.demo,
        "witnessed": vault.secret.witnessed,
        "commits": vault.meta.commits,
        "waiting": vault.meta.waiting,
        "removed": vault.meta.removed,
        "head": vault.meta.head.hex(),
    }


def vaults_view(device: Device) -> Document:
    """All goals of this device and the one that is shown."""
    return {
        "vaults": [vault_summary(vault) for vault in device.vaults.values()],
        "active": device.active.hex() if device.active else None,
    }


def account_view(device: Device) -> Document | None:
    """Name and public ids of the account, None without one."""
    account = device.account
    if account is None:
        return None
    return {"name": account.name, "identity": account.identity.hex(), "device": device.record.device.hex()}
