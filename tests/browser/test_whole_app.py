"""Files of the app that do not arrive whole are not kept. Over an honest network the app starts by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from scripts.browsers import browser_path
from tests.browser.app import App
from tests.browser.builds import next_build
from tests.browser.conftest import StartProfile, StartServer
from tests.browser.journal import Journal
from tests.browser.lying_network import LIES, LyingNetwork
from tests.browser.profile import ARGUMENTS, DESK
from tests.browser.server import Server
from tests.ports import reserve_port

ENGINE = {
    r"/py/.*\.mjs$": "empty",
    r"/py/.*\.wasm$": "html",
    r"/py/stdlib": "cut",
    r"/py/app": "missing",
    r"/py/site": "html",
}
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => undefined);
  const { installing } = registration;
  if (installing) await new Promise((resolve) => {
    installing.addEventListener("statechange", resolve, { once: true });
  });
  return registration.waiting !== null;
}"""
# Scripts and pages that are kept without the policies of the present server.
UNGUARDED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of name.startsWith("autus-build-") ? await cache.keys() : []) {
      const { headers } = await cache.match(url);
      if (/\\.(js|html)$/.test(url) && !headers.has("cross-origin-embedder-policy")) found.push(url);
    }
  }
  return found;
}"""
KEPT_BUILDS = "async () => (await caches.keys()).filter((name) => name.startsWith('autus-build-')).length"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=browser_path("headless-shell"), args=[*ARGUMENTS])
    yield started
    started.close()


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, client: Path) -> Iterator[tuple[LyingNetwork, str]]:
    server = Server(tmp_path_factory.mktemp("honest"), client, reserve_port()).start()
    lying = LyingNetwork(server.url)
    with lying.listening(reserve_port()) as url:
        yield lying, url
    server.kill()


def first_visit(browser: Browser, url: str) -> App:
    context = browser.new_context(**DESK.options)
    page = context.new_page()
    page.goto(f"{url}/")
    return App(page, url)


def check_app_works(app: App) -> None:
    """It starts, its other pages open, and it is kept for a start without a network."""
    app.wait_ready()
    expect(app.at("first-goal")).to_be_visible()
    app.go("settings")
    app.wait_for_service_worker()
    app.page.context.close()


# What goes wrong at once in one visit. A file that stops the start hides what comes after it.
FIRST_VISITS = {
    "page": {r"^/$": "cut"},
    "start": {r"^/start\.js$": "empty"},
    "entry-and-style": {r"^/assets/index-": "html", r"^/assets/style-": "missing"},
    "empty-entry": {r"^/assets/index-": "empty", r"^/assets/first-": "cut"},
    "texts": {r"^/assets/(en|ko)-": "html"},
    "style": {r"^/assets/style-": "empty", r"^/assets/other-pages-": "html"},
    "worker": {r"^/assets/worker-": "empty", r"^/assets/other-pages-": "cut"},
    "service-worker": {r"^/service-worker\.js$": "empty", r"^/assets/other-pages-": "missing"},
    "engine": ENGINE,
    "runtime": {r"/py/.*\.wasm$": "html"},
}
# They stop the start.
STOPPED = {"engine", "runtime"}


@pytest.mark.parametrize("visit", FIRST_VISITS)
def test_what_did_not_arrive_whole_at_a_first_visit_is_fetched_over_an_honest_network(
    visit: str, browser: Browser, network: tuple[LyingNetwork, str]
) -> None:
    lying, url = network
    lying.tell(FIRST_VISITS[visit])
    app = first_visit(browser, url)
    lying.wait_until_all_told()
    if visit in STOPPED:
        expect(app.at("boot-problem")).to_have_attribute("data-code", "APP_NOT_WHOLE")
        # The network still lies: nothing is thrown away for it.
        app.at("boot-fetch").click()
        expect(app.at("boot-fetch-problem")).to_have_attribute("data-code", "APP_NOT_WHOLE")
    lying.tell({})
    app.page.reload()
    check_app_works(app)


def test_an_update_that_did_not_arrive_whole_is_not_installed(
    start_server: StartServer, new_profile: StartProfile, journal: Journal, client: Path, tmp_path: Path
) -> None:
    journal.expect("")
    served = tmp_path / "served"
    shutil.copytree(client, served)
    server = start_server(served)
    lying = LyingNetwork(server.url)
    with lying.listening(reserve_port()) as url:
        lying.tell({"": "unguarded"})
        app = new_profile(copy_of=None).start(url)
        app.create_first_goal("Cross the Alps")
        app.wait_for_service_worker()
        app.reload()
        assert len(app.page.evaluate(UNGUARDED)) > 10
        following = next_build(client, tmp_path / "next", "assets/other-pages-*.js")
        shutil.rmtree(served)
        shutil.copytree(following, served)
        server.stop()
        server.start()
        for lie in LIES:
            lying.tell({r"^/assets/other-pages-": lie})
            assert app.page.evaluate(UPDATE) is False, lie
            lying.wait_until_all_told()
        for lie in LIES:
            lying.tell({r"^/service-worker\.js$": lie})
            app.page.evaluate(UPDATE)
        # An empty script is a service worker too. It is not offered.
        expect(app.at("update")).to_have_count(0)
        lying.tell({})
        assert app.page.evaluate(UPDATE) is True
        expect(app.at("update")).to_be_visible()
        expect(app.at("vault-name")).to_have_text("Cross the Alps")
        app.at("update").click()
        with app.page.expect_event("load"):
            app.at("update-apply").click()
        app.wait_ready()
        server.kill()
        app.reload()
        expect(app.at("vault-name")).to_have_text("Cross the Alps")
        app.go("settings")
        assert app.page.evaluate(KEPT_BUILDS) == 1
        # Scripts that did not change were fetched again, past the caches of the browser too.
        assert app.page.evaluate(UNGUARDED) == []
