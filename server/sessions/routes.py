"""Log-in and log-out."""

from __future__ import annotations

from litestar import Response, Router, delete, post

from server.limits.throttle import Throttle
from server.sessions.answers import session_response, signed_out_response
from server.sessions.confirmation import CONFIRMATION_BYTES_MAX, require_confirmed_session
from server.sessions.log_in import LogIns
from server.sessions.passkeys import Passkeys
from server.sessions.service import Sessions
from server.sessions.tickets import Tickets
from server.web.allowed_hosts import AllowedHosts, origin_of
from server.web.answers import MEDIA_TYPE, MessagePack, empty
from server.web.bodies import BodyReader
from server.web.openapi import SIGNED_IN, with_body
from server.web.requests import AnyRequest, address_of, service
from shared.wire.accounts import (
    Confirmation,
    KdfParams,
    Login,
    LoginParametersRequest,
    PasskeyChallenge,
    PasskeyLogin,
    SessionAnswer,
)

SMALL_BODY_BYTES_MAX = 4096
PASSKEY_BODY_BYTES_MAX = 8192

_parameters_body = BodyReader(LoginParametersRequest)
_login_body = BodyReader(Login)
_passkey_body = BodyReader(PasskeyLogin)


@post(
    "/login/parameters",
    request_max_body_size=SMALL_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    operation_class=with_body(LoginParametersRequest),
    status_code=200,
)
async def login_parameters(request: AnyRequest) -> MessagePack[KdfParams]:
    """How to derive an account's keys from its password."""
    service(request, Throttle).check_address(address_of(request))
    body = await _parameters_body.read(request)
    return MessagePack(await service(request, LogIns).find_parameters(body.name))


@post(
    "/sessions",
    request_max_body_size=SMALL_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    response_description="The account",
    operation_class=with_body(Login),
)
async def log_in(request: AnyRequest) -> MessagePack[SessionAnswer]:
    """Opens a session for an account and a device."""
    service(request, AllowedHosts).check_origin(request, required=False)
    address = address_of(request)
    service(request, Throttle).check_address(address)
    login = await _login_body.read(request)
    found, token = await service(request, LogIns).log_in(login, address)
    return session_response(request, found, token, cookie=login.session == "cookie")


@post("/login/challenge", media_type=MEDIA_TYPE, status_code=200)
async def login_challenge(request: AnyRequest) -> MessagePack[PasskeyChallenge]:
    """What a passkey signs to log in. It is the same for every account."""
    service(request, AllowedHosts).check_origin(request, required=False)
    service(request, Throttle).check_address(address_of(request))
    return MessagePack(PasskeyChallenge(service(request, Passkeys).challenge(b"")))


@post(
    "/sessions/passkey",
    request_max_body_size=PASSKEY_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    response_description="The account",
    operation_class=with_body(PasskeyLogin),
)
async def log_in_with_passkey(request: AnyRequest) -> MessagePack[SessionAnswer]:
    """Opens a session for the account of a passkey and a device."""
    service(request, AllowedHosts).check_origin(request, required=False)
    address = address_of(request)
    service(request, Throttle).check_address(address)
    login = await _passkey_body.read(request)
    found, token = await service(request, LogIns).log_in_with_passkey(login, address, origin_of(request))
    return session_response(request, found, token, cookie=login.session == "cookie")


@post("/account/challenge", media_type=MEDIA_TYPE, status_code=200, security=SIGNED_IN)
async def account_challenge(request: AnyRequest) -> MessagePack[PasskeyChallenge]:
    """What a passkey signs to confirm a request of this account, or to become one of its ways in."""
    session = await service(request, Sessions).require_session(request)
    return MessagePack(PasskeyChallenge(service(request, Passkeys).challenge(session.identity)))


@delete("/sessions", status_code=204, security=SIGNED_IN)
async def log_out(request: AnyRequest) -> Response[None]:
    """Ends the session of the request, and its event streams."""
    sessions = service(request, Sessions)
    await sessions.end_session(await sessions.require_session(request))
    return signed_out_response(request)


@delete(
    "/sessions/others",
    request_max_body_size=CONFIRMATION_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(Confirmation),
)
async def end_other_sessions(request: AnyRequest) -> Response[None]:
    """Ends all other sessions of the account with their streams, after the password or a passkey."""
    session = await require_confirmed_session(request)
    service(request, Tickets).end_all(session.identity)
    await service(request, Sessions).end_other_sessions(session)
    return empty()


router = Router(
    "/",
    route_handlers=[
        login_parameters,
        login_challenge,
        log_in,
        log_in_with_passkey,
        account_challenge,
        log_out,
        end_other_sessions,
    ],
)
