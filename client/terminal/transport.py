"""Requests to an AUTUS server over HTTP, bounded in time and size."""

from __future__ import annotations

import asyncio
from math import inf
from typing import NamedTuple

from client.terminal.http1 import BodyTooLarge, Client
from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from shared.wire.limits import ANSWER_BYTES_MAX

MEDIA_TYPE = "application/msgpack"


class RequestTimeout(NamedTuple):
    """How long a request may take."""

    idle_seconds: float = 30.0
    """The longest pause between two bytes of an answer."""
    bytes_per_second: float = 32 * 1024
    """The slowest connection that may still succeed."""


REQUEST_TIMEOUT = RequestTimeout()
# Ten seconds in all, whatever the size of the body.
BRIEF_TIMEOUT = RequestTimeout(idle_seconds=5.0, bytes_per_second=inf)


class HttpTransport:
    """Satisfies `shared.device.core.host.Transport`. `base_url` is the server's origin.

    The first byte of an answer may take `idle_seconds` plus the time that the body needs at
    `bytes_per_second`. Each further byte may take `idle_seconds`. The whole answer may take as long as the
    largest answer needs at that rate.
    """

    def __init__(
        self, base_url: str, timeout: RequestTimeout = REQUEST_TIMEOUT, brief: RequestTimeout = BRIEF_TIMEOUT
    ) -> None:
        self._timeout = timeout
        self._brief = brief
        # It follows no redirect and uses no proxy of the environment: the token must reach only the server
        # that the caller names. A small compressed answer could grow large, and ciphertext does not compress.
        self._client = Client(base_url)
        self._headers = {"Accept": MEDIA_TYPE, "Accept-Encoding": "identity"}

    def use_token(self, token: str | None) -> None:
        if token is None:
            self._headers.pop("Authorization", None)
        else:
            self._headers["Authorization"] = f"Bearer {token}"

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        """Raises TransportError `OFFLINE` or `TIMEOUT`, AutusError `ANSWER_TOO_LARGE`."""
        headers = self._headers if body is None else {**self._headers, "Content-Type": MEDIA_TYPE}
        quiet, rate = self._brief if brief else self._timeout
        upload = len(body or b"") / rate
        now = asyncio.get_running_loop().time
        last = now() + upload + 2 * quiet + ANSWER_BYTES_MAX / rate
        try:
            async with asyncio.timeout(quiet + upload) as silence:

                def heard() -> None:
                    if not silence.expired():
                        silence.reschedule(min(now() + quiet, last))

                return await self._client.request(method, path, headers, body, ANSWER_BYTES_MAX, heard)
        except TimeoutError as error:
            raise TransportError("TIMEOUT", "the server did not answer in time") from error
        except BodyTooLarge:
            detail = f"the server's answer is larger than {ANSWER_BYTES_MAX} bytes"
            raise AutusError("ANSWER_TOO_LARGE", detail) from None
        except OSError as error:
            raise TransportError("OFFLINE", "the server cannot be reached") from error

    async def close(self) -> None:
        self._client.close()
