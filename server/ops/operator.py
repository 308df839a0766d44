"""Who runs this server. European and Korean law require that anyone can read it, without an account."""

from __future__ import annotations

import msgspec
from litestar import Response, get

from server.settings import Settings
from server.web.requests import AnyRequest, service

NO_CACHE = {"cache-control": "no-cache"}


class Operator(msgspec.Struct):
    """Who runs the server, and how to reach them."""

    name: str | None
    contact: str | None


@get("/operator", sync_to_thread=False)
def operator(request: AnyRequest) -> Response[Operator]:
    """The operator's name and contact from the settings, or null."""
    settings = service(request, Settings)
    return Response(Operator(settings.operator, settings.contact), headers=NO_CACHE)
