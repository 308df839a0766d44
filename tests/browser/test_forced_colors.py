"""Colours that a person has set for the whole system (`forced-colors`): all is seen and told apart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.app import POLL_MS, wait_until_still
from tests.browser.conftest import EXPECT_MS
from tests.browser.ids import selector
from tests.browser.profile import Screen
from tests.browser.test_looks import draft_of_everything
from tests.browser.test_pages import Look

if TYPE_CHECKING:
    from tests.browser.app import App
    from tests.browser.conftest import StartProfile
    from tests.browser.server import Server

PAGES = ("goal", "route", "mandala", "history", "devices", "settings")
TABS = 40
PIXELS_FEW = 50
CONTRAST_LEAST = 3.0
HAIRLINE = "color-mix(in srgb, CanvasText 40%, Canvas)"
SYSTEM = ("Canvas", "CanvasText", "Highlight", HAIRLINE)
# What LIVE and SIM are drawn with, page by page.
LIVE_AND_SIM = {
    "goal": [
        *((".ring-live", ".ring-sim"), (".core-live", ".core-sim"), (".glow-edge", ".glow-sim")),
        *((".curve-live .line", ".curve-sim .line"), (".spark-live", ".spark-sim")),
    ],
    "mandala": [(".petal-live", ".petal-sim"), (".gauge-live", ".gauge-sim")],
    "what-ifs": [(".course-live .line", ".course-sim .line"), (".line-live", ".line-sim")],
}
COLOURS = """(names) => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.forcedColorAdjust = "none";
  const colours = names.map((name) => { probe.style.color = name; return getComputedStyle(probe).color; });
  probe.remove();
  return colours;
}"""
DRAWN = """() => [...document.querySelectorAll("svg :not(g, defs, symbol, use)")]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }))
  .flatMap((it) => {
    const { fill, stroke, stopColor } = getComputedStyle(it);
    const name = `${it.tagName}.${it.getAttribute("class")} in ${it.closest("svg").getAttribute("class")}`;
    return (it.tagName === "stop" ? [stopColor] : [fill, stroke]).map((colour) => [name, colour]);
  })
  .filter(([, colour]) => !/^(none|url.*|rgba.*, 0\\))$/.test(colour))"""
# Where letters keep the system's ground behind them, they have not its colour.
DROWNED = """(ground) => [...document.querySelectorAll("body :not(svg, svg *)")]
  .filter((it) => it.checkVisibility() && [...it.childNodes].some((node) => node.nodeValue?.trim()))
  .filter((it) => getComputedStyle(it).color === ground && getComputedStyle(it).forcedColorAdjust === "auto")
  .map((it) => it.outerHTML.slice(0, 120))"""
# Of a colour; the system's own may let a little through.
PIXELS = """(canvas, colour) => {
  const ctx = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  ctx.drawImage(canvas, 0, 0);
  const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
  const isOf = (at) => colour.every((channel, index) => Math.abs(data[at + index] - channel) < 4);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 127 && isOf(at)) count++;
  return count;
}"""
FOCUS = """() => {
  const it = document.activeElement;
  // A radio is the whole of its option, which shows the focus in its stead.
  const shown = it.matches(".choice-option input") ? it.nextElementSibling : it;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
  return [it.outerHTML.slice(0, 120), outlineStyle, parseFloat(outlineWidth), outlineColor];
}"""
EDGE = """(it) => {
  const { borderTopWidth, borderTopColor, backgroundImage } = getComputedStyle(it);
  return [borderTopWidth, borderTopColor, backgroundImage];
}"""


def channels(colour: str) -> list[float]:
    inside = colour[colour.index("(") + 1 : colour.rindex(")")]
    return [float(part) for part in inside.replace(",", " ").split()[:3]]


def luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class Forced:
    """One browser whose palette is not that of the theme that the person chose."""

    def __init__(self, app: App, palette: str) -> None:
        self.app, self.page = app, app.page
        app.go("settings").at("theme-light" if palette == "dark" else "theme-dark").check()
        app.page.emulate_media(forced_colors="active", color_scheme="dark" if palette == "dark" else "light")
        self.colours = dict(zip(SYSTEM, self.page.evaluate(COLOURS, list(SYSTEM)), strict=True))

    def foreign(self) -> Iterator[str]:
        """What a picture is drawn with that is no colour of the system."""
        drawn = self.page.evaluate(DRAWN)
        assert len(drawn) > 5
        for name, colour in drawn:
            if colour not in self.colours.values():
                yield f"{name}: {colour}"

    def drowned(self) -> Iterator[str]:
        for name in self.page.evaluate(DROWNED, self.colours["Canvas"]):
            yield f"letters of {name} have the colour of their ground"

    def undashed(self, what: str) -> Iterator[str]:
        dash = "(it) => getComputedStyle(it).strokeDasharray"
        for live, sim in LIVE_AND_SIM.get(what, []):
            if self.page.locator(live).first.evaluate(dash) != "none":
                yield f"{live} is dashed"
            if self.page.locator(sim).first.evaluate(dash) == "none":
                yield f"{sim} is solid"

    def unfocused(self) -> Iterator[str]:
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            name, style, width, colour = self.page.evaluate(FOCUS)
            if name.startswith("<body"):
                continue
            seen = contrast(colour, self.colours["Canvas"]) >= CONTRAST_LEAST
            if style == "none" or width < 2 or not seen:
                yield f"focus of {name} is {style} {width} {colour}"

    def edge(self, selector: str) -> Any:
        return self.page.locator(selector).first.evaluate(EDGE)

    def painted(self, selector: str, *names: str) -> None:
        """Waits until the canvas has more than a few pixels of each colour."""
        canvas = self.page.locator(selector).first
        until = time.monotonic() + EXPECT_MS / 1000
        for name in names:
            while canvas.evaluate(PIXELS, channels(self.colours[name])) <= PIXELS_FEW:
                assert time.monotonic() < until, (selector, name)
                self.page.wait_for_timeout(POLL_MS)


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_pictures_and_focus_use_the_colours_of_the_system(
    server: Server, new_profile: StartProfile, palette: str
) -> None:
    app = new_profile(Screen(color_scheme="light")).start(server.url)
    draft_of_everything(app)
    forced = Forced(app, palette)
    for name in ("CanvasText", "Highlight"):
        assert contrast(forced.colours[name], forced.colours["Canvas"]) >= CONTRAST_LEAST
    look = Look(app.page, f"forced-{palette}")
    problems: list[str] = []
    for shown in PAGES:
        app.go(shown)
        wait_until_still(app.page, lambda: app.page.evaluate(DRAWN))
        found = [*forced.foreign(), *forced.drowned(), *forced.undashed(shown), *forced.unfocused()]
        problems += [f"{shown}: {problem}" for problem in dict.fromkeys(found)]
        look.at(shown)
    app.go("goal").at("whatif-open").click()
    expect(app.at("whatif-dials")).to_be_visible()
    problems += [f"what-ifs: {problem}" for problem in (*forced.foreign(), *forced.undashed("what-ifs"))]
    look.at("what-ifs")
    assert not [*problems, *look.problems], "\n".join([*problems, *look.problems])


def test_selections_are_visible_in_the_colours_of_the_system(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile().start(server.url)
    draft_of_everything(app)
    forced = Forced(app, "dark")
    highlight = forced.colours["Highlight"]
    for radio in ("theme", "language"):
        assert forced.edge(f"[data-testid^={radio}]:checked + span")[:2] == ["3px", highlight]
        assert forced.edge(f"[data-testid^={radio}]:not(:checked) + span")[0] != "3px"
    assert forced.edge(".navigation [aria-current=page]")[:2] == ["3px", highlight]
    assert forced.edge(".navigation a:not([aria-current])")[0] != "3px"
    app.go("route")
    expect(app.page.locator(".graph-canvas")).to_be_visible()
    forced.painted(".graph-canvas", "CanvasText", "Highlight")
    app.go("history").at("commit-row").nth(2).click()
    expect(app.at("commit-row").nth(2)).to_have_attribute("aria-current", "true")
    assert "linear-gradient" in forced.edge(".commit-item[aria-current=true]")[2]
    assert forced.edge(".commit-item:not([aria-current])")[2] == "none"
    app.at("pin-A").click()
    expect(app.at("pin-A")).to_have_attribute("aria-pressed", "true")
    assert forced.edge(selector("pin-A"))[:2] == ["3px", highlight]
    assert forced.edge(selector("pin-B"))[0] != "3px"
    forced.painted(".strip-plot canvas", "CanvasText")
    app.page.locator(".series-lines summary").click()
    for control in ("[data-testid^=line-]", selector("scrub")):
        drawn = "(it) => { const s = getComputedStyle(it); return [s.appearance, s.opacity]; }"
        assert app.page.locator(control).first.evaluate(drawn) == ["auto", "1"]
