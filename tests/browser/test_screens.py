"""Every size of screen: low ones, wide ones, and targets that a finger can hit."""

from __future__ import annotations

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import PHONE, Screen
from tests.browser.server import Server

PAGES = ("goal", "route", "mandala", "history", "devices", "settings")
LOW = {"width": 320, "height": 256}
# The part of the window that bars cover, once the page has scrolled.
COVERED = """() => {
  scrollTo(0, 200);
  const boxes = [...document.querySelectorAll(".app > :not(.skip)")]
    .filter((it) => ["fixed", "sticky"].includes(getComputedStyle(it).position))
    .map((it) => it.getBoundingClientRect())
    .filter((box) => box.width > 1 && box.bottom > 0 && box.top < innerHeight);
  return boxes.reduce((sum, box) => sum + box.height, 0) / innerHeight;
}"""
# The outer edges of what the header, the page and the commit bar hold.
EDGES = """() => {
  const edges = (selector) => {
    const it = document.querySelector(selector);
    const { paddingLeft, paddingRight } = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    return [box.left + parseFloat(paddingLeft), box.right - parseFloat(paddingRight)].map(Math.round);
  };
  return [".header", ".page", ".commit-bar"].map(edges);
}"""
# Controls of less than 44 px. A link in a sentence has the height of its line.
SMALL = """() => {
  const targets = "button, select, textarea, summary, input:not([type=radio]), nav a";
  const sizeOf = (it) => {
    const label = it.type === "checkbox" ? it.closest("label") : null;
    const { width, height } = (label ?? it).getBoundingClientRect();
    const after = getComputedStyle(it, "::after");
    const grown = after.content !== "none" && after.position === "absolute";
    return grown
      ? [Math.max(width, parseFloat(after.width)), Math.max(height, parseFloat(after.height))]
      : [width, height];
  };
  return [...document.querySelectorAll(targets)]
    .filter((it) => it.checkVisibility() && !it.closest(".hidden, .skip"))
    .filter((it) => sizeOf(it).some((side) => side > 0 && side < 43.5))
    .map((it) => `${it.dataset.testid ?? it.className} ${sizeOf(it).map(Math.round)}`);
}"""
# The notice, the row of the commit bar that holds it, and the bar.
NOTICE = """() => ["[data-testid=notice]", ".commit-row", ".commit-bar"].map((it) =>
  document.querySelector(it).getBoundingClientRect().toJSON())"""
# The notices of a page without a commit bar, and what is below them.
STACK = """() => [".notices", ".navigation"].map((it) =>
  document.querySelector(it).getBoundingClientRect().toJSON())"""
# How far the readings that stay in sight reach over what stands below them, at the end of the page.
READINGS_OVER = """() => {
  scrollTo(0, document.documentElement.scrollHeight);
  const [readings, below] = [".dial-stage", ".area-then"].map((it) =>
    document.querySelector(it).getBoundingClientRect());
  return readings.bottom - below.top;
}"""
READINGS_TOP = """() => {
  scrollTo(0, 500);
  return document.querySelector(".dial-stage").getBoundingClientRect().top;
}"""
# Where the parts of the page stand, the last one's end included.
PLACES = """() => [...document.querySelectorAll("main section")].map((it) =>
  Math.round(it.getBoundingClientRect().bottom + scrollY))"""


def test_bars_let_go_notices_move_nothing_and_every_target_is_large_enough(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(PHONE).start(server.url)
    app.create_first_goal("산을 넘기")
    app.add_node("밧줄")
    small = {}
    for name in PAGES:
        app.go(name)
        small[name] = app.page.evaluate(SMALL)
    assert not any(small.values()), small
    app.page.set_viewport_size(LOW)
    for name in PAGES:
        app.go(name)
        assert app.page.evaluate(COVERED) < 0.1, name
        assert app.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    app.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    commit_under_a_notice(app)


def commit_under_a_notice(app: App) -> None:
    """The notice moves nothing of a page and covers no bar."""
    places = app.go("devices").page.evaluate(PLACES)
    app.hold_notices()
    app.go("route").commit()
    app.at("notice").wait_for()
    notice, row, bar = app.page.evaluate(NOTICE)
    # In the bar, whose buttons stand below it.
    assert bar["top"] <= notice["top"]
    assert notice["bottom"] <= row["bottom"] - 44
    app.go("devices")
    app.at("notice").wait_for()
    assert app.page.evaluate(PLACES) == places
    notices, navigation = app.page.evaluate(STACK)
    assert abs(notices["bottom"] - navigation["top"]) <= 1
    # The end of the page can be read above the notice.
    app.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    notices, _ = app.page.evaluate(STACK)
    assert notices["top"] + app.page.evaluate("scrollY") >= max(places)


def test_a_wide_screen_has_one_grid(server: Server, new_profile: StartProfile) -> None:
    app = new_profile(Screen(1920, 1080)).start(server.url)
    app.create_first_goal("Cross the Alps")
    for width in (1440, 1920, 2560):
        app.page.set_viewport_size({"width": width, "height": 1080})
        for name in ("goal", "route", "mandala"):
            app.go(name)
            header, page, bar = app.page.evaluate(EDGES)
            assert header == page == bar, (width, name)
            assert page[1] - page[0] > min(width, 2000) * 0.85, (width, name)
    app.page.set_viewport_size({"width": 1440, "height": 900})
    app.go("goal").commit_slide(0.2)
    assert app.page.evaluate(READINGS_OVER) <= 0
    # Until there they stay in sight.
    assert app.page.evaluate(READINGS_TOP) > 0
