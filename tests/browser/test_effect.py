"""Effect and drift on a small phone: what a control adds, and what a commit does by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import Screen
from tests.browser.server import Server

SMALL_PHONE = Screen(360, 640, "ko-KR", touch=True)
HEADLINE = ("density", "stability", "sigma", "P_outcome")
# Whether all of its text is inside its box, and the box inside the window.
IS_WHOLE = """(it) => {
  const { left, right, top, bottom } = it.getBoundingClientRect();
  const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  return inside && it.scrollWidth <= it.clientWidth + 1 && it.scrollHeight <= it.clientHeight + 1;
}"""


def number(shown: Locator) -> float:
    return float(re.sub(r"[^-\d.]", "", shown.inner_text().replace("−", "-")))


def check_mass(app: App) -> None:
    """Mass moves M alone, whichever way it goes, and the page says so."""
    for modifier in (-0.5, 0.5):
        app.go("goal").slide("mass_modifier", modifier)
        expect(app.at("mass-moves")).to_contain_text("−" if modifier < 0 else "+")
        expect(app.at("commit-reach")).to_contain_text("M")
        for name in HEADLINE:
            assert number(app.at(f"q-{name}-delta")) == 0
            assert number(app.at(f"q-{name}-drift")) == number(app.at(f"q-{name}-sim"))


def check_slot(app: App) -> None:
    """More connection lowers leak and sigma: the arrows, the numbers and the words say the same."""
    app.go("mandala").slide("share-W", 30)
    for name in ("leak", "sigma"):
        expect(app.at(f"slot-{name}-effect")).to_contain_text(re.compile("↓.*−"))
        expect(app.at(f"thread-{name}").locator(".thread-head")).to_have_attribute("d", re.compile("^M"))
    expect(app.at("commit-effect")).to_contain_text(re.compile("시그마 −"))
    chips = app.at("commit-summary").locator(".chip")
    expect(chips).to_have_count(4)
    for chip in chips.all():
        assert chip.evaluate(IS_WHOLE), chip.inner_text()
    app.at("mandala-equal").click()
    expect(app.at("slot-leak-effect")).not_to_contain_text("↓")
    assert number(app.at("effect-sigma-delta")) == 0


def check_gate(app: App) -> None:
    """A closed gate says why and when it opens, as a whole."""
    app.hold_notices()
    for _ in range(12):
        app.slide("share-NE", 100)
        expect(app.at("commit-effect")).not_to_be_empty()
        if app.at("commit-gate").count():
            break
        app.at("commit-button").click()
        expect(app.at("notice")).to_contain_text("시그마")
    gate = app.at("commit-gate")
    expect(gate).to_be_visible()
    assert gate.evaluate(IS_WHOLE)


def check_settling(app: App) -> None:
    app.go("goal").at("settle-open").click()
    expect(app.at("settle-table").locator("tbody tr")).to_have_count(4)
    expect(app.at("settle-blocked")).to_be_visible()


def check_movers(app: App) -> None:
    """The drift and all parts are the whole, but for the rounding of each."""
    app.go("history").at("commit-row").first.click()
    app.at("movers-choice").select_option("sigma")
    rows = app.at("movers-table").locator("tbody tr")
    expect(rows.first).to_be_visible()
    expect(app.at("mover-NE")).to_be_visible()
    parts = [number(row.locator("td").last) for row in rows.all()[:-1]]
    assert sum(parts) == pytest.approx(number(app.at("movers-whole")), abs=0.0005 * (len(parts) + 1))


def test_effect_and_drift_are_told_apart(server: Server, new_profile: StartProfile) -> None:
    app = new_profile(SMALL_PHONE).start(server.url)
    app.create_first_goal("산을 넘기")
    app.commit_slide(0.2)
    check_mass(app)
    check_slot(app)
    check_gate(app)
    check_settling(app)
    check_movers(app)
