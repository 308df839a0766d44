"""The built client in a real Chromium against a real server, timed inside the page."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from scripts.browsers import browser_path
from tests.bench.browser_frames import run_frames
from tests.bench.browser_replay import replay_rates
from tests.bench.browser_session import (
    ARGUMENTS,
    CountingProxy,
    call,
    offline_ready,
    profile,
    visit,
)
from tests.bench.drafts import imported
from tests.bench.figures import Figure, at_least, at_most, beside, of_yardstick
from tests.bench.native_device import PASSWORD, seed_account
from tests.bench.server_load import server_process
from tests.bench.warm_start import run_warm_starts
from tests.bench.yardstick import Yardstick, javascript_loop, mean

FIRST_VISITS = 5
SLIDES = 60
COMMITS = 30
PULLED = 10_000
PULLS = 3
KEPT_COMMITS = 50
DRAFT_TOLD_MS = 500


def run() -> list[Figure]:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        before = _yardstick(playwright)
        figures = [
            figure
            for measure in (_first_visits, _wire, _latencies, run_frames, _warm_starts, _pulls, _replay)
            for figure in _apart(measure, playwright, Path(folder) / measure.__name__)
        ]
        yardstick = mean(before, _yardstick(playwright))
    return [of_yardstick(yardstick), *beside(figures, yardstick)]


def _yardstick(playwright: Playwright) -> Yardstick:
    return javascript_loop(playwright, browser_path("chromium"), ARGUMENTS)


def _apart(
    measure: Callable[[Playwright, Path], list[Figure]], playwright: Playwright, folder: Path
) -> list[Figure]:
    folder.mkdir()
    return measure(playwright, folder)


def _first_visits(playwright: Playwright, folder: Path) -> list[Figure]:
    seconds = []
    with server_process(folder / "data") as server:
        for number in range(FIRST_VISITS):
            with profile(playwright, folder / f"profile{number}") as context:
                seconds.append(visit(context, server.port, "welcome")[1]["welcome"] / 1000)
    return [Figure("browser: first visit, to accepting a goal", "s", seconds, at_most(2.5))]


def _wire(playwright: Playwright, folder: Path) -> list[Figure]:
    with server_process(folder / "data") as server:
        proxy = CountingProxy(server.port)
        with profile(playwright, folder / "profile") as context:
            page, _ = visit(context, proxy.port, "welcome")
            offline_ready(page)
        proxy.stop()
    megabytes = proxy.bytes / 1e6
    return [Figure("browser: first visit and offline copy, over the wire", "MB", [megabytes], at_most(4.5))]


def _make_goal(page: Page, commits: int) -> str:
    """A goal made as a person makes it, with a history behind it; returns its vault."""
    page.get_by_test_id("goal-form-title").fill("Learn to sail")
    page.get_by_test_id("goal-form-submit").click()
    page.wait_for_function("() => bench.seen.ready !== undefined")
    vault: str = call(page, "boot")["answer"]["active"]
    call(page, "import_commits", vault=vault, commits=imported(Random(1), commits))
    return vault


def _latencies(playwright: Playwright, folder: Path) -> list[Figure]:
    slid: list[dict[str, float]] = []
    committed: list[dict[str, float]] = []
    drafts: list[float] = []
    with (
        server_process(folder / "data") as server,
        profile(playwright, folder / "profile") as context,
    ):
        page, _ = visit(context, server.port, "welcome")
        vault = _make_goal(page, KEPT_COMMITS)
        slid += [_slide(page, number) for number in range(SLIDES)]
        for number in range(SLIDES):
            patch = {"volume_override": _position(number)}
            drafts.append(call(page, "draft", vault=vault, page=1, patch=patch)["ms"])
        # Until the page has been told of the last: a slide to what it shows already would change nothing.
        page.wait_for_timeout(DRAFT_TOLD_MS)
        for number in range(COMMITS):
            _slide(page, number)
            page.wait_for_timeout(50)
            committed.append(page.evaluate("() => bench.commit()"))
    return [
        Figure("browser: preview, a draft's round trip", "ms", drafts, at_most(2)),
        Figure("browser: preview, control moved to SIM laid out", "ms", _of(slid, "laidOut"), at_most(2)),
        # With the wait for the next frame of a screen of 60 Hz, 8 ms on average.
        Figure("browser: preview, control moved to SIM painted", "ms", _of(slid, "shown")),
        Figure("browser: commit, click to durable", "ms", _of(committed, "changed")),
        Figure("browser: commit, click to durable and painted", "ms", _of(committed, "shown"), at_most(30)),
    ]


def _position(number: int) -> float:
    return 0.4 + number % 7 * 0.05


def _slide(page: Page, number: int) -> dict[str, float]:
    times: dict[str, float] = page.evaluate("(value) => bench.slide(value)", str(_position(number)))
    return times


def _of(runs: list[dict[str, float]], name: str) -> list[float]:
    return [run[name] for run in runs]


def _warm_starts(playwright: Playwright, folder: Path) -> list[Figure]:
    return run_warm_starts(playwright, folder, lambda page: _make_goal(page, KEPT_COMMITS))


def _pulls(playwright: Playwright, folder: Path) -> list[Figure]:
    pulls, verified = [], []
    with server_process(folder / "data") as server:
        # In a thread of its own: Playwright's loop runs in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, seed_account(f"http://127.0.0.1:{server.port}", "mina", PULLED)).result()
        for number in range(PULLS):
            with profile(playwright, folder / f"profile{number}") as context:
                page, _ = visit(context, server.port, "welcome")
                seconds, vault = _pull(page, number)
                pulls.append(seconds)
                report: dict[str, Any] = call(page, "verify", vault=vault)["answer"]
                if not report["ok"] or report["commits"] <= PULLED:
                    raise RuntimeError(f"the pulled history does not verify: {report}")
                verified.append(report["commits"] / report["ms"] * 1000)
    return [
        Figure(f"browser: pull of {PULLED:,} commits, opened, replayed, stored", "s", pulls, at_most(1.8)),
        Figure("browser: verify (reading, opening, replaying)", "commits/s", verified),
    ]


def _pull(page: Page, number: int) -> tuple[float, str]:
    """(seconds of the first round of sync of a new device, the vault pulled)."""
    credentials = {"name": "mina", "password": PASSWORD, "device_name": f"browser {number}", "adopt": False}
    login = call(page, "login", **credentials)
    syncing = "(since) => bench.events.find((it) => it.at >= since && it.phase === 'syncing').at"
    started = page.evaluate(syncing, login["start"])
    # The log-in shows the goal, and this round brings the history.
    pulled = call(page, "sync")
    (vault,) = call(page, "boot")["answer"]["vaults"]
    if vault["commits"] <= PULLED:
        raise RuntimeError(f"not everything arrived: {vault}")
    return (pulled["start"] + pulled["ms"] - started) / 1000, vault["vault"]


def _replay(playwright: Playwright, _: Path) -> list[Figure]:
    return [
        Figure("browser: replay and verify", "commits/s", replay_rates(playwright), at_least(10_000)),
    ]
