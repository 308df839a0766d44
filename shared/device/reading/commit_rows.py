"""Rows and quantities of commits as pages show them, ids in lower-case hex."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context
from shared.device.core.commit_log import IndexRow
from shared.device.core.field_types import COMMIT_KINDS, CommitKind
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
    document: dict[str, Any] = kernel.state_document(state)
    forecast = document["forecast"]
    trajectory = forecast["trajectory"]
    return Quantities(
        **document["measure"],
        P_outcome=forecast["P_outcome"],
        confidence=trajectory["confidence"],
        samples=trajectory["samples"],
    )


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
