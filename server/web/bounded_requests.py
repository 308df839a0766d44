"""Counts every request while it is answered, except health checks."""

from __future__ import annotations

import asyncio

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from server.limits.networks import network_of
from server.limits.requests import OpenRequest, RequestBounds
from server.limits.scope import NETWORK, OPEN_REQUEST
from server.limits.unnamed_proxies import UnnamedProxies
from server.web.requests import AnyRequest
from shared.errors import AutusError

HEALTH = "/health/"


class BoundedRequests:
    """A middleware."""

    def __init__(self, bounds: RequestBounds, proxies: UnnamedProxies) -> None:
        self.bounds = bounds
        self._proxies = proxies

    def __call__(self, app: ASGIApp) -> ASGIApp:
        async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"].startswith(HEALTH):
                await app(scope, receive, send)
                return
            begun = False

            async def note_answer(message: Message) -> None:
                nonlocal begun
                begun = True
                await send(message)

            network = network_of(self._address(scope))
            with self.bounds.request(network) as opened:
                scope[NETWORK] = network  # type: ignore[literal-required]
                scope[OPEN_REQUEST] = opened  # type: ignore[literal-required]
                try:
                    await app(scope, receive, note_answer)
                except asyncio.CancelledError:
                    # A server that stops cancels what is left. An answer that has begun cannot be completed.
                    if not begun:
                        raise AutusError("NOT_READY", "the server stops") from None

        return bounded

    def _address(self, scope: Scope) -> str:
        client = scope["client"]
        if client is None:
            return ""
        told = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        # Several lines are one list. A client may have sent the first one.
        return self._proxies.client_address(client[0], b",".join(told).decode("latin-1") if told else None)


def open_request(request: AnyRequest) -> OpenRequest:
    """The request as it is counted. Health checks are not."""
    found: OpenRequest = request.scope[OPEN_REQUEST]  # type: ignore[literal-required]
    return found
