"""Raw connections to a server, for clients that behave badly."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.conftest import LiveServer
from tests.server.sessions import Session, register
from tests.shared.sync.people import Person

HAPPENS_SECONDS = 60
HEALTH = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


def connect(url: str, sockets: list[socket.socket]) -> socket.socket:
    parts = urlsplit(url)
    opened = socket.create_connection((parts.hostname, parts.port), timeout=10)
    sockets.append(opened)
    return opened


def begin(
    connection: socket.socket, path: str, size: int, method: str = "POST", body: bytes = b"", **headers: str
) -> None:
    """Sends the head of a request and, in the same packet, the part of its body that does come."""
    lines = {
        "host": "localhost",
        "content-type": "application/msgpack",
        "content-length": str(size),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)


def answered(connection: socket.socket) -> tuple[int, dict[str, object]]:
    """(status, problem) of what a connection is told."""
    file = connection.makefile("rb")
    status = int(file.readline().split()[1])
    length = 0
    while (line := file.readline()) != b"\r\n":
        name, _, value = line.decode().partition(":")
        length = int(value) if name.lower() == "content-length" else length
    return status, httpx.Response(status, content=file.read(length)).json()


def until(true: Callable[[], bool]) -> None:
    """Waits for what the server does by itself; fails where it does not."""
    deadline = time.monotonic() + HAPPENS_SECONDS
    while not true():
        if time.monotonic() > deadline:
            pytest.fail("it did not happen")
        time.sleep(0.01)


def connections(server: LiveServer) -> int:
    return len(server.server.server_state.connections)


PART_BYTES = 64 * 1024
PAGE_BYTES = 32 * 1024 * 1024
CHUNK = b"%x\r\n%s\r\n" % (PART_BYTES, bytes(PART_BYTES))
LAST_CHUNK = b"0\r\n\r\n"


def registered_and_gone(server: LiveServer) -> Session:
    """Of somebody who has no connection any more."""
    session = register(server.url, Person())
    session.client.close()
    until(lambda: not connections(server))
    return session


async def large_page(*_: object) -> AsyncIterator[bytes]:
    """More than the system takes off the server's hands."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(PAGE_BYTES // PART_BYTES):
            yield bytes(PART_BYTES)

    return parts()


def pull(
    url: str, session: Session, sockets: list[socket.socket], told_address: str = "127.0.0.1"
) -> socket.socket:
    """The connection that the page comes on."""
    connection = connect(url, sockets)
    token = session.client.headers["authorization"]
    path = f"/api/v1/vaults/{bytes(16).hex()}/pushes"
    lines = ("Host: localhost", f"Authorization: {token}", f"X-Forwarded-For: {told_address}")
    connection.sendall("\r\n".join((f"GET {path} HTTP/1.1", *lines, "", "")).encode())
    return connection
