"""Every task by keyboard alone, at a zoom of 200 %, and in a window of 320 px; the focus is visible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import EXPECT_MS, StartProfile
from tests.browser.keys import TABS_MAX, KeyApp
from tests.browser.pair import NAME, PASSWORD
from tests.browser.profile import Screen
from tests.browser.server import Server

# 1440 x 900 at 200 % is laid out as half of it.
ZOOMED = Screen(720, 450, "ko-KR")
NARROW = Screen(320, 640, "ko-KR")
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
# What has the focus, and whether a part of it is in sight: not beneath the bars, nor outside of the window.
FOCUSED = """() => {
  const it = document.activeElement;
  const box = it.getBoundingClientRect();
  const parts = [0.1, 0.3, 0.5, 0.7, 0.9];
  const seen = parts.some((down) => parts.some((along) => {
    const x = box.left + box.width * along;
    const y = box.top + box.height * down;
    const top = document.elementFromPoint(x, y);
    return top !== null && (it.contains(top) || [...(it.labels ?? [])].some((label) => label.contains(top)));
  }));
  return { seen, name: it.dataset.testid ?? it.outerHTML.slice(0, 80), page: it !== document.body };
}"""
PAGES = ("goal", "route", "mandala", "history", "devices", "settings")

Task = Callable[[App], None]


def draft_and_commit(app: App) -> None:
    app.create_first_goal("산을 넘기", "거기 있으니까")
    app.slide("mass_modifier", 0.2)
    week = app.at("horizon_override-D7")
    week.evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    week.check(force=True)
    app.commit("첫 커밋", "한 줄 메모")
    assert app.said() == ["첫 커밋"]


def change_the_graph(app: App) -> None:
    rope = app.add_node("밧줄")
    maps = app.add_node("지도")
    app.at(f"select-{rope}").click()
    app.at("connect-button").click()
    expect(app.at("edge-table")).to_be_visible()
    app.slide(f"scale-{rope}", 1.2)
    app.at(f"delete-{maps}").click()
    app.commit("경로")
    assert len(app.node_ids()) == 2


def share_out(app: App) -> None:
    app.name_slot("E", "깨어 있는 시간")
    app.slide("share-E", 30)
    expect(app.at("mandala-total")).to_contain_text("100")
    app.commit("만다라")


def discard(app: App) -> None:
    app.go("goal").slide("volume_override", 0.6)
    app.at("commit-discard").click()
    expect(app.at("commit-button")).to_be_disabled()


def look_back(app: App) -> None:
    app.go("history").at("commit-row").first.click()
    expect(app.at("moment")).to_be_visible()
    assert app.verify() == app.facts()


def sync(app: App) -> None:
    app.register(NAME, PASSWORD, "책상")
    app.wait_synced()
    app.at("sync-indicator").click()
    expect(app.at("sync-sheet")).to_be_visible()
    app.at("sync-sheet-close").click()


def settle(app: App) -> None:
    app.use_language("en")
    expect(app.at("nav-goal")).to_have_text("Goal")
    app.go("settings").at("theme-dark").check()
    expect(app.page.locator("html")).to_have_attribute("data-theme", "dark")
    app.create_goal("A second goal")
    assert app.goal_titles() == ["A second goal", "산을 넘기"]


TASKS: tuple[Task, ...] = (
    draft_and_commit,
    change_the_graph,
    share_out,
    discard,
    look_back,
    sync,
    settle,
)


@pytest.mark.long
def test_every_task_by_keyboard_alone(server: Server, new_profile: StartProfile) -> None:
    started = new_profile(Screen(locale="ko-KR")).start(server.url)
    app = KeyApp(started.page, started.url)
    for task in TASKS:
        task(app)


def hidden_on_the_way(app: App, key: str) -> list[str]:
    """What is out of sight while it has the focus, from one end of the page to the other."""
    hidden = []
    for _step in range(TABS_MAX):
        app.page.keyboard.press(key)
        focused = app.page.evaluate(FOCUSED)
        if not focused["page"]:
            return hidden
        if not focused["seen"]:
            try:
                # What is laid out late moves it once more.
                app.page.wait_for_function(f"() => ({FOCUSED})().seen", timeout=EXPECT_MS)
            except PlaywrightTimeoutError:
                hidden.append(focused["name"])
    raise AssertionError(f"{key} never leaves the page")


def test_the_focused_element_is_visible(server: Server, new_profile: StartProfile, screen: Screen) -> None:
    app = new_profile(screen).start(server.url)
    app.create_first_goal("산을 넘기")
    app.add_node("밧줄")
    hidden = {}
    for name in PAGES:
        app.go(name)
        for key in ("Tab", "Shift+Tab"):
            app.page.evaluate("document.activeElement.blur()")
            hidden[name, key] = hidden_on_the_way(app, key)
    assert not any(hidden.values()), hidden


class RoomyApp(App):
    """One tab; no page on a task's way scrolls sideways, neither when it is entered nor when it is left."""

    def go(self, name: str) -> App:
        self.check("left for", name)
        super().go(name)
        self.check("entered", name)
        return self

    def check(self, *when: str) -> None:
        assert self.page.evaluate(SIDEWAYS) <= 0, when


@pytest.mark.long
@pytest.mark.parametrize("screen", [ZOOMED, NARROW], ids=["zoomed", "narrow"])
def test_every_task_at_200_percent_zoom_and_in_320_pixels(
    server: Server, new_profile: StartProfile, screen: Screen
) -> None:
    started = new_profile(screen).start(server.url)
    app = RoomyApp(started.page, started.url)
    for task in TASKS:
        task(app)
        app.check("after", task.__name__)
    # Words are longer in another language: each page in both, while a draft is shown beside the present.
    app.choose_goal("산을 넘기")
    app.go("goal").slide("mass_modifier", -0.4)
    for language in ("en", "ko"):
        app.use_language(language)
        for name in PAGES:
            app.go(name)
