"""Storage that is full, and storage that the browser deletes while the page is open."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.profile import Screen
from tests.browser.server import Server

DELETED = "indexeddb,cache_storage,service_workers"
# A quota that Chromium overrides does not bound IndexedDB.
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
NOTE = "typed before the loss"


def test_full_and_deleted_storage_lose_no_typed_word_and_are_told(
    server: Server, new_profile: StartProfile, journal: Journal, any_screen: Screen
) -> None:
    journal.expect("QuotaExceeded", "was not cached", "STORAGE_")
    app = new_profile(any_screen).start(server.url)
    page = app.page
    for title in ("Cross the Alps", "Learn to sail"):
        app.create_first_goal(title) if title == "Cross the Alps" else app.create_goal(title)
    session = page.context.new_cdp_session(page)
    app.at("commit-toggle").click()
    app.at("commit-note").fill(NOTE)

    (worker,) = page.workers
    worker.evaluate(FULL)
    app.slide("mass_modifier", 0.2)
    app.at("commit-button").click()
    expect(page.locator("[data-code=STORAGE_FULL]").first).to_be_visible()
    expect(app.at("commit-note")).to_have_value(NOTE)

    session.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": DELETED})
    expect(app.at("boot-problem")).to_have_attribute("data-code", "STORAGE_LOST")
    expect(app.at("commit-note")).to_have_value(NOTE)
    expect(app.at("starting")).to_have_count(0)

    app.reload()
    kept = page.evaluate("Object.values(localStorage).join() + document.cookie")
    assert not any(word in kept for word in ("Alps", "sail", NOTE))
    told = any_screen.text(ko="목표 2개가 있었지만", en="held 2 goals until")
    expect(app.at("lost-goals")).to_contain_text(told)
    app.reload()
    app.at("lost-login").click()
    expect(app.at("page-devices")).to_be_visible()
    app.go("goal").at("lost-archive").click()
    expect(app.at("page-data")).to_be_visible()
    app.go("goal").at("lost-dismiss").click()
    expect(app.at("lost-goals")).to_have_count(0)
    expect(app.at("first-goal")).to_be_visible()
    app.reload()
    expect(app.at("lost-goals")).to_have_count(0)
