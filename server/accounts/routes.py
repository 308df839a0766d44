"""Accounts, keysets and rosters."""

from __future__ import annotations

from litestar import Response, Router, delete, get, post, put

from server.accounts import service
from server.services import services_of
from server.sessions.confirmation import CONFIRMATION_BYTES, confirmed_session
from server.sessions.routes import forget_cookie, session_response
from server.sessions.service import require_session
from server.web.bodies import BodyReader, address_of, answer, empty, number_from_query
from server.web.problems import AnyRequest
from shared.wire.accounts import KeysetReplacement, Registration, SignedStatement
from shared.wire.limits import KEYSET_BYTES_MAX, STATEMENT_BYTES_MAX

# A keyset with its wraps, and the few statements of a roster that begins.
KEYSET_BODY_BYTES = KEYSET_BYTES_MAX + 64 * 1024

_registration_body = BodyReader(Registration)
_keyset_body = BodyReader(KeysetReplacement)
_statement_body = BodyReader(SignedStatement)


@post("/accounts", request_max_body_size=2 * KEYSET_BODY_BYTES)
async def register(request: AnyRequest) -> Response[bytes]:
    """A new account, logged in."""
    services = services_of(request)
    services.allowed_hosts.check_origin(request, required=False)
    service.admit_registration(services, address_of(request))
    registration = await _registration_body.read(request)
    found, token = await service.register(services, registration)
    return session_response(services, found, registration.session == "cookie", token)


@get("/keyset")
async def keyset(request: AnyRequest) -> Response[bytes]:
    """The stored keyset."""
    services = services_of(request)
    session = await require_session(services, request)
    return answer(await service.keyset(services, session))


@put("/keyset", request_max_body_size=KEYSET_BODY_BYTES)
async def replace_keyset(request: AnyRequest) -> Response[None]:
    """Compare and swap on the version."""
    services = services_of(request)
    session = await require_session(services, request)
    await service.replace_keyset(services, session, await _keyset_body.read(request, session.identity))
    return empty()


@get("/roster")
async def roster(request: AnyRequest) -> Response[bytes]:
    """The statements from position `after`."""
    services = services_of(request)
    session = await require_session(services, request)
    after = number_from_query(request, "after")
    return answer(await service.roster(services, session.identity, after))


@post("/roster", request_max_body_size=STATEMENT_BYTES_MAX + 256)
async def append_statement(request: AnyRequest) -> Response[None]:
    """Compare and swap on the roster's head, which the statement names."""
    services = services_of(request)
    session = await require_session(services, request)
    await service.append_statement(services, session, await _statement_body.read(request, session.identity))
    return empty()


@delete("/account", status_code=204, request_max_body_size=CONFIRMATION_BYTES)
async def delete_account(request: AnyRequest) -> Response[None]:
    """Deletes the account and all that belongs to it, after the password. Every session of it ends."""
    services = services_of(request)
    session = await confirmed_session(services, request)
    await service.delete_account(services, session)
    return forget_cookie(services, request)


router = Router(
    "/", route_handlers=[register, delete_account, keyset, replace_keyset, roster, append_statement]
)
