"""`proofs FOLDER`: saves the proofs that a device keeps, each to a file."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from client.terminal.store import SqliteStore
from shared.device.core.records import PROOF, decode
from shared.device.core.store_scan import scan_records
from shared.errors import AutusError
from shared.sync.receipt_proof import ReceiptProof, write_proof


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser("proofs", help="save the proofs that a device keeps", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the device")
    parser.add_argument("--to", type=Path, default=Path(), help="where the files go; here, if not given")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError STORAGE_FAILED if the folder cannot be read or a file cannot be written."""
    written = []
    try:
        for key, record in _records(arguments.folder / "device.sqlite"):
            target = arguments.to / f"receipt-proof-{key.removeprefix(PROOF)}.json"
            target.write_text(write_proof(decode(record, ReceiptProof)), encoding="utf-8")
            written.append(f"{target}\n")
    except (OSError, sqlite3.Error) as error:
        raise AutusError("STORAGE_FAILED", str(error)) from None
    return "".join(written) or "This device has no proof.\n"


def _records(path: Path) -> list[tuple[str, bytes]]:
    if not path.is_file():
        raise FileNotFoundError(f"{path.parent} is not the folder of a device")
    store = SqliteStore(path)
    try:
        return asyncio.run(scan_records(store, PROOF))
    finally:
        store.close()
