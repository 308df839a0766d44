"""The first pull of a device in CPython: over HTTP from a real server into a file of SQLite."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade
from tests.bench.native_device import PASSWORD, NativeDevice, seed_account
from tests.bench.server_load import server_process


class _TerminalDevice(NativeDevice):
    """A device as the terminal client runs it, which notes when a round of sync begins."""

    def __init__(self, host: TerminalHost) -> None:
        self.began: float | None = None
        self.facade = Facade(host, self._hear)

    def _hear(self, event: bytes) -> None:
        document: dict[str, Any] = json.loads(event)
        if document["type"] == "sync" and document["status"]["phase"] == "syncing" and self.began is None:
            self.began = time.perf_counter()


def pull_rates(commits: int, runs: int) -> list[float]:
    """Commits per second of a new device's first round: fetched, checked, opened, replayed, stored."""
    with tempfile.TemporaryDirectory() as name, server_process(Path(name) / "data") as server:
        url = f"http://127.0.0.1:{server.port}"
        asyncio.run(seed_account(url, "mina", commits))
        return [asyncio.run(_pull(url, Path(name) / f"device{run}", commits)) for run in range(runs)]


async def _pull(url: str, folder: Path, commits: int) -> float:
    host = TerminalHost(folder, url)
    device = _TerminalDevice(host)
    try:
        await device.call("boot")
        await device.call("login", name="mina", password=PASSWORD, device_name=folder.name, adopt=False)
        # The log-in shows the goal, and this round brings the history.
        await device.call("sync")
        ended = time.perf_counter()
        answer = await device.call("boot")
    finally:
        await host.close()
    (vault,) = answer["vaults"]
    if vault["commits"] <= commits or device.began is None:
        raise RuntimeError(f"not everything arrived: {vault}")
    return commits / (ended - device.began)
