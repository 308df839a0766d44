"""What every handler asks of a request: the services of the application, and the client's address."""

from __future__ import annotations

from typing import Any, TypeVar

from litestar import Request

from server.limits.unnamed_proxies import UnnamedProxies

AnyRequest = Request[Any, Any, Any]
Service = TypeVar("Service")


def service(request: AnyRequest, kind: type[Service]) -> Service:
    """The application's service of class `kind`.

    A look-up, because Litestar's dependency injection adds 0.1 ms to a request.
    """
    found: Service = request.app.state.services[kind]
    return found


def address_of(request: AnyRequest) -> str:
    """The client's address, as told by trusted proxies. Empty if it is unknown."""
    if request.client is None:
        return ""
    proxies = service(request, UnnamedProxies)
    # Several lines are one list. A client may have sent the first one.
    told = request.headers.getall("x-forwarded-for", [])
    return proxies.client_address(request.client.host, ",".join(told) if told else None)
