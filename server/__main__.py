"""`python -m server` serves. `python -m server new-generation` is run after a backup was restored."""

from __future__ import annotations

import argparse
import asyncio
import gc
import secrets
import sys

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
    async with open_store(settings.data_path) as store:
        generation = secrets.token_bytes(16)
        await store.replace_generation(generation)
    return generation


def main(arguments: list[str]) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m server", description="The AUTUS server.")
    parser.add_argument("command", nargs="?", choices=("serve", "new-generation"), default="serve")
    command = parser.parse_args(arguments).command
    try:
        settings = Settings.from_env()
        if command == "serve":
            serve(settings)
        else:
            generation = asyncio.run(new_generation(settings))
            sys.stdout.write(f"the generation is now {generation.hex()}\n")
    except AutusError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
