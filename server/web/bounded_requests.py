"""Counts every request while it is answered, except health checks."""

from __future__ import annotations

from litestar.types import ASGIApp, Receive, Scope, Send

from server.limits.networks import network_of
from server.limits.requests import OpenRequest, RequestBounds
from server.limits.scope import OPEN_REQUEST
from server.web.requests import AnyRequest

HEALTH = "/health/"


class BoundedRequests:
    """A middleware."""

    def __init__(self, bounds: RequestBounds) -> None:
        self.bounds = bounds

    def __call__(self, app: ASGIApp) -> ASGIApp:
        async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"].startswith(HEALTH):
                await app(scope, receive, send)
                return
            client = scope["client"]
            with self.bounds.request(network_of(client[0] if client else "")) as opened:
                scope[OPEN_REQUEST] = opened  # type: ignore[literal-required]
                await app(scope, receive, send)

        return bounded


def open_request(request: AnyRequest) -> OpenRequest:
    """The request as it is counted. Health checks are not."""
    found: OpenRequest = request.scope[OPEN_REQUEST]  # type: ignore[literal-required]
    return found
