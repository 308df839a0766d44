"""Clients that begin what they do not end: bodies, answers, connections."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from server.sessions import throttle
from server.settings import Settings
from tests.server.conftest import serving


@pytest.fixture
def sockets() -> Iterator[list[socket.socket]]:
    opened: list[socket.socket] = []
    yield opened
    for each in opened:
        each.close()


def connect(url: str, sockets: list[socket.socket]) -> socket.socket:
    parts = urlsplit(url)
    opened = socket.create_connection((parts.hostname, parts.port), timeout=10)
    sockets.append(opened)
    return opened


def begin(connection: socket.socket, path: str, size: int, method: str = "POST", **headers: str) -> None:
    """The head of a request whose body does not come."""
    lines = {
        "host": "localhost",
        "content-type": "application/msgpack",
        "content-length": str(size),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())


def answered(connection: socket.socket) -> tuple[int, dict[str, object]]:
    """(status, problem) of what a connection is told."""
    file = connection.makefile("rb")
    status = int(file.readline().split()[1])
    length = 0
    while (line := file.readline()) != b"\r\n":
        name, _, value = line.decode().partition(":")
        length = int(value) if name.lower() == "content-length" else length
    return status, httpx.Response(status, content=file.read(length)).json()


def refusal(url: str, sockets: list[socket.socket], path: str) -> tuple[int, object]:
    """(status, code) for a request that is refused before its body."""
    connection = connect(url, sockets)
    begin(connection, path, 1_000)
    status, problem = answered(connection)
    return status, problem["code"]


def test_a_stranger_is_refused_before_the_body(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = msgspec.structs.replace(settings, registration="closed")
    with serving(closed) as server:
        assert refusal(server.url, sockets, "/api/v1/accounts") == (403, "REGISTRATION_CLOSED")
    monkeypatch.setattr(throttle, "_is_loopback", lambda _: False)
    monkeypatch.setattr(throttle, "REGISTRATIONS_MAX", 0)
    monkeypatch.setattr(throttle, "ADDRESS_FAILURES_MAX", 0)
    with serving(settings) as server:
        for path in ("accounts", "sessions", "login/parameters"):
            assert refusal(server.url, sockets, f"/api/v1/{path}") == (429, "TOO_MANY_ATTEMPTS")
