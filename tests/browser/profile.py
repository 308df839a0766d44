"""A Chromium on a profile folder. A test can close it, kill it, start it again, and copy its folder."""

from __future__ import annotations

import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.browsers import browser_path
from tests.browser.app import App

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright, Worker

    from tests.browser.journal import Journal

ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A test is over before the second compiler of V8 pays for itself.
    "--js-flags=--liftoff-only",
)
KILL_SECONDS = 10.0
# Stores the engine worker on the window, so that a test can call it as the page does.
HOLD_WORKER = """
const NativeWorker = window.Worker;
window.Worker = class extends NativeWorker {
  constructor(...given) { super(...given); window.heldWorker = this; }
};
"""
SHIFT_CLOCK = "(() => { const real = Date.now.bind(Date); Date.now = () => real() + OFFSET; })()"


@dataclass(frozen=True)
class Screen:
    """The screen and the settings of a person."""

    width: int = 1440
    height: int = 900
    locale: str = "en-US"
    color_scheme: str = "light"
    # Animations are painted on the CPU, which the tests need.
    reduced_motion: str = "reduce"
    touch: bool = False
    arguments: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        return self.locale[:2]

    def text(self, *, en: str, ko: str) -> str:
        """The text in the language of this screen."""
        return ko if self.language == "ko" else en

    @property
    def options(self) -> dict[str, Any]:
        return {
            "viewport": {"width": self.width, "height": self.height},
            "locale": self.locale,
            "color_scheme": self.color_scheme,
            "reduced_motion": self.reduced_motion,
            "has_touch": self.touch,
        }


DESK = Screen()
# Both sizes in both languages.
SCREENS = {
    "phone-ko": Screen(390, 844, "ko-KR", "light", touch=True),
    "phone-en": Screen(390, 844, "en-US", "dark", touch=True),
    "desk-ko": Screen(1440, 900, "ko-KR", "dark"),
    "desk-en": DESK,
}
PHONE = SCREENS["phone-ko"]


class Profile:
    """The browser of one person. `clock_ms` is the error of its clock, in the page and in its workers."""

    def __init__(
        self, playwright: Playwright, folder: Path, journal: Journal, screen: Screen = DESK, clock_ms: int = 0
    ) -> None:
        self._playwright = playwright
        self.folder = folder
        self._journal = journal
        self.screen = screen
        self._clock_ms = clock_ms
        self._context: BrowserContext | None = None

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None, "the browser is not running"
        return self._context

    @property
    def running(self) -> bool:
        return self._context is not None

    def start(self, url: str) -> App:
        """Starts the browser on its profile, opens the address, and returns once the page takes input."""
        return self._open(self.launch(), url)

    def launch(self) -> Page:
        """Starts the browser on its profile, with an empty page."""
        assert self._context is None
        self._context = self._playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=browser_path("headless-shell"),
            args=[*ARGUMENTS, *self.screen.arguments],
            **self.screen.options,
        )
        self._journal.watch(self._context)
        self._context.add_init_script(HOLD_WORKER)
        if self._clock_ms:
            self._context.add_init_script(SHIFT_CLOCK.replace("OFFSET", str(self._clock_ms)))
        return self._context.pages[0]

    def new_tab(self, url: str) -> App:
        return self._open(self.context.new_page(), url)

    def _open(self, page: Page, url: str) -> App:
        if self._clock_ms:
            page.on("worker", self._shift_clock)
        app = App(page, url)
        app.open()
        return app

    def _shift_clock(self, worker: Worker) -> None:
        worker.evaluate(SHIFT_CLOCK.replace("OFFSET", str(self._clock_ms)))

    def set_offline(self, offline: bool) -> None:
        if offline:
            self._journal.expect_network_trouble()
        self.context.set_offline(offline)

    def forget(self, url: str) -> None:
        """Deletes the data of the person. The browser keeps its copy of the application."""
        (page,) = self.context.pages
        page.goto("about:blank")
        session = self.context.new_cdp_session(page)
        personal = {"origin": url, "storageTypes": "cookies,indexeddb,local_storage"}
        session.send("Storage.clearDataForOrigin", personal)
        session.detach()

    def stop(self) -> None:
        if self._context is not None:
            # A route handler that still fetches would fail in the test that comes next.
            for routed in (*self._context.pages, self._context):
                routed.unroute_all(behavior="ignoreErrors")
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """Kills the browser, as a crash or a power cut would."""
        assert self._context is not None
        context, self._context = self._context, None
        # Where a script starts the browser there are two processes.
        pids = _processes_with(f"--user-data-dir={self.folder}")
        with context.expect_event("close"):
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + KILL_SECONDS
        while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
            time.sleep(0.02)

    def copy_folder(self, folder: Path) -> None:
        """Copies the profile, as a backup or a cloned machine does. The browser must be closed."""
        assert self._context is None
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("Singleton*"))


def _processes_with(argument: str) -> list[int]:
    """The main processes of the browser with this argument. Its helpers have a --type."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            arguments = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if argument in arguments and not any(it.startswith("--type=") for it in arguments):
            found.append(int(entry.name))
    return found
