"""Requests to an AUTUS server over HTTP, bounded in time and size."""

from __future__ import annotations

import asyncio
from math import inf
from typing import NamedTuple

import httpx

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
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=None,  # noqa: S113 - `request` computes its own timeout from the size of the body
            follow_redirects=False,
            # The token must reach only the server that the caller names, not a proxy from the environment.
            trust_env=False,
            # A small compressed answer could grow large, and ciphertext does not compress.
            headers={"Accept": MEDIA_TYPE, "Accept-Encoding": "identity"},
        )

    def use_token(self, token: str | None) -> None:
        if token is None:
            self._client.headers.pop("Authorization", None)
        else:
            self._client.headers["Authorization"] = f"Bearer {token}"

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        """Raises TransportError `OFFLINE` or `TIMEOUT`, AutusError `ANSWER_TOO_LARGE`."""
        headers = {} if body is None else {"Content-Type": MEDIA_TYPE}
        quiet, rate = self._brief if brief else self._timeout
        upload = len(body or b"") / rate
        now = asyncio.get_running_loop().time
        last = now() + upload + 2 * quiet + ANSWER_BYTES_MAX / rate
        try:
            async with (
                asyncio.timeout(quiet + upload) as silence,
                self._client.stream(method, path, content=body, headers=headers) as answer,
            ):
                received = bytearray()
                silence.reschedule(min(now() + quiet, last))
                async for chunk in answer.aiter_raw():
                    silence.reschedule(min(now() + quiet, last))
                    received += chunk
                    if len(received) > ANSWER_BYTES_MAX:
                        raise AutusError(
                            "ANSWER_TOO_LARGE",
                            f"the server's answer is larger than {ANSWER_BYTES_MAX} bytes",
                        )
        except TimeoutError as error:
            raise TransportError("TIMEOUT", "the server did not answer in time") from error
        except httpx.HTTPError as error:
            raise TransportError("OFFLINE", "the server cannot be reached") from error
        return Response(answer.status_code, bytes(received), answer.headers.get("Content-Type", ""))

    async def close(self) -> None:
        await self._client.aclose()
