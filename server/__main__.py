"""`python -m server` serves. The other commands are for the operator: `python -m server --help`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import secrets
import sys

from server.commands.parser import make_parser
from server.limits.heap import return_large_buffers
from server.ops.folder import open_store
from server.settings import Settings
from shared.errors import AutusError

# How long a computing thread, such as a replay, may keep the event loop waiting for the interpreter.
SWITCH_SECONDS = 0.001
# What a shell reports for a program that Ctrl-C ended.
INTERRUPTED = 130


def serve(settings: Settings) -> None:
    """Runs until the process is asked to stop. Raises AutusError where the start fails."""
    return_large_buffers()
    # The modules loaded now never become garbage. The application turns the collector on when it runs.
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    from server.app import create_app  # noqa: PLC0415 - the other commands do without
    from server.ops.program import run  # noqa: PLC0415 - as above

    run(create_app(settings), settings)


async def new_generation(settings: Settings) -> bytes:
    """Sets a new generation and returns it. Every device asks its person about it."""
    async with open_store(settings.data_path, settings.database) as store:
        generation = secrets.token_bytes(16)
        await store.replace_generation(generation)
    return generation


def _serve(_: argparse.Namespace) -> list[str]:
    serve(Settings.from_env())
    return []


def _new_generation(_: argparse.Namespace) -> list[str]:
    return [f"the generation is now {asyncio.run(new_generation(Settings.from_env())).hex()}"]


def main(arguments: list[str]) -> int:
    """The exit status."""
    parsed = make_parser(_serve, _new_generation).parse_args(arguments)
    try:
        for line in parsed.run(parsed):
            sys.stdout.write(f"{line}\n")
    except AutusError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
