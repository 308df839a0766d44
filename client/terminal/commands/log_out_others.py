"""`log-out-others FOLDER SERVER`: ends all sessions of the account but that of this device.

Other devices keep their goals, history and keys, and sync again after a log-in. Whoever knows the password
can log in again. The command asks for the password.
"""

from __future__ import annotations

import argparse
from getpass import getpass
from pathlib import Path
from typing import Any

from client.terminal.commands.engine_call import call_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser(
        "log-out-others", help="end all other sessions of the account", description=__doc__
    )
    parser.add_argument("folder", type=Path, help="the folder of the device")
    parser.add_argument("server", help="the address of the server")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError NO_ACCOUNT, STORAGE_FAILED, BAD_CREDENTIALS, NOT_SIGNED_IN, OFFLINE."""
    password = getpass("Password of the account: ")
    call_engine(arguments.folder, "end_other_sessions", arguments.server, password=password)
    return "All other sessions have ended.\n"
