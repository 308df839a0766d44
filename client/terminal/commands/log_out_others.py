"""`log-out-others FOLDER SERVER`: ends all sessions of the account but that of this device.

Other devices keep their goals, history and keys, and sync again after a log-in. Whoever knows the password
can log in again. The command asks for the password.
"""

from __future__ import annotations

import argparse
from typing import Any

from client.terminal.commands.asking import add_place, ask_password
from client.terminal.commands.engine_call import call_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser(
        "log-out-others", help="end all other sessions of the account", description=__doc__
    )
    add_place(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError NO_ACCOUNT, STORAGE_FAILED, BAD_CREDENTIALS, NOT_SIGNED_IN, OFFLINE."""
    call_engine(arguments.folder, "end_other_sessions", arguments.server, password=ask_password())
    return "All other sessions have ended.\n"
