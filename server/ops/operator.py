"""Who runs this server. European and Korean law require that anyone can read it, without an account."""

from __future__ import annotations

from litestar import Response, get

from server.settings import Settings
from server.web.requests import AnyRequest, service

NO_CACHE = {"cache-control": "no-cache"}


@get("/operator", sync_to_thread=False)
def operator(request: AnyRequest) -> Response[dict[str, str | None]]:
    """The operator's name and contact from the settings, or null."""
    settings = service(request, Settings)
    return Response({"name": settings.operator, "contact": settings.contact}, headers=NO_CACHE)
