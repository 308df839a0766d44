"""A start that stands still: each stage is made to hang, and the start goes on or says where it stands.

The clock of the page runs fast where a test waits for the page to notice. Workers have a clock of their own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, wait_until
from tests.browser.conftest import StartProfile, StartServer
from tests.browser.journal import Journal
from tests.browser.profile import Profile
from tests.browser.server import Server

# Longer than any stage may stand still, twice, the second time four times as long.
LONG_MS = 700_000
STEP_MS = 5_000
TRIED_AFTER_MS = 1_600
TRIED = """async () => {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise((done) => {
      const request = indexedDB.open("tried-by-the-test");
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase("tried-by-the-test").onsuccess = done;
      };
    });
    await navigator.locks.query();
  }
}"""
# Runs before the service worker: answers of what a page names do not come until it is named no more.
HOLDING_WORKER = """
let held = "";
let answer = [];
self.addEventListener("message", ({ data, ports }) => {
  if (data?.held === undefined) return;
  held = data.held;
  if (!held) for (const go of answer.splice(0)) go();
  ports[0].postMessage(true);
});
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (!held || !pathname.startsWith(held)) return;
  event.stopImmediatePropagation();
  event.respondWith(new Promise((go) => answer.push(go)).then(async () =>
    (await caches.match(pathname)) ?? fetch(event.request)));
});
"""
HOLD = """(held) => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done;
  navigator.serviceWorker.controller.postMessage({ held }, [port2]);
})"""
HOLD_LOCK = """() => new Promise((held) => {
  navigator.locks.request("autus-writer", () => {
    held();
    return new Promise((release) => { window.release = release; });
  });
})"""
# The connection stays open, so the newer version waits, and everybody who comes later waits behind it.
HOLD_DATABASE = """() => new Promise((held) => {
  const request = indexedDB.open("autus");
  request.onsuccess = () => {
    window.connection = request.result;
    indexedDB.open("autus", 2).onblocked = () => held();
  };
})"""
# A transaction that is never over: nobody else reads the records.
HOLD_RECORDS = """() => new Promise((held) => {
  const request = indexedDB.open("autus");
  request.onsuccess = () => {
    const store = request.result.transaction("records", "readwrite").objectStore("records");
    const next = () => { if (!window.released) store.count().onsuccess = () => { held(); next(); }; };
    next();
  };
})"""
RELEASES = {
    HOLD_LOCK: "release()",
    HOLD_DATABASE: "0",
    HOLD_RECORDS: "window.released = true",
}


def open_still(profile: Profile, url: str) -> Page:
    """A new tab whose start stands still, with a clock that a test may run fast."""
    page = profile.context.new_page()
    page.clock.install()
    page.goto(f"{url}/")
    # What the page tries of the browser after a moment needs its real time.
    page.clock.run_for(TRIED_AFTER_MS)
    page.evaluate(TRIED)
    return page


def run_until(page: Page, question: str) -> None:
    """Runs the clock of the page until it answers the question with true."""
    for _ in range(LONG_MS // STEP_MS):
        if page.evaluate(question):
            return
        page.clock.run_for(STEP_MS)
    raise AssertionError(f"never true: {question}")


FAILED = "document.querySelector('[data-testid=boot-problem]') !== null"
WORKERS = "(window.workers ?? []).length"
COUNT_WORKERS = """
const CountedWorker = window.Worker;
window.Worker = class extends CountedWorker {
  constructor(url, options) { super(url, options); (window.workers ??= []).push(options.name); }
};
"""


@pytest.fixture
def holding(start_server: StartServer, client: Path, tmp_path: Path) -> Server:
    """A server whose service worker can hold answers back."""
    folder = Path(shutil.copytree(client, tmp_path / "holding"))
    script = folder / "service-worker.js"
    script.write_text(HOLDING_WORKER + script.read_text("utf-8"), "utf-8")
    (folder / "service-worker.js.br").unlink()
    return start_server(folder)


def test_files_that_do_not_come_are_waited_for_and_the_start_is_repeated(
    holding: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect("The start stood still", "runtime snapshot does not work")
    profile = new_profile(copy_of=None)
    app = profile.start(holding.url)
    app.create_first_goal("Learn to wait")
    app.commit_slide(0.2)
    app.wait_for_service_worker()
    app.wait_for_image()
    facts = app.facts()
    holder = profile.context.new_page()
    holder.goto(f"{holding.url}/font-license.txt")
    app.page.close()
    profile.context.add_init_script(COUNT_WORKERS)
    for held in ("/assets/worker-", "/py/"):
        holder.evaluate(HOLD, held)
        page = open_still(profile, holding.url)
        # The last state and its controls do not wait.
        page.get_by_test_id("mass_modifier").fill("0.3")
        run_until(page, f"{WORKERS} === 2")
        assert page.evaluate("workers") == ["autus-kernel", "autus-kernel-plain"]
        holder.evaluate(HOLD, "")
        again = App(page, holding.url).wait_ready()
        expect(again.at("commit-button")).to_have_attribute("data-state", "open")
        assert again.facts() == facts
        page.close()


def test_the_tab_after_a_leader_that_stands_still_leads(
    holding: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect("The start stood still", "runtime snapshot does not work")
    profile = new_profile(copy_of=None)
    app = profile.start(holding.url)
    app.create_first_goal("Learn to wait")
    app.wait_for_service_worker()
    holder = profile.context.new_page()
    holder.goto(f"{holding.url}/font-license.txt")
    app.page.close()
    profile.context.add_init_script(COUNT_WORKERS)
    holder.evaluate(HOLD, "/py/")
    first = open_still(profile, holding.url)
    wait_until(holder, "async () => (await navigator.locks.query()).held.length === 1")
    second = open_still(profile, holding.url)
    wait_until(holder, "async () => (await navigator.locks.query()).pending.length === 1")
    run_until(first, f"{WORKERS} === 2")
    holder.evaluate(HOLD, "")
    for page in (first, second):
        App(page, holding.url).wait_ready()
    assert second.locator("html").get_attribute("data-phase") == "ready"
    assert first.locator("html").get_attribute("data-phase") == "follower"


# What another tab holds, the stage that it stops, and the code that is told.
HELD = (
    (HOLD_LOCK, "lock", "BOOT_TIMED_OUT"),
    (HOLD_DATABASE, "storage", "STORAGE_SILENT"),
    (HOLD_RECORDS, "boot", "BOOT_TIMED_OUT"),
)


def test_what_another_tab_holds_is_told_with_the_stage(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect("The start stood still", "was not cached", "STORAGE_")
    profile = new_profile()
    app = profile.start(server.url)
    app.create_first_goal("Learn to wait")
    app.commit_slide(0.2)
    facts = app.facts()
    for hold, stage, code in HELD:
        holder = profile.context.new_page()
        holder.goto(f"{server.url}/font-license.txt")
        app.page.close()
        holder.evaluate(hold)
        page = open_still(profile, server.url)
        run_until(page, FAILED)
        problem = page.get_by_test_id("boot-problem")
        expect(problem).to_have_attribute("data-code", code)
        expect(problem).to_contain_text(f'"{stage}"')
        holder.evaluate(RELEASES[hold])
        holder.close()
        app = App(page, server.url)
        if stage == "boot":
            app.at("boot-retry").click()
        # A lock or a storage that is there again is used without a press.
        assert app.wait_ready().facts() == facts
