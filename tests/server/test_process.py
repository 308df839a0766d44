"""The server as a process of its own: asked to stop, told to begin a new generation. `kills` kills it."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from server import __main__ as program
from tests.ports import reserve_port
from tests.server.lines import answered, begin, connect
from tests.server.own_process import running
from tests.server.sessions import register
from tests.shared.sync.people import Person

pytestmark = pytest.mark.sqlite


def test_a_server_with_open_streams_stops_when_it_is_asked_to(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "data", reserve_port()) as server:
        session = register(server.url, Person())
        with session.client.stream("GET", "/api/v1/events") as response:
            events = response.iter_bytes()
            assert next(events) == b"event: beat\ndata: {}\n\n"
            assert server.end(signal.SIGTERM) in {0, -signal.SIGTERM}
            # It ends the streams. The connection is not cut.
            assert set(events) <= {b"event: beat\ndata: {}\n\n"}
    assert capfd.readouterr().err == ""


def test_a_server_that_stops_answers_the_requests_that_are_left(
    tmp_path: Path, sockets: list[socket.socket], capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "data", reserve_port()) as server:
        line = connect(server.url, sockets)
        begin(line, "/api/v1/accounts", 1_000, expect="100-continue")
        # The server says this once it waits for the body.
        assert line.recv(64) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert server.end(signal.SIGTERM) in {0, -signal.SIGTERM}
        status, problem = answered(line)
        assert (status, problem["code"]) == (503, "NOT_READY")
    assert "Traceback" not in capfd.readouterr().err


def test_a_new_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("AUTUS_DATA", str(tmp_path / "data"))
    assert program.main(["new-generation"]) == 0
    first = capsys.readouterr().out
    assert program.main(["new-generation"]) == 0
    assert capsys.readouterr().out != first
    monkeypatch.setenv("AUTUS_UNKNOWN", "1")
    assert program.main([]) == 1
    assert "BAD_SETTINGS" in capsys.readouterr().err
