"""`join FOLDER SERVER`: joins an account without its password, through another device of it.

The command shows a code. A device of the account adds this one with it, within five minutes. The folder may
be new. Goals that the device has of its own join the account.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
from typing import Any

from client.terminal.commands.asking import add_place, ask, say
from client.terminal.commands.engine_call import Call, with_engine
from shared.errors import AutusError
from shared.vault.roster import DEVICE_NAME_LENGTH_MAX

LOOK_SECONDS = 2.0
PASSING = frozenset({"OFFLINE", "TIMEOUT", "FOREIGN_ANSWER", "SERVER_BUSY"})


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Adds the command to the parser."""
    parser = subparsers.add_parser("join", help="join an account through another device", description=__doc__)
    add_place(parser)
    parser.add_argument("--device-name", help="how the account calls this device")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Raises AutusError ALREADY_REGISTERED, CODE_EXPIRED, BAD_TICKET, STORAGE_FAILED, or as a sync.

    The device is called as its host if the person gives no name.
    """

    async def play(call: Call, _: dict[str, Any]) -> str:
        name = (arguments.device_name or platform.node() or "terminal")[:DEVICE_NAME_LENGTH_MAX]
        shown = await call("show_device_code", device_name=name, server=arguments.server)
        groups = " ".join(shown["groups"])
        say(f"\nThe code of this device, for another device of the account:\n\n  {groups}\n")
        say(f"The other device shows the digits {shown['check']}.")
        account = await _wait(call)
        if ask(f"Join the account {account}? [y/N] ").strip().lower() != "y":
            await call("hide_device_code")
            return "This device has not joined.\n"
        answer = await call("join_account", adopt=True)
        await call("sync")
        return f"This device has joined the account. Goals: {len(answer['vaults'])}\n"

    return with_engine(arguments.folder, arguments.server, play, may_be_new=True)


async def _wait(call: Call) -> str:
    """The name of the account that has arrived. Raises AutusError CODE_EXPIRED, MESSAGE_NOT_OPENED."""
    while True:
        try:
            name: str | None = (await call("look_for_account"))["name"]
        except AutusError as error:
            if error.code not in PASSING:
                raise
            name = None
        if name is not None:
            return name
        await asyncio.sleep(LOOK_SECONDS)
