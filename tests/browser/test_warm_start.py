"""A warm start: the last state and its controls come before the engine, and nothing that is moved is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import Profile, Screen
from tests.browser.server import Server

# Without this lock no tab starts an engine.
HOLD_LOCK = """() => new Promise((held) => {
  navigator.locks.request("autus-writer", () => {
    held();
    return new Promise((release) => { window.release = release; });
  });
})"""
# With two processors the engine starts behind the first paint, with more of them before it.
PROCESSORS = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: %d, configurable: true })"
# A worker that breaks when the test says so, in pages that are marked.
BREAKING_WORKER = """if (sessionStorage.getItem("breaks")) window.Worker = class extends EventTarget {
  constructor() { super(); window.broken = this; }
  postMessage() {}
}"""
BREAK = "broken.dispatchEvent(new ErrorEvent('error', { message: 'gone' }))"


@contextmanager
def without_engine(profile: Profile, app: App) -> Iterator[App]:
    """A new tab in place of `app`, without an engine within the block."""
    holder = profile.context.new_page()
    holder.goto(f"{app.url}/font-license.txt")
    app.page.close()
    holder.evaluate(HOLD_LOCK)
    page = profile.context.new_page()
    page.add_init_script(PROCESSORS % 2)
    page.goto(f"{app.url}/")
    yield App(page, app.url)
    holder.evaluate("release()")
    holder.close()


def expect_uncomputed(app: App, screen: Screen) -> None:
    text = screen.text(en="not computed yet", ko="아직 계산하지 않았어요")
    expect(app.at("commit-button")).to_have_attribute("data-state", "uncomputed")
    expect(app.at("commit-button")).to_be_disabled()
    # Seen, and told to a screen reader once the hand rests.
    expect(app.at("commit-summary")).to_contain_text(text)
    expect(app.at("commit-effect")).to_contain_text(text)


def expect_no_sim(page: Page) -> None:
    expect(page.locator(".quantity-sim .sim-text, .commit-chips")).to_have_count(0)


def draft_of(app: App) -> dict[str, dict[str, object]]:
    draft: dict[str, dict[str, object]] = app.call("view", vault=app.vault())["draft"]
    return draft


def test_what_is_moved_before_the_engine_is_up_is_computed_once_it_is(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    profile = new_profile(any_screen)
    first = profile.start(server.url)
    first.create_first_goal("Cross the lake")
    first.commit_slide(0.2)
    # The draft of an earlier start has a SIM, which is not that of what is moved now.
    first.slide("volume_override", 0.7)
    first.save_draft()
    with without_engine(profile, first) as app:
        slider = app.at("mass_modifier")
        expect(app.at("q-density-sim")).to_be_visible()
        expect(slider).to_be_enabled()
        slider.fill("0.4")
        expect_uncomputed(app, any_screen)
        expect_no_sim(app.page)
        app.page.add_init_script(PROCESSORS % 4)
        app.page.reload()
        expect(slider).to_have_value("0.4")
        expect_uncomputed(app, any_screen)
        expect_no_sim(app.page)
        app.go("mandala").at("share-E").fill("40")
        expect(app.at("share-E")).to_have_value("40")
        expect_uncomputed(app, any_screen)
        app.go("goal")
        expect(slider).to_have_value("0.4")
    app.wait_ready()
    expect(app.at("commit-button")).to_have_attribute("data-state", "open")
    expect(app.at("q-density-sim")).to_be_visible()
    draft = draft_of(app)
    assert (draft["page1"]["mass_modifier"], draft["page1"]["volume_override"]) == (0.4, 0.7)
    assert app.page.evaluate("sessionStorage.getItem('autus.moves')") is None
    # Each movement is a step of its own.
    app.at("commit-undo").click()
    app.go("mandala")
    expect(app.at("share-E")).not_to_have_value("40")
    assert draft_of(app)["page1"]["mass_modifier"] == 0.4


def test_what_is_moved_outlives_an_engine_that_does_not_start(
    server: Server, new_profile: StartProfile
) -> None:
    profile = new_profile()
    app = profile.start(server.url)
    app.create_first_goal("Cross the lake")
    app.commit_slide(0.2)
    app.page.add_init_script(BREAKING_WORKER)
    app.page.evaluate("sessionStorage.setItem('breaks', 'yes')")
    app.page.reload()
    app.at("mass_modifier").fill("0.4")
    expect(app.at("commit-button")).to_have_attribute("data-state", "uncomputed")
    app.page.wait_for_function("window.broken !== undefined")
    app.page.evaluate(BREAK)
    expect(app.at("boot-problem")).to_have_attribute("data-code", "WORKER_FAILED")
    app.page.evaluate("sessionStorage.removeItem('breaks')")
    app.at("boot-retry").click()
    app.wait_ready()
    expect(app.at("commit-button")).to_have_attribute("data-state", "open")
    expect(app.at("mass_modifier")).to_have_value("0.4")
    assert draft_of(app)["page1"]["mass_modifier"] == 0.4
