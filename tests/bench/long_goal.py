"""A goal with a long history, ready to be measured: a server that has it, and a browser that has pulled it.

Both are folders. They are made once and copied for each run, so that a history of 100,000 commits is measured
again within seconds.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from playwright.sync_api import Page, Playwright

from tests.bench.browser_session import call, image_kept, offline_ready, profile, visit
from tests.bench.drafts import imported
from tests.bench.native_device import PASSWORD, NativeDevice
from tests.bench.server_load import server_process

PART_COMMITS = 5_000
NAME = "mina"


async def _seed(base_url: str, commits: int) -> None:
    device = NativeDevice(base_url)
    await device.call("boot")
    vault = (await device.call("create_vault", title="A goal"))["vault"]
    await device.call("register", name=NAME, password=PASSWORD, device_name="first")
    random = Random(2)
    for first in range(0, commits, PART_COMMITS):
        part = imported(random, min(PART_COMMITS, commits - first), first)
        await device.call("import_commits", vault=vault, commits=part)
    status = await device.call("sync")
    if status["phase"] != "synced":
        raise RuntimeError(f"the history did not reach the server: {status}")


def make_server(folder: Path, commits: int) -> None:
    """The data folder of a server whose one goal has `commits` commits. An existing one is kept."""
    if (folder / "ready").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    with server_process(folder / "data") as server, ThreadPoolExecutor(1) as pool:
        # In a thread of its own: Playwright's loop may run in this one.
        pool.submit(asyncio.run, _seed(f"http://127.0.0.1:{server.port}", commits)).result()
    (folder / "ready").touch()


def pull_all(page: Page, number: int) -> float:
    """Logs a new device in and lets it pull everything. Returns the seconds of the pull."""
    credentials = {"name": NAME, "password": PASSWORD, "device_name": f"browser {number}", "adopt": False}
    login = call(page, "login", **credentials)
    syncing = "(since) => bench.events.find((it) => it.at >= since && it.phase === 'syncing').at"
    started = page.evaluate(syncing, login["start"])
    # The log-in shows the goal, and this round brings the history.
    pulled = call(page, "sync")
    seconds: float = (pulled["start"] + pulled["ms"] - started) / 1000
    return seconds


def make_profile(playwright: Playwright, server: Path, folder: Path) -> float:
    """A browser profile that has pulled the goal. Returns the seconds of the pull."""
    shutil.rmtree(folder, ignore_errors=True)
    with server_process(server / "data") as running:
        with profile(playwright, folder) as context:
            page, _ = visit(context, running.port, "welcome")
            seconds = pull_all(page, time.time_ns() % 1_000_000)
            offline_ready(page)
        with profile(playwright, folder) as context:
            page, _ = visit(context, running.port, "ready")
            image_kept(page)
        (folder / "port").write_text(str(running.port))
    return seconds
