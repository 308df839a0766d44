"""Several tabs of one browser: one writes, all show the same, and any of them can go."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.app import READY_MS, App
from tests.browser.conftest import StartProfile, StartServer
from tests.browser.journal import Journal
from tests.browser.profile import SCREENS, Screen
from tests.browser.server import Server

# The store as a newer version leaves it behind; or gone.
STORE = """(version) => new Promise((resolve, reject) => {
  const request = version ? indexedDB.open("autus", version) : indexedDB.deleteDatabase("autus");
  request.onsuccess = () => { request.result?.close(); resolve(); };
  request.onerror = () => reject(request.error);
})"""
HOLD_LOCK = """() => new Promise((held) => {
  navigator.locks.request("autus-writer", () => {
    held();
    return new Promise((resolve) => { window.release = resolve; });
  });
})"""
UNTIL_LOCK_IS_WANTED = """async (by) => {
  while ((await navigator.locks.query()).pending.length < by)
    await new Promise((resolve) => setTimeout(resolve, 20));
}"""
# What a page names of the hashes of its files.
CHECKS = re.compile(r' integrity="[^"]*"|<script type="application/json".*?</script>')
# True once a tab is a newer page than the one that was marked, and takes input.
LOADED_AGAIN = "() => window.untouched === undefined && document.documentElement.dataset.ready === 'true'"


def phase(app: App) -> str:
    return str(app.page.locator("html").get_attribute("data-phase"))


def test_a_second_tab_follows_live_and_takes_over(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    profile = new_profile(any_screen)
    leader = profile.start(server.url)
    leader.create_first_goal("Write a book")
    leader.commit_slide(0.1, "chapter one")
    follower = profile.new_tab(server.url)
    assert (phase(leader), phase(follower)) == ("ready", "follower")

    follower.commit_slide(0.3, "chapter two, in the other tab")
    expect(leader.go("history").at("timeline")).to_contain_text("chapter two, in the other tab")
    leader.go("goal").slide("mass_modifier", 0.2)
    expect(follower.go("goal").at("mass_modifier")).to_have_value("0.2")
    follower.commit("what the first tab drafted")
    assert leader.facts() == follower.facts()
    assert leader.said() == follower.said()

    leader.page.close()
    expect(follower.page.locator("html")).to_have_attribute("data-phase", "ready")
    follower.wait_ready()
    follower.commit_slide(-0.1, "alone")
    assert follower.said()[-1] == "alone"
    assert follower.verify() == follower.facts()
    third = profile.new_tab(server.url)
    assert third.facts() == follower.facts()


def test_the_app_starts_in_a_new_tab_without_a_server(
    server: Server, new_profile: StartProfile, journal: Journal, any_screen: Screen
) -> None:
    profile = new_profile(any_screen)
    app = profile.start(server.url)
    app.create_first_goal("Sail around the island")
    app.commit_slide(0.2, "anchor up")
    app.wait_for_service_worker()
    own = app.facts()
    journal.expect_network_trouble()
    server.stop()
    tab = profile.new_tab(f"{server.url}")
    app.page.close()
    tab.wait_ready()
    assert tab.facts() == own
    tab.commit_slide(0.1, "without a server")
    assert tab.said() == ["anchor up", "without a server"]


def test_a_new_version_is_offered_and_waits_for_consent(
    start_server: StartServer, new_profile: StartProfile, client: Path, any_screen: Screen, tmp_path: Path
) -> None:
    server = start_server(Path(shutil.copytree(client, tmp_path / "deployed")))
    profile = new_profile(any_screen)
    app = profile.start(server.url)
    app.create_first_goal("Learn to wait")
    app.slide("mass_modifier", 0.3)
    app.save_draft()
    app.wait_for_service_worker()
    app.reload()
    expect(app.at("update")).to_have_count(0)

    # The next build: any other byte of the service worker makes it another one.
    (server.client / "service-worker.js.br").unlink()
    with (server.client / "service-worker.js").open("ab") as script:
        script.write(b"\n// the next build\n")
    server.stop()
    server.start()
    app.page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")
    expect(app.at("update")).to_be_visible()
    app.page.evaluate("window.untouched = true")
    app.go("route")
    assert app.page.evaluate("window.untouched") is True
    # Another tab applies it. The page saves what is typed, and waits for a password, which nothing keeps.
    app.at("commit-toggle").click()
    app.at("commit-label").fill("patience")
    app.go("devices").at("account-password").fill("correct horse")
    other = profile.new_tab(server.url)
    # The words that were typed open the sheet of a commit, which leaves the offer in sight.
    other.at("commit-sheet").wait_for()
    other.at("update").click()
    with other.page.expect_event("load"):
        other.at("update-apply").click()
    other.wait_ready()
    assert app.page.evaluate("window.untouched") is True
    with app.page.expect_event("load"):
        app.at("account-password").fill("")
    app.wait_ready()
    assert app.page.evaluate("window.untouched") is None
    expect(app.go("goal").at("commit-label")).to_have_value("patience")
    expect(app.at("update")).to_have_count(0)
    expect(app.go("goal").at("mass_modifier")).to_have_value("0.3")


@pytest.mark.parametrize("erasing", ["leader", "follower"])
def test_a_device_that_is_erased_in_one_of_two_tabs_is_empty_in_both(
    erasing: str, server: Server, new_profile: StartProfile
) -> None:
    profile = new_profile()
    leader = profile.start(server.url)
    leader.create_first_goal("Cross the Alps")
    leader.commit_slide(0.2, "boots bought")
    follower = profile.new_tab(server.url)
    here, there = (leader, follower) if erasing == "leader" else (follower, leader)
    here.go("settings").at("data-link").click()
    here.at("delete-erase").click()
    here.at("delete-erase-word").fill("erase")
    with here.page.expect_navigation(timeout=READY_MS):
        here.at("delete-erase-confirm").click()
    here.wait_ready()
    expect(here.at("first-goal")).to_be_visible()
    expect(there.at("boot-problem")).to_have_attribute("data-code", "DEVICE_ERASED")
    there.at("boot-retry").click()
    there.wait_ready()
    expect(there.at("first-goal")).to_be_visible()
    here.create_first_goal("Sail around the island")
    expect(there.at("vault-name")).to_have_text("Sail around the island")


def test_after_a_failed_start_every_tab_can_start_again(server: Server, new_profile: StartProfile) -> None:
    profile = new_profile(SCREENS["phone-ko"])
    tabs = [profile.start(server.url), *(profile.new_tab(server.url) for _ in range(2))]
    hand = profile.context.new_page()
    hand.goto(f"{server.url}/health/live")
    hand.evaluate(STORE, 2)
    # They wait for the lock together, so that one leads and the others follow it into its failure.
    hand.evaluate(HOLD_LOCK)
    for tab in tabs:
        tab.page.reload()
        hand.evaluate(UNTIL_LOCK_IS_WANTED, tabs.index(tab) + 1)
    hand.evaluate("window.release()")
    leader, retrying, waiting = tabs
    for tab in tabs:
        expect(tab.at("boot-problem")).to_have_attribute("data-code", "UPDATE_REQUIRED", timeout=READY_MS)
        expect(tab.at("boot-problem")).to_contain_text("더 새로운 버전의 앱에서 만들어졌어요.")
    hand.evaluate(STORE, 0)
    retrying.at("boot-retry").click()
    for tab in (retrying, waiting):
        tab.wait_ready()
        expect(tab.at("first-goal")).to_be_visible()
    leader.at("boot-retry").click()
    leader.wait_ready()
    waiting.create_first_goal("Learn to wait")
    for tab in (leader, retrying):
        expect(tab.at("vault-name")).to_have_text("Learn to wait")


def test_a_tab_of_a_new_build_makes_open_tabs_reload(
    start_server: StartServer, new_profile: StartProfile, journal: Journal, client: Path, tmp_path: Path
) -> None:
    """Without a service worker, or on a first visit, only the new tab tells an open page of a deployment.

    Both tabs ask for the lock of the writer while they load, so either may lead.
    """
    journal.expect(r"^response 404 GET .*/service-worker\.js$", r"HTTP response code \(404\)")
    deployed = Path(shutil.copytree(client, tmp_path / "deployed"))
    for script in deployed.glob("service-worker.js*"):
        script.unlink()
    server = start_server(deployed)
    profile = new_profile(copy_of=None)
    before = profile.start(server.url)
    before.create_first_goal("Learn to wait")
    (worker,) = (client / "assets").glob("worker-*.js")
    (build,) = set(re.findall(r"autus-kernel-([0-9a-f]{12})", worker.read_text(encoding="utf-8")))

    def deploy(route: Route) -> None:
        answer = route.fetch()
        # The hashes in the page are those of the build before.
        body = CHECKS.sub("", answer.text().replace(build, "0123456789ab"))
        route.fulfill(response=answer, body=body)

    profile.context.route(re.compile(r"/$|/assets/.*\.js$"), deploy)
    before.slide("mass_modifier", 0.3)
    before.at("commit-toggle").click()
    before.at("commit-label").fill("in the next build")
    before.page.evaluate("window.untouched = true")
    after = profile.new_tab(server.url)
    expect(after.at("mass_modifier")).to_have_value("0.3")
    before.page.wait_for_function(LOADED_AGAIN, timeout=READY_MS)
    assert sorted((phase(before), phase(after))) == ["follower", "ready"]
    expect(before.at("mass_modifier")).to_have_value("0.3")
    before.commit()
    assert after.said() == ["in the next build"]
