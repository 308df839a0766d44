"""All wiring of the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException

from server.accounts.routes import router as accounts_router
from server.ops.health import router as health_router
from server.services import Services
from server.sessions.routes import router as sessions_router
from server.sessions.service import require_session
from server.settings import Settings
from server.store.accounts import SessionRow
from server.vaults.routes import router as vaults_router
from server.web.client_files import ClientFiles, client_file
from server.web.headers import header_hook
from server.web.problems import AnyRequest, on_error, on_http_exception, on_refusal
from server.web.schema import router as schema_router
from shared.errors import AutusError


def create_app(settings: Settings) -> Litestar:
    """The application: it opens its data folder when it starts and leaves it when it stops."""
    services = Services(settings)
    client_files = ClientFiles(Path(settings.client))

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        await services.start()
        try:
            yield
        finally:
            await services.stop()

    async def session(request: AnyRequest) -> SessionRow:
        return await require_session(services, request)

    async def before_request(request: AnyRequest) -> None:
        services.names.check_host(request)

    api = Router("/api/v1", route_handlers=[accounts_router, sessions_router, vaults_router])
    return Litestar(
        route_handlers=[api, health_router, schema_router, client_file],
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False, use_cache=True),
            "session": Provide(session),
            "client_files": Provide(lambda: client_files, sync_to_thread=False, use_cache=True),
        },
        lifespan=[running],
        before_request=before_request,
        before_send=[header_hook(settings)],
        exception_handlers={
            AutusError: on_refusal,
            HTTPException: on_http_exception,
            Exception: on_error,
        },
        openapi_config=None,
        logging_config=None,
    )
