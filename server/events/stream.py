"""The event stream of one session, as server-sent events."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import msgspec

from server.events.hub import Event, HeadEvent, Subscription
from shared.wire.limits import EVENT_BEAT_SECONDS

# A comment would keep the connection open, but no page could hear it.
BEAT = b"event: beat\ndata: {}\n\n"
# Nothing tells a stream that its session expired. The client reconnects after this time, and the server
# checks the session again.
STREAM_SECONDS_MAX = 3_600.0


async def stream_events(subscription: Subscription) -> AsyncIterator[bytes]:
    """The lines of a text/event-stream. It ends with the connection, the session, or STREAM_SECONDS_MAX."""
    until = time.monotonic() + STREAM_SECONDS_MAX
    yield BEAT
    while not subscription.closed and time.monotonic() < until:
        events = await subscription.next(EVENT_BEAT_SECONDS)
        if events:
            yield b"".join(map(_lines, events))
        else:
            yield BEAT


def _lines(event: Event) -> bytes:
    name = b"head" if isinstance(event, HeadEvent) else b"account"
    return b"event: " + name + b"\ndata: " + msgspec.json.encode(event) + b"\n\n"
