"""What pages show of the goals and the account of a device, ids in lower-case hex."""

from __future__ import annotations

from msgspec import Struct

from shared import kernel
from shared.device.core.device import Device
from shared.device.core.documents import DraftDocument, StateDocument, WordsDocument
from shared.device.core.draft_steps import begin_draft
from shared.device.core.field_types import Slot, Start
from shared.device.core.vault import Vault
from shared.device.reading.commit_rows import Change, Gate, SlotEffect, gate_view, quantities, slot_effects


class SimView(Struct, frozen=True):
    """The draft and its preview; `sim` is null while there is no draft. `gate` is null where it is open.

    `change` has the quantities of LIVE, of the drift and of SIM from the same tip. `slots` has what the share
    of each slot adds to the quantities that it acts on.
    `start` is where the draft began: null without one, or if it was installed as a whole. `undo` and `redo`
    count the steps in both directions.
    """

    sim: StateDocument | None
    draft: DraftDocument
    gate: Gate | None
    change: Change
    slots: list[SlotEffect]
    start: Start | None
    undo: int
    redo: int


class Controls(Struct, frozen=True):
    """What a person chose for the controls of a goal on this device.

    A new draft begins at `start`. The `held` slots keep their share while another one moves.
    """

    start: Start
    held: list[Slot]


class VaultView(SimView, frozen=True):
    """A goal whole. `rules` are those of its tip. `pending` are words that the next commit seals.

    `last` are the settings of the last commit without node operations, or those of the rules before the first
    commit. `typed` is text by field that a person has typed and not yet saved.
    """

    vault: str
    name: str
    demo: bool
    witnessed: bool
    head: str
    marker: str
    rules: str
    state_hash: str
    commits: int
    live: StateDocument
    last: DraftDocument
    controls: Controls
    context: WordsDocument
    pending: WordsDocument | None
    typed: dict[str, str]


class VaultSummary(Struct, frozen=True):
    """A goal as a list shows it. `deleted_on_server`: of the account, and on this device only.

    `former` are the ids that it had before it was rewritten.
    """

    vault: str
    name: str
    demo: bool
    witnessed: bool
    commits: int
    waiting: int
    deleted_on_server: bool
    head: str
    former: list[str]


class VaultList(Struct, frozen=True):
    """The goals of a device. `active` is the open one."""

    vaults: list[VaultSummary]
    active: str | None


class Account(Struct, frozen=True):
    """The name and the public ids of an account."""

    name: str
    identity: str
    device: str


def sim_view(vault: Vault) -> SimView:
    """The draft of a goal and what it would lead to."""
    sim, start, steps = vault.drafted
    undo, redo = len(steps.past), len(steps.future)
    live, drift = quantities(vault.tip.state), quantities(vault.drift)
    if sim is None:
        untouched, change = kernel.draft_document(vault.tip.state), Change(live, drift, None)
        slots = slot_effects(vault.tip.state)
        return SimView(None, untouched, Gate("NO_DRAFT"), change, slots, None, undo, redo)
    previewed = kernel.preview(sim)
    return SimView(
        kernel.state_document(previewed),
        kernel.draft_document(sim),
        gate_view(sim, previewed),
        Change(live, drift, quantities(previewed)),
        slot_effects(sim),
        start,
        undo,
        redo,
    )


def vault_view(vault: Vault) -> VaultView:
    """A goal whole: draft, preview, present state and words. Raises AutusError VAULT_EMPTY."""
    tip, drafted = vault.tip, sim_view(vault)
    return VaultView(
        sim=drafted.sim,
        draft=drafted.draft,
        gate=drafted.gate,
        change=drafted.change,
        slots=drafted.slots,
        start=drafted.start,
        undo=drafted.undo,
        redo=drafted.redo,
        vault=vault.id.hex(),
        name=vault.secret.name,
        demo=vault.meta.demo,
        witnessed=vault.secret.witnessed,
        head=tip.commit.hex(),
        marker=tip.marker,
        rules=tip.state.rules,
        state_hash=kernel.state_hash(tip.state),
        commits=_count_commits(vault),
        live=kernel.state_document(tip.state),
        last=kernel.draft_document(begin_draft(tip.state, tip.last, "last")[0]),
        controls=Controls(vault.controls.start, list(vault.controls.held)),
        context=vault.words(),
        pending=vault.pending or None,
        typed=vault.typed,
    )


def _count_commits(vault: Vault) -> int:
    """How many commits led to what is shown."""
    return vault.meta.commits if vault.arrival is None else vault.arrival.tip.length


def vault_summary(vault: Vault) -> VaultSummary:
    """A goal as a list shows it, from what is in memory at boot."""
    return VaultSummary(
        vault=vault.id.hex(),
        name=vault.secret.name,
        demo=vault.meta.demo,
        witnessed=vault.secret.witnessed,
        commits=_count_commits(vault),
        waiting=vault.waiting,
        deleted_on_server=vault.meta.removed or vault.meta.here_only,
        head=vault.meta.head.hex(),
        former=[each.hex() for each in vault.meta.former],
    )


def vault_list(device: Device) -> VaultList:
    """All goals of this device and the one that is open."""
    return VaultList(
        [vault_summary(vault) for vault in device.vaults.values()],
        device.active.hex() if device.active else None,
    )


def account_view(device: Device) -> Account | None:
    """The account of this device, None without one."""
    account = device.account
    if account is None:
        return None
    return Account(account.name, account.identity.hex(), device.record.device.hex())
