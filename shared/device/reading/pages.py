"""Longer answers for pages: history by the page, a goal as it was, the devices of the account."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import msgspec

from shared import kernel
from shared.device.core import whatifs
from shared.device.core.device import Device
from shared.device.core.history import History
from shared.device.core.records import SavedWhatIf
from shared.device.core.vault import Vault
from shared.device.reading.commit_rows import commit_row, gate_view, quantities
from shared.device.reading.history_reader import Course
from shared.errors import AutusError
from shared.vault.roster import open_device_names

Document = dict[str, Any]


class _Unpushed(Container[object]):
    """The commits that no stored push holds."""

    def __init__(self, history: History, remote: bytes | None) -> None:
        self._history = history
        self._remote = remote

    def __contains__(self, commit: object) -> bool:
        if self._remote is None or not isinstance(commit, bytes):
            return True
        return not self._history.graph.is_ancestor(commit, self._remote)


async def history_page(vault: Vault, before: int | None, limit: int) -> Document:
    """Up to `limit` rows before position `before`, newest first."""
    history = await vault.history()
    order = history.order(vault.tip.commit)
    end = len(order) if before is None else min(before, len(order))
    positions = range(end - 1, max(0, end - limit) - 1, -1)
    return {"rows": await _rows(vault, history, order, positions), "total": len(order)}


async def rows_at(vault: Vault, positions: Sequence[int]) -> Document:
    """The rows at these positions, without those that the history does not reach."""
    history = await vault.history()
    order = history.order(vault.tip.commit)
    reached = [position for position in positions if position < len(order)]
    return {"rows": await _rows(vault, history, order, reached), "total": len(order)}


async def _rows(
    vault: Vault, history: History, order: Sequence[bytes], positions: Sequence[int]
) -> list[Document]:
    unpushed = _Unpushed(history, vault.meta.remote.head)
    opened = await history.open([order[position] for position in positions], contexts=True)
    return [
        commit_row(history.row(one.id), one.body, one.context, position, unpushed)
        for position, one in zip(positions, opened, strict=True)
    ]


async def state_at(course: Course, commit: bytes) -> Document:
    """The goal as it was when `commit` had been made, and the draft that it was made of (of a genesis or a
    merge null). Raises AutusError UNKNOWN_COMMIT.
    """
    history = await course.vault.history()
    place = history.places(course.vault.tip.commit)
    if commit not in place:
        raise AutusError("UNKNOWN_COMMIT", "no such commit in this goal's history", commit=commit.hex())
    return (await _past(course, history, [place[commit]]))[0]


async def states(course: Course, positions: Sequence[int]) -> Document:
    """As `state_at`, of several commits by their positions, without those that the history does not reach."""
    history = await course.vault.history()
    reached = [position for position in positions if position < course.vault.tip.length]
    return {"states": await _past(course, history, reached), "head": course.vault.tip.commit.hex()}


async def _past(course: Course, history: History, positions: Sequence[int]) -> list[Document]:
    tip = course.vault.tip.commit
    order = history.order(tip)
    opened = await history.open([order[position] for position in positions], contexts=True)
    unpushed = _Unpushed(history, course.vault.meta.remote.head)
    found: list[Document] = []
    for position, one in zip(positions, opened, strict=True):
        state = await course.state(one.id)
        draft = one.body.draft
        made_of = None if draft is None else msgspec.structs.replace(state, draft=draft)
        found.append(
            {
                "live": kernel.state_document(state),
                "draft": None if made_of is None else kernel.draft_document(made_of),
                "context": await history.words(one.id, tip),
                "row": commit_row(history.row(one.id), one.body, one.context, position, unpushed),
            }
        )
    return found


async def whatif_list(vault: Vault) -> Document:
    """Each what-if and what it would lead to from the present state."""
    return {
        "whatifs": [_whatif(vault, kept) for kept in await whatifs.read(vault)],
        "limit": whatifs.WHATIFS_MAX,
    }


def _whatif(vault: Vault, kept: SavedWhatIf) -> Document:
    sim = whatifs.state_of(vault, kept)
    previewed = kernel.preview(sim)
    return {
        "id": kept.number,
        "name": kept.name,
        "draft": kernel.draft_document(sim),
        "sim": quantities(previewed),
        "gate": gate_view(sim, previewed),
    }


def words_specificity(fields: Mapping[str, str]) -> Document:
    """The six scores of a goal text."""
    # The tables are read when they are first asked for: a start does not wait for them.
    from shared.words.specificity import specificity  # noqa: PLC0415 - for this reason

    return {
        "scores": [
            {"name": score.name, "value": score.value, "words": [word._asdict() for word in score.words]}
            for score in specificity(fields)
        ]
    }


async def devices(device: Device) -> list[Document]:
    """The devices that the roster carries; without an account there is none to list."""
    if device.account is None:
        return []
    roster = await device.roster()
    names = await open_device_names(device.host.crypto, device.account_key, roster)
    return [
        {
            "device": key.hex(),
            "name": names.get(key, ""),
            "this": key == device.record.device,
            "added": entry.added_ms,
        }
        for key, entry in roster.devices.items()
    ]
