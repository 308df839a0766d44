"""Fingers on a screen, as the browser hears of them, and where they may land."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.browser.app import wait_until_still

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.app import App

Point = tuple[float, float]
Path = tuple[Point, Point]
STEPS = 8


def centre(app: App, test_id: str) -> Point:
    box = app.at(test_id).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def resting(app: App, ids: list[str]) -> list[Point]:
    """Where the nodes are once they have stopped moving."""
    return wait_until_still(app.page, lambda: [centre(app, f"node-{each}") for each in ids])


class Fingers:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    def tap(self, at: Point) -> None:
        self.drag((at, at))

    def drag(self, *paths: Path, then: Path | None = None, held: bool = False) -> None:
        """A finger on each path: they land one after the other, move and leave together.

        With `then` the first stays when the others leave, and goes on along it. With `held` they rest
        first, until the picture says that it is held.
        """
        starts = [start for start, _ in paths]
        for count in range(1, len(starts) + 1):
            self._send("touchStart", starts[:count])
        if held:
            self._page.wait_for_selector("[data-held]")
        self._move(*paths)
        if then:
            # An end names the fingers that leave, and all of them without a name.
            self._send("touchEnd", [end for _, end in paths[1:]], first=1)
            self._move(then)
        self._send("touchEnd", [])

    @contextmanager
    def pressing(self, path: Path) -> Iterator[None]:
        """A finger that has gone along the path and stays on the screen inside the block."""
        self._send("touchStart", [path[0]])
        self._move(path)
        yield
        self._send("touchEnd", [])

    def swipe(self, start: Point, by: float = 120) -> None:
        """An upward swipe, slightly askew as fingers are."""
        self.drag((start, (start[0] + 12, start[1] - by)))

    def drag_cancelled(self, path: Path) -> None:
        """A drag that the browser or the system takes away."""
        self._send("touchStart", [path[0]])
        self._move(path)
        self._send("touchCancel", [])

    def _move(self, *paths: Path) -> None:
        for step in range(1, STEPS + 1):
            self._send("touchMove", [_between(path, step / STEPS) for path in paths])

    def _send(self, kind: str, points: list[Point], first: int = 0) -> None:
        touches = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points, first)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def _between(path: Path, part: float) -> Point:
    (x0, y0), (x1, y1) = path
    return x0 + (x1 - x0) * part, y0 + (y1 - y0) * part
