"""Rows and quantities of commits, as JSON-able documents with ids in lower-case hex."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context
from shared.device.core.commit_log import IndexRow
from shared.device.core.field_types import COMMIT_KINDS
from shared.kernel import State

Document = dict[str, Any]


def gate_view(sim: State, previewed: State) -> Document | None:
    """Why a commit of `sim` is blocked; None where it is open."""
    blocked = kernel.commit_gate(sim, previewed)
    return None if blocked is None else {"code": blocked.reason, **_numbers(blocked.fields)}


def quantities(state: State) -> Document:
    """The quantities of a commit's before and after."""
    document: Document = dict(kernel.state_document(state))
    forecast = document["forecast"]
    return {
        **document["measure"],
        "P_outcome": forecast["P_outcome"],
        "confidence": forecast["trajectory"]["confidence"],
        "samples": forecast["trajectory"]["samples"],
    }


def commit_row(
    row: IndexRow, body: Body, context: Context | None, position: int, unpushed: Container[object]
) -> Document:
    """`position` counts from 0 in the order in which commits fold."""
    marker = body.marker
    return {
        "commit": row.id.hex(),
        "kind": COMMIT_KINDS[row.kind],
        "t_ms": row.t_ms,
        "label": marker.label,
        "note": (context or {}).get("note"),
        "device": row.device.hex(),
        "seq": row.seq,
        "parents": [parent.hex() for parent in row.parents],
        "state_hash": marker.state_hash,
        "position": position,
        "synced": row.id not in unpushed,
    }


def _numbers(fields: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if key in {"value", "limit"}}
