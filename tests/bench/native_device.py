"""A device in this process, over HTTP to a real server: it makes the history that browsers pull."""

from __future__ import annotations

import json
import time
from random import Random
from typing import Any, Literal

import httpx

from client.terminal.crypto import NativeCrypto
from shared.device.api.facade import Facade
from shared.device.core.host import Response, TransportError
from tests.bench.drafts import imported
from tests.simulation.host import MemoryStore

PASSWORD = "correct horse battery staple"
TIMEOUT_S = 60


class HttpTransport:
    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_S)
        self._token: str | None = None

    def use_token(self, token: str | None) -> None:
        self._token = token

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        headers = {} if self._token is None else {"authorization": f"Bearer {self._token}"}
        if body is not None:
            headers["content-type"] = "application/msgpack"
        try:
            response = await self._client.request(method, path, content=body, headers=headers)
        except httpx.TransportError as error:
            raise TransportError("OFFLINE", str(error)) from None
        return Response(response.status_code, response.content, response.headers.get("Content-Type", ""))


class NativeHost:
    session_kind: Literal["cookie", "token"] = "token"

    def __init__(self, base_url: str) -> None:
        self.crypto = NativeCrypto({})
        self.store = MemoryStore({}, _no_pause)
        self.transport = HttpTransport(base_url)

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class NativeDevice:
    def __init__(self, base_url: str) -> None:
        self.facade = Facade(NativeHost(base_url), lambda _: None)

    async def call(self, method: str, **payload: object) -> Any:
        answer = json.loads(await self.facade.call(method, json.dumps(payload).encode()))
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["ok"]


async def _no_pause(_: str) -> None:
    pass


async def seed_account(base_url: str, name: str, commits: int) -> None:
    """An account whose one goal has `commits` commits on the server."""
    device = NativeDevice(base_url)
    await device.call("boot")
    vault = (await device.call("create_vault", title="A goal"))["vault"]
    await device.call("import_commits", vault=vault, commits=imported(Random(2), commits))
    await device.call("register", name=name, password=PASSWORD, device_name="first")
    status = await device.call("sync")
    if status["phase"] != "synced":
        raise RuntimeError(f"the history did not reach the server: {status}")
