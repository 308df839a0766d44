"""The command line of the server."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

from server.settings import Settings
from shared.errors import AutusError

Run = Callable[[argparse.Namespace], list[str]]
"""Runs a command and returns the lines that it prints."""


def make_parser(serve: Run, new_generation: Run) -> argparse.ArgumentParser:
    """Without a command the server serves."""
    parser = argparse.ArgumentParser(prog="python -m server", description="The AUTUS server.")
    parser.set_defaults(run=serve)
    commands = parser.add_subparsers(metavar="COMMAND")

    def add(name: str, about: str, run: Run) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        return command

    add("serve", "serves until it is asked to stop; the default", serve)
    add("config", "shows the settings in effect and where each comes from, without secrets", _config)
    check = add("healthcheck", "asks the running server whether it is ready; status 1 if not", _healthcheck)
    check.add_argument("--live", action="store_true", help="asks only whether the process answers")
    _add_accounts(commands)
    about = "checks everything that is stored and repairs nothing; status 1 if it finds anything"
    check = add("fsck", about, _fsck)
    check.add_argument("folder", nargs="?", help="a copy of a data folder, instead of AUTUS_DATA")
    add("new-generation", "begins a new generation, after a backup was put back", new_generation)
    return parser


def _add_accounts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    accounts = commands.add_parser("accounts", help="lists and deletes accounts")
    actions = accounts.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="lists accounts by the bytes that they take")
    listing.add_argument("--most", type=_count, default=50, metavar="N", help="how many at most (50)")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(run=_list_accounts)
    deletion = actions.add_parser("delete", help="deletes an account with everything of it")
    deletion.add_argument("name", help="the name of the account")
    deletion.add_argument("--yes", action="store_true", help="deletes without asking")
    deletion.set_defaults(run=_delete_account)
    sessions = commands.add_parser("sessions", help="ends sessions")
    endings = sessions.add_subparsers(metavar="ACTION", required=True)
    ending = endings.add_parser("end", help="ends all sessions of an account, or of all accounts")
    whose = ending.add_mutually_exclusive_group(required=True)
    whose.add_argument("name", nargs="?", help="the name of the account")
    whose.add_argument("--all", action="store_true", help="the sessions of every account")
    ending.set_defaults(run=_end_sessions)


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_000:
        raise argparse.ArgumentTypeError("must be from 1 to 1000")
    return number


# The modules of a command are loaded when it runs: a health check comes every few seconds.


def _config(_: argparse.Namespace) -> list[str]:
    from server.commands.config import config  # noqa: PLC0415 - as above

    return config()


def _healthcheck(arguments: argparse.Namespace) -> list[str]:
    from server.commands.healthcheck import healthcheck  # noqa: PLC0415 - as above

    return healthcheck(Settings.from_env(), live=arguments.live)


def _list_accounts(arguments: argparse.Namespace) -> list[str]:
    from server.commands.accounts import list_accounts  # noqa: PLC0415 - as above

    return asyncio.run(list_accounts(Settings.from_env(), arguments.most, as_json=arguments.json))


def _delete_account(arguments: argparse.Namespace) -> list[str]:
    from server.commands.accounts import delete_account  # noqa: PLC0415 - as above

    if not arguments.yes:
        _confirm(
            f"Delete the account {arguments.name!a} with everything of it? Type its name: ", arguments.name
        )
    return asyncio.run(delete_account(Settings.from_env(), arguments.name))


def _end_sessions(arguments: argparse.Namespace) -> list[str]:
    from server.commands.accounts import end_sessions  # noqa: PLC0415 - as above

    return asyncio.run(end_sessions(Settings.from_env(), None if arguments.all else arguments.name))


def _fsck(arguments: argparse.Namespace) -> list[str]:
    from server.commands.fsck import fsck  # noqa: PLC0415 - as above

    settings = Settings.from_env()
    if settings.database and not arguments.folder:
        raise AutusError("BAD_SETTINGS", "fsck checks a data folder, and AUTUS_DATABASE is set")
    fsck(Path(arguments.folder or settings.data))
    return []


def _confirm(question: str, expected: str) -> None:
    try:
        typed = input(question)
    except EOFError:
        typed = ""
    if typed.strip() != expected:
        raise AutusError("BAD_REQUEST", "nothing was changed; --yes goes on without asking")
