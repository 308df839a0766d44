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


class Patience(NamedTuple):
    """How long a server, or a line, may keep us waiting."""

    quiet_seconds: float = 30.0
    """Without a byte of an answer."""
    bytes_per_second: float = 32 * 1024
    """The slowest line that is waited for."""


PATIENCE = Patience()
# Ten seconds in all, however large a body is.
BRIEF = Patience(quiet_seconds=5.0, bytes_per_second=inf)


class HttpTransport:
    """Satisfies `shared.device.core.host.Transport`; `base_url` is the server's origin.

    The first byte of an answer may take `quiet_seconds` and the time that the body needs on the slowest line,
    each further one `quiet_seconds`, and the whole no longer than the largest answer needs on that line.
    """

    def __init__(self, base_url: str, patience: Patience = PATIENCE, brief: Patience = BRIEF) -> None:
        self._patience = patience
        self._brief = brief
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=None,  # noqa: S113 - `request` has its own, which the size of a body counts into
            follow_redirects=False,
            # The token goes to the server that was named, not to a proxy that the environment names.
            trust_env=False,
            # Compressed, a small answer could become a large one; what is sealed does not compress anyway.
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
        quiet, rate = self._brief if brief else self._patience
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
        return Response(answer.status_code, bytes(received))

    async def close(self) -> None:
        await self._client.aclose()
