"""What the devices of an account record in the secrets about the server's histories.

A device that has never seen a vault learns from it what the server had confirmed to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.core.recorded import Recorded
from shared.device.core.records import StoredReceipt, decode, receipt_key
from shared.vault.keys import Secrets, Seen

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def read_recorded(device: Device, secrets: Secrets) -> Recorded:
    """What `secrets` say of the present generation, and what of it this device's own receipts contradict."""
    present, known = device.require_account().generations[-1], device.recorded
    if known.secrets is secrets and known.generation == present:
        # Every receipt that came since was compared when it came.
        return known
    seen = {vault: each for vault, each in secrets.seen.items() if each.generation == present}
    asked = [(vault, each) for vault, each in seen.items() if _is_known(device, vault, each)]
    keys = [receipt_key(bytes.fromhex(vault), each.generation, each.number) for vault, each in asked]
    receipts = await device.host.store.get(keys) if keys else []
    forked = {
        vault
        for (vault, each), record in zip(asked, receipts, strict=True)
        if record is not None and decode(record, StoredReceipt).receipt.head != each.head
    }
    return Recorded(secrets, present, seen, frozenset(forked))


def _is_known(device: Device, vault: str, seen: Seen) -> bool:
    """Whether this device has pulled or pushed as far, and has more to compare than what it wrote itself."""
    own = device.vaults.get(bytes.fromhex(vault))
    if own is None or own.meta.remote.receipt is None:
        return False
    known = own.meta.remote.receipt
    return seen.number <= known.number and (seen.number, seen.head) != (known.number, known.head)


def comparable(theirs: Secrets, own: Secrets, recorded: Recorded) -> tuple[Secrets, Secrets]:
    """Both without what is of an ended generation. What contradicts this device stays as others wrote it."""
    kept = {vault: seen for vault, seen in own.seen.items() if vault not in recorded.forked}
    return (
        msgspec.structs.replace(theirs, seen=dict(recorded.seen)),
        msgspec.structs.replace(own, seen=kept),
    )


def says_more(wanted: Secrets, theirs: Secrets) -> bool:
    """Whether `wanted` is worth a new keyset. A later push of a recorded vault alone is not."""
    if wanted.seen.keys() != theirs.seen.keys():
        return True
    return msgspec.structs.replace(wanted, seen=theirs.seen) != theirs


def first_generations(secrets: Secrets, shown: bytes) -> tuple[bytes, ...]:
    """The generations that a device has from its first log-in on: the one that the server shows.

    If the account's devices have recorded pushes of another one only, it is that one. The next round then
    asks the person about a restored database, as it does on the other devices.
    """
    recorded = {seen.generation for seen in secrets.seen.values()}
    return (min(recorded),) if recorded and shown not in recorded else (shown,)
