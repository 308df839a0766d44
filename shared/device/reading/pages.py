"""Answers for pages: rows of the history, past states, and the devices of the account."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from shared import kernel
from shared.chain.fold_order import FoldOrder
from shared.device.core.device import Device
from shared.device.core.documents import DraftDocument, StateDocument, WordsDocument
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.reading.commit_rows import Change, quantities
from shared.device.reading.device_names import read_device_names
from shared.device.reading.history_reader import HistoryReader
from shared.device.reading.history_rows import HistoryRow, read_history_rows
from shared.kernel import State
from shared.vault.envelope import Opened


class RowPage(Struct, frozen=True):
    """Lines of the history; `total` counts those of the whole history."""

    rows: list[HistoryRow]
    total: int


class PastState(Struct, frozen=True):
    """The state after a commit. `draft` is the committed one, `change` what it changed; both are null for a
    genesis or a merge.
    """

    live: StateDocument
    draft: DraftDocument | None
    change: Change | None
    context: WordsDocument
    row: HistoryRow


class PastStates(Struct, frozen=True):
    """Past states of the history of `head`."""

    states: list[PastState]
    head: str


class DeviceRow(Struct, frozen=True):
    """A device of the account. `added` and `removed` are times in milliseconds.

    `removed` and `by`, the device on which the person removed it, are null unless it was removed.
    """

    device: str
    name: str
    this: bool
    added: int
    removed: int | None
    by: str | None


async def read_page(vault: Vault, before: int | None, limit: int) -> RowPage:
    """Up to `limit` rows before position `before`, newest first."""
    history = await vault.history()
    order = history.order(vault.tip.commit)
    end = len(order) if before is None else min(before, len(order))
    positions = range(end - 1, max(0, end - limit) - 1, -1)
    return RowPage(await _read_rows(vault, history, order, positions), len(order))


async def read_rows(vault: Vault, positions: Sequence[int]) -> RowPage:
    """The rows at these positions. Positions beyond the history are left out."""
    history = await vault.history()
    order = history.order(vault.tip.commit)
    reached = [position for position in positions if position < len(order)]
    return RowPage(await _read_rows(vault, history, order, reached), len(order))


async def _read_rows(
    vault: Vault, history: History, order: FoldOrder, positions: Sequence[int]
) -> list[HistoryRow]:
    opened = await history.open([order[position] for position in positions], contexts=True)
    return await read_history_rows(vault, history, order, positions, opened)


async def read_state(reader: HistoryReader, commit: bytes) -> PastState:
    """The past state after `commit`. Raises AutusError UNKNOWN_COMMIT."""
    history = await reader.vault.history()
    position = history.order(reader.vault.tip.commit).position(commit)
    return (await _read_past(reader, history, [position]))[0]


async def read_states(reader: HistoryReader, positions: Sequence[int]) -> PastStates:
    """The past states at these positions. Positions beyond the history are left out."""
    history = await reader.vault.history()
    reached = [position for position in positions if position < reader.vault.tip.length]
    return PastStates(await _read_past(reader, history, reached), reader.vault.tip.commit.hex())


async def _read_past(reader: HistoryReader, history: History, positions: Sequence[int]) -> list[PastState]:
    tip = reader.vault.tip.commit
    order = history.order(tip)
    opened = await history.open([order[position] for position in positions], contexts=True)
    rows = await read_history_rows(reader.vault, history, order, positions, opened)
    found: list[PastState] = []
    for row, one in zip(rows, opened, strict=True):
        state = await reader.state(one.id)
        draft = one.body.draft
        made_of = None if draft is None else msgspec.structs.replace(state, draft=draft)
        found.append(
            PastState(
                live=kernel.state_document(state),
                draft=None if made_of is None else kernel.draft_document(made_of),
                change=await _read_change(reader, one, state),
                context=await history.words(one.id, tip),
                row=row,
            )
        )
    return found


async def _read_change(reader: HistoryReader, one: Opened, state: State) -> Change | None:
    """What a commit changed, beside what one of the untouched draft under the same rules would have."""
    if one.body.draft is None:
        return None
    before = await reader.state(one.header.parents[0])
    drift = kernel.drift(msgspec.structs.replace(before, rules=one.body.rules))
    return Change(quantities(before), quantities(drift), quantities(state))


async def list_devices(device: Device) -> list[DeviceRow]:
    """The devices in the roster, those that were removed last. Empty without an account."""
    if device.account is None:
        return []
    roster = await device.roster()
    names = await read_device_names(device)
    active = [
        DeviceRow(key.hex(), names.get(key, ""), key == device.record.device, entry.added_ms, None, None)
        for key, entry in roster.devices.items()
    ]
    return active + [
        DeviceRow(key.hex(), names.get(key, ""), False, each.entry.added_ms, each.revoked_ms, each.by.hex())
        for key, each in roster.revoked.items()
    ]
