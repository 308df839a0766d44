"""The client and the description of the interface."""

from __future__ import annotations

import msgspec
from litestar import HttpMethod, Response, Router, get, route
from litestar.params import FromPath
from litestar.response import Stream

from server.web.client_files import ClientFiles, client_response
from server.web.requests import AnyRequest, service
from server.web.schema import openapi_document, schema_page

READ = (HttpMethod.GET, HttpMethod.HEAD)
NO_CACHE = {"cache-control": "no-cache"}


@get("/schema", sync_to_thread=False)
def page() -> Response[str]:
    """The interface, for people."""
    return Response(schema_page(), media_type="text/html", headers=NO_CACHE)


@get("/schema/openapi.json", sync_to_thread=False)
def openapi() -> Response[bytes]:
    """The interface, for programs."""
    return Response(msgspec.json.encode(openapi_document()), media_type="application/json", headers=NO_CACHE)


@route("/", http_method=READ)
async def start(request: AnyRequest) -> Response[bytes | None] | Stream:
    """The client."""
    return await client_response(service(request, ClientFiles), "", request)


@route("/{path:path}", http_method=READ)
async def client_file(request: AnyRequest, path: FromPath[str]) -> Response[bytes | None] | Stream:
    """A file of the client, or the client for a page that a person opens by its address."""
    return await client_response(service(request, ClientFiles), path.lstrip("/"), request)


router = Router("/", route_handlers=[page, openapi, start, client_file])
