"""`devices FOLDER`: the devices of the account, those that were removed last."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from client.terminal.commands.engine_call import call_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser("devices", help="list the devices of the account", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the device")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError STORAGE_FAILED, DEVICE_REVOKED."""
    _, rows = call_engine(arguments.folder, "devices")
    return "".join(f"{_line(row)}\n" for row in rows)


def _line(row: dict[str, Any]) -> str:
    state = "  this device" if row["this"] else "  removed" if row["removed"] is not None else ""
    return f"{row['device']}  {row['name']}{state}"
