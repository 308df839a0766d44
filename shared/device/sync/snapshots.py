"""Leaving a snapshot on the server: the state that a new device shows before the history has arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared import kernel
from shared.device.core.history import Tip
from shared.device.core.host import TransportError
from shared.device.core.vault import Vault
from shared.errors import AutusError
from shared.sync.snapshot import snapshot_message
from shared.vault.snapshot import Place, SnapshotContent, seal_snapshot
from shared.wire.pushes import Receipt
from shared.wire.snapshots import Snapshot

if TYPE_CHECKING:
    from shared.device.core.device import Device

SNAPSHOT_COMMITS = 500
"""How many commits a vault gains between two snapshots. A new device replays about so many at once."""


async def leave_snapshot(device: Device, vault: Vault) -> None:
    """Puts a snapshot on the server if server and device agree and the last one is old.

    It only makes new devices fast. So a refusal changes nothing, and is not repeated before the next one is
    due. Raises TransportError.
    """
    covered = device.snapshots.get(vault.id)
    receipt = vault.meta.remote.receipt
    if covered is None or receipt is None or receipt.commits - covered < SNAPSHOT_COMMITS:
        return
    async with vault.locked():
        tip = vault.tip
        agreed = vault.arrival is None and (tip.commit, tip.length) == (receipt.head, receipt.commits)
        snapshot = await _sealed(device, vault, tip, receipt) if agreed else None
    if not agreed:
        return
    device.snapshots[vault.id] = receipt.commits
    if snapshot is None:
        return
    try:
        await device.server.keep_snapshot(vault.id, snapshot)
    except TransportError:
        raise
    except AutusError:
        return


async def _sealed(device: Device, vault: Vault, tip: Tip, receipt: Receipt) -> Snapshot | None:
    content = SnapshotContent(
        length=tip.length,
        t_ms=tip.t_ms,
        marker=tip.marker,
        rules=tip.state.rules,
        state=kernel.state_to_bytes(tip.state),
        words=kernel.canonical_json(tip.words).encode(),
        last=None if tip.last is None else kernel.canonical_json(msgspec.to_builtins(tip.last)).encode(),
        seqs=dict(vault.meta.remote.seqs),
    )
    me, roster_head = device.record, (await device.roster()).heads[-1]
    place = Place(receipt.number, tip.commit, tip.epoch)
    sealed = await seal_snapshot(device.host.crypto, vault.ring, place, content, me.device, roster_head)
    if sealed is None:
        return None
    signature = await device.host.crypto.device_sign(me.handle, snapshot_message(vault.id, sealed))
    return msgspec.structs.replace(sealed, signature=signature)
