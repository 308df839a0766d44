"""Slow clients: bodies that do not arrive, answers that nobody reads, idle connections."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import AsyncIterator

import msgspec
import pytest

from server.limits import request_timeout, throttle
from server.limits.body_memory import STRANGERS_BYTES_MAX, UNCOUNTED_BYTES_MAX, BodyMemory, MemoryBudget
from server.settings import Settings
from server.vaults.pulls import Pulls
from shared.errors import AutusError
from tests.server.conftest import serving
from tests.server.lines import (
    CHUNK,
    HEALTH,
    LAST_CHUNK,
    PAGE_BYTES,
    PART_BYTES,
    answered,
    begin,
    connect,
    connections,
    large_page,
    pull,
    registered_and_gone,
    until,
)
from tests.server.sessions import register
from tests.shared.sync.people import Goal, Person

pytestmark = pytest.mark.sqlite


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
    monkeypatch.setattr(throttle, "is_loopback", lambda _: False)
    monkeypatch.setattr(throttle, "REGISTRATIONS_MAX", 0)
    monkeypatch.setattr(throttle, "ADDRESS_FAILURES_MAX", 0)
    with serving(settings) as server:
        for path in ("accounts", "sessions", "login/parameters"):
            assert refusal(server.url, sockets, f"/api/v1/{path}") == (429, "TOO_MANY_ATTEMPTS")


def test_a_body_that_does_not_arrive_times_out(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(settings) as server:
        session = register(server.url, Person())
        monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 0.02)
        monkeypatch.setattr(request_timeout, "BYTES_PER_SECOND_MIN", 1e9)
        token = session.client.headers["authorization"]
        for method, path in (
            ("POST", "/api/v1/accounts"),
            ("POST", "/api/v1/sessions"),
            ("POST", "/api/v1/login/parameters"),
            ("PUT", "/api/v1/keyset"),
            ("POST", f"/api/v1/vaults/{bytes(16).hex()}/pushes"),
            ("DELETE", "/api/v1/account"),
        ):
            connection = connect(server.url, sockets)
            begin(connection, path, 200, method, bytes(199), authorization=token)
            assert answered(connection)[1]["code"] == "BODY_TIMED_OUT"
            assert connection.recv(1) == b""


def test_a_large_body_may_take_longer() -> None:
    assert request_timeout.seconds_for(0) == 30
    assert request_timeout.seconds_for(32 * 1024 * 60) == 90


def test_the_timeout_of_a_large_body_grows_with_what_has_arrived(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 1024 * 1024
    monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 0.3)
    monkeypatch.setattr(request_timeout, "BYTES_PER_SECOND_MIN", size // 32)
    with serving(settings) as server:
        silent, steady, stopped = (connect(server.url, sockets) for _ in range(3))
        # Each part gives its connection two seconds more than the quiet time.
        part = b"\xc1" * (size // 16)
        for connection, body in ((silent, b""), (steady, part), (stopped, part)):
            begin(connection, "/api/v1/accounts", size, body=body)
        for _ in range(15):
            time.sleep(0.05)
            steady.sendall(part)
        # All of it came, after the quiet time; what it says is another matter.
        assert answered(steady)[1]["code"] == "BAD_REQUEST"
        for connection in (silent, stopped):
            assert answered(connection)[1]["code"] == "BODY_TIMED_OUT"
            assert connection.recv(1) == b""


def test_large_bodies_of_strangers_share_a_memory_budget(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    size, spare = STRANGERS_BYTES_MAX // 16, 64 * 1024
    with serving(settings) as server:
        for _ in range(4):
            waiting = connect(server.url, sockets)
            begin(waiting, "/api/v1/accounts", size)
            waiting.sendall(bytes(size - spare))
        budget = server.service(BodyMemory).strangers
        until(lambda: sum(budget._used.values()) > 4 * (size - spare))
        refused_one = connect(server.url, sockets)
        begin(refused_one, "/api/v1/accounts", size)
        refused_one.sendall(bytes(8 * spare))
        status, problem = answered(refused_one)
        assert (status, problem["code"]) == (503, "SERVER_BUSY")
        assert problem["retry_after_seconds"]
        # What is small, and who is logged in, is not held up by them.
        session, goal = register(server.url, person := Person()), Goal(person)
        session.push(goal, None, [goal.genesis])
        for waiting in sockets:
            waiting.close()
        until(lambda: not budget._used)


def test_a_body_in_small_parts_reserves_more_than_its_bytes(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    with serving(settings) as server:
        budget = server.service(BodyMemory).strangers
        dripping = connect(server.url, sockets)
        begin(dripping, "/api/v1/accounts", 1_000_000)
        for count in range(1, 4):
            dripping.sendall(b".")
            until(lambda count=count: list(budget._used.values()) == [65 * count])


def test_large_bodies_that_do_not_arrive_reserve_nothing(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    with serving(settings) as server:
        session, goal = register(server.url, person := Person()), Goal(person)
        token = session.client.headers["authorization"]
        path = f"/api/v1/vaults/{goal.vault.hex()}/pushes"
        for _ in range(16):
            begin(connect(server.url, sockets), path, 8_000_000, authorization=token)
        until(lambda: len(server.server.server_state.tasks) == 16)
        session.push(goal, None, [goal.genesis])
        ids = goal.chain(goal.genesis, 200)
        assert len(goal.push(goal.genesis, ids).commits) > UNCOUNTED_BYTES_MAX
        session.push(goal, goal.genesis, ids)


def test_a_budget_is_released() -> None:
    budget = MemoryBudget(400)
    with budget.reserve("a") as take, budget.reserve("a") as take_more:
        take(60)
        take_more(40)
        with pytest.raises(AutusError, match="SERVER_BUSY"):
            take_more(1)
        with (
            budget.reserve("b") as b,
            budget.reserve("c") as c,
            budget.reserve("d") as d,
            budget.reserve("e") as e,
        ):
            for each in (b, c, d):
                each(90)
            e(30)
            with pytest.raises(AutusError, match="SERVER_BUSY"):
                e(1)


def test_many_accounts_of_one_address_share_its_part_of_a_budget() -> None:
    budget = MemoryBudget(400)
    with budget.reserve(b"a", "address") as a, budget.reserve(b"b", "address") as b:
        a(60)
        b(40)
        for take in (a, b):
            with pytest.raises(AutusError, match="SERVER_BUSY"):
                take(1)
        with budget.reserve(b"a", "another address") as other:
            other(40)
            with pytest.raises(AutusError, match="SERVER_BUSY"):
                other(1)
    assert not budget._used


def test_a_budget_is_released_also_where_reading_fails() -> None:
    budget = MemoryBudget(400)

    def fail() -> None:
        with budget.reserve("a") as take:
            take(100)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with budget.reserve("a"), budget.reserve("b"):
        assert not budget._used
    for sender in "abcd":
        with budget.reserve(sender) as take:
            take(100)
    assert not budget._used


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: localh", HEALTH])
def test_a_connection_without_a_request_is_closed(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 0.05)
    with serving(settings) as server:
        idle = connect(server.url, sockets)
        idle.sendall(sent)
        while idle.recv(4096):
            pass
        until(lambda: not connections(server))


def test_a_connection_is_closed_after_a_refused_request(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 0.05)
    with serving(msgspec.structs.replace(settings, registration="closed")) as server:
        connection = connect(server.url, sockets)
        begin(connection, "/api/v1/accounts", 1_000_000)
        assert answered(connection)[0] == 403

        def drip() -> bool:
            with contextlib.suppress(OSError):
                connection.sendall(b".")
            return not connections(server)

        until(drip)


def test_a_client_that_does_not_read_is_disconnected(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(settings) as server:
        session = registered_and_gone(server)
        monkeypatch.setattr(Pulls, "pull", large_page)
        monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 0.2)
        monkeypatch.setattr(request_timeout, "BYTES_PER_SECOND_MIN", 1e9)
        deaf = pull(server.url, session, sockets)
        assert deaf.recv(15) == b"HTTP/1.1 200 OK"
        until(lambda: not connections(server))


def test_a_client_that_reads_slowly_and_steadily_gets_everything(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(settings) as server:
        session = register(server.url, Person())
        monkeypatch.setattr(Pulls, "pull", large_page)
        # A part may take about two seconds. It takes a quarter of that, and all of them take longer.
        monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 1.5)
        monkeypatch.setattr(request_timeout, "BYTES_PER_SECOND_MIN", 1024 * 1024)
        slow = pull(server.url, session, sockets)
        received = b""
        while len(received) < 1024 * 1024:
            received += slow.recv(16 * 1024)
            time.sleep(0.04)
        # The rest at once: what was cut off would be missing at the end.
        file = slow.makefile("rb")
        length = received.index(b"\r\n\r\n") + 4 + PAGE_BYTES // PART_BYTES * len(CHUNK) + len(LAST_CHUNK)
        assert file.read(length - len(received))[-len(LAST_CHUNK) :] == LAST_CHUNK


def test_a_small_unread_rest_of_an_answer_is_dropped(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(settings) as server:
        session = registered_and_gone(server)

        async def page(*_: object) -> AsyncIterator[bytes]:
            """Ends once something is left; so little that nothing is paused for it."""
            (connection,) = server.server.server_state.connections

            async def parts() -> AsyncIterator[bytes]:
                while not connection.transport.get_write_buffer_size():
                    yield bytes(4096)

            return parts()

        monkeypatch.setattr(Pulls, "pull", page)
        monkeypatch.setattr(request_timeout, "QUIET_SECONDS", 0.05)
        monkeypatch.setattr(request_timeout, "BYTES_PER_SECOND_MIN", 1e9)
        pull(server.url, session, sockets)
        until(lambda: connections(server) == 1)
        until(lambda: not connections(server))


def test_an_endless_head_closes_the_connection(settings: Settings, sockets: list[socket.socket]) -> None:
    with serving(settings) as server:
        connection = connect(server.url, sockets)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        with contextlib.suppress(OSError):
            for _ in range(64):
                connection.sendall(b"a" * 1_000_000)
        until(lambda: not connections(server))
