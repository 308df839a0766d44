"""The server as a process of its own: killed, asked to stop, told to begin a new generation."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from server import __main__ as program
from shared.wire.pushes import Push, decode_commits
from tests.ports import reserve_port
from tests.server.lines import answered, begin, connect
from tests.server.sessions import Session, register
from tests.shared.sync.people import Goal, Person

ROOT = Path(__file__).resolve().parents[2]


class ServerProcess:
    def __init__(self, folder: Path, port: int, **settings: object) -> None:
        client = folder.with_name("dist")
        client.mkdir(exist_ok=True)
        values = {"data": folder, "client": client, "port": port, **settings}
        environment = os.environ | {f"AUTUS_{name.upper()}": str(value) for name, value in values.items()}
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([sys.executable, "-m", "server"], cwd=ROOT, env=environment)
        with httpx.Client(transport=httpx.HTTPTransport(retries=12)) as client:
            while True:
                try:
                    assert client.get(f"{self.url}/health/ready", timeout=20).status_code == 200
                except httpx.ConnectError:
                    assert self.process.poll() is None, "the server ended"
                    continue
                return

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def running(folder: Path, port: int, **settings: object) -> Iterator[ServerProcess]:
    server = ServerProcess(folder, port, **settings)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)


def kill_during(server: ServerProcess, session: Session, goal: Goal, push: Push) -> None:
    """Kills the server while a push is on its way; whether it is answered is left open."""
    thread = threading.Thread(target=server.end, args=[signal.SIGKILL])
    thread.start()
    with contextlib.suppress(httpx.HTTPError):
        session.send(goal.vault, push)
    thread.join()


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    person, port = Person(), reserve_port()
    goal = Goal(person)
    with running(tmp_path / "data", port) as server:
        session = register(server.url, person)
        session.push(goal, None, [goal.genesis])
        server.end(signal.SIGKILL)
    tip = goal.genesis
    for _ in range(3):
        with running(tmp_path / "data", port) as server:
            ids = goal.chain(tip, 50)
            session.push(goal, tip, ids)
            push = goal.push(ids[-1], goal.chain(ids[-1], 20))
            kill_during(server, session, goal, push)
        with running(tmp_path / "data", port):
            # It is there whole or not at all, so sending it again is right either way.
            assert session.send(goal.vault, push).status_code in {200, 201}
            tip = push.head
            page = session.pull(goal.vault)
        assert [wire for push in page.pushes for wire in decode_commits(push.commits)] == goal.wires(
            list(goal.nodes)
        )


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
