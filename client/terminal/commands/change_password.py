"""`change-password FOLDER SERVER`: replaces the password of the account, and the keys that it opens.

The recovery code stays. Other devices stay logged in, unless `--end-sessions` ends their sessions.
"""

from __future__ import annotations

import argparse
from typing import Any

from client.terminal.commands.asking import add_place, ask_new_password, ask_password
from client.terminal.commands.engine_call import call_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser(
        "change-password", help="replace the password of the account", description=__doc__
    )
    add_place(parser)
    parser.add_argument("--end-sessions", action="store_true", help="end the sessions of other devices")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError NO_ACCOUNT, STORAGE_FAILED, WRONG_PASSWORD, PASSWORD_TOO_SHORT, and as a sync."""
    call_engine(
        arguments.folder,
        "change_password",
        arguments.server,
        password=ask_password(),
        new_password=ask_new_password(),
        end_sessions=arguments.end_sessions,
    )
    ended = " All other sessions have ended." if arguments.end_sessions else ""
    return f"The password was changed.{ended}\n"
