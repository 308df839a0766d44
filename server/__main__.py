"""`python -m server` serves. `python -m server new-generation` is run after a backup was restored."""

from __future__ import annotations

import argparse
import asyncio
import gc
import secrets
import sys

from server.limits.heap import return_large_buffers
from server.ops.folder import DataFolder
from server.settings import Settings
from server.store.registry import make_store
from shared.errors import AutusError

# Event streams last up to an hour. They are cut this long after the server was asked to stop.
STOP_SECONDS = 2
# How long a computing thread, such as a replay, may keep the event loop waiting for the interpreter.
SWITCH_SECONDS = 0.001


def serve(settings: Settings) -> None:
    """Runs until the process is asked to stop."""
    return_large_buffers()
    # The modules loaded now never become garbage. The application turns the collector on when it runs.
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    import uvicorn  # noqa: PLC0415 - the other commands do without

    from server.app import create_app  # noqa: PLC0415 - as above
    from server.limits.connections import bounded_connections  # noqa: PLC0415 - as above

    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=bounded_connections(settings.connections, settings.proxies),
        proxy_headers=settings.proxies is not None,
        forwarded_allow_ips=settings.proxies,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_SECONDS,
        ws="none",
        lifespan="on",
    )


async def new_generation(settings: Settings) -> bytes:
    """Sets a new generation and returns it. Every device asks its person about it."""
    folder, store = DataFolder(settings.data_path), make_store(settings.data_path)
    folder.lock()
    try:
        await store.open()
        generation = secrets.token_bytes(16)
        await store.replace_generation(generation)
    finally:
        await store.close()
        folder.release()
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
