"""Reviewed screenshots, light and dark: the example goal with a draft, and branches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import Locator, expect

from tests.browser.looks import Looks
from tests.browser.pair import join, registered
from tests.browser.profile import Screen
from tests.browser.test_history import HOUR_MS, branch

if TYPE_CHECKING:
    from tests.browser.app import App
    from tests.browser.conftest import StartDevice, StartProfile
    from tests.browser.journal import Journal
    from tests.browser.server import Server

# Colours as they are, whatever the screen of this machine is.
SCREEN = Screen(arguments=("--force-color-profile=srgb",))

ROW_HEIGHT = 88


class Picture(NamedTuple):
    name: str
    place: Locator
    width: int
    height: int


def draft_of_everything(app: App) -> None:
    """The example, whose states and ids are the same on every day, with something simulated everywhere."""
    app.at("demo-open").click()
    expect(app.at("demo-banner")).to_be_visible()
    app.slide("mass_modifier", 0.4)
    app.call("keep_whatif", vault=app.vault(), name="Heavier")
    app.slide("volume_override", 0.8)
    app.call("keep_whatif", vault=app.vault(), name="Wider")
    app.go("route").slide("scale-club", 1.8)
    app.at("delete-coach").click()
    expect(app.at("row-coach")).to_have_attribute("data-state", "gone")
    app.go("mandala").slide("share-S", 45)


def pictures(app: App) -> Iterator[Picture]:
    """Each while its page is open."""
    page = app.go("goal").page
    expect(app.at("core-sim")).to_be_visible()
    yield Picture("core", page.locator(".drawing"), 320, 320)
    yield Picture("trajectory", app.at("trajectory").locator("svg"), 480, 270)
    app.at("whatif-open").click()
    yield Picture("whatifs", app.at("whatif-dial-D7").locator("svg.arc"), 480, 216)
    app.at("whatif-dialog-close").click()
    app.go("route")
    yield Picture("route", page.locator(".graph"), 480, 360)
    app.go("mandala")
    yield Picture("mandala", app.at("compass"), 420, 420)
    app.go("history")
    for name in ("core", "graph", "compass"):
        yield Picture(f"past-{name}", app.at(f"past-{name}").first, 160, 160)
    expect(app.at("strip-density").locator("canvas")).to_be_visible()
    yield Picture("line", app.at("strip-density").locator(".strip-plot"), 480, 80)


def by_day_and_night(looks: Looks, picture: Picture) -> None:
    for theme in ("light", "dark"):
        looks.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        looks.at(f"{picture.name}-{theme}", picture.place, picture.width, picture.height)


def test_every_picture_matches_its_reviewed_screenshot(
    server: Server, new_profile: StartProfile, tmp_path: Path
) -> None:
    app = new_profile(SCREEN).start(server.url)
    draft_of_everything(app)
    looks = Looks(app.page, tmp_path)
    for picture in pictures(app):
        by_day_and_night(looks, picture)
    assert not looks.problems, "\n".join(looks.problems)


def test_branches_match_their_reviewed_screenshot(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal, tmp_path: Path
) -> None:
    journal.expect_refusals(409)
    app = registered(server, new_profile(SCREEN))
    other = new_device(server.url)
    join(other)
    for day in (1, 2):
        branch(app, other, app.vault(), int(time.time() * 1000) + day * 24 * HOUR_MS)
    timeline = app.go("history").at("timeline")
    expect(timeline.locator("[data-kind=merge]")).to_have_count(2)
    expect(timeline.locator("[data-synced=false]")).to_have_count(0)
    looks = Looks(app.page, tmp_path)
    # Down to the older of both merges.
    by_day_and_night(looks, Picture("lanes", timeline, 160, 11 * ROW_HEIGHT))
    assert not looks.problems, "\n".join(looks.problems)
