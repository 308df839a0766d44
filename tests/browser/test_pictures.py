"""The pictures of route and mandala, moved by mouse, finger and keys."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.fingers import Fingers, centre, resting
from tests.browser.profile import DESK, Screen
from tests.browser.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
EVEN = 12.5


@pytest.fixture
def app(server: Server, new_profile: StartProfile, screen: Screen) -> App:
    started = new_profile(screen).start(server.url)
    started.create_first_goal("Cross the Alps")
    return started


def shares(app: App) -> dict[str, float]:
    return {slot: float(app.at(f"share-{slot}").input_value()) for slot in SLOTS}


def grip(app: App, slot: str) -> tuple[float, float]:
    box = app.at(f"grip-{slot}").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def outwards(app: App, slot: str, by: float) -> tuple[float, float]:
    """The point `by` pixels further out than the tip of a petal."""
    x, y = grip(app, slot)
    angle = SLOTS.index(slot) * math.pi / 4 - math.pi / 2
    return x + by * math.cos(angle), y + by * math.sin(angle)


def drag_by_mouse(app: App, slot: str, by: float) -> None:
    # On a phone the buttons below the compass push it out of sight.
    app.at("compass").evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    target = outwards(app, slot, by)
    app.page.mouse.move(*grip(app, slot))
    app.page.mouse.down()
    app.page.mouse.move(*target, steps=8)
    app.page.mouse.up()


def drag_by_finger(app: App, slot: str, by: float) -> None:
    Fingers(app.page).drag((grip(app, slot), outwards(app, slot, by)))


def expect_whole(app: App, moved: str, grew: bool) -> None:
    """Eight shares are 100 %, one has moved, and all others have given way alike."""
    expect(app.at("commit-button")).to_have_attribute("data-state", "open")
    held = shares(app)
    assert sum(held.values()) == pytest.approx(100)
    assert held[moved] > EVEN + 3 if grew else held[moved] < EVEN - 3
    others = [held[slot] for slot in SLOTS if slot != moved]
    assert max(others) - min(others) <= 1
    assert (max(others) < EVEN) == grew


def follow_the_mouse(app: App) -> None:
    """A petal does, and its quantity follows the petal."""
    app.go("mandala")
    live = app.at("gauge-E").text_content()
    drag_by_mouse(app, "E", 40)
    expect_whole(app, "E", grew=True)
    expect(app.at("gauge-E-sim")).to_have_attribute("d", re.compile("^M"))
    assert app.at("gauge-E").text_content() != live
    expect(app.at("thread-E")).to_have_count(1)
    expect(app.at("slot-detail")).to_have_attribute("data-slot", "E")
    app.at("mandala-equal").click()
    drag_by_mouse(app, "SW", -40)
    expect_whole(app, "SW", grew=False)
    expect(app.at("thread-pressure")).to_have_count(1)


def continue_by_keys(app: App) -> None:
    """Arrow keys go on from where the mouse left a petal."""
    app.at("mandala-equal").click()
    drag_by_mouse(app, "NE", 20)
    before = shares(app)["NE"]
    for _ in range(3):
        app.page.keyboard.press("ArrowRight")
    expect(app.at("share-NE")).to_have_value(f"{before + 3:g}")
    assert sum(shares(app).values()) == pytest.approx(100)
    app.page.keyboard.press("Home")
    expect(app.at("share-NE")).to_have_value("0")
    assert sum(shares(app).values()) == pytest.approx(100)


def follow_a_finger(app: App) -> None:
    app.at("mandala-equal").click()
    app.page.evaluate("scrollTo(0, 0)")
    drag_by_finger(app, "W", 30)
    expect_whole(app, "W", grew=True)
    assert app.page.evaluate("scrollY") == 0


def test_a_petal_follows_the_mouse_the_keys_and_a_finger(app: App) -> None:
    follow_the_mouse(app)
    continue_by_keys(app)
    follow_a_finger(app)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement?.dataset.testid ?? ''"))


def test_the_route_by_keys_alone(app: App) -> None:
    rope, maps = app.add_node("Rope"), app.add_node("Maps")
    keys = app.page.keyboard
    reached, found = {"node-SELF"}, ["node-SELF"]
    while found:
        start = found.pop()
        for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"):
            app.at(start).focus()
            keys.press(key)
            if focused(app.page) not in reached:
                reached.add(focused(app.page))
                found.append(focused(app.page))
    assert reached == {"node-SELF", f"node-{rope}", f"node-{maps}"}

    keys.press("Home")
    assert focused(app.page) == "node-SELF"
    keys.press("c")
    app.at(f"node-{rope}").focus()
    keys.press("Enter")
    expect(app.at(f"edge-SELF-{rope}")).to_be_visible()
    expect(app.at("strongest-sim")).to_contain_text("Rope")

    keys.press("+")
    expect(app.at(f"scale-{rope}")).to_have_value("1.05")
    keys.press("Delete")
    expect(app.at(f"row-{rope}")).to_have_count(0)
    app.at(f"node-{maps}").focus()
    keys.press("Enter")
    expect(app.at("node-name")).to_be_focused()
    expect(app.at("node-name")).to_have_value("Maps")


def settled(app: App, ids: list[str]) -> list[float]:
    """Where nodes stand as seen from SELF, once none of them moves any more."""
    (x0, y0), *others = resting(app, ["SELF", *ids])
    return [part for x, y in others for part in (x - x0, y - y0)]


def test_a_graph_is_arranged_alike_in_equal_frames_and_fills_each(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(DESK).start(server.url)
    app.create_first_goal("Cross the Alps")
    ids = [app.add_node(name) for name in ("Rope", "Maps", "Hut", "Mina")]
    app.page.mouse.move(*centre(app, "node-SELF"))
    app.page.mouse.down()
    app.page.mouse.move(*centre(app, f"node-{ids[0]}"), steps=5)
    app.page.mouse.up()
    expect(app.at(f"edge-SELF-{ids[0]}")).to_be_visible()
    app.commit("packed")

    before = settled(app, ids)
    app.reload()
    app.go("route")
    assert settled(app, ids) == pytest.approx(before, abs=0.5)
    app.page.set_viewport_size({"width": 390, "height": 844})
    settled(app, ids)
    frame = app.at("graph").locator(".graph").bounding_box()
    assert frame is not None
    xs, ys = zip(*(centre(app, f"node-{each}") for each in ["SELF", *ids]), strict=True)
    assert frame["x"] < min(xs) < max(xs) < frame["x"] + frame["width"]
    assert frame["y"] < min(ys) < max(ys) < frame["y"] + frame["height"]
    assert max(xs) - min(xs) > frame["width"] / 2
    assert max(ys) - min(ys) > frame["height"] / 2
    expect(app.at("route-unnamed")).to_have_count(0)
    app.page.set_viewport_size({"width": DESK.width, "height": DESK.height})
    assert settled(app, ids) == pytest.approx(before, abs=0.5)
