"""Health checks: the process answers, and the database reads and writes."""

from __future__ import annotations

import asyncio
import time
from typing import Literal

import msgspec
from litestar import Response, Router, get

from server.limits.unnamed_proxies import UnnamedProxies
from server.store.port import ServerStore
from server.store.rows import StoreFault
from server.web.answers import NO_STORE
from server.web.requests import AnyRequest, service
from shared.errors import AutusError

# Anyone may ask. One check serves all who ask while it runs and for this long afterwards.
FRESH_SECONDS = 1.0
# A check waits for a lock. Who asks does not wait as long.
WAIT_SECONDS = 2.0
# What ends by itself. A check finds out.
PASSING = frozenset({"locked", "unavailable"})
SLOW = StoreFault("locked", "a write has not ended in time: another process may hold the database")


class Health(msgspec.Struct, omit_defaults=True):
    """The answer of a check that succeeded. `warning` is what the operator should mend all the same."""

    status: Literal["live", "ready"]
    warning: str | None = None


class Readiness:
    """Asks the store. A check writes, and it runs once at a time."""

    def __init__(self, store: ServerStore, proxies: UnnamedProxies) -> None:
        self._store = store
        self._proxies = proxies
        self._check: asyncio.Task[StoreFault | None] | None = None
        self._fresh_until = 0.0

    async def find_fault(self) -> StoreFault | None:
        """Why the server cannot do its work, or None. Answers within WAIT_SECONDS."""
        known = self._store.known_fault()
        if known is not None and known.reason not in PASSING:
            return known
        check = self._check
        if check is None or (check.done() and time.monotonic() >= self._fresh_until):
            check = self._check = asyncio.create_task(self._find_fault())
        done, _ = await asyncio.wait({check}, timeout=WAIT_SECONDS)
        return check.result() if done else SLOW

    def warning(self) -> str | None:
        """What the server works around."""
        if self._proxies.noticed is None:
            return None
        return "a proxy is not named by AUTUS_PROXIES, or it sends no X-Forwarded-For"

    async def _find_fault(self) -> StoreFault | None:
        try:
            return await self._store.find_fault()
        finally:
            self._fresh_until = time.monotonic() + FRESH_SECONDS


@get("/live", sync_to_thread=False)
def live() -> Response[Health]:
    """The process answers."""
    return Response(Health("live"), headers=NO_STORE)


@get("/ready")
async def ready(request: AnyRequest) -> Response[Health]:
    """The database reads and writes. 503 NOT_READY with a `reason` otherwise."""
    readiness = service(request, Readiness)
    fault = await readiness.find_fault()
    if fault is not None:
        raise AutusError("NOT_READY", fault.detail, reason=fault.reason)
    return Response(Health("ready", readiness.warning()), headers=NO_STORE)


router = Router("/health", route_handlers=[live, ready])
