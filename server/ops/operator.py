"""Who answers for this server: law asks that people can find out without an account."""

from __future__ import annotations

from litestar import Response, get

from server.services import services_of
from server.web.problems import AnyRequest

NO_CACHE = {"cache-control": "no-cache"}


@get("/operator", sync_to_thread=False)
def operator(request: AnyRequest) -> Response[dict[str, str | None]]:
    """`name` and `contact` as the operator set them, or null."""
    settings = services_of(request).settings
    return Response({"name": settings.operator, "contact": settings.contact}, headers=NO_CACHE)
