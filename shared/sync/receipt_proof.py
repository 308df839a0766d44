"""Two receipts that contradict each other: a proof against a server that its public key alone checks.

`docs/spec/push-and-receipt.md` describes the file.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from shared.crypto.signatures import SignatureVerifier, verify_signatures
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash, receipt_message
from shared.wire.decoding import Limits, json_decoder
from shared.wire.fields import Natural, Positive
from shared.wire.pushes import Level, Receipt

FORMAT: Final = "autus/receipt-proof/v1"
PROOF_BYTES_MAX: Final = 16 * 1024

Contradiction = Literal["same_number", "does_not_follow"]
"""Two receipts of one number, or a receipt that names another one than the receipt before it."""


class ReceiptProof(msgspec.Struct, frozen=True, array_like=True):
    """Both receipts are of one vault and one generation, and signed with `receipt_key`."""

    receipt_key: bytes
    vault: bytes
    one: Receipt
    other: Receipt


Hex16 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$", max_length=128)]


class _ReceiptDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    generation: Hex16
    number: Positive
    head: Hex32
    commits: Natural
    previous: Hex32 | None
    level: Level
    time_ms: Natural
    signature: Hex64


class _ProofDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["autus/receipt-proof/v1"]
    receipt_key: Hex32
    vault: Hex16
    receipts: Annotated[list[_ReceiptDocument], msgspec.Meta(min_length=2, max_length=2)]


_decode = json_decoder(_ProofDocument, Limits(PROOF_BYTES_MAX))


def find_contradiction(vault: bytes, one: Receipt, other: Receipt) -> Contradiction | None:
    """How the two receipts contradict each other, None if they do not. Their signatures are not checked."""
    if one.generation != other.generation:
        return None
    if one.number == other.number:
        same = receipt_message(vault, one) == receipt_message(vault, other)
        return None if same else "same_number"
    earlier, later = sorted((one, other), key=lambda receipt: receipt.number)
    if later.number == earlier.number + 1 and later.previous != receipt_hash(vault, earlier):
        return "does_not_follow"
    return None


async def check_proof(verifier: SignatureVerifier, proof: ReceiptProof) -> Contradiction:
    """What the proof proves of the owner of `proof.receipt_key`. Raises AutusError BAD_PROOF."""
    receipts = (proof.one, proof.other)
    signed = await verify_signatures(
        verifier, [(proof.receipt_key, it.signature, receipt_message(proof.vault, it)) for it in receipts]
    )
    if not all(signed):
        raise AutusError("BAD_PROOF", "the key has not signed both receipts")
    contradiction = find_contradiction(proof.vault, *receipts)
    if contradiction is None:
        raise AutusError("BAD_PROOF", "the receipts do not contradict each other")
    return contradiction


def write_proof(proof: ReceiptProof) -> str:
    """The proof as a JSON document, bytes in lower-case hex."""
    document = _ProofDocument(
        format="autus/receipt-proof/v1",
        receipt_key=proof.receipt_key.hex(),
        vault=proof.vault.hex(),
        receipts=[_document(receipt) for receipt in (proof.one, proof.other)],
    )
    return msgspec.json.format(msgspec.json.encode(document)).decode() + "\n"


def read_proof(data: bytes) -> ReceiptProof:
    """The proof in a document. Raises AutusError BAD_PROOF. `check_proof` checks it."""
    try:
        document = _decode(data)
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_PROOF", f"the file is not a proof: {error}") from None
    one, other = (_receipt(each) for each in document.receipts)
    return ReceiptProof(bytes.fromhex(document.receipt_key), bytes.fromhex(document.vault), one, other)


def _document(receipt: Receipt) -> _ReceiptDocument:
    return _ReceiptDocument(
        generation=receipt.generation.hex(),
        number=receipt.number,
        head=receipt.head.hex(),
        commits=receipt.commits,
        previous=receipt.previous.hex() if receipt.previous is not None else None,
        level=receipt.level,
        time_ms=receipt.time_ms,
        signature=receipt.signature.hex(),
    )


def _receipt(document: _ReceiptDocument) -> Receipt:
    return Receipt(
        generation=bytes.fromhex(document.generation),
        number=document.number,
        head=bytes.fromhex(document.head),
        commits=document.commits,
        previous=bytes.fromhex(document.previous) if document.previous is not None else None,
        level=document.level,
        time_ms=document.time_ms,
        signature=bytes.fromhex(document.signature),
    )
