"""Which hosts a request may name, in its Host headers and in its target."""

from __future__ import annotations

import json
import socket

import pytest

from server.settings import Settings
from tests.server.conftest import serving

pytestmark = pytest.mark.sqlite


def ask(url: str, first_line: str, *headers: str) -> tuple[int, str | None]:
    """The status and the code of the answer to a request that is sent as it is."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall("\r\n".join([first_line, *headers, "Connection: close", "", ""]).encode())
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    code = json.loads(body)["code"] if b"problem+json" in head else None
    return int(head.split(b" ", 2)[1]), code


OWN = "goals.example"
SERVED = (200, None)
MISDIRECTED = (421, "MISDIRECTED")
BAD_REQUEST = (400, "BAD_REQUEST")


@pytest.fixture
def named(settings: Settings) -> Settings:
    (settings.data_path.parent / "dist" / "index.html").write_text("<!doctype html>")
    values = {"AUTUS_ORIGIN": f"https://{OWN}", "AUTUS_REGISTRATION": "open"}
    return Settings.from_mapping({**values, "AUTUS_DATA": settings.data, "AUTUS_CLIENT": settings.client})


def test_a_request_names_one_host_and_it_is_ours(named: Settings) -> None:
    with serving(named) as server:
        for first_line, hosts, expected in [
            ("GET / HTTP/1.1", [OWN], SERVED),
            ("GET / HTTP/1.1", [], MISDIRECTED),
            ("GET / HTTP/1.0", [], MISDIRECTED),
            ("GET / HTTP/1.1", ["evil.example"], MISDIRECTED),
            ("GET / HTTP/1.1", [f"{OWN}, evil.example"], BAD_REQUEST),
            ("GET / HTTP/1.1", [f"{OWN}@evil.example"], MISDIRECTED),
            ("GET / HTTP/1.1", [OWN, "evil.example"], BAD_REQUEST),
            ("GET / HTTP/1.1", ["evil.example", OWN], BAD_REQUEST),
            ("GET / HTTP/1.1", [OWN, OWN], BAD_REQUEST),
            ("GET /api/v1/operator HTTP/1.1", [OWN, "evil.example"], BAD_REQUEST),
            ("GET /health/live HTTP/1.1", [OWN, "evil.example"], BAD_REQUEST),
            ("GET /health/live HTTP/1.1", ["10.0.0.1:8001"], SERVED),
            (f"GET http://{OWN}/ HTTP/1.1", [OWN], SERVED),
            (f"GET https://{OWN}/api/v1/operator HTTP/1.1", [OWN], SERVED),
            (f"GET http://{OWN} HTTP/1.1", [OWN], (400, None)),
            ("GET http://evil.example/ HTTP/1.1", [OWN], MISDIRECTED),
            ("GET http://evil.example/api/v1/operator HTTP/1.1", [OWN], MISDIRECTED),
            (f"GET http://{OWN}/ HTTP/1.1", ["evil.example"], MISDIRECTED),
            ("GET http://evil.example/ HTTP/1.1", ["evil.example"], MISDIRECTED),
            (f"GET http://{OWN}:8001/ HTTP/1.1", [OWN], MISDIRECTED),
            (f"GET http://{OWN}@evil.example/ HTTP/1.1", [OWN], MISDIRECTED),
            (f"GET http://evil.example@{OWN}/ HTTP/1.1", [OWN], MISDIRECTED),
            (f"GET ftp://{OWN}/ HTTP/1.1", [OWN], MISDIRECTED),
        ]:
            said = ask(server.url, first_line, *(f"Host: {host}" for host in hosts))
            assert said == expected, (first_line, hosts)
        # A second host is found however it is written.
        assert ask(server.url, "GET / HTTP/1.1", f"HOST: {OWN}", "hOsT: evil.example") == BAD_REQUEST


def test_without_an_origin_the_target_names_the_same_loopback_host(settings: Settings) -> None:
    with serving(settings) as server:
        host = server.url.removeprefix("http://")
        operator = "/api/v1/operator HTTP/1.1"
        assert ask(server.url, f"GET {operator}", f"Host: {host}") == SERVED
        assert ask(server.url, f"GET http://{host}{operator}", f"Host: {host}") == SERVED
        assert ask(server.url, f"GET http://evil.example{operator}", f"Host: {host}") == MISDIRECTED
        assert ask(server.url, f"GET {operator}", f"Host: {host}", f"Host: {host}") == BAD_REQUEST
