"""`check-proof FILE`: checks a proof of two contradicting receipts, without an account or a server."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from client.terminal.crypto import NativeCrypto
from shared.crypto.hashing import fingerprint
from shared.errors import AutusError
from shared.sync.receipt_proof import PROOF_BYTES_MAX, Contradiction, ReceiptProof, check_proof, read_proof

SAID: dict[Contradiction, str] = {
    "same_number": "The server signed two different receipts for upload {number} of this goal.",
    "does_not_follow": "The server signed a receipt for upload {number} of this goal, and one for the next"
    " upload that names another receipt before it.",
}


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser(
        "check-proof", help="check a proof of two contradicting receipts", description=__doc__
    )
    parser.add_argument("file", type=Path, help="the file that a device has saved")
    parser.add_argument("--key", help="the fingerprint of the server's key, as a device shows it")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError BAD_PROOF, also if the key is not the given one."""
    proof = read_proof(_read(arguments.file))
    contradiction = asyncio.run(check_proof(NativeCrypto({}), proof))
    shown = fingerprint(proof.receipt_key)
    if arguments.key is not None and "".join(arguments.key.split()).lower() != shown.replace(" ", ""):
        raise AutusError("BAD_PROOF", f"the receipts are signed with another key: {shown}")
    return "\n".join([*_lines(proof, contradiction, shown), ""])


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(PROOF_BYTES_MAX + 1)
    except OSError as error:
        raise AutusError("BAD_PROOF", f"the file cannot be read: {error}") from None


def _lines(proof: ReceiptProof, contradiction: Contradiction, shown: str) -> list[str]:
    earlier = min(proof.one.number, proof.other.number)
    lines = [
        "The proof holds.",
        SAID[contradiction].format(number=earlier),
        f"key of the server  {shown}",
        f"goal               {proof.vault.hex()}",
        f"database           {proof.one.generation.hex()}",
    ]
    for receipt in sorted((proof.one, proof.other), key=lambda each: each.number):
        facts = f"upload {receipt.number}, {receipt.commits} commits, head {receipt.head.hex()}"
        lines.append(f"receipt            {facts}")
    return lines
