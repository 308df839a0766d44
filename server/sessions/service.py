"""Sessions: opaque tokens, stored hashed, bound to an account and a device."""

from __future__ import annotations

import base64
import binascii
import secrets
from hashlib import sha256
from typing import Literal

from litestar import Response
from litestar.datastructures import Cookie

from server.services import Services
from server.store.rows import NewSession, SessionRow
from server.web.headers import renew_cookie
from server.web.problems import AnyRequest
from shared.errors import AutusError

DAY_MS = 24 * 60 * 60 * 1000
SESSIONS_MAX = 64
SessionKind = Literal["cookie", "token"]


def cookie_name(services: Services) -> str:
    """The session cookie's name."""
    # `__Host-` binds the cookie to TLS and this very host; browsers refuse it over plain http.
    return "__Host-autus" if services.settings.secure else "autus"


def session_cookie(services: Services, token: str | None) -> Cookie:
    """The cookie that carries `token`; None: that removes it."""
    return Cookie(
        key=cookie_name(services),
        value=token or "",
        path="/",
        secure=services.settings.secure,
        httponly=True,
        samesite="strict",
        max_age=services.settings.session_days * DAY_MS // 1000 if token else 0,
    )


def new_session(services: Services, identity: bytes, device: bytes, now_ms: int) -> tuple[str, NewSession]:
    """A fresh token, and the session to store for it."""
    token = secrets.token_bytes(32)
    expires_ms = now_ms + services.settings.session_days * DAY_MS
    session = NewSession(sha256(token).digest(), identity, device, expires_ms)
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode(), session


async def open_session(services: Services, identity: bytes, device: bytes) -> str | None:
    """The token of a new session. None where the account is gone.

    An account keeps the SESSIONS_MAX sessions that last longest.
    """
    now_ms = services.now_ms()
    token, session = new_session(services, identity, device, now_ms)
    return token if await services.store.open_session(session, now_ms, SESSIONS_MAX) else None


def hand_over(
    services: Services, response: Response[bytes], kind: SessionKind, token: str
) -> Response[bytes]:
    """Puts the token into the cookie of `response`, where a cookie was asked for."""
    if kind == "cookie":
        response.set_cookie(session_cookie(services, token))
    return response


async def require_session(services: Services, request: AnyRequest) -> SessionRow:
    """Who is asking. Raises AutusError NOT_SIGNED_IN, or CROSS_SITE for another site's page."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        text = token.strip() if scheme.lower() == "bearer" else ""
    else:
        text = request.cookies.get(cookie_name(services), "")
        if text:
            services.allowed_hosts.check_origin(request, required=True)
    token_hash = _token_hash(text)
    row = await services.store.session_by_token(token_hash) if token_hash else None
    now_ms = services.now_ms()
    if row is None or row.expires_ms <= now_ms:
        raise AutusError("NOT_SIGNED_IN", "log in first")
    # Renewed by use, at most once a day: a session ends when it was not used for its whole length.
    length_ms = services.settings.session_days * DAY_MS
    if row.expires_ms < now_ms + length_ms - DAY_MS:
        await services.store.extend_session(row.token_hash, now_ms + length_ms)
        if authorization is None:
            # The browser drops a cookie by its own clock, so it has to be told too.
            renew_cookie(request.scope, session_cookie(services, text))
    return row


def _token_hash(text: str) -> bytes | None:
    try:
        token = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return sha256(token).digest() if len(token) == 32 else None
