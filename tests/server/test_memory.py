"""The memory of the server's process while clients do not read what they asked for."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from server.limits.unread import GRACE_SECONDS
from shared.chain.header import commit_id, decode_header, encode_header
from shared.wire.accounts import KeysetReplacement
from shared.wire.pushes import Push, WireCommit, encode_commits
from tests.ports import reserve_port
from tests.server.own_process import ServerProcess, running
from tests.server.sessions import Session, register
from tests.shared.sync.people import Goal, Person, keyset

pytestmark = pytest.mark.sqlite

CONNECTIONS = 120
MIB = 1024 * 1024


def resident_mib(server: ServerProcess) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def store_pushes(session: Session, pushes: int, commits: int, size: int) -> str:
    """The path of the pulls of a new goal that has so many pushes. `size` is that of a ciphertext."""
    goal = Goal(session.person)
    session.push(goal, None, [tip := goal.genesis])
    for _ in range(pushes):
        base, wires = tip, list[WireCommit]()
        for _ in range(commits):
            # The server reads only the header.
            header, _ = goal.wires([goal.commit(goal.genesis)])[0]
            fields = msgspec.structs.replace(decode_header(header), parents=(tip,))
            wires.append((encode_header(fields), bytes(size)))
            tip = commit_id(*wires[-1])
        certificate = goal.person.certify(goal.vault, base, tip, len(wires))
        push = Push(base=base, head=tip, commits=encode_commits(wires), certificate=certificate)
        assert session.send(goal.vault, push).status_code == 201
    return f"/api/v1/vaults/{goal.vault.hex()}/pushes?after=1"


def store_keyset(session: Session) -> str:
    large = keyset(version=2, secrets=bytes(1_000_000))
    assert session.put("/api/v1/keyset", KeysetReplacement(1, large)).status_code == 204
    return "/api/v1/keyset"


def ask(server: ServerProcess, request: str) -> socket.socket:
    """A connection that sends a request and never reads."""
    parts = urlsplit(server.url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((parts.hostname, parts.port))
    connection.sendall(request.encode())
    return connection


def wait_for_steady_memory(server: ServerProcess) -> None:
    """Returns once the process has taken what it takes, for longer than the grace of an unread answer."""
    before, same = 0.0, 0
    while same < 10 * (GRACE_SECONDS + 0.5):
        time.sleep(0.1)
        now = resident_mib(server)
        same = same + 1 if abs(now - before) < 0.25 else 0
        before = now


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("memory")
    (folder / "dist").mkdir()
    (folder / "dist" / "large.bin").write_bytes(bytes(12 * MIB))
    with running(folder / "data", reserve_port(), client=folder / "dist") as started:
        yield started


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(lambda session: "/large.bin", id="a file"),
        pytest.param(lambda session: store_pushes(session, 1, 31, 255_000), id="a page of one large push"),
        pytest.param(lambda session: store_pushes(session, 100, 2, 20_000), id="a page of many pushes"),
        pytest.param(store_keyset, id="a keyset"),
    ],
)
def test_answers_that_nobody_reads_take_little_memory(
    server: ServerProcess, prepare: Callable[[Session], str]
) -> None:
    session = register(server.url, Person())
    path = prepare(session)
    assert len(session.client.get(path).content) >= 1_000_000
    before = resident_mib(server)
    token = session.client.headers["authorization"]
    unread = [
        ask(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n\r\n")
        for _ in range(CONNECTIONS)
    ]
    wait_for_steady_memory(server)
    # 0.3 MiB for each of 120 connections. They used to take up to 18 MiB each.
    assert resident_mib(server) < before + 60
    for connection in unread:
        connection.close()
    wait_for_steady_memory(server)
    assert resident_mib(server) < before + 25
