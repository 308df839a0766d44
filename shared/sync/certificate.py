"""The messages under the signatures of certificates and receipts."""

from __future__ import annotations

from hashlib import sha256

from shared.wire.encoding import encode
from shared.wire.pushes import Certificate, Receipt


def certificate_message(
    vault: bytes, device: bytes, base: bytes | None, head: bytes, count: int, roster_head: bytes
) -> bytes:
    """The bytes that a device signs for a push. `head` binds every commit before it."""
    return encode(["autus/push/v1", vault, device, base, head, count, roster_head])


def certified_message(vault: bytes, base: bytes | None, head: bytes, certificate: Certificate) -> bytes:
    """The bytes under `certificate.signature` of this push."""
    return certificate_message(
        vault, certificate.device, base, head, certificate.count, certificate.roster_head
    )


def receipt_message(vault: bytes, receipt: Receipt) -> bytes:
    """The bytes that the server signs. `receipt.signature` is not read."""
    return encode(
        [
            "autus/receipt/v1",
            vault,
            receipt.generation,
            receipt.number,
            receipt.head,
            receipt.commits,
            receipt.previous,
            receipt.level,
            receipt.time_ms,
        ]
    )


def receipt_hash(vault: bytes, receipt: Receipt) -> bytes:
    """The `previous` of the vault's next receipt."""
    return sha256(receipt_message(vault, receipt)).digest()
