"""A hand on a control: the readings that it moves stay in sight, and nothing moves the page under it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.app import NEXT_FRAMES, App
from tests.browser.conftest import StartProfile
from tests.browser.fingers import Fingers, centre
from tests.browser.profile import SCREENS, Screen
from tests.browser.server import Server

HEADLINE = ("density", "stability", "sigma", "P_outcome")
PHONES = {
    "390": Screen(390, 844, "ko-KR", touch=True),
    "360": Screen(360, 640, "ko-KR", touch=True),
    "320": Screen(320, 568, "ko-KR", touch=True),
    "landscape": Screen(844, 390, "ko-KR", touch=True),
}
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
# The strip, the slider under the finger, and what of the strip's text does not fit into it.
STRIP = """(id) => {
  const strip = document.querySelector("[data-testid=moved]");
  const slider = document.querySelector(`[data-testid=${id}]`).closest(".slider");
  const parts = [...strip.querySelectorAll(".moved-way, .effect")];
  return {
    strip: strip.getBoundingClientRect().toJSON(),
    slider: slider.getBoundingClientRect().toJSON(),
    header: document.querySelector(".header").getBoundingClientRect().bottom,
    cut: parts.filter((it) => it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent),
    sideways: document.documentElement.scrollWidth - innerWidth,
  };
}"""
PLACE = "(it) => it.getBoundingClientRect().top"
# The layout rounds to fractions of a pixel that nobody sees.
HALF_A_PIXEL = 0.5
WAY = re.compile(r"[\d.]+→[\d.]+")


@pytest.fixture(params=PHONES)
def phone(request: pytest.FixtureRequest, server: Server, new_profile: StartProfile) -> App:
    app = new_profile(PHONES[request.param]).start(server.url)
    app.create_first_goal("산을 넘기")
    app.commit_slide(0.2)
    return app


def drag_slider(app: App, test_id: str, by: float = 40) -> Any:
    """Drags the slider to the side and looks at the strip while the finger is down."""
    app.at(test_id).evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    x, y = centre(app, test_id)
    with Fingers(app.page).pressing(((x, y), (x + by, y))):
        expect(app.at("moved").locator("div").first).to_contain_text(WAY)
        return app.page.evaluate(STRIP, test_id)


def check_apart(found: Any) -> None:
    strip, slider = found["strip"], found["slider"]
    assert strip["bottom"] <= slider["top"] + 1 or slider["bottom"] <= strip["top"] + 1
    assert strip["top"] >= 0
    assert not found["cut"]
    assert found["sideways"] <= 0


def test_the_readings_that_a_control_moves_stay_in_sight(phone: App) -> None:
    app = phone
    for page, control in (("goal", "volume_override"), ("mandala", "share-W")):
        found = drag_slider(app.go(page), control)
        check_apart(found)
        expect(app.at("moved-density")).to_be_visible()
        # The readings take the room of the header, where it stays in sight.
        if app.page.viewport_size["width"] >= 360 and found["header"] > 0:
            assert found["strip"]["bottom"] <= found["header"] + 2
        expect(app.at("moved")).to_have_count(0)
    app.page.evaluate(LARGE_TEXT)
    check_apart(drag_slider(app.go("goal"), "volume_override", by=60))


def test_a_control_shows_what_it_moves_and_no_more(server: Server, new_profile: StartProfile) -> None:
    app = new_profile(PHONES["360"]).start(server.url)
    app.create_first_goal("산을 넘기")
    app.add_node("밧줄")
    app.go("goal").slide("volume_override", 0.4)
    app.at("mass_modifier").fill("0.3")
    expect(app.at("moved-M")).to_be_visible()
    expect(app.at("moved-density")).to_have_count(0)
    app.go("route").at("mass_filter").fill("0.1")
    expect(app.at("moved")).to_have_count(0)
    app.page.keyboard.press("ArrowRight")
    expect(app.at("commit-effect")).not_to_be_empty()
    expect(app.at("moved")).to_have_count(0)


def test_a_hand_and_the_focus_are_left_alone(
    server: Server, new_profile: StartProfile, screen: Screen
) -> None:
    app = new_profile(screen).start(server.url)
    app.create_first_goal("산을 넘기")
    hold_a_notice(app)
    open_history_again(app)
    reset_the_view(app)
    save_a_file(app)


def hold_a_notice(app: App) -> None:
    """A notice waits for the hand, and moves nothing."""
    # The first commit brings its line of the look back.
    app.commit_slide(0.1)
    app.hold_notices()
    app.slide("volume_override", 0.4)
    slider = app.at("mass_modifier")
    slider.evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    before = slider.evaluate(PLACE)
    app.page.keyboard.press("Control+Enter")
    expect(app.at("notice")).to_be_visible()
    assert slider.evaluate(PLACE) == pytest.approx(before, abs=HALF_A_PIXEL)
    x, y = centre(app, "mass_modifier")
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    app.page.mouse.move(x + 30, y)
    # A key pressed before the engine has computed the move commits nothing.
    expect(app.at("commit-button")).to_have_attribute("data-state", "open")
    app.page.keyboard.press("Control+Enter")
    app.page.evaluate(NEXT_FRAMES, 20)
    first = app.at("notice").inner_text()
    app.page.mouse.up()
    expect(app.at("notice")).not_to_have_text(first)
    assert slider.evaluate(PLACE) == pytest.approx(before, abs=HALF_A_PIXEL)


def reset_the_view(app: App) -> None:
    app.go("route")
    for name, value in (("mass_filter", "0.6"), ("sigma_filter", "0.4"), ("shiftX", "0.3")):
        app.at(name).fill(value)
    app.at("view-reset").click()
    for name, value in (("mass_filter", "0"), ("sigma_filter", "1"), ("shiftX", "0")):
        expect(app.at(name)).to_have_value(value)
    app.at("commit-undo").click()
    expect(app.at("mass_filter")).to_have_value("0.6")
    expect(app.at("shiftX")).to_have_value("0.3")
    expect(app.at("draft-problem")).to_have_count(0)


def test_a_desk_has_the_readings_beside_the_controls_and_its_guide_cuts_none(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(SCREENS["desk-en"]).start(server.url)
    app.at("goal-form-title").fill("Cross the Alps")
    app.at("goal-form-more").click()
    app.at("goal-form-why").fill("Because of the view.")
    app.at("goal-form-submit").click()
    expect(app.at("guide")).to_be_visible()
    app.slide("volume_override", 0.3)
    bar = app.at("commit-bar").bounding_box()
    assert bar is not None
    for name in HEADLINE:
        card = app.at(f"q-{name}").bounding_box()
        assert card is not None
        assert card["y"] + card["height"] <= bar["y"] + 1, name
    app.skip_guide()
    app.slide("volume_override", 0.4)
    expect(app.at("moved")).to_have_count(0)


def save_a_file(app: App) -> None:
    """The focus stays on the button."""
    app.go("settings").at("data-link").click()
    with app.page.expect_download():
        app.at("export-json").click()
    expect(app.at("export-json")).to_be_focused()


def test_the_example_begins_at_its_top(server: Server, new_profile: StartProfile, screen: Screen) -> None:
    app = new_profile(screen).start(server.url)
    app.at("demo-open").evaluate("(it) => it.scrollIntoView({ block: 'end' })")
    app.at("demo-open").click()
    expect(app.at("goal-title")).to_be_focused()
    assert app.page.evaluate("scrollY") == 0


def open_history_again(app: App) -> None:
    """It opens at its top."""
    app.go("history").at("commit-row").last.click()
    expect(app.at("moment")).to_be_visible()
    app.go("goal").go("history")
    expect(app.at("moment")).to_be_visible()
    app.page.evaluate(NEXT_FRAMES, 20)
    assert app.page.evaluate("scrollY") == 0
