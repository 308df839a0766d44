"""The goal page: the sphere, painted or drawn, equal for equal states; the lines beside the quantities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.profile import Screen

if TYPE_CHECKING:
    from tests.browser.app import App
    from tests.browser.conftest import StartProfile
    from tests.browser.server import Server

MOVING = Screen(
    reduced_motion="no-preference",
    arguments=("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"),
)
WITHOUT_WEBGL = Screen(reduced_motion="no-preference", arguments=("--disable-3d-apis",))
# Nothing but the sphere: readings around it and notices over it come and go.
REST = """() => { document.activeElement?.blur(); scrollTo(0, 0);
  for (const it of document.querySelectorAll(".dial, .hold, .notices")) it.style.opacity = 0;
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); }"""


def drawn_by(app: App, who: str) -> None:
    expect(app.at("core")).to_have_attribute("data-drawn", who)


def picture(app: App) -> bytes:
    """The sphere as it is on screen, once nothing is on its way any more."""
    app.page.evaluate(REST)
    return app.page.locator(".sphere-box").screenshot()


def test_the_sphere_shows_its_state_and_loads_only_on_its_page(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(MOVING).start(server.url)
    app.create_first_goal("Cross the Alps")
    app.commit_slide(0.2)
    app.at("core-hold").click()
    drawn_by(app, "webgl")
    live = picture(app)

    app.page.evaluate("document.querySelector('.painted').style.opacity = 0")
    blank = picture(app)
    app.page.evaluate("document.querySelector('.painted').style.opacity = 1")
    assert len(live) > 4 * len(blank)

    app.slide("mass_modifier", 0.4)
    expect(app.at("q-density-drift")).to_be_visible()
    expect(app.at("core")).to_have_attribute("data-sim", "false")
    app.slide("volume_override", 0.8)
    expect(app.at("core")).to_have_attribute("data-sim", "true")
    expect(app.at("core-text")).to_contain_text("SIM")
    assert picture(app) != live

    app.at("commit-discard").click()
    expect(app.at("core")).to_have_attribute("data-sim", "false")
    assert picture(app) == live
    app.go("settings").go("goal")
    drawn_by(app, "webgl")
    assert picture(app) == live

    app.page.emulate_media(reduced_motion="reduce")
    drawn_by(app, "svg")
    expect(app.at("core-canvas")).to_have_count(0)
    expect(app.at("core-hold")).to_have_count(0)
    app.page.emulate_media(reduced_motion="no-preference")

    app.go("mandala").wait_for_service_worker()
    fetched: list[str] = []
    app.page.on("request", lambda request: fetched.append(request.url))
    app.reload()
    for name in ("route", "history", "settings"):
        app.go(name)
    assert not [url for url in fetched if "/picture-" in url]
    app.go("goal")
    drawn_by(app, "webgl")
    assert [url for url in fetched if "/picture-" in url]


def test_without_webgl_paths_draw_the_same(server: Server, new_profile: StartProfile) -> None:
    app = new_profile(WITHOUT_WEBGL).start(server.url)
    app.create_first_goal("Cross the Alps")
    app.slide("volume_override", 0.8)
    expect(app.at("core-sim")).to_be_visible()
    drawn_by(app, "svg")
    expect(app.at("core-canvas")).to_have_count(0)


def test_every_quantity_shows_where_it_came_from_and_where_sim_takes_it(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile().start(server.url)
    app.create_first_goal("Cross the Alps")
    app.commit_slide(0.2)
    everything = app.page.locator(".quantity, .area-more tr:has(.spark)")
    expect(everything).to_have_count(12)
    expect(everything.locator(".spark-live[d^=M]")).to_have_count(12)
    expect(everything.locator(".spark-sim")).to_have_count(0)
    app.slide("mass_modifier", 0.4)
    expect(everything.locator(".spark-drift[d^=M]")).to_have_count(12)
    # Mass moves M alone.
    expect(everything.locator(".spark-sim[d^=M]")).to_have_count(1)
    app.slide("volume_override", 0.8)
    expect(everything.locator(".spark-sim[d^=M]")).to_have_count(4)
    for name in ("dE_dt", "recovery", "confidence"):
        expect(app.at(f"q-{name}-delta")).to_have_text(re.compile(r"[\d.]+"))
