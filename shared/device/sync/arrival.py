"""The time between the first look at a goal on a new device and the arrival of its whole history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared import kernel
from shared.device.core.arrival import (
    Arrival,
    read_snapshot_tip,
    seal_arrival,
    seal_snapshot_tip,
)
from shared.device.core.arrival_end import join_arrival
from shared.device.core.history import History, Tip
from shared.device.core.host import TransportError
from shared.device.core.records import meta_record
from shared.device.core.vault import Vault
from shared.device.sync.receipts import new_receipts
from shared.device.sync.recorded_checks import check_recorded_head
from shared.device.sync.snapshot_checks import check_snapshot, follow_tail
from shared.errors import AutusError
from shared.wire.pushes import PullPage, StoredPush
from shared.wire.snapshots import Snapshot
from shared.wire.vaults import VaultSummary

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def begin_arrival(device: Device, vault: Vault, summary: VaultSummary | None) -> bool:
    """Shows the server's snapshot of a vault of which this device has nothing yet. True if it did.

    A snapshot that does not pass its checks is passed over: the history arrives as it would without one.
    Raises TransportError.
    """
    if summary is None or not summary.snapshot or vault.meta.count:
        return False
    await vault.load()
    if vault.loaded:
        return False
    try:
        snapshot = await device.server.snapshot(vault.id)
        page = await device.server.pull(vault.id, snapshot.number - 1)
        return await _show(device, vault, snapshot, page)
    except TransportError:
        raise
    except AutusError:
        return False


async def _show(device: Device, vault: Vault, snapshot: Snapshot, page: PullPage) -> bool:
    if not page.pushes or page.generation != device.require_account().generations[-1]:
        return False
    first, *later = page.pushes
    checked = await check_snapshot(device, vault, snapshot, first)
    tip, progress = await follow_tail(device, vault, checked, later)
    for push in page.pushes:
        check_recorded_head(device, vault, push.receipt)
    newest = page.latest.commits if page.latest is not None else 0
    arrival = Arrival(
        signer=snapshot.device,
        number=progress.number,
        generation=page.generation,
        expected=max(newest, progress.commits),
        fork=tip.commit,
        tip=tip,
    )
    async with vault.locked():
        if vault.loaded:
            return False
        await _write_arrival(
            device,
            vault,
            checked.tip,
            arrival,
            progress.seqs.get(device.record.device, 0),
            page.pushes[: progress.number - snapshot.number + 1],
        )
    return True


async def _write_arrival(
    device: Device, vault: Vault, snapshot: Tip, arrival: Arrival, seq: int, pushes: Sequence[StoredPush]
) -> None:
    # They are kept from here on. A history that arrives with other receipts is then SERVER_FORKED.
    receipts = await new_receipts(device, vault, arrival.generation, pushes)
    meta = msgspec.structs.replace(vault.meta, seq=max(vault.meta.seq, seq))
    puts = [*receipts, meta_record(vault.id, meta)]
    puts += await seal_snapshot_tip(device.host, vault.id, snapshot)
    puts += await seal_arrival(device.host, vault.id, arrival)
    await device.host.store.write(puts)
    vault.meta, vault.arrival = meta, arrival


async def end_arrival(device: Device, vault: Vault) -> None:
    """Joins what was shown with the history that has arrived: this device's commits go on top of it.

    Nothing was pushed before. Commits that do not fit the history are made again on its head, with the same
    drafts, times and words. Raises AutusError: SERVER_ROLLED_BACK for a history that ends before the pushes
    that were shown, and SNAPSHOT_MISMATCH after all is stored if the snapshot was not what the replay gives.
    """
    async with vault.locked():
        arrival, remote = vault.arrival, vault.meta.remote
        if arrival is None:
            return
        if is_current(device, arrival) and remote.number < arrival.number:
            known, shown = arrival.number, remote.number
            raise AutusError(
                "SERVER_ROLLED_BACK", "the history ends before what was shown", known=known, shown=shown
            )
        history = await vault.stored_history()
        try:
            wrong = await _find_difference(device, vault, history, arrival)
            await join_arrival(device.record.device, vault, history, arrival, fits=wrong is None)
        except BaseException:
            vault.forget_history()
            raise
    device.tell_progress()
    if wrong is not None:
        raise AutusError(
            "SNAPSHOT_MISMATCH",
            "the state that was shown is not the one that the history gives",
            device=arrival.signer.hex(),
            field=wrong,
        )


def is_current(device: Device, arrival: Arrival) -> bool:
    """False if the server's database was restored after what is shown had come from it."""
    return device.require_account().generations[-1] == arrival.generation


async def _find_difference(device: Device, vault: Vault, history: History, arrival: Arrival) -> str | None:
    """What of the snapshot the replayed history contradicts, None if nothing."""
    said = await read_snapshot_tip(device.host, vault.id)
    if said.commit not in history or arrival.fork not in history:
        # After a restore the server may lack both.
        return "commit" if is_current(device, arrival) else None
    state = await history.state(said.commit)
    if kernel.state_to_bytes(state) != kernel.state_to_bytes(said.state):
        return "state"
    if await history.words(said.commit, within=vault.meta.remote.head) != said.words:
        return "words"
    return "last" if await history.last_settings(said.commit) != said.last else None
