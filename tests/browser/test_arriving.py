"""Many commits arrive: on a new browser, which works meanwhile, and on one that has been away."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from shared.device.sync.snapshots import SNAPSHOT_COMMITS
from tests.browser.app import SYNC_MS, App
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.pair import NAME, PASSWORD, join, registered
from tests.browser.profile import SCREENS, Profile, Screen
from tests.browser.server import Server

COMMITS = 2 * SNAPSHOT_COMMITS + 50
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
# What moves in the page by itself from here on, and what the header says. The bars grow over the page.
RECORD = """() => {
  window.moved = [];
  const name = ({ node, previousRect: a, currentRect: b }) =>
    `${node?.outerHTML?.slice(0, 80) ?? node?.data}: ${[a.x, a.y, b.x, b.y].map(Math.round)}`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries())
      for (const source of shift.hadRecentInput ? [] : shift.sources)
        if (document.querySelector("main").contains(source.node)) window.moved.push(name(source));
  }).observe({ type: "layout-shift" });
  window.said = [];
  const short = document.querySelector("[data-testid=sync-short]");
  const note = () => window.said.push(short.textContent);
  new MutationObserver(note).observe(short, { characterData: true, childList: true, subtree: true });
}"""


# How low the curves above the list of commits become while they are read again.
WATCH_HEIGHT = """() => {
  const stage = document.querySelector(".past-stage");
  window.heights = [stage.offsetHeight];
  new ResizeObserver(() => window.heights.push(stage.offsetHeight)).observe(stage);
}"""
ROUNDING_PX = 3


def made(first: int, count: int) -> list[dict[str, Any]]:
    return [
        {
            "t_ms": 1_700_000_000_000 + index,
            "patches": [[1, {"mass_modifier": (index % 100 - 50) / 100}]],
            "label": f"day {index}",
        }
        for index in range(first, first + count)
    ]


def with_long_goal(device: NativeDevice) -> str:
    """A device whose account has one long goal, which the server has with a snapshot."""
    vault: str = device.call("create_vault", title="Cross the Alps")["vault"]
    device.call("import_commits", vault=vault, commits=made(0, COMMITS))
    device.call("register", name=NAME, password=PASSWORD, device_name="Terminal")
    assert device.call("sync")["phase"] == "synced"
    return vault


class HeldHistory:
    """Lets no page of a history from its start through, until `release`."""

    def __init__(self, profile: Profile, journal: Journal) -> None:
        journal.expect_network_trouble()
        self._held = True
        profile.context.route("**/pushes?after=0", self._answer)

    def _answer(self, route: Route) -> None:
        if self._held:
            route.abort("connectionfailed")
        else:
            route.continue_()

    def release(self) -> None:
        self._held = False


def shows_the_arrival(app: App, place: str) -> None:
    progress = app.at("arriving-progress")
    expect(progress).to_have_attribute("max", str(COMMITS + 1))
    # What a screen reader says is what is shown.
    expect(app.at(place)).to_contain_text(str(progress.get_attribute("aria-valuetext")))
    assert progress.get_attribute("aria-label")
    assert app.page.evaluate(OVERFLOW) <= 0


def archives_wait(app: App, vault: str) -> None:
    """The page of files says what arrives instead of offering what would be refused."""
    app.go("settings").at("data-link").click()
    expect(app.at("file-arriving").first).to_contain_text("1,051")
    expect(app.at(f"archive-goal-{vault}")).to_be_disabled()
    expect(app.at("export-json")).to_be_disabled()
    expect(app.at("notice-problem")).to_have_count(0)


@pytest.mark.parametrize("screen", ["phone-ko", "desk-en"])
def test_a_long_goal_is_usable_before_its_history_is_there(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal, screen: str
) -> None:
    first = new_device(server.url)
    vault = with_long_goal(first)
    view = first.call("view", vault=vault)
    chosen: Screen = SCREENS[screen]
    profile = new_profile(chosen)
    app = profile.start(server.url)
    history = HeldHistory(profile, journal)
    app.log_in(NAME, PASSWORD, "Sofa")
    expect(app.go("goal").at("goal-title")).to_have_text("Cross the Alps")
    shows_the_arrival(app, "arriving")
    expect(app.at("arriving")).to_contain_text(chosen.text(en="latest state", ko="최신 상태"))
    assert app.facts().head == view["head"]
    assert float(app.quantities()["density"]) == view["live"]["measure"]["density"]
    archives_wait(app, vault)
    expect(app.go("history").at("history-arriving")).to_be_visible()
    shows_the_arrival(app, "history-arriving")

    app.commit_slide(0.3, "made early")
    early = app.facts()
    app.reload()
    assert app.facts() == early
    expect(app.at("sync-indicator")).to_have_attribute("data-waiting", "1")
    expect(app.go("goal").at("arriving")).to_be_visible()
    spoken = app.at("arriving-spoken")
    expect(spoken).to_contain_text(chosen.text(en="latest state", ko="최신 상태"))

    app.page.evaluate(RECORD)
    history.release()
    app.wait_synced()
    expect(app.at("arriving")).to_have_count(0)
    expect(app.at("arriving-progress")).to_have_count(0)
    expect(spoken).to_contain_text(chosen.text(en="All commits", ko="모두"))
    assert app.page.evaluate("window.moved") == []
    expect(app.go("history").at("timeline")).to_contain_text("made early", timeout=SYNC_MS)
    assert app.verify() == early
    first.call("sync")
    assert first.call("view", vault=vault)["head"] == early.head


def test_the_page_of_the_history_opens_by_itself(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    with_long_goal(new_device(server.url))
    profile = new_profile()
    app = profile.start(server.url)
    history = HeldHistory(profile, journal)
    app.log_in(NAME, PASSWORD, "Sofa")
    expect(app.go("history").at("history-arriving")).to_be_visible()
    history.release()
    expect(app.at("timeline")).to_contain_text(f"day {COMMITS - 1}", timeout=SYNC_MS)
    expect(app.at("history-arriving")).to_have_count(0)


def test_a_device_that_was_away_says_how_far_a_long_pull_is(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    journal.expect_network_trouble()
    profile = new_profile()
    app = registered(server, profile)
    vault = app.vault()
    away = new_device(server.url)
    join(away)
    profile.set_offline(True)
    away.call("import_commits", vault=vault, commits=made(0, COMMITS))
    away.call("sync")
    expect(app.go("history").at("strip-density").locator("canvas")).to_be_visible()
    expect(app.at("bands")).to_be_visible()
    app.page.evaluate(RECORD)
    app.page.evaluate(WATCH_HEIGHT)
    profile.set_offline(False)
    app.wait_synced()
    expect(app.at("arriving-progress")).to_have_count(0)
    said = app.page.evaluate("window.said")
    assert f"0 of {COMMITS:,} commits" in said
    assert f"{COMMITS:,} of {COMMITS:,} commits" in said
    # The counts replace each other, and the state of sync comes back.
    assert "commits" not in said[-1]
    expect(app.at("timeline")).to_contain_text(f"day {COMMITS - 1}")
    first, *later = app.page.evaluate("window.heights")
    assert min(later, default=first) >= first - ROUNDING_PX
    assert app.facts().head == away.call("view", vault=vault)["head"]
