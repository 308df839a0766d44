"""Requests to an AUTUS server over HTTP."""

from __future__ import annotations

import httpx

from shared.device.host import Response, TransportError

TIMEOUT_SECONDS = 30.0
MEDIA_TYPE = "application/msgpack"


class HttpTransport:
    """Satisfies `shared.device.host.Transport`; `base_url` is the server's origin."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_SECONDS)

    def use_token(self, token: str | None) -> None:
        if token is None:
            self._client.headers.pop("Authorization", None)
        else:
            self._client.headers["Authorization"] = f"Bearer {token}"

    async def request(self, method: str, path: str, body: bytes | None = None) -> Response:
        headers = {} if body is None else {"Content-Type": MEDIA_TYPE}
        try:
            answer = await self._client.request(method, path, content=body, headers=headers)
        except httpx.TimeoutException as error:
            raise TransportError("TIMEOUT", f"no answer within {TIMEOUT_SECONDS:.0f} s") from error
        except httpx.HTTPError as error:
            raise TransportError("OFFLINE", "the server cannot be reached") from error
        return Response(answer.status_code, answer.content)

    async def close(self) -> None:
        await self._client.aclose()
