"""HTTP/1.1 to one server over connections that stay open. httptools parses, as it does in the server."""

from __future__ import annotations

import asyncio
import selectors
import ssl
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import httptools

from shared.device.core.host import Response

HEAD_BYTES_MAX = 64 * 1024
"""Of the status line and the headers of an answer."""
IDLE_MAX = 4
"""Connections that are kept open without a request."""

Heard = Callable[[], None]


class HttpError(OSError):
    """There is no usable answer: the connection broke, or it carries something else than HTTP."""


class BodyTooLarge(Exception):
    """The body of an answer is larger than the caller accepts."""


class Connection(asyncio.Protocol):
    """One connection. It carries one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[Response] | None = None
        self._heard: Heard = lambda: None
        self._body_max = 0
        self._begin()

    def _begin(self) -> None:
        self._head_bytes, self._head_read = 0, False
        self._body = bytearray()
        self._media_type = ""
        # Without either header the body ends with the connection.
        self._length_known = False

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    @property
    def is_reusable(self) -> bool:
        """False also if the server has closed the connection and this loop has not heard of it."""
        if self._transport is None or self._transport.is_closing():
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(self._transport.get_extra_info("socket"), selectors.EVENT_READ)
            return not selector.select(0)

    async def send(self, request: bytes, body_max: int, heard: Heard) -> Response:
        """The answer to a whole request. `heard` is called whenever some of the answer has arrived.

        Raises HttpError, BodyTooLarge. Afterwards, and after a cancellation, the connection is closed.
        """
        if self._transport is None:
            raise HttpError("the connection is closed")
        self._begin()
        self._heard, self._body_max = heard, body_max
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._transport.write(request)
            return await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self.close()

    # Called by asyncio.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            # Nobody has asked for it.
            self.close()
            return
        self._heard()
        if not self._head_read:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(HttpError("the answer is not HTTP"))
            return
        if not self._head_read and self._head_bytes > HEAD_BYTES_MAX:
            self._fail(HttpError("the headers of the answer are too long"))
        elif len(self._body) > self._body_max:
            self._fail(BodyTooLarge())

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None and self._head_read and not self._length_known:
            self._complete()
        self._fail(HttpError("the connection ended before the answer did"))

    # Called by the parser.

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done():
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        match name.lower():
            case b"content-type":
                self._media_type = value.decode("latin-1")
            case b"content-length" | b"transfer-encoding":
                self._length_known = True

    def on_headers_complete(self) -> None:
        self._head_read = True

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:
            # The answer itself follows.
            self._begin()
            return
        self._complete()
        if not self._parser.should_keep_alive():
            self.close()

    def _complete(self) -> None:
        if self._answer is not None and not self._answer.done():
            status = self._parser.get_status_code()
            self._answer.set_result(Response(status, bytes(self._body), self._media_type))


class Client:
    """Requests to the server at `base_url`, an origin. It connects when it has to."""

    def __init__(self, base_url: str) -> None:
        url = urlsplit(base_url)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError(f"{base_url} is not the origin of a server")
        self._host, self._tls = url.hostname, url.scheme == "https"
        self._port = url.port or (443 if self._tls else 80)
        self._host_header = url.netloc.rpartition("@")[2]
        self._context: ssl.SSLContext | None = None
        self._idle: list[Connection] = []

    async def request(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes | None,
        body_max: int,
        heard: Heard,
    ) -> Response:
        """Raises OSError without a usable answer, and BodyTooLarge. Redirects are answers."""
        request = self._encode(method, path, headers, body)
        connection = self._take_idle() or await self._connect()
        answer = await connection.send(request, body_max, heard)
        if connection.is_open and len(self._idle) < IDLE_MAX:
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    def _encode(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host_header}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        if not all(line.isascii() and line.isprintable() for line in lines):
            raise HttpError("a header cannot be sent")
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")

    def _take_idle(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable:
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        if self._tls and self._context is None:
            self._context = ssl.create_default_context()
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self._host, self._port, ssl=self._context)
        return connection

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
