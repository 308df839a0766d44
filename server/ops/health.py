"""Health checks: the process answers, and the database answers."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Response, Router, get

from server.store.port import ServerStore
from server.web.answers import NO_STORE
from server.web.requests import AnyRequest, service
from shared.errors import AutusError


class Health(msgspec.Struct):
    """The answer of a check that succeeded."""

    status: Literal["live", "ready"]


class Readiness:
    """Asks the store."""

    def __init__(self, store: ServerStore) -> None:
        self._store = store

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        return await self._store.is_ready()


@get("/live", sync_to_thread=False)
def live() -> Response[Health]:
    """The process answers."""
    return Response(Health("live"), headers=NO_STORE)


@get("/ready")
async def ready(request: AnyRequest) -> Response[Health]:
    """The database answers. 503 NOT_READY otherwise."""
    if not await service(request, Readiness).is_ready():
        raise AutusError("NOT_READY", "the database does not answer")
    return Response(Health("ready"), headers=NO_STORE)


router = Router("/health", route_handlers=[live, ready])
