"""What the pictures look like: those of the example goal with a draft over it, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import Locator, expect

from tests.browser.looks import Looks
from tests.browser.profile import Screen

if TYPE_CHECKING:
    from tests.browser.app import App
    from tests.browser.conftest import StartProfile
    from tests.browser.server import Server

# Colours as they are, whatever the screen of this machine is.
SCREEN = Screen(arguments=("--force-color-profile=srgb",))


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
    app.slide("volume_override", 0.8)
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
    app.go("route")
    yield Picture("route", page.locator(".graph"), 480, 360)
    app.go("mandala")
    yield Picture("mandala", app.at("compass"), 420, 420)
    app.go("history")
    for name in ("core", "graph", "compass"):
        yield Picture(f"past-{name}", app.at(f"past-{name}").first, 160, 160)
    expect(app.at("strip-density").locator("canvas")).to_be_visible()
    yield Picture("line", app.at("strip-density").locator(".strip-plot"), 480, 80)


def test_every_picture_looks_as_it_did_when_somebody_looked(
    server: Server, new_profile: StartProfile, tmp_path: Path
) -> None:
    app = new_profile(SCREEN).start(server.url)
    draft_of_everything(app)
    looks = Looks(app.page, tmp_path)
    for picture in pictures(app):
        for theme in ("light", "dark"):
            app.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            looks.at(f"{picture.name}-{theme}", picture.place, picture.width, picture.height)
    assert not looks.problems, "\n".join(looks.problems)
