"""Replay alone in Chromium's Pyodide: `shared` as it is, without storage and decryption."""

from __future__ import annotations

import base64
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Playwright

from scripts.browsers import browser_path
from tests.bench.browser_session import ARGUMENTS
from tests.bench.machine import ROOT

COMMITS = 10_000
RUNS = 5
WEB = ROOT / "client" / "web"
SOURCES = ("shared", "tests/bench/drafts.py", "tests/bench/replay_line.py")

START = """async ([sources, wheel]) => {
  const { loadPyodide } = await import("/pyodide.mjs");
  const python = await loadPyodide({ indexURL: "/" });
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  python.unpackArchive(bytes(wheel), "wheel");
  python.unpackArchive(bytes(sources), "zip");
  python.runPython("from tests.bench.replay_line import ReplayLine");
  window.python = python;
}"""
MEASURE = """([commits, runs]) =>
  window.python.runPython(`ReplayLine(${commits}).rates(${runs})`).toJs()
"""


class _Quiet(SimpleHTTPRequestHandler):
    def guess_type(self, path: object) -> str:
        # Not from the machine's own table, which may lack them.
        kinds = {".json": "application/json", ".mjs": "text/javascript", ".wasm": "application/wasm"}
        return kinds.get(Path(str(path)).suffix, "application/octet-stream")

    def log_request(self, *_: object) -> None:
        """Nothing: standard error is for what goes wrong."""


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _sources() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in SOURCES:
            path = ROOT / name
            for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
                archive.write(file, file.relative_to(ROOT).as_posix())
    return buffer.getvalue()


def replay_rates(playwright: Playwright) -> list[float]:
    """Commits per second, one number a run."""
    (wheel,) = (WEB / ".pyodide-wheels").glob("msgspec-*.whl")
    parts = [base64.b64encode(content).decode() for content in (_sources(), wheel.read_bytes())]
    with _serving(WEB / "node_modules" / "pyodide") as port:
        browser = playwright.chromium.launch(
            executable_path=browser_path("chromium"), headless=True, args=ARGUMENTS
        )
        try:
            page = browser.new_page()
            page.goto(f"http://localhost:{port}/package.json")
            page.evaluate(START, parts)
            rates: list[float] = page.evaluate(MEASURE, [COMMITS, RUNS])
        finally:
            browser.close()
    return rates
