"""Fingers on a phone: one scrolls the page, and acts on a picture after a hold; two zoom and move it."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import expect

from tests.browser.app import App, wait_until_still
from tests.browser.conftest import StartProfile
from tests.browser.fingers import Fingers, Point, centre, resting
from tests.browser.profile import SCREENS
from tests.browser.server import Server

PHONE = SCREENS["phone-ko"]
SLOTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
# The share of each slot before anything is moved.
EQUAL = "12.5%"
SWIPES = 3


@pytest.fixture
def app(server: Server, new_profile: StartProfile) -> App:
    started = new_profile(PHONE).start(server.url)
    started.create_first_goal("알프스 넘기")
    return started


def nodes(app: App) -> list[str]:
    """SELF and two others, once they stand where they stay, with the picture on the screen."""
    ids = ["SELF", app.add_node("밧줄"), app.add_node("지도")]
    settle(app, ids)
    return ids


def settle(app: App, ids: list[str]) -> None:
    # A tap may have scrolled the page, and half of the picture under its header.
    app.page.evaluate("scrollTo(0, 0)")
    # A notice stands above the page for a while.
    expect(app.at("notice")).to_have_count(0)
    resting(app, ids)


def fit(app: App, ids: list[str]) -> None:
    app.at("graph-fit").click()
    settle(app, ids)


def places(app: App, ids: list[str]) -> list[Point]:
    return [centre(app, f"node-{each}") for each in ids]


def ground(app: App, ids: list[str]) -> Point:
    """The point of the picture that is furthest from all nodes and its edge."""
    box = app.at("graph").locator(".graph").bounding_box()
    assert box is not None
    left, top, right, bottom = box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]
    taken = [
        *places(app, ids),
        centre(app, "graph-zoom-in"),
        centre(app, "graph-zoom-out"),
        centre(app, "graph-fit"),
    ]
    free = [
        (x, y)
        for x in range(int(left) + 90, int(right) - 90, 10)
        for y in range(int(top) + 60, int(bottom) - 60, 10)
    ]
    return max(free, key=lambda point: min(math.dist(point, other) for other in taken))


def apart(at: list[Point]) -> float:
    return math.dist(at[0], at[1])


def pinch(app: App, at: Point, start: float, end: float, shift: Point = (0, 0)) -> None:
    """Two fingers beside `at`, from `start` to `end` pixels apart, while their middle moves by `shift`."""
    (x, y), (dx, dy) = at, shift
    one = ((x - start / 2, y), (x + dx - end / 2, y + dy))
    other = ((x + start / 2, y), (x + dx + end / 2, y + dy))
    Fingers(app.page).drag(one, other)


def expect_undrafted(app: App) -> None:
    for axis in ("shiftX", "shiftY"):
        expect(app.at(axis)).to_have_value("0")


def zoom(app: App, ids: list[str]) -> None:
    """Two fingers zoom around their middle."""
    before, middle = places(app, ids), ground(app, ids)
    pinch(app, middle, 60, 120)
    after = places(app, ids)
    assert apart(after) == pytest.approx(2 * apart(before), rel=0.05)
    wanted = [(middle[0] + 2 * (x - middle[0]), middle[1] + 2 * (y - middle[1])) for x, y in before]
    for found, place in zip(after, wanted, strict=True):
        assert found == pytest.approx(place, abs=3)
    expect_undrafted(app)

    pinch(app, middle, 120, 30)
    for found, place in zip(places(app, ids), before, strict=True):
        assert found == pytest.approx(place, abs=1)
    assert app.page.evaluate("scrollY") == 0
    assert app.page.evaluate("visualViewport.scale") == 1


def move_and_zoom(app: App, ids: list[str]) -> None:
    """Two fingers do both at once."""
    fit(app, ids)
    before, middle = places(app, ids), ground(app, ids)
    pinch(app, middle, 60, 90, (20, 15))
    wanted = [
        (middle[0] + 20 + 1.5 * (x - middle[0]), middle[1] + 15 + 1.5 * (y - middle[1])) for x, y in before
    ]
    for found, place in zip(places(app, ids), wanted, strict=True):
        assert found == pytest.approx(place, abs=3)


def hold(app: App, ids: list[str]) -> None:
    """A held finger pans a zoomed view, and else moves the anchor."""
    fit(app, ids)
    pinch(app, ground(app, ids), 60, 90)
    before, (x, y) = places(app, ids), ground(app, ids)
    Fingers(app.page).drag(((x, y), (x - 30, y + 20)), held=True)
    for found, (px, py) in zip(places(app, ids), before, strict=True):
        assert found == pytest.approx((px - 30, py + 20), abs=1)
    expect_undrafted(app)

    fit(app, ids)
    (x, y), rest = ground(app, ids), places(app, ids)
    Fingers(app.page).drag(((x, y), (x + 30, y)), held=True)
    expect(app.at("shiftX")).not_to_have_value("0")
    assert places(app, ids)[0][0] > rest[0][0] + 15


def stay(app: App, ids: list[str]) -> None:
    """The finger that stays after a pinch pans."""
    fit(app, ids)
    x, y = ground(app, ids)
    last = (x - 60, y)
    one, other = ((x - 30, y), last), ((x + 30, y), (x + 60, y))
    pinched = Fingers(app.page)
    pinched.drag(one, other, then=(last, (last[0], last[1] + 25)))
    after = places(app, ids)
    pinched.tap(ground(app, ids))
    # The buttons find their exact places once the view rests.
    for now, then in zip(places(app, ids), after, strict=True):
        assert now == pytest.approx(then, abs=0.2)
    fit(app, ids)
    pinched.drag(one, other)
    assert [py for _, py in after] == pytest.approx([py + 25 for _, py in places(app, ids)], abs=2)
    expect_undrafted(app)


def test_fingers_zoom_move_and_hold_the_graph(app: App) -> None:
    ids = nodes(app)
    zoom(app, ids)
    move_and_zoom(app, ids)
    stay(app, ids)
    hold(app, ids)


def test_a_node_is_tapped_dragged_to_another_and_its_ring_dragged(app: App) -> None:
    _, rope, maps = ids = nodes(app)
    fingers = Fingers(app.page)
    fingers.tap(centre(app, f"node-{maps}"))
    expect(app.at(f"node-{maps}")).to_have_attribute("aria-pressed", "true")
    expect(app.at("node-name")).to_have_value("지도")

    fingers.drag((centre(app, "node-SELF"), centre(app, f"node-{rope}")), held=True)
    expect(app.at(f"edge-SELF-{rope}")).to_be_attached()
    expect(app.at("node-SELF")).to_have_attribute("aria-pressed", "true")
    # Let go over nothing, a connection is none.
    fingers.drag((centre(app, f"node-{rope}"), ground(app, ids)), held=True)
    expect(app.at("pending-op")).to_have_count(3)

    expect(app.at(f"node-{rope}")).to_have_attribute("aria-pressed", "true")
    nodes_at = places(app, ids)
    size = app.at(f"node-{rope}").bounding_box()
    assert size is not None
    held = (
        nodes_at[1][0] + size["width"] / 2 * math.sqrt(0.5),
        nodes_at[1][1] - size["height"] / 2 * math.sqrt(0.5),
    )
    fingers.drag((held, (held[0] + 12, held[1] - 12)))
    expect(app.at(f"scale-{rope}")).not_to_have_value("1")
    assert float(app.at(f"scale-{rope}").input_value()) > 1


def share(app: App, slot: str) -> float:
    return float(app.at(f"share-{slot}").input_value())


def middle_of(app: App, test_id: str) -> Point:
    """The middle of an element that has been scrolled to the middle of the window."""
    app.at(test_id).evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    return centre(app, test_id)


def swipes_past(app: App, test_id: str) -> bool:
    """Whether a swipe that begins on the element scrolls the page.

    On a busy machine the page may hear of the movement so late that it takes the finger for a held one.
    """
    return any(_swipe_scrolls(app, test_id) for _ in range(SWIPES))


def _swipe_scrolls(app: App, test_id: str) -> bool:
    start = middle_of(app, test_id)
    before = app.page.evaluate("scrollY")
    Fingers(app.page).swipe(start)
    return bool(wait_until_still(app.page, lambda: app.page.evaluate("scrollY")) > before)


def test_a_swipe_scrolls_the_page_and_changes_nothing(app: App) -> None:
    app.commit_slide(0.1)
    app.commit_slide(0.2)
    ids = ["SELF", app.add_node("밧줄")]
    app.commit()
    settle(app, ids)
    before = places(app, ids)
    for page, starts in (
        ("goal", ["mass_modifier", "volume_override"]),
        ("mandala", [f"{kind}-{slot}" for slot in SLOTS for kind in ("petal", "share")]),
        ("route", ["graph", "node-SELF", f"node-{ids[1]}"]),
        ("history", ["scrub", "strip-density"]),
    ):
        app.go(page)
        stuck = [each for each in starts if not swipes_past(app, each)]
        assert not stuck, page
    expect(app.at("scrub")).to_have_value(app.at("scrub").get_attribute("max") or "")
    app.go("route")
    expect(app.at("commit-button")).to_have_attribute("data-state", "durable")
    settle(app, ids)
    assert places(app, ids) == before
    expect_undrafted(app)


def test_a_finger_sets_sliders_and_petals_sideways_or_after_a_hold(app: App) -> None:
    fingers = Fingers(app.page)
    app.go("mandala")
    expect(app.at("touch-hint-petals")).to_be_visible()
    app.at("touch-hint-petals-seen").click()
    expect(app.at("touch-hint-petals")).to_have_count(0)

    x, y = middle_of(app, "share-E")
    fingers.drag_cancelled(((x - 40, y), (x + 40, y)))
    expect(app.at("share-E-value")).to_have_text(EQUAL)
    fingers.tap((x, y))
    assert share(app, "E") == pytest.approx(50, abs=2)
    # A press at the thumb and away to the side.
    fingers.drag(((x, y), (x + 30, y + 5)))
    assert share(app, "E") > 55

    app.at("mandala-equal").click()
    x, y = middle_of(app, "petal-E")
    fingers.drag_cancelled(((x, y), (x + 40, y)))
    expect(app.at("share-E-value")).to_have_text(EQUAL)
    fingers.drag(((x, y), (x + 40, y)))
    assert share(app, "E") > 20
    before, scroll = share(app, "N"), app.page.evaluate("scrollY")
    x, y = centre(app, "petal-N")
    fingers.drag(((x, y), (x, y - 40)), held=True)
    assert share(app, "N") > before + 10
    assert app.page.evaluate("scrollY") == scroll

    fingers.tap(centre(app, "petal-W"))
    expect(app.at("slot-detail")).to_have_attribute("data-slot", "W")
    app.reload()
    expect(app.at("compass")).to_be_visible()
    expect(app.at("touch-hint-petals")).to_have_count(0)
