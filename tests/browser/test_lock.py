"""A locked browser: every tab asks, nothing of the person is left, and all of it is there after unlocking."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error, expect

from tests.browser.app import READY_MS, SYNC_MS, App, Facts
from tests.browser.conftest import StartProfile
from tests.browser.ids import selector
from tests.browser.pair import PASSWORD, registered
from tests.browser.profile import Profile, Screen
from tests.browser.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Worker

PIN, WRONG = "271828", "314159"
TYPED = "Zelt vom Nachbarn leihen"
PLANTED = ("Cross the Alps", "Because they are there", "boots bought", TYPED)

# Which of the planted texts are in what this origin keeps, and which records open without the person.
SEARCH = """async (planted) => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = new Set();
  const search = (text) => planted.filter((it) => text.includes(it)).forEach((it) => found.add(it));
  const decoders = ["utf-8", "utf-16le"].map((it) => new TextDecoder(it));
  const searchBytes = (bytes) => decoders.forEach((it) => search(it.decode(bytes)));
  for (const kept of [localStorage, sessionStorage, history.state]) search(JSON.stringify(kept));

  const database = await answer(indexedDB.open("autus"));
  const of = (name) => database.transaction(name).objectStore(name);
  const wrap = await answer(of("keys").get("device-wrap"));
  const open = [];
  let records = 0;
  for (const name of ["records", "local"]) {
    const [keys, values] = [await answer(of(name).getAllKeys()), await answer(of(name).getAll())];
    for (const [at, key] of keys.entries()) {
      records += 1;
      search(key);
      searchBytes(values[at]);
      const rule = {
        name: "AES-GCM", iv: values[at].slice(0, 12), additionalData: new TextEncoder().encode(key),
      };
      const plain = await crypto.subtle.decrypt(rule, wrap, values[at].slice(12)).catch(() => null);
      if (plain !== null || name === "local") open.push(key);
    }
  }
  database.close();

  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      searchBytes(await (await cache.match(request)).arrayBuffer());
  }
  return { open, records, found: [...found] };
}"""


def searched(page: Page, planted: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(SEARCH, list(planted))
    return found


def heap_strings(page: Page) -> str:
    """All strings of the page's heap."""
    session = page.context.new_cdp_session(page)
    chunks: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    session.send("HeapProfiler.takeHeapSnapshot")
    session.detach()
    return "".join(chunks)


def wait_locked(app: App) -> None:
    expect(app.at("locked")).to_be_visible(timeout=READY_MS)
    expect(app.page.locator("html")).to_have_attribute("data-phase", "locked")


def turn_on(app: App) -> None:
    app.go("settings").at("lock-on").click()
    app.at("lock-password").fill(PASSWORD)
    app.at("lock-submit").click()
    expect(app.at("lock-dialog")).to_have_count(0, timeout=SYNC_MS)
    app.at("lock-set-pin").click()
    app.at("pin-new").fill(PIN)
    app.at("pin-again").fill(WRONG)
    app.at("pin-submit").click()
    expect(app.at("pin-dialog").locator(".field-error")).to_be_visible()
    app.at("pin-again").fill(PIN)
    app.at("pin-submit").click()
    expect(app.at("pin-dialog")).to_have_count(0, timeout=SYNC_MS)


def unlock(app: App, secret: str) -> None:
    """By the keyboard alone: the field has the focus."""
    expect(app.page.locator(selector("locked-form", " input"))).to_be_focused()
    app.page.keyboard.type(secret)
    app.page.keyboard.press("Enter")


def open_label(app: App) -> Locator:
    app.go("goal")
    if app.at("commit-toggle").get_attribute("aria-expanded") == "false":
        app.at("commit-toggle").click()
    return app.at("commit-label")


def assert_nothing_left(app: App) -> None:
    """Not in the title, the page, its memory, its history or anything that the browser stores."""
    assert app.page.title().endswith("AUTUS")
    shown, heap = app.page.title() + app.page.content(), heap_strings(app.page)
    stored = searched(app.page, PLANTED)
    assert stored["records"] > 0
    assert (stored["open"], stored["found"]) == ([], [])
    assert "locked" in heap, "the search finds what is there"
    assert [text for text in PLANTED if text in shown or text in heap] == []


def test_a_locked_browser_shows_and_keeps_nothing_until_it_is_unlocked(
    server: Server, new_profile: StartProfile, screen: Screen
) -> None:
    profile = new_profile(screen)
    first = registered(server, profile)
    facts = first.facts()
    turn_on(first)
    second = profile.new_tab(server.url)
    second.go("history")
    open_label(first).fill(TYPED)
    workers = [worker for app in (first, second) for worker in app.page.workers]
    closed: list[Worker] = []

    def note(worker: Worker) -> None:
        closed.append(worker)

    for worker in workers:
        worker.on("close", note)

    first.go("settings").at("lock-now").click()
    for app in (first, second):
        wait_locked(app)
        assert_nothing_left(app)
    assert all(worker in closed for worker in workers), "the memory of the engine is gone"

    unlock(first, WRONG)
    expect(first.at("locked-problem")).to_contain_text("WRONG_PIN", timeout=SYNC_MS)
    expect(first.at("locked-left")).to_contain_text("9")
    unlock(first, PIN)
    for app in (first, second):
        app.wait_ready()
    expect(second.at("page-history")).to_be_visible()
    expect(first.at("page-settings")).to_be_visible()
    expect(open_label(first)).to_have_value(TYPED)
    assert first.facts() == facts

    # Another tab goes on without asking.
    first.page.close()
    second.wait_ready()
    second.go("settings")
    expect(second.at("lock-panel")).to_have_attribute("data-on", "true")
    assert second.facts() == facts
    profile.stop()
    _open_again(profile, server, facts)


SHIFT_CLOCKS = """(by) => {
  const [wall, monotonic] = [Date.now.bind(Date), performance.now.bind(performance)];
  Date.now = () => wall() + by;
  performance.now = () => monotonic() + by;
}"""
MINUTE_MS = 60_000
WAKE = "window.dispatchEvent(new Event('online'))"


def pass_minutes(apps: tuple[App, ...], minutes: float) -> None:
    """Lets time pass for the engine, which measures it in the worker that leads, and wakes the pages."""
    for app in apps:
        for worker in app.page.workers:
            worker.evaluate(SHIFT_CLOCKS, minutes * MINUTE_MS)
    for app in apps:
        app.page.evaluate(WAKE)


def test_a_browser_locks_after_its_idle_time_and_can_be_erased_without_a_secret(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    profile = new_profile(any_screen)
    first = registered(server, profile)
    turn_on(first)
    first.at("lock-close").click()
    expect(first.at("lock-close")).not_to_be_checked(timeout=SYNC_MS)
    first.at("lock-idle-60").click()
    expect(first.at("lock-idle-60")).to_be_checked(timeout=SYNC_MS)
    second = profile.new_tab(server.url)
    apps = (first, second)

    pass_minutes(apps, 40)
    # The person is there, in the tab that does not lead.
    second.page.keyboard.press("Shift")
    second.call("lock_settings")
    pass_minutes(apps, 40)
    for app in apps:
        assert app.call("lock_settings")["lock"]["idle_minutes"] == 60
    # A tab that locks ends its worker and loads its page again, perhaps while it is asked.
    with suppress(Error):
        pass_minutes(apps, 21)
    for app in apps:
        wait_locked(app)
        assert_nothing_left(app)

    first.page.bring_to_front()
    first.at("locked-erase").click()
    first.at("delete-erase-word").fill(any_screen.text(en="erase", ko="지우기"))
    first.at("delete-erase-dialog-close").click()
    expect(first.at("locked-erase")).to_be_focused()
    first.at("locked-erase").click()
    first.at("delete-erase-word").fill(any_screen.text(en="erase", ko="지우기"))
    with first.page.expect_navigation(timeout=READY_MS):
        first.at("delete-erase-confirm").click()
    first.wait_ready()
    expect(first.at("first-goal")).to_be_visible()
    assert profile.context.cookies() == [], "the session has ended too"


def _open_again(profile: Profile, server: Server, facts: Facts) -> None:
    """The end of the last tab has locked the browser. The password opens it, and the lock is turned off."""
    page = profile.launch()
    page.goto(f"{server.url}/#/history")
    app = App(page, server.url)
    wait_locked(app)
    app.at("locked-use-password").click()
    unlock(app, PASSWORD)
    app.wait_ready()
    expect(app.at("page-history")).to_be_visible()
    app.wait_synced()
    app.go("settings").at("lock-off").click()
    expect(app.at("lock-panel")).to_have_attribute("data-on", "false", timeout=SYNC_MS)
    app.reload()
    assert app.facts() == facts
