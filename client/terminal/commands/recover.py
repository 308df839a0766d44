"""`recover FOLDER SERVER NAME`: opens the account NAME with its recovery code.

A new password and a new code take the place of the old ones. The folder may be new: it becomes a device of
the account. Goals that the device has of its own join the account.
"""

from __future__ import annotations

import argparse
import platform
from typing import Any

from client.terminal.commands.asking import add_place, ask_code, ask_new_password, show_code
from client.terminal.commands.engine_call import Call, with_engine
from shared.vault.roster import DEVICE_NAME_LENGTH_MAX


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser(
        "recover", help="open the account with its recovery code", description=__doc__
    )
    add_place(parser)
    parser.add_argument("name", help="the name of the account")
    parser.add_argument("--device-name", help="how the account calls this device")
    parser.add_argument("--end-sessions", action="store_true", help="end the sessions of other devices")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError STORAGE_FAILED, BAD_RECOVERY_CODE, BAD_CREDENTIALS, PASSWORD_TOO_SHORT, or as a sync.

    The device is called as its host if the person gives no name.
    """

    async def play(call: Call, _: dict[str, Any]) -> str:
        code = ask_code("Recovery code of the account: ")
        await call("check_recovery_text", code=code)
        password = ask_new_password()
        typed = await show_code(call)
        answer = await call(
            "recover_with_code",
            name=arguments.name,
            code=code,
            new_password=password,
            typed=typed,
            device_name=(arguments.device_name or platform.node() or "terminal")[:DEVICE_NAME_LENGTH_MAX],
            adopt=True,
            end_sessions=arguments.end_sessions,
        )
        await call("sync")
        return f"Logged in with a new password and a new recovery code. Goals: {len(answer['vaults'])}\n"

    return with_engine(arguments.folder, arguments.server, play, may_be_new=True)
