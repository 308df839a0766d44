"""Devices with a page that asks an authenticator in software, on a real server."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade
from shared.device.core.server_client import ServerClient
from tests.authenticator import Authenticator, Credential, shown

NAME, PASSWORD, NEW_PASSWORD = "Mina", "correct horse battery", "a wholly new password"
WITH_PASSWORD = {"password": PASSWORD}
NEXT = {"new_password": NEW_PASSWORD, "end_sessions": False}
UNUSABLE = [None, "", base64.b64encode(b"k" * 31).decode(), base64.b64encode(bytes(32)).decode()]


class Phone:
    """A device with its engine, and the page of it that asks the authenticator."""

    def __init__(self, folder: Path, url: str, authenticator: Authenticator) -> None:
        self.name = folder.name
        self.host = TerminalHost(folder, url)
        self.authenticator = authenticator
        self._facade = Facade(self.host, lambda _: None)

    @property
    def server(self) -> ServerClient:
        return self._facade.device.server

    async def call(self, method: str, **fields: object) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await self._facade.call(method, json.dumps(fields).encode()))
        return answer

    async def ok(self, method: str, **fields: object) -> Any:
        answer = await self.call(method, **fields)
        assert "ok" in answer, answer
        return answer["ok"]

    async def code(self, method: str, **fields: object) -> str:
        answer = await self.call(method, **fields)
        assert "error" in answer, answer
        return str(answer["error"]["code"])

    async def ways(self) -> list[tuple[str, str | None]]:
        return [(way["kind"], way["name"]) for way in (await self.ok("ways"))["ways"]]

    async def show(self, credential: Credential, purpose: str, **changes: Any) -> dict[str, Any]:
        """The field of a request with the answer of this passkey. `prf` takes the place of its key."""
        asked = await self.ok("ask_passkey", purpose=purpose)
        value = changes.pop("prf", credential.prf(base64.b64decode(asked["prf"])))
        answer = self.authenticator.answer(credential, base64.b64decode(asked["challenge"]), **changes)
        return {"passkey": shown(answer, value)}

    async def make(self, **changes: Any) -> tuple[Credential, dict[str, Any]]:
        """A new credential, and the request that makes it a way in."""
        asked = await self.ok("begin_passkey")
        user, value = base64.b64decode(asked["user"]), base64.b64decode(asked["prf"])
        credential = self.authenticator.make(user, prf=changes.pop("has_prf", True))
        again = self.authenticator.answer(credential, base64.b64decode(asked["again"]))
        prf = credential.prf(value)
        first = shown(again, prf)
        fields: dict[str, Any] = {
            "name": "Key ring",
            "credential": first["credential"],
            "public_key": base64.b64encode(credential.public_key).decode(),
            "user": first["user"],
            "prf": first["prf"],
            "again": first,
            **WITH_PASSWORD,
        }
        return credential, {**fields, **changes}

    async def add(self, **changes: Any) -> Credential:
        credential, request = await self.make(**changes)
        await self.ok("add_passkey", **request)
        return credential

    async def log_in(self, credential: Credential, **changes: Any) -> Any:
        answer = await self.show(credential, "login")
        return await self.ok("login_with_passkey", **answer, device_name=self.name, **changes)


Play = Callable[[Callable[[Phone, Phone], Coroutine[Any, Any, None]]], None]
