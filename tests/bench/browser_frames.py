"""A hand on a control of each page, over a large goal: frames, their work, and what a press waits for."""

from __future__ import annotations

from math import ceil, sin
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Locator, Page, Playwright

from tests.bench.browser_session import call, profile, visit
from tests.bench.drafts import imported
from tests.bench.figures import Figure, at_most
from tests.bench.server_load import server_process
from tests.bench.trace import tracing

NODES = 200
COMMITS = 10_000
# What a frame of 60 Hz lasts, and what its time may differ by on a machine that has nothing else to do.
FRAME_MS = 16.7
JITTER_MS = 4.0
# The clock of frames counts tenths.
FRAME_P95_MS = 17.0
MOVES = 120
PRESSES = 40
SETTLE_MS = 3_000
# The control that the hand moves: a slider, where it exists once its page is open.
CONTROLS = {"goal": "volume_override", "route": "node-scale", "mandala": "share-E"}
PICKED = "select-node-7"
SCREENS = (("desk", 1440, 900), ("phone", 390, 844))
ZOOMS = 60
# The wheel of a touchpad sends many small steps.
ZOOM_STEP = 4
PANS = 60


def run_frames(playwright: Playwright, folder: Path) -> list[Figure]:
    figures: list[Figure] = []
    with (
        server_process(folder / "data") as server,
        profile(playwright, folder / "profile") as context,
    ):
        page, _ = visit(context, server.port, "welcome")
        _large_goal(page)
        for name in CONTROLS:
            figures += _page(page, name)
        figures += _view(page)
    return figures


def _large_goal(page: Page) -> None:
    page.get_by_test_id("goal-form-title").fill("Learn to sail")
    page.get_by_test_id("goal-form-submit").click()
    page.wait_for_function("() => bench.seen.ready !== undefined")
    vault = call(page, "boot")["answer"]["active"]
    call(page, "import_commits", vault=vault, commits=imported(Random(1), COMMITS, nodes=NODES))


def _page(page: Page, name: str) -> list[Figure]:
    page.get_by_test_id(f"nav-{name}").click()
    if name == "route":
        page.get_by_test_id(PICKED).click()
    control = page.get_by_test_id(CONTROLS[name])
    control.scroll_into_view_if_needed()
    page.wait_for_timeout(SETTLE_MS)
    _drag(page, control)
    page.evaluate("() => bench.watchFrames()")
    with tracing(page) as trace:
        _drag(page, control)
    for _ in range(PRESSES):
        control.press("ArrowLeft")
    page.wait_for_timeout(500)
    seen: dict[str, Any] = page.evaluate("() => bench.framesSeen()")
    return _figures(name, seen, trace.frames())


def _view(page: Page) -> list[Figure]:
    """A hand zooms the graph and moves it, on a desk and on a phone."""
    figures: list[Figure] = []
    page.get_by_test_id("nav-route").click()
    for screen, width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        graph = page.get_by_test_id("graph")
        graph.scroll_into_view_if_needed()
        page.wait_for_timeout(SETTLE_MS)
        page.evaluate("() => bench.watchFrames()")
        with tracing(page) as trace:
            _zoom_and_pan(page, graph)
        seen: dict[str, Any] = page.evaluate("() => bench.framesSeen()")
        title = f"browser: route on a {screen}, {NODES} nodes, zoomed and moved"
        figures += _frame_figures(title, seen["gaps"], trace.frames())
    return figures


def _zoom_and_pan(page: Page, graph: Locator) -> None:
    box = graph.bounding_box()
    if box is None:
        raise RuntimeError("the graph is not on the page")
    x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4
    page.mouse.move(x, y)
    page.evaluate("() => bench.countFrames(true)")
    for way in (-1, 1):
        page.keyboard.down("Control")
        for _ in range(ZOOMS):
            page.mouse.wheel(0, way * ZOOM_STEP)
            page.evaluate("() => bench.painted()")
        page.keyboard.up("Control")
        page.mouse.down()
        for number in range(PANS):
            page.mouse.move(x + 60 * sin(number / 8), y + 40 * sin(number / 5))
        page.mouse.up()
    page.evaluate("() => bench.countFrames(false)")


def _drag(page: Page, control: Locator) -> None:
    """About two seconds from side to side: the page takes one move a frame."""
    box = control.bounding_box()
    if box is None:
        raise RuntimeError("the control is not on the page")
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.evaluate("() => bench.countFrames(true)")
    for number in range(MOVES):
        share = 0.5 + 0.4 * sin(number / 12)
        page.mouse.move(box["x"] + box["width"] * share, middle)
    page.evaluate("() => bench.countFrames(false)")
    page.mouse.up()


def _figures(name: str, seen: dict[str, Any], work: list[float]) -> list[Figure]:
    title = f"browser: {name}, {NODES} nodes, {COMMITS:,} commits, a control dragged"
    return [
        *_frame_figures(title, seen["gaps"], work),
        Figure(
            f"{title}: interaction to next paint, p98",
            "ms",
            [_percentile(seen["interactions"], 0.98)],
            at_most(100),
        ),
        Figure(f"{title}: layout shift", "", [seen["shift"]], at_most(0)),
    ]


def _frame_figures(title: str, gaps: list[float], work: list[float]) -> list[Figure]:
    late = sum(gap > FRAME_MS + JITTER_MS for gap in gaps) / len(gaps)
    return [
        # Painting without a GPU is in these, and not in the work of the main thread.
        Figure(f"{title}: frame interval", "ms", gaps, at_most(FRAME_MS + JITTER_MS)),
        Figure(f"{title}: frame interval, p95", "ms", [_percentile(gaps, 0.95)], at_most(FRAME_P95_MS)),
        Figure(f"{title}: frames over {FRAME_MS + JITTER_MS:g} ms", "%", [late * 100]),
        Figure(f"{title}: scripting and layout a frame", "ms", work, at_most(8)),
        Figure(f"{title}: scripting and layout a frame, p95", "ms", [_percentile(work, 0.95)], at_most(8)),
    ]


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[ceil(share * len(values)) - 1]
