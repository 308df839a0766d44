"""Rows and quantities of commits as pages show them, ids in lower-case hex."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, cast

from msgspec import UNSET, Struct, UnsetType

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context
from shared.device.core.field_types import COMMIT_KINDS, CommitKind, Quantity, Slot
from shared.device.core.index_rows import IndexRow
from shared.kernel import BlockReason, Measure, State


class Gate(Struct, frozen=True):
    """Why a commit is blocked: the sigma of the preview is `value`, the largest allowed one `limit`."""

    code: BlockReason
    value: float | UnsetType = UNSET
    limit: float | UnsetType = UNSET


class Quantities(Measure, frozen=True):
    """All quantities of a state, rounded; `samples` is the trajectory."""

    P_outcome: float
    confidence: float
    samples: list[float]


class SlotEffect(Struct, frozen=True):
    """What the share of a slot adds to a quantity that the slot acts on."""

    slot: Slot
    name: Quantity
    value: float


class Change(Struct, frozen=True):
    """What a commit changes. `live` is the state before it, `sim` the one after it, null without a draft.

    `drift` is what a commit of the untouched draft gives from the same state. Drift − live is what a commit
    does by itself, and sim − drift the effect of what a person moved.
    """

    live: Quantities
    drift: Quantities
    sim: Quantities | None


class CommitRow(Struct, frozen=True):
    """A line of the history. `position` counts from 0 in fold order; `device` is empty for a merge."""

    commit: str
    kind: CommitKind
    t_ms: int
    label: str | None
    note: str | None
    device: str
    seq: int
    parents: list[str]
    state_hash: str
    position: int
    synced: bool


def gate_view(sim: State, previewed: State) -> Gate | None:
    """Why a commit of `sim` is blocked. None if it is allowed."""
    blocked = kernel.commit_gate(sim, previewed)
    if blocked is None:
        return None
    fields: dict[str, Any] = blocked.fields
    return Gate(blocked.reason, fields.get("value", UNSET), fields.get("limit", UNSET))


def quantities(state: State) -> Quantities:
    """The quantities of a state."""
    m, forecast, rounded = state.measure, state.forecast, kernel.round_f
    return Quantities(
        M=rounded(m.M),
        E=rounded(m.E),
        dE_dt=rounded(m.dE_dt),
        sigma=rounded(m.sigma),
        leak=rounded(m.leak),
        pressure=rounded(m.pressure),
        volume=rounded(m.volume),
        density=rounded(m.density),
        stability=rounded(m.stability),
        recovery=rounded(m.recovery),
        node_type=m.node_type,
        P_outcome=rounded(forecast.P_outcome),
        confidence=rounded(forecast.trajectory.confidence),
        samples=[rounded(sample) for sample in forecast.trajectory.samples],
    )


def value_of(state: State, name: Quantity) -> float:
    """One quantity of a state, unrounded."""
    if name == "P_outcome":
        return state.forecast.P_outcome
    if name == "confidence":
        return state.forecast.trajectory.confidence
    value: float = getattr(state.measure, name)
    return value


def slot_effects(sim: State) -> list[SlotEffect]:
    """What each slot adds to each quantity that it acts on, rounded."""
    return [
        SlotEffect(cast("Slot", slot), cast("Quantity", name), kernel.round_f(value))
        for slot, parts in kernel.attribution.slot_parts(sim).items()
        for name, value in parts.items()
    ]


def commit_row(
    row: IndexRow, body: Body, context: Context | None, position: int, unpushed: Container[object]
) -> CommitRow:
    """The line of a commit. `unpushed` contains the ids of commits that the server does not have."""
    marker = body.marker
    return CommitRow(
        commit=row.id.hex(),
        kind=COMMIT_KINDS[row.kind],
        t_ms=row.t_ms,
        label=marker.label,
        note=(context or {}).get("note"),
        device=row.device.hex(),
        seq=row.seq,
        parents=[parent.hex() for parent in row.parents],
        state_hash=marker.state_hash,
        position=position,
        synced=row.id not in unpushed,
    )
