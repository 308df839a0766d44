"""A network between browser and server that changes answers, as a portal or a bad proxy does."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WAIT_SECONDS = 60
PORTAL = b"<!doctype html><title>Wi-Fi</title><p>Please log in to this network."
# Headers that belong to one connection or to the bytes that the server sent.
NOT_PASSED_ON = {"connection", "content-length", "transfer-encoding", "keep-alive"}

Answer = tuple[int, dict[str, str], bytes]
Lie = Callable[[Answer], Answer]


def html(answer: Answer) -> Answer:
    """A portal's page with the caching of the file, so that the browser keeps it."""
    _, headers, _ = answer
    kept = {name: value for name, value in headers.items() if name != "content-encoding"}
    return HTTPStatus.OK, kept | {"content-type": "text/html"}, PORTAL


def cut(answer: Answer) -> Answer:
    """The first half of the file, with its headers."""
    status, headers, body = answer
    return status, headers, body[: len(body) // 2]


def empty(answer: Answer) -> Answer:
    status, headers, _ = answer
    return status, headers, b""


def missing(answer: Answer) -> Answer:
    _, headers, _ = answer
    return HTTPStatus.NOT_FOUND, headers, b""


def unguarded(answer: Answer) -> Answer:
    """The file as a server of an earlier version sent it, whole and without a policy of today."""
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if "embedder" not in name}, body


LIES = {"html": html, "cut": cut, "empty": empty, "missing": missing}
EARLIER = {"unguarded": unguarded}


class LyingNetwork:
    """Passes requests on to `server_url`, and changes some answers."""

    def __init__(self, server_url: str) -> None:
        self._host = server_url.removeprefix("http://")
        self._lies: dict[str, Lie] = {}
        self._untold: set[str] = set()
        self._all_told = threading.Event()

    def tell(self, lies: Mapping[str, str]) -> None:
        """Changes answers for paths that match a pattern by the lie of that name. `{}` is honest."""
        self._all_told.clear()
        self._untold = set(lies)
        self._lies = {pattern: (LIES | EARLIER)[lie] for pattern, lie in lies.items()}

    def wait_until_all_told(self) -> None:
        assert self._all_told.wait(WAIT_SECONDS), f"nobody requested {self._untold}"

    @contextmanager
    def listening(self, port: int) -> Iterator[str]:
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                network.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        status, headers, body = self._asked(request)
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _asked(self, request: BaseHTTPRequestHandler) -> Answer:
        # Plain bytes: half of a compressed file would be an error of the connection.
        headers = {
            name: value for name, value in request.headers.items() if name.lower() != "accept-encoding"
        }
        connection = http.client.HTTPConnection(self._host)
        try:
            connection.request(request.command, request.path, headers=headers)
            response = connection.getresponse()
            passed = {
                name.lower(): value
                for name, value in response.getheaders()
                if name.lower() not in NOT_PASSED_ON
            }
            answer: Answer = (response.status, passed, response.read())
        finally:
            connection.close()
        for pattern, lie in self._lies.items():
            if re.search(pattern, request.path):
                self._untold.discard(pattern)
                if not self._untold:
                    self._all_told.set()
                return lie(answer)
        return answer
