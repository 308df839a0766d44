"""A device on CPython beside the browsers. Tests can read its keys and change its commits."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade

CALL_SECONDS = 120.0


class _Host(TerminalHost):
    def __init__(self, folder: Path, server: str, clock_ms: int) -> None:
        super().__init__(folder, server)
        self._clock_ms = clock_ms

    def now_ms(self) -> int:
        return super().now_ms() + self._clock_ms


class NativeDevice:
    """Runs in a thread of its own, because Playwright occupies the event loop of this one."""

    def __init__(self, folder: Path, url: str, clock_ms: int = 0) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._folder, self._url, self._clock_ms = folder, url, clock_ms
        self.run(self._boot())

    async def _boot(self) -> None:
        self.host = _Host(self._folder, self._url, self._clock_ms)
        self.facade = Facade(self.host, lambda _: None)
        await self.facade.call("boot", b"{}")

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(CALL_SECONDS)

    def start(self, method: str) -> Future[bytes]:
        """Starts a call and does not wait for its end."""
        return asyncio.run_coroutine_threadsafe(self.facade.call(method, b"{}"), self._loop)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The whole answer: `{"ok": ...}` or `{"error": ...}`."""
        answer: dict[str, Any] = json.loads(
            self.run(self.facade.call(method, json.dumps(parameters).encode()))
        )
        return answer

    def call(self, method: str, **parameters: Any) -> Any:
        answer = self.ask(method, **parameters)
        assert "ok" in answer, answer
        return answer["ok"]

    def draft(self, vault: str, page: int, patch: dict[str, Any]) -> Any:
        payload = json.dumps({"vault": vault, "page": page, "patch": patch}).encode()
        answer = json.loads(self.facade.draft(payload))
        assert "ok" in answer, answer
        return answer["ok"]

    def commit(self, vault: str, mass_modifier: float, label: str) -> None:
        self.draft(vault, 1, {"mass_modifier": mass_modifier})
        self.call("commit", vault=vault, label=label)

    def said(self, vault: str) -> list[str]:
        rows = self.call("history", vault=vault, limit=500)["rows"][::-1]
        return [row["label"] for row in rows if row["kind"] == "commit"]

    def close(self) -> None:
        if self._loop.is_closed():
            return
        try:
            self.run(self.host.close())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
