"""The password once more, before what cannot be undone."""

from __future__ import annotations

from server.services import Services
from server.sessions.service import require_session
from server.store.rows import SessionRow
from server.web.bodies import BodyReader, address_of
from server.web.problems import AnyRequest
from shared.errors import AutusError
from shared.wire.accounts import Confirmation

CONFIRMATION_BYTES = 256

_confirmation_body = BodyReader(Confirmation)


async def confirmed_session(services: Services, request: AnyRequest) -> SessionRow:
    """Who is asking, with the account's password. A wrong one counts as a failed log-in.

    Raises AutusError NOT_SIGNED_IN, BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, SERVER_BUSY.
    """
    session = await require_session(services, request)
    confirmation = await _confirmation_body.read(request, session.identity)
    row = await services.store.account_by_identity(session.identity)
    if row is None:
        raise AutusError("NOT_SIGNED_IN", "log in first")
    with services.throttle.attempt(row.name, address_of(request)):
        if not await services.passwords.verify(row.auth_hash, confirmation.auth_key):
            raise AutusError("BAD_CREDENTIALS", "the password is wrong")
    return session
