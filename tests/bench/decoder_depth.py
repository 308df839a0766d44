"""Measures the depth at which a decoder without bounds overflows: `python -m tests.bench.decoder_depth`.

`DEPTH_MAX` in `shared/wire/decoding.py` has to stay far below the smallest of these depths. The decoders run
as in the engine: in Pyodide, in a module worker, at the bottom of a chain of coroutines.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import sync_playwright

from scripts.browsers import browser_path
from shared.wire.decoding import DEPTH_MAX
from tests.browser.driver import Driver
from tests.conftest import ROOT

WEB = ROOT / "client" / "web"
DECODERS = ("msgpack, unknown field", "msgpack, any", "json, unknown field", "json, any", "json of Python")
# No call of the engine awaits in a longer chain.
CALLS = 60
# A page that asks a new worker for the deepest document that it decoded, and for its end.
PAGE = """<!doctype html><script>
window.measure = (asked) => new Promise((resolve) => {
  const worker = new Worker("/worker.js", { type: "module" });
  let levels = 0, timer = 0;
  const end = (how) => { clearTimeout(timer); worker.terminate(); resolve({ levels, how }); };
  // After an overflow the loop of Python does not go on, and nothing answers.
  const wait = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(end, milliseconds, "no answer: the engine has ended");
  };
  wait(60_000);
  worker.onmessage = ({ data }) => {
    if (data.end) return end(data.end);
    levels = data.levels;
    wait(10_000);
  };
  worker.onerror = (event) => { event.preventDefault(); end("error: " + event.message); };
  worker.postMessage(asked);
});
</script>"""


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The origin of a server of the folder on the loopback address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def measured(evaluate: Callable[[str], Any], wheel: str) -> Iterator[tuple[str, str, int, str]]:
    """Decoder, form, the deepest document that was decoded, and what happened to the next one."""
    for decoder in DECODERS:
        for form in ("arrays", "maps"):
            asked = {"decoder": decoder, "form": form, "calls": CALLS, "wheel": wheel}
            found = evaluate(f"window.measure({json.dumps(asked)})")
            yield decoder, form, found["levels"], found["how"]


def report(browser: str, rows: Iterator[tuple[str, str, int, str]]) -> int:
    """Prints the rows and returns the smallest depth."""
    depths = []
    for decoder, form, levels, how in rows:
        print(f"{browser:9} {decoder:24} {form:7} {levels:>7}  {how.splitlines()[0]}", flush=True)
        depths.append(levels)
    return min(depths)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "pyodide").symlink_to(WEB / "node_modules" / "pyodide")
        (folder / "worker.js").symlink_to(Path(__file__).with_name("decoder-depth.js"))
        (folder / "index.html").write_text(PAGE)
        (wheel,) = (WEB / ".pyodide-wheels").glob("msgspec-*.whl")
        (folder / wheel.name).symlink_to(wheel)
        with serve(folder) as origin:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=browser_path("chromium"))
                page = chromium.new_page()
                page.goto(origin)
                smallest = report("Chromium", measured(page.evaluate, f"/{wheel.name}"))
                chromium.close()
            firefox = Driver("firefox-driver.mjs", browser_path("firefox"), str(folder / "profile"))
            try:
                firefox.ask("goto", url=origin)
                run = partial(firefox.ask, "run")
                rows = measured(lambda script: run(script=script), f"/{wheel.name}")
                smallest = min(smallest, report("Firefox", rows))
            finally:
                firefox.close()
    print(f"smallest {smallest}, bound {DEPTH_MAX}, factor {smallest / DEPTH_MAX:.0f}")


if __name__ == "__main__":
    main()
