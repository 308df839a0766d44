"""The liar as an HTTP server, between real browsers and a real server."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from tests.lies.liar import Liar

EVENTS = "/api/v1/events"
# Headers of one connection, and of the bytes that the server sent.
NOT_PASSED_ON = {"connection", "content-length", "transfer-encoding", "keep-alive"}
REDIRECT = 302
CHUNK = bytes(64 * 1024)


@dataclass
class Caller:
    """Whoever sent a request: its headers, and those of the honest answer."""

    request: tuple[str, str]
    headers: dict[str, str]
    answered: dict[str, str] = field(default_factory=dict)


class LyingServer:
    """Listens on `port`. `url` is the honest server behind, `seed` its receipt key."""

    def __init__(self, url: str, seed: bytes, port: int) -> None:
        self._host = url.removeprefix("http://")
        self._port = port
        self._loop = asyncio.new_event_loop()
        self.liar = Liar(self._honest, seed)

    @contextmanager
    def listening(self) -> Iterator[str]:
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                front.answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - the names of http.server

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        server.daemon_threads = True
        threads = [threading.Thread(target=run) for run in (server.serve_forever, self._loop.run_forever)]
        for thread in threads:
            thread.start()
        try:
            yield f"http://127.0.0.1:{self._port}"
        finally:
            server.shutdown()
            server.server_close()
            self._loop.call_soon_threadsafe(self._loop.stop)
            for thread in threads:
                thread.join()
            self._loop.close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if request.path.startswith(EVENTS):
            with suppress(OSError, http.client.HTTPException):
                self._pass_on_events(request)
            return
        size = int(request.headers.get("content-length") or 0)
        body = request.rfile.read(size) if size else None
        headers = {name.lower(): value for name, value in request.headers.items()}
        caller = Caller((request.command, request.path), headers)
        if not self._loop.is_running():
            # The test is over, and the browser is not.
            request.close_connection = True
            return
        asked = self.liar.answer(caller, request.command, request.path, body)
        with suppress(OSError):
            try:
                answer = asyncio.run_coroutine_threadsafe(asked, self._loop).result()
            except TransportError:
                request.close_connection = True
            except AutusError:
                _send_without_end(request)
            else:
                self._send(request, caller, answer)

    def _send(self, request: BaseHTTPRequestHandler, caller: Caller, answer: Response) -> None:
        request.send_response(answer.status)
        for name, value in caller.answered.items():
            if name not in NOT_PASSED_ON | {"content-type"}:
                request.send_header(name, value)
        if answer.media_type:
            request.send_header("content-type", answer.media_type)
        if answer.status == REDIRECT:
            request.send_header("location", "/elsewhere")
        request.send_header("content-length", str(len(answer.body)))
        request.end_headers()
        request.wfile.write(answer.body)

    async def _honest(self, caller: Caller, method: str, path: str, body: bytes | None) -> Response:
        return await asyncio.to_thread(self._ask, caller, method, path, body)

    def _ask(self, caller: Caller, method: str, path: str, body: bytes | None) -> Response:
        # Plain bytes, so that the liar can read them.
        left_out = {"accept-encoding", "content-length", "connection"}
        headers = {name: value for name, value in caller.headers.items() if name not in left_out}
        if body is None:
            headers.pop("content-type", None)
        connection = http.client.HTTPConnection(self._host)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise TransportError("OFFLINE", str(error)) from error
        finally:
            connection.close()
        if (method, path) == caller.request:
            caller.answered = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, content, response.getheader("content-type") or "")

    def _pass_on_events(self, request: BaseHTTPRequestHandler) -> None:
        headers = {name: value for name, value in request.headers.items() if name.lower() != "connection"}
        connection = http.client.HTTPConnection(self._host)
        connection.request(request.command, request.path, headers=headers)
        response = connection.getresponse()
        request.close_connection = True
        request.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                request.send_header(name, value)
        request.end_headers()
        try:
            while chunk := response.read1(4096):
                request.wfile.write(chunk)
                request.wfile.flush()
        finally:
            connection.close()


def _send_without_end(request: BaseHTTPRequestHandler) -> None:
    """Sends until the browser has had enough."""
    request.close_connection = True
    request.send_response(200)
    request.send_header("content-type", "application/msgpack")
    request.end_headers()
    while True:
        request.wfile.write(CHUNK)
