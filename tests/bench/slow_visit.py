"""A first visit on a slow line: `python -m tests.bench.slow_visit [--pictures FOLDER]`.

The line has 1.6 Mbit/s and 150 ms, for the page and its workers alike. The page's thread is slowed down four
times; Chromium cannot slow down a worker. Prints milliseconds since the navigation. The form counts as usable
in the frame in which its button can be pressed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts.browsers import browser_path
from tests.bench.browser_session import ARGUMENTS, SETTLE_MS
from tests.browser.server import Server
from tests.conftest import ROOT
from tests.ports import reserve_port

BYTES_A_SECOND = 200_000
LATENCY_SECONDS = 0.15
CPU_RATE = 4
WAIT_MS = 180_000
CHUNK_BYTES = 4_096
NOW = "performance.now()"
FORM = "[data-testid=goal-form-submit]:enabled"
# Asking the page from outside takes its slow thread some hundred milliseconds, so nothing asks it so long.
UNTOUCHED_MS = 6_000
NOTE_FORM = f"""
new MutationObserver((_, observer) => {{
  if (!document.querySelector("{FORM}")) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => {{ window.formUsableMs = performance.now(); }}));
}}).observe(document, {{ attributes: true, childList: true, subtree: true }});
"""
FORM_USABLE = """() => new Promise((resolve) => {
  const look = () => window.formUsableMs ? resolve(window.formUsableMs) : setTimeout(look, 20);
  look();
})"""
BEFORE_FORM = """performance.getEntries()
  .filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= window.formUsableMs)
  .reduce((sum, { transferSize }) => sum + transferSize, 0)"""
FIRST_CONTENTFUL = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
READY = "html[data-ready=true]"
PICTURE_AFTER_MS = 6_000


class SlowLine:
    """Passes bytes on with one rate for all connections together, and with a delay."""

    def __init__(self, upstream: int) -> None:
        self.port = reserve_port()
        self.received = 0
        self._upstream = upstream
        self._free_at = 0.0
        opened = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve(opened)), daemon=True).start()
        opened.wait()

    async def _serve(self, opened: threading.Event) -> None:
        async with await asyncio.start_server(self._connect, "127.0.0.1", self.port) as server:
            opened.set()
            await server.serve_forever()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(LATENCY_SECONDS)
        # The server and the browser end before the line does.
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._upstream)
            await asyncio.gather(self._up(reader, far_writer), self._down(far_reader, writer))

    async def _up(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(CHUNK_BYTES):
            target.write(data)
        target.close()

    async def _down(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        idle = True
        while data := await source.read(CHUNK_BYTES):
            self.received += len(data)
            # An answer begins one round trip after its request.
            arrives = loop.time() + (LATENCY_SECONDS if idle else 0.0)
            self._free_at = max(self._free_at, arrives) + len(data) / BYTES_A_SECOND
            await asyncio.sleep(self._free_at - loop.time())
            target.write(data)
            idle = len(data) < CHUNK_BYTES
        target.close()


def measure(page: Page, line: SlowLine, pictures: Path | None) -> dict[str, Any]:
    def picture(name: str) -> None:
        if pictures is not None:
            page.screenshot(path=pictures / f"{name}.png")

    # A browser that has just been started still works on its own windows.
    page.wait_for_timeout(SETTLE_MS)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
    page.add_init_script(NOTE_FORM)
    page.goto(f"http://127.0.0.1:{line.port}/", wait_until="commit")
    page.wait_for_timeout(UNTOUCHED_MS)
    figures = {"usable_form_ms": page.evaluate(FORM_USABLE), "bytes_before_form": page.evaluate(BEFORE_FORM)}
    picture("form")
    page.wait_for_timeout(PICTURE_AFTER_MS)
    picture("bytes")
    page.wait_for_selector(READY, timeout=WAIT_MS)
    figures |= {"engine_ready_ms": page.evaluate(NOW), "received_at_ready": line.received}
    return {"first_contentful_ms": page.evaluate(FIRST_CONTENTFUL), **figures}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.slow_visit", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the page")
    pictures = parser.parse_args().pictures
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data", ROOT / "client" / "web" / "dist", reserve_port()).start()
        line = SlowLine(server.port)
        context = playwright.chromium.launch_persistent_context(
            Path(folder) / "profile",
            executable_path=browser_path("chromium"),
            headless=True,
            args=ARGUMENTS,
            viewport={"width": 390, "height": 844},
            locale="ko-KR",
        )
        try:
            print(json.dumps(measure(context.pages[0], line, pictures), indent=2))
        finally:
            context.close()
            server.kill()


if __name__ == "__main__":
    main()
