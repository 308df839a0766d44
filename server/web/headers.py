"""The security headers of every answer, and the renewed session cookie."""

from __future__ import annotations

from litestar.datastructures import Cookie
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from server.settings import Settings

# A page, and each of its workers, loads nothing that this server does not serve, and shows no frame. A text
# becomes neither HTML nor the address of a script: only the two policies of
# client/web/src/platform/script-urls.ts make one.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "frame-src 'none'; child-src 'none'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types autus autus-start"
)
# What the client uses. tests/tidy/test_permissions.py compares both lists with its source.
ALLOWED_FEATURES = (
    "camera",
    "clipboard-write",
    "publickey-credentials-create",
    "publickey-credentials-get",
)
# The other features that a browser allows a page unless it is told otherwise. web-share and bluetooth are not
# listed: a Chromium for Linux does not know them and warns on every page.
DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=(self)" for name in ALLOWED_FEATURES] + [f"{name}=()" for name in DENIED_FEATURES]
)
RENEWED = "autus.renewed_cookie"


def security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    """(name, value) of each header, in lower case."""
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": PERMISSIONS_POLICY,
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
