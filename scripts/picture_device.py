"""A device on CPython that commits at any time of the past, for the pictures of the README."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade

Answer = dict[str, Any]


class Device:
    """A device on CPython whose clock is set by the story."""

    def __init__(self, folder: Path, url: str) -> None:
        self._host = _Host(folder, url)
        self._facade = Facade(self._host, lambda _: None)

    async def call(self, method: str, **given: object) -> Answer:
        return _answer(await self._facade.call(method, json.dumps(given).encode()))

    async def commit_at(self, t_ms: int, vault: str, label: str, patches: dict[int, Any]) -> None:
        self._host.clock_ms = t_ms
        for page, patch in patches.items():
            _answer(self._facade.draft(json.dumps({"vault": vault, "page": page, "patch": patch}).encode()))
        await self.call("commit", vault=vault, label=label or None)

    def set_clock(self, t_ms: int) -> None:
        self._host.clock_ms = t_ms

    async def close(self) -> None:
        await self._host.close()


class _Host(TerminalHost):
    clock_ms = 0

    def now_ms(self) -> int:
        return self.clock_ms


def _answer(encoded: bytes) -> Answer:
    answer: dict[str, Answer] = json.loads(encoded)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["ok"]
