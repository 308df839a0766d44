"""Which Host and Origin headers the server answers to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from server.limits.scope import TARGET
from server.setting_forms import LOOPBACK
from server.settings import Settings
from server.web.requests import AnyRequest, service
from shared.errors import AutusError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class AllowedHosts:
    """With an origin in the settings: that origin only. Without one: loopback names only.

    Loopback names alone keep out a page that points its own DNS name at this machine (DNS rebinding).
    """

    def __init__(self, settings: Settings) -> None:
        self._origin = settings.origin
        self._host = urlsplit(settings.origin).netloc if settings.origin else None

    def check_host(self, request: AnyRequest) -> None:
        """Raises AutusError BAD_REQUEST where the request names several hosts, MISDIRECTED for a foreign one.

        Health checks are answered under any host.
        """
        hosts = [value for name, value in request.scope["headers"] if name == b"host"]
        if len(hosts) > 1:
            # A proxy may have looked at another one.
            raise AutusError("BAD_REQUEST", "a request has one Host header")
        if request.scope["path"].startswith("/health/"):
            return
        host = hosts[0].decode("latin-1") if hosts else ""
        own = host == self._host if self._host else _hostname(host) in LOOPBACK
        if not own or not _is_directed_to(host, request.scope.get(TARGET)):
            raise AutusError("MISDIRECTED", "AUTUS_ORIGIN names another host, or none")

    def check_origin(self, request: AnyRequest, *, required: bool) -> None:
        """Raises AutusError CROSS_SITE for an unsafe request from another site's page.

        `required`: the request carries a cookie. Only browsers send cookies, and browsers name the origin.
        """
        if request.method in SAFE_METHODS:
            return
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site is not None and site != "same-origin":
            raise AutusError("CROSS_SITE", "the request comes from another site")
        if origin is not None and origin != self.origin(request):
            raise AutusError("CROSS_SITE", "the request comes from another origin")
        if required and site is None and origin is None:
            raise AutusError("CROSS_SITE", "a request with a cookie must name its origin")

    def origin(self, request: AnyRequest) -> str:
        """The origin of this server for the browser that asks."""
        return self._origin or f"http://{request.headers.get('host', '')}"


def origin_of(request: AnyRequest) -> str:
    """The origin of this server for the browser that asks."""
    return service(request, AllowedHosts).origin(request)


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_directed_to(host: str, target: object) -> bool:
    """Whether a request target that is no path, if there is one, names the host of the Host header."""
    if not isinstance(target, bytes):
        return True
    scheme, separator, rest = target.decode("latin-1").partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return bool(separator) and scheme.lower() in {"http", "https"} and authority == host
