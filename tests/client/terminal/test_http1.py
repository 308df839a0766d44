"""Connections that stay open, and answers in every form of HTTP/1.1, byte by byte."""

from __future__ import annotations

import asyncio
import datetime as dt
import select
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from client.terminal.http1 import HEAD_BYTES_MAX, IDLE_MAX
from client.terminal.transport import HttpTransport
from shared.device.core.host import Response, TransportError

FINE = b"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 4\r\n\r\nfine"


async def request_of(reader: asyncio.StreamReader) -> bytes:
    """The head of a request without a body; empty once the client has gone."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, OSError):
        return b""


class Answers:
    """Sends the same bytes to each request and counts connections and requests."""

    def __init__(self, parts: list[bytes], *, closes: bool = False) -> None:
        self.parts, self.closes = parts, closes
        self.connections, self.requests = 0, list[bytes]()
        self.open = dict[asyncio.Task[None], asyncio.StreamWriter]()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task: asyncio.Task[None] | None = asyncio.current_task()
        assert task is not None
        self.open[task] = writer
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
            del self.open[task]

    async def some_end(self, left: int) -> None:
        """Waits until at most so many connections are open."""
        while len(self.open) > left:
            await asyncio.wait(self.open, return_when=asyncio.FIRST_COMPLETED)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await request_of(reader):
            self.requests.append(request)
            with suppress(OSError):
                for part in self.parts:
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0)
            if self.closes:
                break


async def asked(serve: Answers, work: Callable[[HttpTransport], Awaitable[None]]) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport = HttpTransport(f"http://127.0.0.1:{port}")
    try:
        await work(transport)
    finally:
        await transport.close()
        await serve.some_end(0)
        server.close()


def answer_to_one(parts: list[bytes], *, closes: bool = False) -> Response:
    found: list[Response] = []

    async def work(transport: HttpTransport) -> None:
        found.append(await transport.request("GET", "/x"))

    asyncio.run(asked(Answers(parts, closes=closes), work))
    return found[0]


def offline(parts: list[bytes], *, closes: bool = False) -> None:
    with pytest.raises(TransportError) as caught:
        answer_to_one(parts, closes=closes)
    assert caught.value.code == "OFFLINE"


def test_requests_in_a_row_share_a_connection_and_say_where_they_go() -> None:
    answers = Answers([FINE])

    async def work(transport: HttpTransport) -> None:
        for _ in range(5):
            assert (await transport.request("GET", "/x?after=1")).body == b"fine"

    asyncio.run(asked(answers, work))
    assert (answers.connections, len(answers.requests)) == (1, 5)
    first, host, *_ = answers.requests[0].split(b"\r\n")
    assert first == b"GET /x?after=1 HTTP/1.1"
    assert host.startswith(b"Host: 127.0.0.1:")


def test_requests_at_once_have_connections_of_their_own_and_few_stay_open() -> None:
    answers = Answers([FINE])

    async def work(transport: HttpTransport) -> None:
        many = IDLE_MAX + 3
        await asyncio.gather(*(transport.request("GET", "/x") for _ in range(many)))
        assert answers.connections == many
        await answers.some_end(IDLE_MAX)
        assert len(answers.open) == IDLE_MAX

    asyncio.run(asked(answers, work))


def test_a_connection_that_the_server_has_closed_is_not_used_again() -> None:
    answers = Answers([FINE])

    async def work(transport: HttpTransport) -> None:
        await transport.request("GET", "/x")
        for task in list(answers.open):
            task.cancel()
        # The end of the connection takes its way through the system.
        while transport._client._idle[0].is_open:  # noqa: ASYNC110 - there is nothing else to wait for
            await asyncio.sleep(0.001)
        assert (await transport.request("GET", "/x")).body == b"fine"

    asyncio.run(asked(answers, work))
    assert answers.connections == 2


def test_an_end_that_the_loop_has_not_heard_of_is_seen_before_the_next_request() -> None:
    """A program whose loop runs only during its calls hears of nothing in between."""
    served: list[bytes] = []

    def serve(listener: socket.socket, ended: threading.Event) -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                served.append(connection.recv(65_536))
                connection.sendall(FINE)
            ended.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()
        server = threading.Thread(target=serve, args=(listener, ended))
        server.start()

        async def work() -> None:
            transport = HttpTransport(f"http://127.0.0.1:{listener.getsockname()[1]}")
            await transport.request("GET", "/x")
            # Blocks the loop. The end is there once the bytes after the answer can be read.
            ended.wait()
            own = transport._client._idle[0]._transport
            assert own is not None
            assert select.select([own.get_extra_info("socket")], [], [], 30)[0]
            assert (await transport.request("GET", "/x")).body == b"fine"
            await transport.close()

        asyncio.run(work())
        server.join()
    assert len(served) == 2


def test_what_comes_without_a_question_answers_none() -> None:
    answers = Answers([FINE + FINE.replace(b"fine", b"evil")])

    async def work(transport: HttpTransport) -> None:
        for _ in range(3):
            assert (await transport.request("GET", "/x")).body == b"fine"

    asyncio.run(asked(answers, work))
    assert answers.connections == 3


def test_an_answer_that_ends_the_connection_is_whole() -> None:
    closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine"
    without_length = b"HTTP/1.1 200 OK\r\n\r\nfine"
    for answer in (closing, without_length):
        assert answer_to_one([answer], closes=True).body == b"fine"
    assert answer_to_one([b"HTTP/1.1 204 No Content\r\n\r\n"]) == Response(204, b"", "")


def test_an_interim_answer_is_passed_over() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nContent-Type: no/ne\r\n\r\n"
    assert answer_to_one([interim + interim + FINE]) == Response(200, b"fine", "a/b")


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_an_answer_may_be_cut_anywhere(data: st.DataObject) -> None:
    body = data.draw(st.binary(max_size=40))
    chunks = data.draw(st.lists(st.integers(1, 9), max_size=6))
    if data.draw(st.booleans()):
        sizes, rest, coded = iter(chunks), body, b""
        while rest:
            size = next(sizes, len(rest))
            part, rest = rest[:size], rest[size:]
            coded += b"%x\r\n%s\r\n" % (len(part), part)
        answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + coded + b"0\r\n\r\n"
    else:
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(answer) - 1), max_size=8)))
    parts = [answer[a:b] for a, b in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    assert answer_to_one(parts) == Response(200, body, "")
    # What ends too early is no answer.
    offline([answer[: data.draw(st.integers(0, len(answer) - 1))]], closes=True)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 2 * HEAD_BYTES_MAX,
    ],
)
def test_what_is_not_http_is_no_answer(answer: bytes) -> None:
    offline([answer])


@pytest.mark.parametrize("token", ["a\r\nHost: elsewhere", "a\x00b", "한글"])
def test_a_token_that_is_no_header_is_not_sent(token: str) -> None:
    answers = Answers([FINE])

    async def work(transport: HttpTransport) -> None:
        transport.use_token(token)
        with pytest.raises(TransportError, match="OFFLINE"):
            await transport.request("GET", "/x")
        transport.use_token("token")
        assert (await transport.request("GET", "/x")).status == 200

    asyncio.run(asked(answers, work))
    assert len(answers.requests) == 1


@pytest.mark.parametrize("url", ["localhost:8001", "ftp://localhost", "http://", "/api"])
def test_only_an_origin_is_a_server(url: str) -> None:
    with pytest.raises(ValueError, match="not the origin"):
        HttpTransport(url)


def own_certificate(folder: Path) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def test_over_tls_the_certificate_must_be_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        answers = Answers([FINE])
        server = await asyncio.start_server(answers, "localhost", 0, ssl=own_certificate(tmp_path))
        port = server.sockets[0].getsockname()[1]
        for name, trusted in (("localhost", False), ("127.0.0.1", True), ("localhost", True)):
            with monkeypatch.context() as roots:
                if trusted:
                    roots.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
                transport = HttpTransport(f"https://{name}:{port}")
                if (name, trusted) == ("localhost", True):
                    assert (await transport.request("GET", "/x")).body == b"fine"
                else:
                    with pytest.raises(TransportError, match="OFFLINE"):
                        await transport.request("GET", "/x")
                await transport.close()
        await answers.some_end(0)
        server.close()

    asyncio.run(work())
