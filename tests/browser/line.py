"""A line between a browser and a server that can freeze, as connections do when a device sleeps or moves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

READ_BYTES = 65_536


@dataclass
class _Connection:
    ends: tuple[socket.socket, socket.socket]
    carries_events: bool = False
    frozen: bool = False


class Line:
    """Passes every byte on, until `freeze_events`."""

    def __init__(self, port: int, upstream: int) -> None:
        self._upstream = upstream
        self._connections: list[_Connection] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze_events(self) -> None:
        """Event streams stay open and carry nothing any more."""
        for connection in self._connections:
            connection.frozen = connection.carries_events

    def close(self) -> None:
        # Closing alone would not wake the thread that accepts.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            for end in connection.ends:
                end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._upstream))
                except OSError:
                    near.close()
                    continue
                connection = _Connection((near, far))
                self._connections.append(connection)
                for source, target in ((near, far), (far, near)):
                    arguments = (connection, source, target)
                    threading.Thread(target=self._pass_on, args=arguments, daemon=True).start()

    def _pass_on(self, connection: _Connection, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(READ_BYTES):
                connection.carries_events |= b"text/event-stream" in data
                if not connection.frozen:
                    target.sendall(data)
        if connection.frozen:
            return
        for end in connection.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line(port: int, upstream: int) -> Iterator[Line]:
    opened = Line(port, upstream)
    try:
        yield opened
    finally:
        opened.close()
