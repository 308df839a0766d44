"""A new device of a long goal: `python -m tests.bench.new_device [--commits 10000 100000]`.

Measured from the call of the log-in: the latest state (the log-in is answered), the first commit (durable,
while the history arrives), and the whole history.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, Playwright, sync_playwright

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade
from tests.bench.browser_session import call, profile, visit
from tests.bench.long_goal import NAME, make_server
from tests.bench.native_device import PASSWORD, NativeDevice
from tests.bench.server_load import server_process

SIZES = (10_000, 100_000)
DRAFT = {"page": 1, "patch": {"mass_modifier": 0.2}}


class Times(NamedTuple):
    """Seconds from the call of the log-in, which derives keys from the password first."""

    state: float
    commit: float
    complete: float


async def _native(url: str, folder: Path) -> Times:
    host = TerminalHost(folder, url)
    device = NativeDevice.__new__(NativeDevice)
    device.facade = Facade(host, lambda _: None)
    try:
        await device.call("boot")
        began = time.perf_counter()
        answer = await device.call(
            "login", name=NAME, password=PASSWORD, device_name=folder.name, adopt=False
        )
        vault = answer["vaults"][0]["vault"]
        round_ = asyncio.create_task(device.call("sync"))
        await device.call("view", vault=vault)
        state = time.perf_counter() - began
        await device.call("draft", vault=vault, **DRAFT)
        await device.call("commit", vault=vault, label="early")
        commit = time.perf_counter() - began
        await round_
        status = await device.call("sync")
        if status["phase"] != "synced" or status["vaults"][0]["arriving"] is not None:
            raise RuntimeError(f"the history did not arrive: {status}")
        return Times(state, commit, time.perf_counter() - began)
    finally:
        await host.close()


def _browser(page: Page, number: str) -> Times:
    login = call(page, "login", name=NAME, password=PASSWORD, device_name=number, adopt=False)
    began, vault = login["start"], login["answer"]["vaults"][0]["vault"]
    seen = call(page, "view", vault=vault)
    call(page, "draft", vault=vault, **DRAFT)
    made = call(page, "commit", vault=vault, label="early")
    while True:
        done = call(page, "sync")
        if done["answer"]["phase"] == "synced" and done["answer"]["vaults"][0]["arriving"] is None:
            break
    ends = (each["start"] + each["ms"] for each in (seen, made, done))
    return Times(*((end - began) / 1000 for end in ends))


def measure(playwright: Playwright, folder: Path, commits: int, runs: int) -> dict[str, list[Times]]:
    """The times of new devices, by host."""
    make_server(folder / f"server-{commits}", commits)
    found: dict[str, list[Times]] = {"CPython": [], "Chromium": []}
    with server_process(folder / f"server-{commits}" / "data") as server, ThreadPoolExecutor(1) as pool:
        url = f"http://127.0.0.1:{server.port}"
        for run in range(runs):
            place = folder / f"native-{commits}-{run}"
            found["CPython"].append(pool.submit(asyncio.run, _native(url, place)).result())
            with profile(playwright, folder / f"browser-{commits}-{run}") as context:
                page, _ = visit(context, server.port, "welcome")
                found["Chromium"].append(_browser(page, f"browser {run}"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.new_device", description=__doc__)
    parser.add_argument("--commits", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keeps the servers, so that they are made once")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        for commits in chosen.commits:
            found = measure(playwright, chosen.folder or Path(made), commits, chosen.runs)
            for host, runs in found.items():
                middle = zip(Times._fields, map(statistics.median, zip(*runs, strict=True)), strict=True)
                shown = " · ".join(f"{name} {seconds:.2f} s" for name, seconds in middle)
                print(f"{commits:,} commits, {host}: {shown}", flush=True)


if __name__ == "__main__":
    main()
