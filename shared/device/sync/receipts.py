"""Receipts of the server: their checks, their records, and the generation they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.crypto.signatures import verify_signatures
from shared.device.core.records import StoredReceipt, encode, receipt_key
from shared.device.core.vault import Vault
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash, receipt_message
from shared.wire.pushes import Receipt, StoredPush

if TYPE_CHECKING:
    from shared.device.core.device import Device


def append_generation(known: tuple[bytes, ...], generation: bytes) -> tuple[bytes, ...]:
    """`known` with `generation` as the last one."""
    return known if known and known[-1] == generation else (*known, generation)


def receipt_record(vault: Vault, base: bytes | None, receipt: Receipt) -> tuple[str, bytes]:
    """The record of a receipt. It is kept for good: two receipts for one (vault, generation, number) prove
    that a server lied.
    """
    return receipt_key(vault.id, receipt.generation, receipt.number), encode(StoredReceipt(base, receipt))


async def new_receipts(
    device: Device, vault: Vault, generation: bytes, pushes: Sequence[StoredPush]
) -> list[tuple[str, bytes]]:
    """The records of the receipts of verified pushes. The first one that came for a number is kept.

    Another one is SERVER_FORKED in the present `generation`. In an ended one it is kept as a proof: the
    person has agreed to go on, and what the server lost is pushed again.
    """
    records = [receipt_record(vault, stored.base, stored.receipt) for stored in pushes]
    kept = await vault.host.store.get([key for key, _ in records])
    fresh = []
    for record, known, stored in zip(records, kept, pushes, strict=True):
        if known is None or known == record[1]:
            fresh.append(record)
            continue
        if stored.receipt.generation == generation:
            number = stored.receipt.number
            raise AutusError("SERVER_FORKED", "the server gave another receipt before", number=number)
        from shared.device.sync.receipt_proofs import keep_proofs  # noqa: PLC0415 - rarely needed

        await keep_proofs(device, vault, [stored.receipt])
    return fresh


def generation_error(vault: Vault, shown: bytes) -> AutusError:
    """The refusal for a generation other than the known one: NEW_GENERATION, or SERVER_ROLLED_BACK if it has
    ended.
    """
    known = vault.meta.remote.generations
    if shown in known[:-1]:
        return AutusError("SERVER_ROLLED_BACK", "the server shows a generation that has ended")
    return AutusError(
        "NEW_GENERATION",
        "the server's database was restored from a backup",
        known=vault.meta.generation.hex() if vault.meta.generation else None,
        shown=shown.hex(),
    )


async def check_receipt(device: Device, vault: Vault, head: bytes, commits: int, receipt: Receipt) -> None:
    """Raises AutusError: BAD_RECEIPT, NEW_GENERATION, SERVER_ROLLED_BACK, SERVER_FORKED."""
    known, generation = vault.meta.remote, vault.meta.generation
    item = (device.require_account().receipt_key, receipt.signature, receipt_message(vault.id, receipt))
    if not all(await verify_signatures(device.host.crypto, [item])):
        raise AutusError("BAD_RECEIPT", "the receipt's signature is wrong", vault=vault.id.hex())
    if generation is not None and receipt.generation != generation:
        raise generation_error(vault, receipt.generation)
    previous = receipt_hash(vault.id, known.receipt) if known.receipt else None
    expected = (known.number + 1, head, known.commits + commits, previous)
    if (receipt.number, receipt.head, receipt.commits, receipt.previous) != expected:
        raise AutusError("SERVER_FORKED", "the receipt does not continue what was seen", vault=vault.id.hex())
