"""What the commands ask the person for. No secret is an argument: other users of a machine see arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from client.terminal.commands.engine_call import Call
from shared.errors import AutusError


def add_place(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments `folder` and `server`."""
    parser.add_argument("folder", type=Path, help="the folder of the device")
    parser.add_argument("server", help="the address of the server")


def ask_password() -> str:
    """The account's present password."""
    return _ask(getpass, "Password of the account: ")


def ask_new_password() -> str:
    """A new password, typed twice alike."""
    while True:
        password = _ask(getpass, "New password: ")
        if password == _ask(getpass, "The new password again: "):
            return password
        say("The two are not the same.")


def ask_code(prompt: str) -> str:
    """A recovery code, or the code of a device, as it is typed."""
    return ask(prompt)


def ask(prompt: str) -> str:
    """What is no secret."""
    return _ask(input, prompt)


def say(text: str) -> None:
    """Says something before the command ends."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


async def show_code(call: Call) -> str:
    """Draws a recovery code, shows it, and gives it as it was typed back."""
    code: str = (await call("begin_recovery_code"))["code"]
    say(f"\nThe new recovery code, in 8 groups:\n\n  {code}\n")
    say("It opens the account for anyone who has it. AUTUS does not show it again.\n")
    return await typed_back(call, code)


async def typed_back(call: Call, code: str) -> str:
    """The code typed back. A group that differs is named, and the person types again."""
    while True:
        typed = ask_code("Type it back: ")
        try:
            await call("check_recovery_text", code=typed)
        except AutusError as refused:
            if refused.code != "BAD_RECOVERY_CODE":
                raise
            part = refused.fields.get("part")
            say(f"Group {part} is wrong." if part else "The code has 8 groups of 6 digits.")
            continue
        if _digits(typed) == _digits(code):
            return typed
        say("This is not the code that was shown.")


def _digits(code: str) -> str:
    return "".join(each for each in code if each.isdigit())


def _ask(how: Callable[[str], str], prompt: str) -> str:
    try:
        return how(prompt)
    except EOFError:
        raise AutusError("INTERRUPTED", "there is nothing more to read") from None
