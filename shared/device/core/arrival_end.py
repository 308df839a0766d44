"""The end of an arrival: the commits that waited enter the log, on top of what has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.device.core.arrival import Arrival, arrival_keys, read_ahead
from shared.device.core.commit_creation import content_of, create_from_origin
from shared.device.core.commit_validation import add_validated
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.vault.envelope import Opened, open_commits
from shared.wire.pushes import WireCommit

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def join_arrival(me: bytes, vault: Vault, history: History, arrival: Arrival, *, fits: bool) -> None:
    """Puts this device's commits into the log and shows it, in one write. The caller holds `locked`.

    Nobody has acted on these commits. So those that do not fit the history are made again on its head, with
    the same drafts, times and words. `fits`: the history has led to what was shown.
    """
    ahead = await read_ahead(vault.host.store, vault.id, vault.meta.ahead)
    opened = await open_commits(vault.host.crypto, vault.ring, ahead, contexts=True)
    # A copy of this profile may have pushed them.
    new = [(one, wire) for one, wire in zip(opened, ahead, strict=True) if one.id not in history]
    remote = vault.meta.remote
    if fits and arrival.fork in history and not _is_gap(me, remote.seqs.get(me, 0), new):
        await add_validated(history, [(one.id, wire) for one, wire in new])
        made = [one.id for one, _ in new]
    else:
        made = await _make_again(history, me, remote.seqs.get(me, 0), vault.meta.head, new)
    seqs = [row.seq for row in map(history.row, made) if row.device == me]
    # The snapshot may have given a number that is too large.
    meta = msgspec.structs.replace(vault.meta, ahead=0, seq=max([remote.seqs.get(me, 0), *seqs]))
    tip = None
    if made:
        waiting = history.count_unpushed(made[-1], remote.head)
        meta = msgspec.structs.replace(meta, head=made[-1], waiting=waiting)
        tip = await history.tip(made[-1])
    keys = arrival_keys(vault.id, vault.meta.ahead)
    await vault.write_commits(history.fresh_entries(made), meta, tip, deletes=keys)
    vault.show_log()


def _is_gap(me: bytes, seq: int, new: Sequence[tuple[Opened, WireCommit]]) -> bool:
    """True if the snapshot gave too large a number of this device. Its commits before are all known."""
    return bool(new) and new[0][0].header.device == me and new[0][0].header.seq > seq + 1


async def _make_again(
    history: History, me: bytes, seq: int, parent: bytes, new: Sequence[tuple[Opened, WireCommit]]
) -> list[bytes]:
    """A copy of this profile may do the same, so each commit names the one that it was made from."""
    made: list[bytes] = []
    for number, (one, _) in enumerate(new, seq + 1):
        draft = one.body.draft
        if draft is not None:
            parent = await create_from_origin(history, me, number, parent, content_of(one, draft), one.id)
            made.append(parent)
    return made


async def give_up_arrival(me: bytes, vault: Vault) -> None:
    """Goes on with what has arrived of the history and this device's own commits, without the rest.

    Raises AutusError HISTORY_ARRIVING if nothing has arrived.
    """
    async with vault.locked():
        await vault.load()
        arrival = vault.arrival
        if arrival is None:
            return
        if not vault.meta.count:
            await vault.history()
        history = await vault.stored_history()
        try:
            await join_arrival(me, vault, history, arrival, fits=False)
        except BaseException:
            vault.forget_history()
            raise


async def give_up_arrivals(device: Device) -> None:
    """Before the device leaves its account. A goal of which nothing has arrived goes with the account.

    Raises AutusError HISTORY_ARRIVING if it has commits of this device.
    """
    for vault in device.account_vaults():
        await vault.load()
        if vault.arrival is not None and vault.meta.ahead and not vault.meta.count:
            await vault.history()
    for vault in device.account_vaults():
        if vault.arrival is not None and vault.meta.count:
            await give_up_arrival(device.record.device, vault)
