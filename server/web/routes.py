"""The built client."""

from __future__ import annotations

from litestar import HttpMethod, Response, Router, route
from litestar.params import FromPath
from litestar.response import Stream

from server.web.client_files import ClientFiles, client_response
from server.web.requests import AnyRequest, service

READ = (HttpMethod.GET, HttpMethod.HEAD)


@route("/", http_method=READ)
async def start(request: AnyRequest) -> Response[bytes | None] | Stream:
    """The client."""
    return await client_response(service(request, ClientFiles), "", request)


@route("/{path:path}", http_method=READ)
async def client_file(request: AnyRequest, path: FromPath[str]) -> Response[bytes | None] | Stream:
    """A file of the client, or the client itself for a navigation."""
    return await client_response(service(request, ClientFiles), path.lstrip("/"), request)


router = Router("/", route_handlers=[start, client_file], include_in_schema=False)
