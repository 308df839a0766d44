"""Connections that nobody uses, or whose other side does not read, are let go; so are those beyond the most.

Beyond `limit_concurrency` it is uvicorn that answers: 503, without asking the application. What asks for the
health of the server is answered all the same.
"""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.limits import request_timeout

# So many above `limit_concurrency` are told that the server is busy; further ones only take file handles.
REFUSED_MAX = 100
# The first line and the headers of a request, which the parser keeps however many there are.
HEAD_BYTES_MAX = 64 * 1024
# What the system keeps of an answer. Left to itself it may take 4 MB, and asks for more only when a third is
# read: of a client that reads 32 KiB/s nothing would be seen for longer than it is waited for.
SEND_BUFFER_BYTES = 256 * 1024
# What of it may be unread: Linux takes twice what it is told. It also does for a reader of 32 KiB/s behind a
# proxy whose own buffer takes 4 MB: of such a one something is seen every 43 seconds.
UNSEEN_BYTES = 2 * SEND_BUFFER_BYTES
HEALTH = b"/health/"


class BoundedConnection(HttpToolsProtocol):
    """Costs a timer per connection and, where the other side is slow, one per part that is sent."""

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
            # The transport has a socket: the server listens on nothing else.
            line: socket.socket = transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            self._watch(None)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._idle, self._stalled):
            if timer is not None:
                timer.cancel()

    def _watch(self, answered: RequestResponseCycle | None) -> None:
        """Looks again after the quiet time; `answered` is the last request, if there was nothing to do."""
        unread = self.transport.get_write_buffer_size()
        self._idle = self.loop.call_later(self._allowed(unread), self._look, answered, unread)

    def _allowed(self, unread: int) -> float:
        """Seconds until some of `unread` bytes in this process, if there are any, has to have been read."""
        return request_timeout.seconds_for(unread + UNSEEN_BYTES if unread else 0)

    def _look(self, answered: RequestResponseCycle | None, unread: int) -> None:
        # There is none before the first request.
        done = getattr(self.cycle, "response_complete", True) or self.transport.is_closing()
        if not done or self.flow.write_paused:
            self._watch(None)
        elif self.cycle is answered and self.transport.get_write_buffer_size() >= unread:
            # Also where it is closing: what is left to send is not read.
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
        # What neither belongs to a body nor ends a request is a head, or what may follow a body in chunks.
        self._head_bytes = 0 if self._progress else self._head_bytes + len(data)
        if self._head_bytes > HEAD_BYTES_MAX:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        # A server that is busy is well: whoever restarts it would cut everybody off.
        asked = self.url.startswith(HEALTH)
        self.limit_concurrency = None if asked else self.config.limit_concurrency
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progress = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._progress = True
        super().on_message_complete()
