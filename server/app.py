"""The wiring of the server: makes the services and hands each of them what it uses."""

from __future__ import annotations

import gc
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Router

from server.accounts.administration import Administration
from server.accounts.revocations import Revocations
from server.accounts.routes import router as accounts
from server.accounts.service import Accounts
from server.clock import Clock
from server.crypto import ReceiptKey
from server.events.hub import Hub
from server.events.routes import events
from server.limits.body_memory import BodyMemory
from server.limits.replay_turns import ReplayTurns
from server.limits.requests import RequestBounds
from server.limits.throttle import Throttle
from server.limits.unnamed_proxies import UnnamedProxies
from server.ops.control import controlled
from server.ops.folder import open_store
from server.ops.health import Readiness
from server.ops.health import router as health
from server.ops.operator import operator
from server.ops.security_txt import security_txt
from server.sessions.challenges import Challenges
from server.sessions.enrolment_routes import router as enrolments
from server.sessions.log_in import LogIns
from server.sessions.mailboxes import Mailboxes
from server.sessions.passkeys import Passkeys
from server.sessions.passwords import Passwords
from server.sessions.routes import router as sessions
from server.sessions.service import Sessions
from server.sessions.tickets import Tickets
from server.settings import Settings
from server.store.port import Store
from server.store.rows import ServerIdentity
from server.vaults.pulls import Pulls
from server.vaults.pushes import Pushes
from server.vaults.routes import router as vaults
from server.vaults.service import Vaults
from server.vaults.snapshots import Snapshots
from server.web.allowed_hosts import AllowedHosts
from server.web.bounded_requests import BoundedRequests
from server.web.client_files import ClientFiles
from server.web.headers import header_hook
from server.web.openapi import openapi_config
from server.web.problems import on_error, problem_details
from server.web.requests import AnyRequest
from server.web.routes import router as web


def create_app(settings: Settings) -> Litestar:
    """The application. It locks its data folder when it starts and releases it when it stops."""
    allowed_hosts, bounds = AllowedHosts(settings), RequestBounds(settings.connections)
    proxies = UnnamedProxies(secure=settings.secure)

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        # What needs no database comes first: a start that fails has changed nothing.
        client_files = ClientFiles(Path(settings.client))
        async with open_store(settings.data_path, settings.database) as store:
            fresh = ServerIdentity(secrets.token_bytes(16), secrets.token_bytes(32), secrets.token_bytes(32))
            identity = await store.server_identity(fresh)
            services = _make_services(
                settings, (allowed_hosts, client_files, proxies), bounds, store, identity
            )
            app.state.services = {type(each): each for each in services}
            app.state.end_streams = app.state.services[Hub].close
            # The collector need not visit the objects that exist now: they stay until the end.
            gc.freeze()
            gc.enable()
            try:
                async with controlled(settings.data_path, app.state.services[Administration].actions):
                    yield
            finally:
                app.state.end_streams()

    async def check_host(request: AnyRequest) -> None:
        allowed_hosts.check_host(request)

    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=[accounts, sessions, enrolments, vaults, events, operator]),
            health,
            security_txt,
            web,
        ],
        lifespan=[running],
        before_request=check_host,
        middleware=[BoundedRequests(bounds, proxies)],
        before_send=[header_hook(settings)],
        exception_handlers={Exception: on_error},
        plugins=[problem_details()],
        openapi_config=openapi_config(),
        logging_config=None,
    )


def _make_services(
    settings: Settings,
    made: tuple[AllowedHosts, ClientFiles, UnnamedProxies],
    bounds: RequestBounds,
    store: Store,
    identity: ServerIdentity,
) -> tuple[Any, ...]:
    """Every service that a handler looks up by its class. Some are `made` already."""
    allowed_hosts, client_files, proxies = made
    clock, hub = Clock(), Hub()
    receipt_key = ReceiptKey(identity.receipt_seed)
    throttle, passwords = Throttle(time.monotonic), Passwords()
    passkeys = Passkeys(store, Challenges(time.monotonic))

    def on_end(identity: bytes, token_hash: bytes) -> None:
        bounds.end_session(token_hash)
        hub.end_session(identity, token_hash)

    sessions = Sessions(store, allowed_hosts, clock, settings, on_end)
    pulls = Pulls(store, identity.generation)
    revocations = Revocations(store, sessions, throttle, time.monotonic)
    log_ins = LogIns(store, sessions, throttle, passwords, passkeys, identity, receipt_key.public)
    return (
        settings,
        clock,
        allowed_hosts,
        client_files,
        proxies,
        Readiness(store, proxies),
        hub,
        BodyMemory(),
        throttle,
        sessions,
        log_ins,
        Tickets(store, sessions, log_ins, time.monotonic),
        Mailboxes(time.monotonic),
        passkeys,
        revocations,
        Accounts(store, revocations, log_ins, passwords, throttle, hub, clock, settings),
        Administration(store, clock, on_end, hub.end_identity),
        Vaults(store, hub, clock, identity.generation),
        pulls,
        Snapshots(store, settings.quota_bytes),
        Pushes(store, pulls, hub, ReplayTurns(), clock, identity, receipt_key, settings.quota_bytes),
    )
