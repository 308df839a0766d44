"""Log-in and log-out."""

from __future__ import annotations

import msgspec
from litestar import Response, Router, delete, post

from server.accounts import service
from server.services import Services, services_of
from server.sessions.service import hand_over, require_session, session_cookie
from server.web.bodies import NO_STORE, BodyReader, address_of, answer
from server.web.headers import renew_cookie
from server.web.problems import AnyRequest
from shared.wire.accounts import Login, LoginParametersRequest, SessionAnswer

SMALL_BODY_BYTES = 4096

_parameters_body = BodyReader(LoginParametersRequest)
_login_body = BodyReader(Login)


@post("/login/parameters", request_max_body_size=SMALL_BODY_BYTES)
async def login_parameters(request: AnyRequest) -> Response[bytes]:
    """How to derive an account's keys from its password."""
    services = services_of(request)
    services.throttle.check_address(address_of(request))
    body = await _parameters_body.read(request)
    return answer(await service.login_parameters(services, body.name))


@post("/sessions", request_max_body_size=SMALL_BODY_BYTES)
async def log_in(request: AnyRequest) -> Response[bytes]:
    """A session for an account and a device."""
    services = services_of(request)
    services.allowed_hosts.check_origin(request, required=False)
    address = address_of(request)
    services.throttle.check_address(address)
    login = await _login_body.read(request)
    found, token = await service.log_in(services, login, address)
    return session_response(services, found, login.session == "cookie", token)


@delete("/sessions", status_code=204)
async def log_out(request: AnyRequest) -> Response[None]:
    """Ends the session that asks, and its event streams."""
    services = services_of(request)
    session = await require_session(services, request)
    await services.store.end_session(session.token_hash)
    services.hub.end_session(session.identity, session.token_hash)
    return forget_cookie(services, request)


def forget_cookie(services: Services, request: AnyRequest) -> Response[None]:
    """The answer to whoever has no session any more."""
    response: Response[None] = Response(content=None, status_code=204, headers=NO_STORE)
    response.set_cookie(session_cookie(services, None))
    renew_cookie(request.scope, None)
    return response


def session_response(services: Services, found: SessionAnswer, cookie: bool, token: str) -> Response[bytes]:
    """The answer to whoever has registered or logged in."""
    if cookie:
        return hand_over(services, answer(found, 201), "cookie", token)
    return answer(msgspec.structs.replace(found, token=token), 201)


router = Router("/", route_handlers=[login_parameters, log_in, log_out])
