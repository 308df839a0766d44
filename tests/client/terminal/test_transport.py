"""Requests to a real server on this machine, with timeouts of fractions of a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from client.terminal.transport import (
    ANSWER_BYTES_MAX,
    BRIEF_TIMEOUT,
    REQUEST_TIMEOUT,
    HttpTransport,
    RequestTimeout,
)
from shared.device.core.host import Response, TransportError
from shared.device.core.server_client import Interrupted, ServerClient
from shared.errors import AutusError

SHORT_TIMEOUT = RequestTimeout(idle_seconds=0.7, bytes_per_second=1e12)
MEBIBYTE = 1024 * 1024

Answer = Callable[[BaseHTTPRequestHandler], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.seen.append((self.path, dict(self.headers)))
        self.close_connection = True
        # The client goes away early, as many of these tests want it to.
        with suppress(OSError):
            server.answer(self)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Tests say what they see themselves."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.over = Event()
        self.answer: Answer = lambda request: send(request, b"fine")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def head(request: BaseHTTPRequestHandler, size: int, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    request.send_header("Content-Length", str(size))
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()


def send(request: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    head(request, len(body), status, **headers)
    request.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.over.set()
    made.shutdown()
    thread.join()
    made.server_close()


def ask(
    server: Server,
    method: str,
    path: str,
    body: bytes | None = None,
    timeout: RequestTimeout = REQUEST_TIMEOUT,
) -> Response:
    async def run() -> Response:
        transport = HttpTransport(server.url, timeout)
        transport.use_token("secret")
        try:
            return await transport.request(method, path, body)
        finally:
            await transport.close()

    return asyncio.run(run())


def refused(
    server: Server, method: str, path: str, body: bytes | None = None, timeout: RequestTimeout = SHORT_TIMEOUT
) -> str:
    with pytest.raises(AutusError) as caught:
        ask(server, method, path, body, timeout)
    return caught.value.code


def test_carries_body_token_and_types_and_answers_any_status(server: Server) -> None:
    def echo(request: BaseHTTPRequestHandler) -> None:
        send(
            request,
            request.rfile.read(int(request.headers["Content-Length"])),
            409,
            Content_Type="application/x-echo",
        )

    server.answer = echo
    assert ask(server, "POST", "/api/v1/echo", b"sealed") == Response(409, b"sealed", "application/x-echo")
    [(path, headers)] = server.seen
    assert path == "/api/v1/echo"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Content-Type"] == headers["Accept"] == "application/msgpack"


def test_a_slow_answer_arrives_whole_while_it_keeps_coming(server: Server) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        head(request, 60_000)
        for number in range(60):
            request.wfile.write(bytes([number]) * 1000)
            time.sleep(0.03)

    server.answer = drip
    # The whole answer takes longer than a pause may last.
    slow_line = REQUEST_TIMEOUT._replace(idle_seconds=1.5)
    answer = ask(server, "GET", "/slow", timeout=slow_line)
    assert (len(answer.body), answer.body[-1]) == (60_000, 59)


@pytest.mark.parametrize("started", [False, True])
def test_an_answer_that_stops_coming_times_out(server: Server, started: bool) -> None:
    def stop(request: BaseHTTPRequestHandler) -> None:
        if started:
            head(request, 100)
            request.wfile.write(b"the first bytes")
        server.over.wait()

    server.answer = stop
    assert refused(server, "GET", "/stuck") == "TIMEOUT"


def test_a_brief_request_is_not_waited_for_long(server: Server) -> None:
    server.answer = lambda _: server.over.wait() and None

    async def run() -> None:
        transport = HttpTransport(server.url, brief=SHORT_TIMEOUT)
        try:
            await transport.request("GET", "/stuck", brief=True)
        finally:
            await transport.close()

    with pytest.raises(TransportError, match="TIMEOUT"):
        asyncio.run(run())
    assert 2 * BRIEF_TIMEOUT.idle_seconds == 10
    assert ANSWER_BYTES_MAX / BRIEF_TIMEOUT.bytes_per_second == 0


def test_a_request_can_be_cancelled(server: Server) -> None:
    asked = Event()

    def keep_waiting(_: BaseHTTPRequestHandler) -> None:
        asked.set()
        server.over.wait()

    server.answer = keep_waiting

    async def run() -> None:
        transport = HttpTransport(server.url)
        client = ServerClient(transport)
        with client.interruptible():
            asking = asyncio.create_task(client.vaults())
            await asyncio.to_thread(asked.wait)
            with client.interrupted(), pytest.raises(Interrupted):
                await asking
        server.answer = lambda request: send(request, b"fine")
        assert (await transport.request("GET", "/next")).body == b"fine"
        await transport.close()

    asyncio.run(run())


def test_an_answer_that_drips_for_ever_times_out(server: Server) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        head(request, MEBIBYTE)
        while not server.over.wait(0.02):
            request.wfile.write(b".")

    server.answer = drip
    assert refused(server, "GET", "/drip") == "TIMEOUT"


def test_a_large_body_gets_the_time_that_it_needs(server: Server) -> None:
    def late(request: BaseHTTPRequestHandler) -> None:
        size = len(request.rfile.read(int(request.headers["Content-Length"])))
        server.over.wait(1)
        send(request, str(size).encode())

    server.answer = late
    slow = RequestTimeout(idle_seconds=0.3, bytes_per_second=MEBIBYTE / 4)
    assert ask(server, "POST", "/large", bytes(MEBIBYTE), slow).body == str(MEBIBYTE).encode()
    assert refused(server, "POST", "/small", b".", slow) == "TIMEOUT"


def test_an_answer_larger_than_any_is_refused_while_it_comes(server: Server) -> None:
    sent = 0

    def flood(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        head(request, 100 * ANSWER_BYTES_MAX)
        while not server.over.is_set():
            request.wfile.write(bytes(MEBIBYTE))
            sent += MEBIBYTE

    server.answer = flood
    assert refused(server, "GET", "/flood", timeout=REQUEST_TIMEOUT) == "ANSWER_TOO_LARGE"
    assert sent < 2 * ANSWER_BYTES_MAX


def test_an_answer_is_never_inflated(server: Server) -> None:
    server.answer = lambda request: send(request, b"not gzip at all", Content_Encoding="gzip")
    assert ask(server, "GET", "/bomb").body == b"not gzip at all"
    assert server.seen[0][1]["Accept-Encoding"] == "identity"


def test_a_redirect_is_an_answer_and_is_not_followed(server: Server) -> None:
    server.answer = lambda request: send(request, b"", 307, Location=f"{server.url}/elsewhere")
    assert ask(server, "GET", "/moved").status == 307
    assert [path for path, _ in server.seen] == ["/moved"]


def test_a_proxy_of_the_environment_gets_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Server()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url)
    assert ask(server, "GET", "/direct").body == b"fine"
    assert (len(server.seen), other.seen) == (1, [])
    other.server_close()


def test_a_connection_that_breaks_and_a_server_that_is_gone_are_offline(server: Server) -> None:
    def hang_up(request: BaseHTTPRequestHandler) -> None:
        head(request, 100)
        request.wfile.write(b"some")

    server.answer = hang_up
    assert refused(server, "GET", "/broken") == "OFFLINE"
    gone = Server()
    gone.server_close()
    with pytest.raises(TransportError) as caught:
        ask(gone, "GET", "/gone")
    assert caught.value.code == "OFFLINE"
