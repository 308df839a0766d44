"""Bounds on connections: idle time, unread answers, the size of a request's head, and their number."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Hashable
from typing import Any, ClassVar

import msgspec
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from server.limits import request_timeout
from server.limits.networks import is_private
from server.limits.places import Places
from server.limits.scope import IDENTITY, NETWORK, TARGET
from server.limits.unread import GRACE_SECONDS, UnreadAnswers

# The first line and the headers of a request. The parser itself has no limit.
HEAD_BYTES_MAX = 64 * 1024
# The requests that a client may send before the answer to an earlier one.
PIPELINED_MAX = 16
# The kernel's buffer for an answer. By default it grows to 4 MB, and reports progress only after a third of
# it was read: a client that reads 32 KiB/s would seem to read nothing for longer than the timeout.
SEND_BUFFER_BYTES = 256 * 1024
# How much of an answer may be unread outside this process. Linux doubles the requested buffer. This also
# fits a client of 32 KiB/s behind a proxy that buffers 4 MB: the proxy reads every 43 seconds.
UNSEEN_BYTES = 2 * SEND_BUFFER_BYTES
HEALTH = b"/health/"
RETRY_AFTER_SECONDS = 5

# Refused requests are no faults of the server: they leave no line in its log.
LOG = logging.getLogger("autus.connections")
LOG.setLevel(logging.ERROR)

_BUSY = msgspec.json.encode(
    {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "code": "SERVER_BUSY",
        "detail": "too many connections",
        "retry_after_seconds": RETRY_AFTER_SECONDS,
    }
)


async def _busy(_scope: Scope, _receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """An application that refuses every request."""
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(_BUSY)),
        (b"cache-control", b"no-store"),
        (b"retry-after", b"%d" % RETRY_AFTER_SECONDS),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": _BUSY, "more_body": False})


class BoundedConnection(HttpToolsProtocol):
    """One timer per connection, and one more per part that a slow client makes wait.

    `bounded_connections` makes the class for one server, with what its connections share.
    """

    places: ClassVar[Places]
    unread: ClassVar[UnreadAnswers]

    _idle: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _progress = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = LOG
        self._application = self.app

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self.places.admit(self, self.client[0] if self.client else ""):
            transport.abort()
            return
        if self.places.is_surplus(self):
            self._application = _busy
        # The server listens on sockets only.
        line: socket.socket = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self._watch(None)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.places.release(self)
        self.unread.remove(self)
        for timer in (self._idle, self._stalled):
            if timer is not None:
                timer.cancel()

    def is_idle(self) -> bool:
        """Whether no request waits for an answer. `cycle` is None before the first request."""
        return getattr(self.cycle, "response_complete", True) and not self.pipeline

    def drop(self) -> None:
        """Closes the connection at once. What its client has not read is lost."""
        self.transport.abort()

    def _watch(self, answered: RequestResponseCycle | None) -> None:
        """Checks the connection after the timeout. `answered` is the last request, if it is complete."""
        unread = self.transport.get_write_buffer_size()
        self._idle = self.loop.call_later(self._allowed(unread), self._check, answered, unread)

    def _allowed(self, unread: int) -> float:
        """The seconds within which the client must read some of the `unread` bytes in this process."""
        return request_timeout.seconds_for(unread + UNSEEN_BYTES if unread else 0)

    def _check(self, answered: RequestResponseCycle | None, unread: int) -> None:
        done = self.is_idle() or self.transport.is_closing()
        if not done or self.flow.write_paused:
            self._watch(None)
        elif self.cycle is answered and self.transport.get_write_buffer_size() >= unread:
            # Also if it is closing: the client does not read the rest.
            self.drop()
        else:
            self._watch(self.cycle)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(GRACE_SECONDS, self._stall)

    def _stall(self) -> None:
        size = self.transport.get_write_buffer_size()
        self._stalled = self.loop.call_later(self._allowed(size) - GRACE_SECONDS, self.drop)
        self.unread.add(self, size, self._owners())

    def _owners(self) -> tuple[Hashable, ...]:
        """The network of the client and the account, as far as they are known."""
        scope: dict[str, Any] = self.cycle.scope  # type: ignore[assignment]
        return tuple(owner for owner in (scope.get(NETWORK), scope.get(IDENTITY)) if owner)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unread.remove(self)
        if self._stalled is not None:
            self._stalled.cancel()

    def data_received(self, data: bytes) -> None:
        self._progress = False
        super().data_received(data)
        # Data without progress belongs to a head, or to the trailers of a chunked body.
        self._head_bytes = 0 if self._progress else self._head_bytes + len(data)
        if self._head_bytes > HEAD_BYTES_MAX:
            self.drop()

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= PIPELINED_MAX:
            # The parser stops at an error, before the next of the requests that have arrived.
            raise ValueError("too many requests at once")
        if not self.url.startswith(b"/"):
            target: dict[str, Any] = self.scope  # type: ignore[assignment]
            target[TARGET] = self.url
        # A busy server is healthy. A restart would disconnect everybody.
        asked = self.url.startswith(HEALTH)
        self.app = self.config.loaded_app if asked else self._application
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progress = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._progress = True
        super().on_message_complete()


class _Proxies(_TrustedHosts):
    """The named proxies. With an https origin, whoever connects from a private address is one too."""

    def __init__(self, named: str | None, *, secure: bool) -> None:
        super().__init__(named or "")
        self._secure = secure

    def __contains__(self, address: str | None) -> bool:
        return super().__contains__(address) or (self._secure and is_private(address or ""))


def bounded_connections(total: int, proxies: str | None, *, secure: bool) -> type[BoundedConnection]:
    """The class of the connections of one server.

    `total` is the number of places. `proxies` are the trusted proxies, as uvicorn takes them. `secure`:
    whether the origin is https.
    """

    class Connection(BoundedConnection):
        places = Places(total, _Proxies(proxies, secure=secure))
        unread = UnreadAnswers()

    return Connection
