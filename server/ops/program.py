"""The server as a program: binds its sockets, starts the application, serves, and closes the application."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from litestar import Litestar

from server.limits.connections import bounded_connections
from server.settings import Settings
from shared.errors import AutusError

# How long requests may go on after the server was asked to stop.
STOP_SECONDS = 2
# A name may have an address, or a family of addresses, that this machine lacks.
NO_SUCH_ADDRESS = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


class Server(uvicorn.Server):
    """Returns when the process is asked to stop. uvicorn's own would end it before the store is closed.

    `end_streams` ends the event streams, which would last up to an hour.
    """

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def server_config(app: Litestar, settings: Settings) -> uvicorn.Config:
    """What uvicorn is told. The lifespan is off: `run` starts the application, so that it hears why not."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=bounded_connections(settings.connections, settings.trusted_proxies, secure=settings.secure),
        proxy_headers=settings.trusted_proxies is not None,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_SECONDS,
        ws="none",
        lifespan="off",
    )


def run(app: Litestar, settings: Settings) -> None:
    """Serves until the process is asked to stop. Raises AutusError where the start fails."""
    config = server_config(app, settings)
    sockets = bind(settings.host, settings.port)
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_serve(app, config, sockets))
    except ExceptionGroup as group:
        # Litestar starts the application in a task group.
        raise _innermost(group) from None


async def _serve(app: Litestar, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
    try:
        async with app.lifespan():
            await Server(config, app.state.end_streams).serve(sockets)
    finally:
        for each in sockets:
            each.close()


def _innermost(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def bind(host: str, port: int) -> list[socket.socket]:
    """A socket for every address of `host`. None of them listens yet.

    Raises AutusError BAD_SETTINGS, which names the variable.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise AutusError(
            "BAD_SETTINGS", f"AUTUS_HOST={host} is no address of this machine: {error}"
        ) from None
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
        # With port 0 the first socket gets a free port, and the others get the same.
        chosen = sockets[0].getsockname()[1] if sockets and port == 0 else port
        try:
            sockets.append(_bound_socket(family, (address[0], chosen, *address[2:])))
        except OSError as error:
            missing = error
            if error.errno not in NO_SUCH_ADDRESS:
                break
    else:
        if sockets:
            return sockets
    for each in sockets:
        each.close()
    reason = os.strerror(missing.errno).lower() if missing and missing.errno else str(missing)
    raise AutusError("BAD_SETTINGS", f"AUTUS_HOST={host} with AUTUS_PORT={port}: {reason}")


def _bound_socket(family: int, address: tuple[object, ...]) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound
