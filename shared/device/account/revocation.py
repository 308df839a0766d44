"""Revoking a device of the account, with a way in at hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from shared.device.account.way_opening import WayAtHand
from shared.device.account.ways import hold_account, send_and_store
from shared.device.account.ways_change import Revocation, prepare_change
from shared.device.core.commit_validation import CONTENT_REFUSALS
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.vault.roster_statements import RevokedHead
from shared.wire.accounts import Confirmation
from shared.wire.vaults import DeviceHead

if TYPE_CHECKING:
    from shared.device.core.device import Device

Pull = Callable[[Sequence[DeviceHead]], Awaitable[None]]


async def revoke_device(device: Device, target: bytes, way: WayAtHand, pull: Pull) -> None:
    """Ends a device of the account: its sessions, its pushes, and its part in every later key.

    The server stops the device first. A passkey answers once: an attempt that meets another change only reads
    the heads again. `pull` brings the vaults of this device to the heads that the server names, so that the
    statement names what this device has checked. Raises AutusError NO_SUCH_DEVICE, WRONG_PASSWORD,
    WRONG_PASSKEY, BAD_CREDENTIALS, CHALLENGE_EXPIRED, HEADS_MOVED, and what `hold_account` raises.
    """
    for attempt in range(RACE_ATTEMPTS_MAX):
        held = await hold_account(device, way)
        if target not in held.present.roster.devices or target == device.record.device:
            raise AutusError("NO_SUCH_DEVICE", "the account has no other device with this id")
        stopped = await _stop(device, target, way, again=attempt > 0)
        await pull(stopped)
        heads = revoked_heads(device, target, stopped)
        change = await prepare_change(device, held.present, [], revocation=Revocation(target, heads))
        try:
            if await send_and_store(device, held.state, change):
                return
        except Refused as refused:
            if refused.code != "HEADS_MOVED":
                raise
    raise AutusError("HEADS_MOVED", "the goals kept moving")


async def _stop(device: Device, target: bytes, way: WayAtHand, *, again: bool) -> list[DeviceHead]:
    if again:
        try:
            return await device.server.stop_device(target, Confirmation())
        except Refused as refused:
            # The server was started anew since, or the first attempt was long ago.
            if refused.code != "BAD_REQUEST":
                raise
    return await device.server.stop_device(target, await way.confirm())


def revoked_heads(device: Device, target: bytes, stopped: Sequence[DeviceHead]) -> tuple[RevokedHead, ...]:
    """What this device has checked of each of its vaults, and what the server says of the others.

    The server's word also counts for a vault in which this device takes over no more, as the pull has just
    shown. Otherwise a device that pushed a false commit could not be revoked. All that this lets in is what
    the device had made by now, since a head names everything before it.
    """
    generation = device.require_account().generations[-1]
    heads: dict[bytes, RevokedHead] = {}
    for said in stopped:
        heads[said.vault] = RevokedHead(said.vault, generation, said.number, said.head, said.seq)
    for vault in device.synced_vaults():
        known, said_head = vault.meta.remote, heads.get(vault.id)
        error = device.status.errors.get(vault.id)
        is_stopped = error is not None and error.code in CONTENT_REFUSALS
        if is_stopped and said_head is not None and said_head.number > known.number:
            continue
        if known.receipt is not None:
            place = (known.receipt.number, known.receipt.head)
            heads[vault.id] = RevokedHead(vault.id, generation, *place, known.seqs.get(target, 0))
    return tuple(heads[vault] for vault in sorted(heads))
