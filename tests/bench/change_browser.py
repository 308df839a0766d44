"""One change in Chromium: from the click to the server's receipt, and from another device to the screen."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.bench.browser_session import call, profile, visit
from tests.bench.change_bench import TerminalDevice
from tests.bench.figures import Figure, at_most
from tests.bench.native_device import PASSWORD
from tests.bench.server_load import server_process

CHANGES = 40
SEEN = 40
PAUSE_MS = 150

# Milliseconds from the click to the event that says that nothing waits any more.
ACKNOWLEDGED = """async (position) => {
  await bench.slide(position);
  await new Promise((resolve) => setTimeout(resolve, 400));
  const before = bench.events.length;
  const start = performance.now();
  await bench.commit();
  const synced = () => bench.events.slice(before).findLast((it) => it.type === "sync");
  while (synced()?.phase !== "synced") await new Promise((resolve) => setTimeout(resolve, 1));
  return synced().at - start;
}"""
# When the next view is on the screen, in milliseconds since 1970.
WATCH = """() => {
  const before = bench.events.length;
  window.benchSeen = (async () => {
    while (!bench.events.slice(before).some((it) => it.type === "view"))
      await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.timeOrigin + (await bench.painted());
  })();
}"""


class Background:
    """A loop in a thread of its own, because Playwright's runs in this one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def run() -> list[Figure]:
    background = Background()
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with (
                server_process(folder / "data") as server,
                profile(playwright, folder / "profile") as context,
            ):
                device = background.run(_account(folder / "device", f"http://127.0.0.1:{server.port}"))
                page, _ = visit(context, server.port, "welcome")
                credentials = {"name": "mina", "password": PASSWORD, "device_name": "browser"}
                call(page, "login", **credentials, adopt=False)
                page.wait_for_function("() => bench.seen.ready !== undefined")
                page.wait_for_timeout(2_000)
                acknowledged = _acknowledged(page)
                background.run(device.call("sync"))
                seen = [_seen(page, background, device, number) for number in range(SEEN)]
                background.run(device.host.close())
    finally:
        background.stop()
    return [
        Figure("change: browser, click to acknowledged", "ms", acknowledged, at_most(25)),
        Figure("change: browser, of another device until painted, p50", "ms", seen),
        Figure(
            "change: browser, of another device until painted, p95",
            "ms",
            [sorted(seen)[int(0.95 * len(seen))]],
            at_most(150),
        ),
    ]


async def _account(folder: Path, url: str) -> TerminalDevice:
    device = TerminalDevice(folder, url)
    await device.call("boot")
    device.vault = (await device.call("create_vault", title="A goal"))["vault"]
    await device.call("register", name="mina", password=PASSWORD, device_name="terminal")
    await device.call("sync")
    return device


def _acknowledged(page: Page) -> list[float]:
    times = []
    for number in range(CHANGES):
        times.append(page.evaluate(ACKNOWLEDGED, str(0.4 + number % 7 * 0.05)))
        page.wait_for_timeout(PAUSE_MS)
    return times


def _seen(page: Page, background: Background, device: TerminalDevice, number: int) -> float:
    """Milliseconds from the call of a commit on the device until the page has painted the new view."""
    page.evaluate(WATCH)
    start = time.time()
    background.run(device.change(number))
    shown: float = page.evaluate("() => window.benchSeen")
    page.wait_for_timeout(PAUSE_MS)
    return shown - 1000 * start
