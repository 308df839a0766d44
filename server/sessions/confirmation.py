"""The password or a passkey once more, before a deletion."""

from __future__ import annotations

from collections.abc import Callable

from server.sessions.log_in import LogIns
from server.sessions.service import Sessions
from server.store.rows import SessionRow
from server.web.allowed_hosts import origin_of
from server.web.bodies import BodyReader
from server.web.requests import AnyRequest, address_of, service
from shared.wire.accounts import Confirmation

CONFIRMATION_BYTES_MAX = 8192

_confirmation_body = BodyReader(Confirmation)


async def require_confirmed_session(
    request: AnyRequest, again: Callable[[SessionRow], bool] = lambda _: False
) -> SessionRow:
    """The session of a request that carries the account's password, or the answer of one of its passkeys.

    `again` says whether the session has confirmed the same a moment ago: then neither is needed.
    Raises AutusError NOT_SIGNED_IN, BAD_REQUEST, BAD_CREDENTIALS, CHALLENGE_EXPIRED, TOO_MANY_ATTEMPTS,
    SERVER_BUSY.
    """
    session = await service(request, Sessions).require_session(request)
    confirmation = await _confirmation_body.read(request, session.identity)
    if confirmation == Confirmation() and again(session):
        return session
    await service(request, LogIns).confirm(
        session.identity, confirmation, address_of(request), origin_of(request)
    )
    return session
