"""Errors and warnings of a browser. Each fails the test that does not expect it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

HTTP_ERROR = 400
NOT_SIGNED_IN = 401
# Messages of the browser itself while the network or the server is down.
AWAY = re.compile(
    r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_\w+|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|FAILED|SOCKET_NOT_CONNECTED|"
    r"INCOMPLETE_CHUNKED_ENCODING|NETWORK_CHANGED|NETWORK_IO_SUSPENDED)|NetworkError|network error"
)
# A page that is left or reloaded aborts its requests.
LEFT = re.compile(r"net::ERR_ABORTED")


class Journal:
    """The entries of one test. Several browsers may write into it."""

    def __init__(self) -> None:
        self._entries: list[str] = []
        self._allowed: list[re.Pattern[str]] = [LEFT]

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def expect(self, *patterns: str) -> None:
        """Allows entries that match one of the patterns, earlier ones too."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    def expect_network_trouble(self) -> None:
        self._allowed.append(AWAY)

    def expect_refusals(self, *statuses: int) -> None:
        for status in statuses:
            self.expect(rf"^response {status} ", rf"responded with a status of {status}\b")
        if NOT_SIGNED_IN in statuses:
            # The device asks whether it was revoked. The answer to one that was not is a 404.
            self.expect(
                r"^response 404 POST \S+/api/v1/revocation$", r"status of 404\b.*/api/v1/revocation\)$"
            )

    @property
    def unexpected(self) -> list[str]:
        return [
            entry for entry in self._entries if not any(pattern.search(entry) for pattern in self._allowed)
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self._entries.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self._entries.append(f"page error: {error.error}")

    def _failed(self, request: Request) -> None:
        self._entries.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= HTTP_ERROR:
            self._entries.append(f"response {response.status} {response.request.method} {response.url}")
