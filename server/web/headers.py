"""The security headers of every answer, and the names that the server answers to."""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar.datastructures import Cookie
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from server.settings import LOOPBACK, Settings
from server.web.problems import AnyRequest
from shared.errors import AutusError

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb")
RENEWED = "autus.renewed_cookie"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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
    """Puts the headers on whatever leaves: pages, problems, streams."""
    added = security_headers(settings)

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            cookie = scope.get(RENEWED)
            renewed = [(b"set-cookie", cookie)] if isinstance(cookie, bytes) else []
            message["headers"] = [*message["headers"], *added, *renewed]

    return add


def renew_cookie(scope: Scope, cookie: Cookie | None) -> None:
    """Lets the answer, whatever it is, carry `cookie`; None takes that back."""
    scope[RENEWED] = cookie.to_encoded_header()[1] if cookie else None  # type: ignore[literal-required]


class Names:
    """Which Host and Origin are this server's own."""

    def __init__(self, settings: Settings) -> None:
        self._origin = settings.origin
        self._host = urlsplit(settings.origin).netloc if settings.origin else None

    def check_host(self, request: AnyRequest) -> None:
        """Raises AutusError MISDIRECTED. Without a configured origin only loopback names are answered:
        neither a page that points its own name here, nor a plain connection from elsewhere gets through.
        """
        path = request.scope["path"]
        if path.startswith("/health/"):
            return
        host = request.headers.get("host", "")
        own = host == self._host if self._host else _hostname(host) in LOOPBACK
        if not own:
            raise AutusError("MISDIRECTED", "AUTUS_ORIGIN names another host, or none")

    def check_origin(self, request: AnyRequest, *, required: bool) -> None:
        """Raises AutusError CROSS_SITE for an unsafe request from another site's page.

        `required`: a cookie came along, so a browser sent it, and it must say from where.
        """
        if request.method in SAFE_METHODS:
            return
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site is not None and site != "same-origin":
            raise AutusError("CROSS_SITE", "the request comes from another site")
        if origin is not None and not self._is_own(origin, request.headers.get("host", "")):
            raise AutusError("CROSS_SITE", "the request comes from another origin")
        if required and site is None and origin is None:
            raise AutusError("CROSS_SITE", "a request with a cookie says which origin it comes from")

    def _is_own(self, origin: str, host: str) -> bool:
        if self._origin:
            return origin == self._origin
        return origin == f"http://{host}"


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
