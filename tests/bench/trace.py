"""What the main thread of a page did, from Chromium's own trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import CDPSession, Page

CATEGORIES = "-*,devtools.timeline,disabled-by-default-devtools.timeline"
# Handing over to the compositor ends what the main thread does for a frame.
FRAME = "Commit"
# Painting is left out: without a GPU it is not what a person's machine does.
SCRIPTING = {
    *("EventDispatch", "EvaluateScript", "FireAnimationFrame", "FunctionCall", "HandlePostMessage"),
    *("RunMicrotasks", "TimerFire"),
}
LAYOUT = {"HitTest", "Layout", "UpdateLayoutTree"}
WORK = SCRIPTING | LAYOUT

Event = dict[str, Any]


class Trace:
    """Filled when the block that recorded it ends."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def frames(self) -> list[float]:
        """Milliseconds of scripting and layout in each frame of the page's main thread."""
        main = self._main()
        starts = sorted(event["ts"] for event in main if event["name"] == FRAME)
        spent = [0.0] * max(0, len(starts) - 1)
        frame = 0
        for begin, end in _joined(event for event in main if event["name"] in WORK and "dur" in event):
            while frame + 1 < len(starts) and starts[frame + 1] <= begin:
                frame += 1
            if frame < len(spent) and starts[frame] <= begin:
                spent[frame] += (end - begin) / 1000
        return spent

    def _main(self) -> list[Event]:
        """The events of the thread with the most frames: a browser has pages of its own too."""
        frames = Counter((event["pid"], event["tid"]) for event in self.events if event["name"] == FRAME)
        (thread, _), *_ = frames.most_common(1)
        return [event for event in self.events if (event["pid"], event["tid"]) == thread]


def _joined(events: Iterator[Event]) -> list[tuple[float, float]]:
    """The times in which any of the events ran: one inside another counts once."""
    joined: list[tuple[float, float]] = []
    for event in sorted(events, key=lambda it: float(it["ts"])):
        begin, end = event["ts"], event["ts"] + event["dur"]
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


@contextmanager
def tracing(page: Page) -> Iterator[Trace]:
    session: CDPSession = page.context.new_cdp_session(page)
    trace = Trace()
    ended = False

    def end(_: object) -> None:
        nonlocal ended
        ended = True

    session.on("Tracing.dataCollected", lambda data: trace.events.extend(data["value"]))
    session.on("Tracing.tracingComplete", end)
    session.send("Tracing.start", {"transferMode": "ReportEvents", "categories": CATEGORIES})
    yield trace
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    session.detach()
