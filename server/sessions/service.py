"""Sessions: opaque tokens, stored as hashes, bound to an account and a device."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256

import msgspec
from litestar.datastructures import Cookie

from server.clock import Clock
from server.limits.scope import IDENTITY
from server.settings import Settings
from server.store.errors import StoreError
from server.store.port import SessionStore
from server.store.rows import OWNER_BYTES, NewSession, SessionRow, owner_of
from server.web.allowed_hosts import AllowedHosts
from server.web.bounded_requests import open_request
from server.web.headers import renew_cookie
from server.web.requests import AnyRequest
from shared.errors import AutusError

DAY_MS = 24 * 60 * 60 * 1000
SESSIONS_MAX = 64
SECRET_BYTES = 32
# How long a request waits for the extension of its session.
EXTENSION_SECONDS = 0.5

LOG = logging.getLogger("autus.server")


class Sessions:
    """Opens, checks and ends sessions.

    `on_end` is called with the identity and the token hash of a session that has ended.
    """

    def __init__(
        self,
        store: SessionStore,
        allowed_hosts: AllowedHosts,
        clock: Clock,
        settings: Settings,
        on_end: Callable[[bytes, bytes], None],
    ) -> None:
        self._store = store
        self._allowed_hosts = allowed_hosts
        self._clock = clock
        self._secure = settings.secure
        self._length_ms = settings.session_days * DAY_MS
        self._on_end = on_end
        # One of each session at a time.
        self._extensions: dict[bytes, asyncio.Task[None]] = {}
        # `__Host-` binds the cookie to TLS and to this host. Browsers refuse it over plain HTTP.
        self._cookie_name = "__Host-autus" if settings.secure else "autus"

    def make_cookie(self, token: str | None) -> Cookie:
        """The cookie that carries `token`. None: the cookie that removes it."""
        return Cookie(
            key=self._cookie_name,
            value=token or "",
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="strict",
            max_age=self._length_ms // 1000 if token else 0,
        )

    def make_session(self, identity: bytes, device: bytes, now_ms: int) -> tuple[str, NewSession]:
        """A fresh token, and the session to store for it.

        The token begins with the owner, so that the store finds its session among those of one account.
        """
        token = owner_of(identity) + secrets.token_bytes(SECRET_BYTES)
        session = NewSession(sha256(token).digest(), identity, device, now_ms + self._length_ms)
        return base64.urlsafe_b64encode(token).rstrip(b"=").decode(), session

    async def open_session(self, identity: bytes, device: bytes) -> str | None:
        """The token of a new session. None if the account is gone.

        An account keeps the SESSIONS_MAX sessions that last longest. The others end.
        """
        now_ms = self._clock.now_ms()
        token, session = self.make_session(identity, device, now_ms)
        ended = await self._store.open_session(session, now_ms, SESSIONS_MAX)
        if ended is None:
            return None
        for token_hash in ended:
            self._on_end(identity, token_hash)
        return token

    async def require_session(self, request: AnyRequest) -> SessionRow:
        """The session of the request. Raises AutusError NOT_SIGNED_IN, or CROSS_SITE for a foreign page."""
        authorization = request.headers.get("authorization")
        if authorization is not None:
            scheme, _, token = authorization.partition(" ")
            text = token.strip() if scheme.lower() == "bearer" else ""
        else:
            text = request.cookies.get(self._cookie_name, "")
            if text:
                self._allowed_hosts.check_origin(request, required=True)
        opened, read = open_request(request), _read_token(text)
        if read is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        opened.use_session(read.hash)
        owner = read.owner or await self._store.owner_of_token(read.hash)
        row = await self._store.session_by_token(owner, read.hash) if owner else None
        now_ms = self._clock.now_ms()
        if row is None or row.expires_ms <= now_ms:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        request.scope[IDENTITY] = row.identity  # type: ignore[literal-required]
        opened.count_account(row.identity)
        # Use extends a session, at most once a day.
        if row.expires_ms < now_ms + self._length_ms - DAY_MS:
            extended = await self._extend(row, now_ms + self._length_ms)
            if extended and authorization is None:
                # The browser drops a cookie by its own clock, so it gets a new one.
                renew_cookie(request.scope, self.make_cookie(text))
        opened.require_open_session()
        return row

    async def _extend(self, row: SessionRow, expires_ms: int) -> bool:
        """Whether the session was extended within EXTENSION_SECONDS.

        The request goes on in any case. A full disk or a foreign lock must not make a read fail, and the next
        request tries again.
        """
        owner, token_hash = owner_of(row.identity), row.token_hash
        extension = self._extensions.get(token_hash)
        if extension is None:
            extension = asyncio.create_task(self._store.extend_session(owner, token_hash, expires_ms))
            self._extensions[token_hash] = extension
            extension.add_done_callback(lambda ended: self._end_extension(token_hash, ended))
        done, _ = await asyncio.wait({extension}, timeout=EXTENSION_SECONDS)
        return bool(done) and not extension.cancelled() and extension.exception() is None

    def _end_extension(self, token_hash: bytes, extension: asyncio.Task[None]) -> None:
        del self._extensions[token_hash]
        error = None if extension.cancelled() else extension.exception()
        if error is not None and not isinstance(error, StoreError):
            LOG.error("a session was not extended", exc_info=error)

    async def end_opened(self, token: str) -> None:
        """Ends a session that was opened and not handed out."""
        opened = _read_token(token)
        if opened is not None:
            await self._store.end_session(opened.owner, opened.hash)

    async def end_session(self, session: SessionRow) -> None:
        """Deletes the session and ends its event streams."""
        await self._store.end_session(owner_of(session.identity), session.token_hash)
        self._on_end(session.identity, session.token_hash)

    async def end_device(self, identity: bytes, device: bytes) -> None:
        """Deletes the sessions of a device and ends its event streams, and requests that are under way."""
        for token_hash in await self._store.end_device_sessions(identity, device):
            self._on_end(identity, token_hash)

    def tell_ended(self, identity: bytes, ended: Iterable[bytes]) -> None:
        """Ends the event streams, and the requests under way, of sessions that were deleted."""
        for token_hash in ended:
            self._on_end(identity, token_hash)

    async def end_other_sessions(self, session: SessionRow) -> None:
        """Deletes all other sessions of the account and ends their event streams.

        Raises AutusError NOT_SIGNED_IN if this session has ended meanwhile.
        """
        ended = await self._store.end_other_sessions(owner_of(session.identity), session.token_hash)
        if ended is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        for token_hash in ended:
            self._on_end(session.identity, token_hash)


class _Token(msgspec.Struct, frozen=True):
    """What a token says. `owner` is empty in a token of an earlier version, which has only the secret."""

    owner: bytes
    hash: bytes


def _read_token(text: str) -> _Token | None:
    try:
        token = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(token) not in (SECRET_BYTES, OWNER_BYTES + SECRET_BYTES):
        return None
    return _Token(token[:-SECRET_BYTES], sha256(token).digest())
