"""Bounds on connections: idle time, unread answers, the size of a request's head, and their number.

uvicorn answers 503 beyond `limit_concurrency`. Health checks are exempt.
"""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.limits import request_timeout

# This many connections above `limit_concurrency` get the answer 503. The rest are closed at once.
REFUSED_MAX = 100
# The first line and the headers of a request. The parser itself has no limit.
HEAD_BYTES_MAX = 64 * 1024
# The kernel's buffer for an answer. By default it grows to 4 MB, and reports progress only after a third of
# it was read: a client that reads 32 KiB/s would seem to read nothing for longer than the timeout.
SEND_BUFFER_BYTES = 256 * 1024
# How much of an answer may be unread outside this process. Linux doubles the requested buffer. This also
# fits a client of 32 KiB/s behind a proxy that buffers 4 MB: the proxy reads every 43 seconds.
UNSEEN_BYTES = 2 * SEND_BUFFER_BYTES
HEALTH = b"/health/"


class BoundedConnection(HttpToolsProtocol):
    """One timer per connection, and one more per part that a slow client makes wait."""

    _idle: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _progress = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        limit = self.limit_concurrency
        if limit is not None and len(self.connections) > limit + REFUSED_MAX:
            transport.abort()
        else:
            # The server listens on sockets only.
            line: socket.socket = transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            self._watch(None)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._idle, self._stalled):
            if timer is not None:
                timer.cancel()

    def _watch(self, answered: RequestResponseCycle | None) -> None:
        """Checks the connection after the timeout. `answered` is the last request, if it is complete."""
        unread = self.transport.get_write_buffer_size()
        self._idle = self.loop.call_later(self._allowed(unread), self._check, answered, unread)

    def _allowed(self, unread: int) -> float:
        """The seconds within which the client must read some of the `unread` bytes in this process."""
        return request_timeout.seconds_for(unread + UNSEEN_BYTES if unread else 0)

    def _check(self, answered: RequestResponseCycle | None, unread: int) -> None:
        # `cycle` is None before the first request.
        done = getattr(self.cycle, "response_complete", True) or self.transport.is_closing()
        if not done or self.flow.write_paused:
            self._watch(None)
        elif self.cycle is answered and self.transport.get_write_buffer_size() >= unread:
            # Also if it is closing: the client does not read the rest.
            self.transport.abort()
        else:
            self._watch(self.cycle)

    def pause_writing(self) -> None:
        super().pause_writing()
        allowed = self._allowed(self.transport.get_write_buffer_size())
        self._stalled = self.loop.call_later(allowed, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()

    def data_received(self, data: bytes) -> None:
        self._progress = False
        super().data_received(data)
        # Data without progress belongs to a head, or to the trailers of a chunked body.
        self._head_bytes = 0 if self._progress else self._head_bytes + len(data)
        if self._head_bytes > HEAD_BYTES_MAX:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        # A busy server is healthy. A restart would disconnect everybody.
        asked = self.url.startswith(HEALTH)
        self.limit_concurrency = None if asked else self.config.limit_concurrency
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progress = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._progress = True
        super().on_message_complete()
