"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from litestar import Response, Router, get

from server.services import services_of
from server.web.problems import AnyRequest
from shared.errors import AutusError

NO_STORE = {"cache-control": "no-store"}


@get("/live", sync_to_thread=False)
def live() -> Response[dict[str, str]]:
    """The process answers."""
    return Response({"status": "live"}, headers=NO_STORE)


@get("/ready")
async def ready(request: AnyRequest) -> Response[dict[str, str]]:
    """The database answers. 503 NOT_READY otherwise."""
    if not await services_of(request).store.is_ready():
        raise AutusError("NOT_READY", "the database does not answer")
    return Response({"status": "ready"}, headers=NO_STORE)


router = Router("/health", route_handlers=[live, ready])
