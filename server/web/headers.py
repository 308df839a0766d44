"""The security headers of every answer, and the renewed session cookie."""

from __future__ import annotations

from litestar.datastructures import Cookie
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from server.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb")
RENEWED = "autus.renewed_cookie"


def security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    """(name, value) of each header, in lower case."""
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
    }
    if settings.secure:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def header_hook(settings: Settings) -> BeforeMessageSendHookHandler:
    """Adds the headers to every response: pages, problems and streams."""
    added = security_headers(settings)

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            cookie = scope.get(RENEWED)
            renewed = [(b"set-cookie", cookie)] if isinstance(cookie, bytes) else []
            message["headers"] = [*message["headers"], *added, *renewed]

    return add


def renew_cookie(scope: Scope, cookie: Cookie | None) -> None:
    """Adds `cookie` to the response of this request. None removes it again."""
    scope[RENEWED] = cookie.to_encoded_header()[1] if cookie else None  # type: ignore[literal-required]
