"""All wiring of the server."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from server.accounts.routes import router as accounts
from server.ops.health import router as health
from server.ops.operator import operator
from server.services import Services
from server.sessions.routes import router as sessions
from server.settings import Settings
from server.vaults.routes import router as vaults
from server.web.headers import header_hook
from server.web.problems import AnyRequest, on_error, on_http_exception, on_refusal
from server.web.routes import router as web
from shared.errors import AutusError


def create_app(settings: Settings) -> Litestar:
    """The application: it takes its data folder when it starts and leaves it when it stops."""
    services = Services(settings)

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        await services.start()
        # What is loaded by now stays: without this each full collection would walk over all of it.
        gc.freeze()
        gc.enable()
        try:
            yield
        finally:
            await services.stop()

    async def check_host(request: AnyRequest) -> None:
        services.allowed_hosts.check_host(request)

    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=[accounts, sessions, vaults, operator]),
            health,
            web,
        ],
        state=State({"services": services}),
        lifespan=[running],
        before_request=check_host,
        before_send=[header_hook(settings)],
        exception_handlers={AutusError: on_refusal, HTTPException: on_http_exception, Exception: on_error},
        openapi_config=None,
        logging_config=None,
    )
