"""The event stream."""

from __future__ import annotations

from litestar import get
from litestar.response import Stream

from server.events.hub import HeadEvent, Hub
from server.events.stream import stream_events
from server.sessions.service import Sessions
from server.web.bounded_requests import open_request
from server.web.openapi import SIGNED_IN, answer_of
from server.web.requests import AnyRequest, service

MEDIA_TYPE = "text/event-stream"
# nginx keeps small events back unless it is told not to. A proxy that compresses would do the same.
UNBUFFERED = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}


@get(
    "/events",
    media_type=MEDIA_TYPE,
    security=SIGNED_IN,
    responses={200: answer_of(HeadEvent, "The data of each event", MEDIA_TYPE)},
)
async def events(request: AnyRequest) -> Stream:
    """What other sessions of the account have changed, as server-sent events."""
    session = await service(request, Sessions).require_session(request)
    opened, hub = open_request(request), service(request, Hub)
    opened.count_stream()
    subscription = hub.subscribe(session.identity, session.token_hash)
    # Not in the stream itself: it may never begin.
    opened.at_end(lambda: hub.unsubscribe(session.identity, subscription))
    return Stream(stream_events(subscription), media_type=MEDIA_TYPE, headers=UNBUFFERED)
