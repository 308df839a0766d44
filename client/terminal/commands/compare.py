"""`compare FOLDER`: the digits of a device, to compare with those of another device of its account."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from client.terminal.commands.engine_call import call_engine

GROUP = 5


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser("compare", help="show the digits of a device", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the device")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError NO_ACCOUNT, STORAGE_FAILED."""
    booted, found = call_engine(arguments.folder, "compare_devices")
    names = {each["vault"]: each["name"] for each in booted["vaults"]}
    lines = [_groups(found["digits"]), "", f"{_groups(found['account'])}  account and list of devices"]
    lines += [f"{_groups(each['digits'])}  {names[each['vault']]}" for each in found["vaults"]]
    if found["detached"]:
        lines.append(f"Removed from this device, and not in the digits: {found['detached']}")
    return "\n".join([*lines, ""])


def _groups(digits: str) -> str:
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))
