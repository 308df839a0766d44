"""Many warm starts of every kind: `python -m tests.bench.start_stress [--starts N] [--log FILE]`.

Each start is one line of the log: its kind, the stages that it reached, and its time. A later run goes on
where the log ends, so that 500 starts can be made in several runs. Fails if a start never takes input.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Self

import msgspec
from msgspec import Struct
from playwright.sync_api import Error, Page, Playwright, sync_playwright

from tests.browser.app import IMAGE_IS_KEPT, wait_until
from tests.browser.journal import Journal
from tests.browser.profile import Profile
from tests.browser.server import Server
from tests.conftest import ROOT
from tests.ports import reserve_port

CPU_RATE = 6
HANGS_AFTER_MS = 120_000
KILLED_WITHIN_MS = 1_200
STARTS_OF_A_BROWSER = 25
READY = "html[data-ready=true]"
# Names the stages that the worker of a page has told.
NOTE_STAGES = """
const NotedWorker = window.Worker;
window.stages = [];
window.Worker = class extends NotedWorker {
  constructor(...given) {
    super(...given);
    window.stages.push(given[1].name);
    this.addEventListener("message", ({ data }) => {
      if (data.type === "stage") window.stages.push(data.stage);
      else if (data.event?.type === "phase") window.stages.push(data.event.phase);
    });
  }
};
"""
IMAGE = "autus-python-image"
ASIDE = "aside-python-image"
MOVE_IMAGE = """async ([from, to]) => {
  const [source, target] = await Promise.all([caches.open(from), caches.open(to)]);
  for (const request of await source.keys())
    await target.put(request, await source.match(request));
  await caches.delete(from);
}"""


class Start(Struct, frozen=True):
    kind: str
    ms: float
    ready: bool
    stages: list[str]


class Stress:
    """One browser profile with a goal, started again and again."""

    def __init__(self, playwright: Playwright, folder: Path, random: Random) -> None:
        self._random = random
        self._server = Server(folder / "server", ROOT / "client" / "web" / "dist", reserve_port())
        self._profile = Profile(playwright, folder / "profile", Journal())
        self._started = 0
        self.kinds: dict[str, Callable[[], list[Start]]] = {
            "snapshot": lambda: [self._measure("snapshot", self._page())],
            "without a snapshot": self._without_snapshot,
            "after a kill": self._after_kill,
            "two tabs": self._two_tabs,
            "offline": self._offline,
            "slow page": self._slow,
        }

    def __enter__(self) -> Self:
        self._server.start()
        app = self._profile.start(self._server.url)
        app.create_first_goal("Start again")
        app.commit_slide(0.2)
        app.wait_for_service_worker()
        app.wait_for_image()
        app.page.close()
        self._profile.context.add_init_script(NOTE_STAGES)
        return self

    def __exit__(self, *_: object) -> None:
        if self._profile.running:
            self._profile.stop()
        self._server.kill()

    def start(self, kind: str) -> list[Start]:
        """Starts of this kind. A browser serves a number of them and is then started anew."""
        self._started += 1
        if self._started % STARTS_OF_A_BROWSER == 0:
            self._profile.stop()
            self._launch()
        self._ensure_snapshot()
        return self.kinds[kind]()

    def _ensure_snapshot(self) -> None:
        """A kill may come before the browser has written the snapshot to the disk."""
        page = self._profile.context.new_page()
        page.goto(f"{self._server.url}/font-license.txt")
        if not page.evaluate(IMAGE_IS_KEPT):
            page.goto(f"{self._server.url}/")
            wait_until(page, IMAGE_IS_KEPT)
        page.close()

    def _launch(self) -> None:
        self._profile.launch()
        self._profile.context.add_init_script(NOTE_STAGES)

    def _page(self) -> Page:
        page = self._profile.context.new_page()
        page.goto(f"{self._server.url}/", wait_until="commit")
        return page

    def _measure(self, kind: str, page: Page) -> Start:
        ready = True
        try:
            page.wait_for_selector(READY, timeout=HANGS_AFTER_MS)
        except Error:
            ready = False
        found = Start(kind, page.evaluate("performance.now()"), ready, page.evaluate("stages"))
        page.close()
        return found

    def _without_snapshot(self) -> list[Start]:
        aside = self._profile.context.new_page()
        aside.goto(f"{self._server.url}/font-license.txt")
        aside.evaluate(MOVE_IMAGE, [IMAGE, ASIDE])
        started = self._measure("without a snapshot", self._page())
        aside.evaluate(MOVE_IMAGE, [ASIDE, IMAGE])
        aside.close()
        return [started]

    def _after_kill(self) -> list[Start]:
        """The browser is killed at some moment of a start. The next start is the one that is measured."""
        self._page().wait_for_timeout(self._random.uniform(0, KILLED_WITHIN_MS))
        self._profile.kill()
        self._launch()
        return [self._measure("after a kill", self._page())]

    def _two_tabs(self) -> list[Start]:
        pages = [self._page(), self._page()]
        return [self._measure("two tabs", page) for page in pages]

    def _offline(self) -> list[Start]:
        self._server.kill()
        started = self._measure("offline", self._page())
        self._server.start()
        return [started]

    def _slow(self) -> list[Start]:
        page = self._profile.context.new_page()
        session = self._profile.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
        page.goto(f"{self._server.url}/", wait_until="commit")
        return [self._measure("slow page", page)]


def report(starts: Sequence[Start]) -> str:
    lines = [f"{len(starts)} starts, {sum(not it.ready for it in starts)} never took input"]
    for kind in sorted({it.kind for it in starts}):
        of_kind = [it for it in starts if it.kind == kind]
        times = [it.ms for it in of_kind]
        repeated = sum("autus-kernel-plain" in it.stages for it in of_kind)
        lines.append(
            f"{kind}: {len(of_kind)} starts, median {statistics.median(times):.0f} ms, "
            f"longest {max(times):.0f} ms, {repeated} repeated by the watch, "
            f"{sum(not it.ready for it in of_kind)} never took input"
        )
    lines += [f"hangs: {it.kind} at {it.stages}" for it in starts if not it.ready]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.start_stress", description=__doc__)
    parser.add_argument("--starts", type=int, default=500, help="how many the log shall hold in the end")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="how long this run may take")
    parser.add_argument("--log", type=Path, default=Path("start-stress.jsonl"))
    options = parser.parse_args()
    until = time.monotonic() + options.seconds
    log = options.log.read_bytes().splitlines() if options.log.exists() else []
    starts = [msgspec.json.decode(line, type=Start) for line in log]
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        Stress(playwright, Path(folder), Random(len(starts))) as stress,
        options.log.open("ab") as file,
    ):
        while len(starts) < options.starts and time.monotonic() < until:
            counts = {kind: sum(it.kind == kind for it in starts) for kind in stress.kinds}
            made = stress.start(min(counts, key=lambda kind: counts[kind]))
            starts += made
            file.writelines(msgspec.json.encode(it) + b"\n" for it in made)
            file.flush()
    print(report(starts))
    return int(any(not it.ready for it in starts))


if __name__ == "__main__":
    raise SystemExit(main())
