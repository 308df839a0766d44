"""`recovery-code FOLDER SERVER`: makes a recovery code, which opens the account without the password.

A code that the account has already stops working. `--check` opens the account with the present code and
changes nothing. `--remove` takes the code away.
"""

from __future__ import annotations

import argparse
from typing import Any

from client.terminal.commands.asking import add_place, ask_code, ask_password, show_code
from client.terminal.commands.engine_call import Call, call_engine, with_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser(
        "recovery-code", help="make, check or remove the recovery code", description=__doc__
    )
    add_place(parser)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="check the present code")
    choice.add_argument("--remove", action="store_true", help="take the present code away")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError NO_ACCOUNT, STORAGE_FAILED, WRONG_PASSWORD, WRONG_RECOVERY_CODE, and as a sync."""
    place = arguments.folder, arguments.server
    if arguments.check:
        folder, server = place
        call_engine(folder, "rehearse_recovery_code", server, code=ask_code("Recovery code: "))
        return "The recovery code opens the account.\n"
    if arguments.remove:
        folder, server = place
        call_engine(folder, "remove_recovery_code", server, password=ask_password())
        return "The recovery code was removed.\n"
    return with_engine(*place, _make)


async def _make(call: Call, _: dict[str, Any]) -> str:
    password = ask_password()
    typed = await show_code(call)
    await call("add_recovery_code", typed=typed, password=password)
    return "The recovery code opens the account from now on.\n"
