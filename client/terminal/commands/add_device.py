"""`add-device FOLDER SERVER`: adds a new device to the account of the device in FOLDER.

It asks for the code that the new device shows, says the name of that device and six digits, which the new
device shows too, and asks for the password. SERVER is the address by which the new device knows the server.
"""

from __future__ import annotations

import argparse
from typing import Any

from client.terminal.commands.asking import add_place, ask_code, ask_password, say
from client.terminal.commands.engine_call import Call, with_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser("add-device", help="add a device to the account", description=__doc__)
    add_place(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError BAD_DEVICE_CODE, OTHER_SERVER, WRONG_PASSWORD, MAILBOX_USED, STORAGE_FAILED."""

    async def play(call: Call, _: dict[str, Any]) -> str:
        code = {"code": ask_code("Code of the new device: "), "server": arguments.server}
        found = await call("read_new_device", **code)
        say(f"New device: {found['name']}\nIt shows the digits {found['check']}.")
        await call("add_device", **code, password=ask_password())
        return "The device was added. It joins once somebody confirms there.\n"

    return with_engine(arguments.folder, arguments.server, play)
