"""Figures of warm starts, with the server dead: the last state, its controls, and the engine.

For a slow device the thread of the page is slowed down six times. Chromium cannot slow down a worker.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.bench.browser_session import image_kept, offline_ready, profile, visit
from tests.bench.figures import Figure, at_most
from tests.bench.server_load import server_process

WARM_STARTS = 9
SLOW_STARTS = 5
SLOW_RATE = 6
MARKS = {
    "state": "last state shown",
    "controls": "controls move",
    "ready": "engine ready",
}
LIMITS = {"state": 0.25, "controls": 0.35, "ready": 0.75}
SLOW_LIMITS = {"state": 0.8, "controls": 1.2, "ready": 3.0}


def run_warm_starts(
    playwright: Playwright, folder: Path, make_goal: Callable[[Page], object]
) -> list[Figure]:
    """`make_goal` makes the goal that each start shows."""
    with server_process(folder / "data") as server:
        port = server.port
        with profile(playwright, folder / "profile") as context:
            page, _ = visit(context, port, "welcome")
            make_goal(page)
            offline_ready(page)
    # The server is gone. What the first start leaves for later ones is made once.
    with profile(playwright, folder / "profile") as context:
        image_kept(visit(context, port, "ready")[0])
    starts = [_start(playwright, folder, port, 1) for _ in range(WARM_STARTS)]
    slow = [_start(playwright, folder, port, SLOW_RATE) for _ in range(SLOW_STARTS)]
    return [
        *_figures("browser: warm start, server dead", starts, LIMITS),
        *_figures(f"browser: warm start, {SLOW_RATE} × slower page", slow, SLOW_LIMITS),
    ]


def _start(playwright: Playwright, folder: Path, port: int, rate: int) -> dict[str, float]:
    with profile(playwright, folder / "profile") as context:
        if rate > 1:
            context.on("page", lambda page: _slow_down(context, page, rate))
        page, marks = visit(context, port, "ready")
        page.wait_for_timeout(500)
    return marks


def _slow_down(context: BrowserContext, page: Page, rate: int) -> None:
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def _figures(name: str, starts: list[dict[str, float]], limits: dict[str, float]) -> list[Figure]:
    return [
        Figure(f"{name}, {shown}", "s", [start[mark] / 1000 for start in starts], at_most(limits[mark]))
        for mark, shown in MARKS.items()
    ]
