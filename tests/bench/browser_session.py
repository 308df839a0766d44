"""A real Chromium with a profile of its own, and the probe in each of its pages."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from scripts.browsers import browser_path
from tests.browser.app import IMAGE_IS_KEPT, SERVICE_WORKER_IS_ACTIVE, wait_until

PROBE = Path(__file__).with_name("probe.js")
ARGUMENTS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The sphere as a person without WebGL sees it: painted without a GPU it takes time from all else.
    "--disable-3d-apis",
]


SETTLE_MS = 1_500


@contextmanager
def profile(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A browser started on this profile, ended with the block."""
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=browser_path("chromium"),
        headless=True,
        args=ARGUMENTS,
        service_workers="allow",
    )
    context.add_init_script(path=PROBE)
    context.set_default_timeout(120_000)
    try:
        yield context
    finally:
        context.close()


def visit(context: BrowserContext, port: int, mark: str) -> tuple[Page, dict[str, float]]:
    """A new page of the application once `mark` is on the screen, and its marks in ms since navigation."""
    page = context.new_page()
    # A browser that has just been started still works on its own windows.
    page.wait_for_timeout(SETTLE_MS)
    page.goto(f"http://localhost:{port}/", wait_until="commit")
    page.wait_for_function(f"() => bench.seen.{mark} !== undefined", polling=20)
    return page, page.evaluate("bench.seen")


def call(page: Page, method: str, /, **payload: object) -> dict[str, Any]:
    """{answer, ms, start} of a method of the engine."""
    result: dict[str, Any] = page.evaluate(
        "([method, input]) => bench.call(method, input)", [method, payload]
    )
    return result


def offline_ready(page: Page) -> None:
    """Returns once the service worker has everything and the last view is kept."""
    wait_until(page, SERVICE_WORKER_IS_ACTIVE)
    page.wait_for_timeout(1_500)


def image_kept(page: Page) -> None:
    """Returns once the runtime snapshot and the compiled code are saved."""
    wait_until(page, IMAGE_IS_KEPT)
    # V8 writes compiled code two seconds after the last that it made better.
    page.wait_for_timeout(3_000)


class CountingProxy:
    """Carries connections to a server and counts the bytes of its answers, headers included."""

    def __init__(self, port: int) -> None:
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with create_connection(("127.0.0.1", port)) as upstream:
                    back = threading.Thread(target=proxy.carry, args=(upstream, self.request, True))
                    back.start()
                    proxy.carry(self.request, upstream, False)
                    back.join()

        self.bytes = 0
        self._lock = threading.Lock()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def carry(self, source: socket, target: socket, counted: bool) -> None:
        try:
            while data := source.recv(65_536):
                if counted:
                    with self._lock:
                        self.bytes += len(data)
                target.sendall(data)
        except OSError:
            # One end is gone; so is the connection.
            pass
        for end in (source, target):
            end.close()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
