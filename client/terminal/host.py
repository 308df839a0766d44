"""The host of a device outside a browser: one folder with its store and its keys."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

from client.terminal.crypto import KeyFile, NativeCrypto
from client.terminal.store import SqliteStore
from client.terminal.transport import HttpTransport


class TerminalHost:
    """Satisfies `shared.device.core.host.Host`."""

    session_kind: Literal["token"] = "token"

    def __init__(self, folder: Path, server: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.crypto = NativeCrypto(KeyFile(folder / "keys.json"))
        self.store = SqliteStore(folder / "device.sqlite")
        self.transport = HttpTransport(server)

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    async def close(self) -> None:
        self.store.close()
        await self.transport.close()
