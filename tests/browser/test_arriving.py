"""A new browser shows a long goal at once, and works on it while the history arrives."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from shared.device.sync.snapshots import SNAPSHOT_COMMITS
from tests.browser.app import SYNC_MS, App
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.pair import NAME, PASSWORD
from tests.browser.profile import SCREENS, Profile, Screen
from tests.browser.server import Server

COMMITS = 2 * SNAPSHOT_COMMITS + 50
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


def with_long_goal(device: NativeDevice) -> str:
    """A device whose account has one long goal, which the server has with a snapshot."""
    vault: str = device.call("create_vault", title="Cross the Alps")["vault"]
    commits = [
        {
            "t_ms": 1_700_000_000_000 + index,
            "patches": [[1, {"mass_modifier": (index % 100 - 50) / 100}]],
            "label": f"day {index}",
        }
        for index in range(COMMITS)
    ]
    device.call("import_commits", vault=vault, commits=commits)
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


def shows_the_arrival(app: App) -> None:
    expect(app.at("arriving")).to_be_visible()
    progress = app.at("arriving-progress")
    expect(progress).to_have_attribute("max", str(COMMITS + 1))
    # What a screen reader says is what is shown.
    assert progress.get_attribute("aria-valuetext") == app.at("arriving-count").inner_text()
    assert progress.get_attribute("aria-label")
    assert app.page.evaluate(OVERFLOW) <= 0


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
    shows_the_arrival(app)
    expect(app.at("arriving")).to_contain_text(chosen.text(en="latest state", ko="최신 상태"))
    assert app.facts().head == view["head"]
    assert float(app.quantities()["density"]) == view["live"]["measure"]["density"]
    expect(app.go("history").at("history-arriving")).to_be_visible()
    shows_the_arrival(app)

    app.commit_slide(0.3, "made early")
    early = app.facts()
    app.reload()
    assert app.facts() == early
    expect(app.at("sync-indicator")).to_have_attribute("data-waiting", "1")
    expect(app.go("goal").at("arriving")).to_be_visible()

    history.release()
    app.wait_synced()
    expect(app.at("arriving")).to_have_count(0)
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
