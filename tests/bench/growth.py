"""How the cost of a change and of a round of sync grows with commits, goals and devices.

A device in this process, over HTTP to a real server. `python -m tests.bench.growth` prints a table.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from tests.bench.drafts import imported
from tests.bench.figures import aligned, shown
from tests.bench.native_device import PASSWORD, NativeDevice
from tests.bench.server_load import server_process

COMMITS = (100, 1_000, 10_000, 100_000)
GOALS = (1, 10, 100, 1_000)
DEVICES = (1, 4, 16, 64)
RUNS = 30
IMPORTED_AT_ONCE = 10_000


async def _times_ms(work: Callable[[], Awaitable[object]]) -> float:
    """The median of RUNS runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        await work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


async def _synced(device: NativeDevice) -> None:
    status = await device.call("sync")
    if status["phase"] != "synced":
        raise RuntimeError(f"not synced: {status}")


async def _row(device: NativeDevice, vault: str) -> tuple[str, str]:
    """The times of one change to acknowledged, and of a round that finds nothing new."""
    number = 0

    async def change() -> None:
        nonlocal number
        number += 1
        patch = {"volume_override": 0.4 + number % 7 * 0.05}
        await device.call("draft", vault=vault, page=1, patch=patch)
        await device.call("commit", vault=vault, label=None, note=None)
        await _synced(device)

    return shown(await _times_ms(change)), shown(await _times_ms(lambda: _synced(device)))


async def _registered(base_url: str, name: str) -> tuple[NativeDevice, str]:
    device = NativeDevice(base_url)
    await device.call("boot")
    vault: str = (await device.call("create_vault", title="A goal"))["vault"]
    await device.call("register", name=name, password=PASSWORD, device_name="first")
    await _synced(device)
    return device, vault


async def _by_commits(base_url: str, rows: list[tuple[str, ...]]) -> None:
    device, vault = await _registered(base_url, "commits")
    random, made = Random(4), 0
    for commits in COMMITS:
        while made < commits:
            count = min(commits - made, IMPORTED_AT_ONCE)
            await device.call("import_commits", vault=vault, commits=imported(random, count, made))
            made += count
        await _synced(device)
        rows.append((f"{commits:,} commits", *await _row(device, vault)))


async def _by_goals(base_url: str, rows: list[tuple[str, ...]]) -> None:
    device, vault = await _registered(base_url, "goals")
    made = 1
    for goals in GOALS:
        while made < goals:
            await device.call("create_vault", title=f"Goal {made}")
            made += 1
        await _synced(device)
        rows.append((f"{goals:,} goals", *await _row(device, vault)))


async def _by_devices(base_url: str, rows: list[tuple[str, ...]]) -> None:
    device, vault = await _registered(base_url, "devices")
    made = 1
    for devices in DEVICES:
        while made < devices:
            other = NativeDevice(base_url)
            await other.call("boot")
            await other.call("login", name="devices", password=PASSWORD, device_name=f"{made}", adopt=False)
            made += 1
        await _synced(device)
        rows.append((f"{devices:,} devices", *await _row(device, vault)))


def run() -> list[tuple[str, ...]]:
    """Rows of (what grew, ms of a change to acknowledged, ms of a round without news)."""
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        for measure in (_by_commits, _by_goals, _by_devices):
            with server_process(Path(folder) / measure.__name__) as server:
                asyncio.run(measure(f"http://127.0.0.1:{server.port}", rows))
    return rows


if __name__ == "__main__":
    header = ("in the account", "one change, ms", "round without news, ms")
    sys.stdout.write(aligned([header, *run()], right={1, 2}) + "\n")
