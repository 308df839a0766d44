"""`revoke FOLDER SERVER DEVICE`: removes a device from the account.

It is logged out at once, and the keys of the account and of all goals are replaced. What it had before stays
with it. The other devices stay logged in and go on syncing. The command asks for the password.
"""

from __future__ import annotations

import argparse
from typing import Any

from client.terminal.commands.asking import add_place, ask_password
from client.terminal.commands.engine_call import call_engine
from shared.errors import AutusError


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser("revoke", help="remove a device from the account", description=__doc__)
    add_place(parser)
    parser.add_argument("device", help="the first digits of the other device's id, as `devices` lists it")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError NO_SUCH_DEVICE, STORAGE_FAILED, WRONG_PASSWORD, NOT_SIGNED_IN, OFFLINE."""
    # First what the server has: another device may have been added.
    call_engine(arguments.folder, "sync", arguments.server)
    _, rows = call_engine(arguments.folder, "devices")
    active = [row for row in rows if row["removed"] is None and not row["this"]]
    found = [row for row in active if row["device"].startswith(arguments.device.lower())]
    if len(found) != 1 or not arguments.device:
        raise AutusError("NO_SUCH_DEVICE", f"{len(found)} other devices begin with these digits")
    call_engine(
        arguments.folder,
        "revoke_device",
        arguments.server,
        device=found[0]["device"],
        password=ask_password(),
    )
    return f"{found[0]['name']} was removed from the account.\n"
