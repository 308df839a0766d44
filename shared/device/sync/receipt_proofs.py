"""Keeping the proofs that a server gave two contradicting receipts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from shared.device.core.records import PROOF, StoredReceipt, decode, encode, proof_key, receipt_key
from shared.device.core.store_scan import scan_records
from shared.errors import AutusError
from shared.sync.receipt_proof import (
    Contradiction,
    ReceiptProof,
    check_proof,
    find_contradiction,
    write_proof,
)
from shared.wire.pushes import PullPage, Receipt

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault

PROOFS_MAX = 100
"""A server that contradicts itself without end must not fill the device."""


class KeptProof(msgspec.Struct, frozen=True):
    """A proof on this device. `id` names it in calls, `number` is that of the earlier receipt."""

    id: str
    vault: str
    number: int
    contradiction: Contradiction


async def keep_proofs(device: Device, vault: Vault, shown: Iterable[Receipt | None]) -> None:
    """Stores a proof for the first of the `shown` receipts that contradicts one of this device."""
    store, key = device.host.store, device.require_account().receipt_key
    for receipt in shown:
        if receipt is None:
            continue
        numbers = (receipt.number, receipt.number - 1, receipt.number + 1)
        records = await store.get([receipt_key(vault.id, receipt.generation, number) for number in numbers])
        for record in records:
            known = None if record is None else decode(record, StoredReceipt).receipt
            if known is None or find_contradiction(vault.id, known, receipt) is None:
                continue
            if await _keep(device, ReceiptProof(key, vault.id, known, receipt)):
                return


async def _keep(device: Device, proof: ReceiptProof) -> bool:
    """Whether the proof holds. The first one of a push is kept."""
    try:
        await check_proof(device.host.crypto, proof)
    except AutusError:
        # Anybody can make up a receipt. Only a signed one proves something.
        return False
    store = device.host.store
    number = min(proof.one.number, proof.other.number)
    key = proof_key(proof.vault, proof.one.generation, number)
    if (await store.get([key]))[0] is None and len(await scan_records(store, PROOF)) < PROOFS_MAX:
        await store.write([(key, encode(proof))])
    return True


def receipts_of(page: PullPage) -> list[Receipt | None]:
    """Every receipt that a page shows."""
    return [*(push.receipt for push in page.pushes), page.latest]


async def list_proofs(device: Device) -> list[KeptProof]:
    """The proofs on this device, in the order of vaults and numbers."""
    found = []
    for key, record in await scan_records(device.host.store, PROOF):
        proof = decode(record, ReceiptProof)
        contradiction = find_contradiction(proof.vault, proof.one, proof.other)
        if contradiction is not None:
            number = min(proof.one.number, proof.other.number)
            found.append(KeptProof(key.removeprefix(PROOF), proof.vault.hex(), number, contradiction))
    return found


async def export_proof(device: Device, name: str) -> str:
    """The document of a proof. Raises AutusError NO_SUCH_PROOF."""
    (record,) = await device.host.store.get([PROOF + name])
    if record is None:
        raise AutusError("NO_SUCH_PROOF", "this device has no such proof")
    return write_proof(decode(record, ReceiptProof))
