"""The answers that open and close a session in the client."""

from __future__ import annotations

import msgspec
from litestar import Response

from server.sessions.service import Sessions
from server.web.answers import MessagePack, empty
from server.web.headers import renew_cookie
from server.web.requests import AnyRequest, service
from shared.wire.accounts import SessionAnswer


def session_response(
    request: AnyRequest, found: SessionAnswer, token: str, *, cookie: bool
) -> MessagePack[SessionAnswer]:
    """The answer to a log-in or a registration, with the token in a cookie or in the body."""
    if not cookie:
        return MessagePack(msgspec.structs.replace(found, token=token), 201)
    response: MessagePack[SessionAnswer] = MessagePack(found, 201)
    response.set_cookie(service(request, Sessions).make_cookie(token))
    return response


def signed_out_response(request: AnyRequest) -> Response[None]:
    """The answer to a client whose session has ended."""
    response = empty()
    response.set_cookie(service(request, Sessions).make_cookie(None))
    renew_cookie(request.scope, None)
    return response
