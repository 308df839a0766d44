"""Too many connections: what one address takes, who is refused, what is left unread."""

from __future__ import annotations

import contextlib
import socket

import httpx
import msgspec
import pytest

from server.events.hub import Hub
from server.limits import connections as limits
from server.limits import requests, unread
from server.limits.connections import PIPELINED_MAX
from server.limits.places import SHARE_MIN, SURPLUS_MAX, SURPLUS_OF_ADDRESS_MAX, Places
from server.limits.unread import UnreadAnswers
from server.settings import Settings
from server.vaults.pulls import Pulls
from tests.server.conftest import serving
from tests.server.lines import HEALTH, PART_BYTES, begin, connect, connections, large_page, pull, until
from tests.server.sessions import refused, register
from tests.shared.sync.people import Person

pytestmark = pytest.mark.sqlite


class Visitor:
    """A connection without a socket."""

    def __init__(self, *, idle: bool = True) -> None:
        self.idle, self.dropped = idle, False

    def is_idle(self) -> bool:
        return self.idle

    def drop(self) -> None:
        self.dropped = True


def admitted(places: Places, address: str, count: int, *, idle: bool = True) -> list[Visitor]:
    visitors = [Visitor(idle=idle) for _ in range(count)]
    for each in visitors:
        assert places.admit(each, address)
    return visitors


def test_one_address_takes_its_share_and_its_oldest_idle_connection_gives_way() -> None:
    places = Places(100, ())
    others = admitted(places, "10.0.0.2", 10)
    first = admitted(places, "10.0.0.1", 25)
    admitted(places, "10.0.0.1", 2)
    assert [each.dropped for each in first] == [True, True] + [False] * 23
    assert not any(each.dropped for each in others)


def test_where_no_connection_of_an_address_is_idle_its_next_one_is_surplus() -> None:
    places = Places(100, ())
    busy = admitted(places, "2001:db8::1", 25, idle=False)
    (surplus,) = admitted(places, "2001:db8::2", 1)
    assert places.is_surplus(surplus)
    assert not any(each.dropped for each in busy)
    # An idle surplus connection gives way to the next one, so that there is always one to ask for health.
    (other,) = admitted(places, "2001:db8::3", 1)
    assert surplus.dropped
    assert places.is_surplus(other)
    admitted(places, "2001:db8:1::", 1)
    other.idle = False
    admitted(places, "2001:db8::4", SURPLUS_OF_ADDRESS_MAX - 1, idle=False)
    assert not places.admit(Visitor(), "2001:db8::5")
    places.release(other)
    assert places.admit(Visitor(), "2001:db8::5")


def test_when_all_places_are_taken_the_fullest_address_gives_one() -> None:
    places = Places(40, ())
    few, many = admitted(places, "10.0.0.1", 8), admitted(places, "10.0.0.2", 16)
    admitted(places, "10.0.0.3", 16, idle=False)
    (new,) = admitted(places, "10.0.0.1", 1)
    assert not places.is_surplus(new)
    assert [each.dropped for each in many].count(True) == 1
    assert not any(each.dropped for each in few)


def test_a_trusted_proxy_has_no_share_and_loses_no_connection() -> None:
    places = Places(20, {"10.0.0.9"})
    proxied = admitted(places, "10.0.0.9", 20)
    (surplus,) = admitted(places, "10.0.0.9", 1, idle=False)
    assert places.is_surplus(surplus)
    assert not any(each.dropped for each in proxied)
    for address in range(SURPLUS_MAX - 1):
        admitted(places, f"10.0.1.{address}", 1, idle=False)
    assert not places.admit(Visitor(), "10.0.2.1")


def test_places_are_released_once() -> None:
    places = Places(16, ())
    visitors = admitted(places, "10.0.0.1", 16)
    for each in (*visitors, *visitors):
        places.release(each)
    assert not any(each.dropped for each in admitted(places, "10.0.0.2", 16))


def connect_from(address: str, url: str, sockets: list[socket.socket]) -> socket.socket:
    opened = socket.create_connection(
        ("127.0.0.1", httpx.URL(url).port or 0), timeout=10, source_address=(address, 0)
    )
    sockets.append(opened)
    return opened


def test_idle_connections_of_one_address_lock_nobody_out(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    with serving(msgspec.structs.replace(settings, connections=40)) as server:
        for _ in range(3 * 40):
            connect_from("127.0.0.2", server.url, sockets)
        until(lambda: connections(server) == SHARE_MIN)
        for address in ("127.0.0.1", "127.0.0.2"):
            line = connect_from(address, server.url, sockets)
            line.sendall(b"GET /schema HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert line.recv(15) == b"HTTP/1.1 200 OK"


def test_requests_of_one_address_are_refused_without_a_word_in_the_log_and_health_is_answered(
    settings: Settings, sockets: list[socket.socket], caplog: pytest.LogCaptureFixture
) -> None:
    with serving(msgspec.structs.replace(settings, connections=40)) as server:
        for _ in range(SHARE_MIN):
            line = connect(server.url, sockets)
            line.sendall(b"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\n")
            line.sendall(b"content-type: application/msgpack\r\ncontent-length: 9\r\n\r\n")
        until(lambda: len(server.server.server_state.tasks) == SHARE_MIN)
        for _ in range(2 * SURPLUS_OF_ADDRESS_MAX):
            with httpx.Client(base_url=server.url) as client:
                answer = client.get("/schema")
                assert refused(answer) == (503, "SERVER_BUSY")
                assert answer.headers["retry-after"]
        for _ in range(2 * SURPLUS_OF_ADDRESS_MAX):
            connect(server.url, sockets)
        with httpx.Client(base_url=server.url) as client:
            for path in ("live", "ready"):
                assert client.get(f"/health/{path}").status_code == 200
            assert client.get("/schema").status_code == 503
        stranger = connect_from("127.0.0.2", server.url, sockets)
        stranger.sendall(b"GET /schema HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert stranger.recv(15) == b"HTTP/1.1 200 OK"
        for noise, status in (
            (b"\0\n\r\n\r\n", b"400"),
            (b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"421"),
        ):
            stranger = connect_from("127.0.0.2", server.url, sockets)
            stranger.sendall(noise)
            assert stranger.recv(12)[9:] == status
        assert not [record for record in caplog.records if record.name != "httpx"]


def test_too_many_requests_at_once_close_the_connection(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    with serving(settings) as server:
        few, many = connect(server.url, sockets), connect(server.url, sockets)
        few.sendall(HEALTH * PIPELINED_MAX)
        file = few.makefile("rb")
        for _ in range(PIPELINED_MAX):
            assert file.readline() == b"HTTP/1.1 200 OK\r\n"
            while file.readline() != b"\r\n":
                pass
            file.read(len(b'{"status":"live"}'))
        many.sendall(HEALTH * 1_000)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := many.recv(65_536):
                received += part
        assert received.count(b"200 OK") <= PIPELINED_MAX + 1


def test_unread_answers_are_bounded_by_owner_and_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "OWNER_BYTES_MAX", 100)
    monkeypatch.setattr(unread, "TOTAL_BYTES_MAX", 250)
    answers, visitors = UnreadAnswers(), [Visitor() for _ in range(8)]
    for number, owner in enumerate(("a", "a", "b", "c")):
        answers.add(visitors[number], 50, [owner, f"account of {owner}"])
    answers.add(visitors[4], 50, ["a", "account of z"])
    assert [each.dropped for each in visitors] == [True] + [False] * 7
    answers.add(visitors[5], 100, ["d", "account of d"])
    # Not the newest, but the longest waiting of the owner with most bytes.
    assert [each.dropped for each in visitors[1:5]] == [True, False, False, False]
    assert answers.total == 250
    for each in (*visitors, *visitors):
        answers.remove(each)
    assert answers.total == 0
    assert not answers._bytes


def test_who_leaves_too_much_unread_is_disconnected_and_nobody_else(
    settings: Settings, sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pulls, "pull", large_page)
    monkeypatch.setattr(limits, "GRACE_SECONDS", 0.02)
    monkeypatch.setattr(unread, "OWNER_BYTES_MAX", 4 * PART_BYTES)
    with serving(msgspec.structs.replace(settings, proxies="127.0.0.1")) as server:
        people = [register(server.url, Person()) for _ in range(2)]
        patient = [pull(server.url, people[0], sockets, f"10.0.0.{number}") for number in range(2)]
        until(lambda: server.unread.total >= 2 * PART_BYTES)
        # By the account, from many addresses; then by the address that the proxy tells, with many accounts.
        greedy = [pull(server.url, people[1], sockets, f"10.0.1.{number}") for number in range(6)]
        until(lambda: any(map(is_closed, greedy)))
        assert server.unread.total <= 2 * 4 * PART_BYTES
        strangers = [register(server.url, Person()) for _ in range(6)]
        crowd = [pull(server.url, each, sockets, "10.0.2.1") for each in strangers]
        until(lambda: any(map(is_closed, crowd)))
        assert not any(is_closed(connection) for connection in patient)


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed the connection. Reads nothing of what came before."""
    try:
        connection.send(b"\r\n")
    except OSError:
        return True
    return False


def test_requests_of_one_address_behind_a_proxy_are_bounded(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    few = msgspec.structs.replace(settings, connections=40, proxies="127.0.0.1")
    with serving(few) as server:
        for _ in range(SHARE_MIN):
            line = connect(server.url, sockets)
            told = {"x-forwarded-for": "10.0.0.1"}
            begin(line, "/api/v1/sessions", 9, **told)
        until(lambda: len(server.server.server_state.tasks) == SHARE_MIN)
        with httpx.Client(base_url=server.url) as client:
            crowded = client.get("/schema", headers={"x-forwarded-for": "10.0.0.1"})
            assert refused(crowded) == (503, "SERVER_BUSY")
            assert client.get("/schema", headers={"x-forwarded-for": "10.0.0.2"}).status_code == 200
            assert client.get("/health/live", headers={"x-forwarded-for": "10.0.0.1"}).status_code == 200


def test_streams_of_one_address_are_bounded_whatever_their_accounts(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    few = msgspec.structs.replace(settings, connections=40, proxies="127.0.0.1")
    with serving(few) as server:
        session = register(server.url, Person())
        headers = {
            "authorization": session.client.headers["authorization"],
            "x-forwarded-for": "10.0.0.1",
        }
        for _ in range(SHARE_MIN // 2):
            stream = connect(server.url, sockets)
            begin(stream, "/api/v1/events", 0, "GET", **headers)
            assert stream.recv(15) == b"HTTP/1.1 200 OK"
        stranger = register(server.url, Person())
        crowded = stranger.client.get("/api/v1/events", headers={"x-forwarded-for": "10.0.0.1"})
        assert refused(crowded) == (429, "TOO_MANY_STREAMS")
        # The address still gets its pushes and pulls answered, and another one its streams.
        assert session.client.get("/api/v1/vaults", headers=headers).status_code == 200
        with stranger.client.stream(
            "GET", "/api/v1/events", headers={"x-forwarded-for": "10.0.0.2"}
        ) as other:
            assert other.status_code == 200
        for stream in sockets:
            stream.close()
        until(lambda: not server.service(Hub)._streams)


def test_requests_of_one_account_are_bounded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "REQUESTS_OF_ACCOUNT_MAX", 1)
    with serving(settings) as server:
        session, other = register(server.url, Person()), register(server.url, Person())
        with session.client.stream("GET", "/api/v1/events") as stream:
            assert stream.status_code == 200
            assert refused(session.client.get("/api/v1/vaults")) == (503, "SERVER_BUSY")
            assert other.client.get("/api/v1/vaults").status_code == 200
        until(lambda: session.client.get("/api/v1/vaults").status_code == 200)


def test_a_proxy_that_is_not_named_is_not_one_client(
    settings: Settings, sockets: list[socket.socket]
) -> None:
    """With an https origin, all connections from private addresses are a proxy's."""
    public = msgspec.structs.replace(
        settings, connections=40, origin="https://goals.example", registration="open"
    )
    with serving(public) as server:
        for _ in range(2 * SHARE_MIN):
            begin(connect(server.url, sockets), "/api/v1/sessions", 9, host="goals.example")
        until(lambda: len(server.server.server_state.tasks) == 2 * SHARE_MIN)
        with httpx.Client(base_url=server.url, headers={"host": "goals.example"}) as client:
            assert client.get("/schema").status_code == 200
        for line in sockets:
            line.close()
