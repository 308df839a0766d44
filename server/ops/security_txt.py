"""`/.well-known/security.txt` (RFC 9116): whom to tell of a vulnerability."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from litestar import Response, get

from server.clock import Clock
from server.settings import Settings
from server.web.requests import AnyRequest, service
from shared.errors import AutusError

DAY_MS = 24 * 60 * 60 * 1000
# A reader takes nothing from an older copy.
VALID_DAYS = 90
ADDRESS = re.compile(r"[^\s@:/]+@[^\s@:/]+")
WEB_ADDRESS = re.compile(r"https://[!-~]+")
PATH = "/.well-known/security.txt"


def contact_address(contact: str | None) -> str | None:
    """The URI of the operator's contact. None where it is neither an e-mail address nor one of the web."""
    if contact is None or not contact.isascii():
        return None
    if ADDRESS.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if WEB_ADDRESS.fullmatch(contact) else None


def security_text(settings: Settings, now_ms: int) -> str:
    """The file. Raises AutusError NOT_FOUND where the settings name nobody who can be reached."""
    contact = contact_address(settings.contact)
    if contact is None:
        raise AutusError("NOT_FOUND", "there is nothing at this address")
    # Whole days, so that the file stays the same for a day.
    expires = datetime.fromtimestamp((now_ms // DAY_MS + VALID_DAYS) * DAY_MS // 1000, UTC)
    lines = [f"Contact: {contact}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: ko, en"]
    if settings.origin is not None:
        lines.append(f"Canonical: {settings.origin}{PATH}")
    return "\n".join(lines) + "\n"


@get(PATH, sync_to_thread=False, include_in_schema=False)
def security_txt(request: AnyRequest) -> Response[str]:
    """The file, made from the settings."""
    text = security_text(service(request, Settings), service(request, Clock).now_ms())
    return Response(text, media_type="text/plain", headers={"cache-control": "no-cache"})
