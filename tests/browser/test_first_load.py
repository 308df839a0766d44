"""What a first visit loads before its form can be used, in which order, and how many bytes it loads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.app import wait_until
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.profile import PHONE, SCREENS, Screen
from tests.browser.server import Server

# With brotli. Fonts and pictures have budgets of their own.
PAGE_BYTES = 85_000
# 8,000 of them are the pages, texts and engine methods of passkeys.
VISIT_BYTES = 3_358_000
NOT_COUNTED = re.compile(r"\.(woff2|png)$")
# The page, its starter, its script, one style sheet. One language comes on top.
FIRST_FILES = ("/", "/start.js", "/assets/index-.js", "/assets/first-.js", "/assets/style-.css")
# The browser asks for these by itself.
BESIDE = ("/manifest.webmanifest", "/icons/autus.svg")
HASH = re.compile(r"-[\w-]{8}(?=\.\w+$)")


def name_of(request: Request) -> str:
    """The path of a request without the hash in its name."""
    return HASH.sub("-", "/" + request.url.split("/", 3)[3])


class Line:
    """What a page requests. Answers only the page and its starter, and the rest when `serve` says so."""

    def __init__(self, page: Page) -> None:
        self.requested: list[str] = []
        self._waiting: list[Route] | None = []
        page.context.on("request", lambda request: self.requested.append(name_of(request)))
        page.context.route(re.compile(r"/(assets|py)/"), self._answer)

    def _answer(self, route: Route) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def serve(self, wanted: str) -> None:
        """Answers what matches, and all of it from now on if that is everything."""
        waiting = self._waiting or []
        served = [route for route in waiting if re.search(wanted, route.request.url)]
        self._waiting = None if wanted == "" else [route for route in waiting if route not in served]
        for route in served:
            route.continue_()


def compressed(client: Path, names: set[str]) -> int:
    """The bytes of these files with brotli."""
    files = {HASH.sub("-", f"/{path.relative_to(client)}"): path for path in client.rglob("*.*")}
    files["/"] = client / "index.html"
    return sum(files[name].with_name(files[name].name + ".br").stat().st_size for name in names)


@pytest.mark.parametrize("screen", [SCREENS["phone-ko"], SCREENS["phone-en"]], ids=["ko", "en"])
def test_the_form_needs_one_language_and_one_round_trip_after_the_starter(
    server: Server, client: Path, new_profile: StartProfile, screen: Screen
) -> None:
    page = new_profile(copy_of=None, screen=screen).launch()
    line = Line(page)
    page.goto(f"{server.url}/", wait_until="commit")
    first = {*FIRST_FILES, f"/assets/{screen.language}-.js"}
    # Nothing of it waits for another part of it: no answer has come yet.
    while not first <= set(line.requested):
        page.wait_for_timeout(20)
    assert set(line.requested) <= first | set(BESIDE)
    assert compressed(client, first) <= PAGE_BYTES
    line.serve(r"/assets/(index|first|ko|en|style)-")
    expect(page.get_by_test_id("goal-form-submit")).to_be_enabled()
    page.get_by_test_id("goal-form-title").fill("달리기")
    # Everything else came after the form: fonts, the pages of a goal, and the engine from its worker on.
    rest = {it for it in line.requested if it not in first | set(BESIDE)}
    assert all(re.search(r"\.woff2$|/assets/(worker|goal-pages)-", it) for it in rest), rest
    line.serve("")
    page.wait_for_selector("html[data-ready=true]")


def test_a_first_visit_stays_within_its_bytes(client: Path) -> None:
    packed = sum(path.stat().st_size for path in client.rglob("*.br"))
    counted = [it for it in client.rglob("*.*") if it.is_file() and it.suffix != ".br"]
    # What is not compressed is counted elsewhere.
    assert all(NOT_COUNTED.search(it.name) or it.with_name(it.name + ".br").is_file() for it in counted)
    assert 0 < packed <= VISIT_BYTES


def test_the_other_language_is_loaded_when_it_is_chosen_and_is_there_without_a_network(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    profile = new_profile(PHONE, copy_of=None)
    journal.expect_network_trouble()
    page = profile.launch()
    # The service worker would bring both languages.
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{server.url}/")
    page.wait_for_selector("html[data-ready=true]")
    page.get_by_test_id("nav-settings").click()
    expect(page.get_by_test_id("language-ko")).to_be_checked()
    page.route("**/assets/en-*.js", lambda route: route.abort())
    page.get_by_test_id("language-en").click()
    expect(page.get_by_role("alert")).to_contain_text("APP_NOT_WHOLE")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_test_id("language-ko")).to_be_checked()
    page.unroute("**/assets/en-*.js")
    page.get_by_test_id("language-en").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    profile.stop()

    app = profile.start(server.url)
    app.wait_for_service_worker()
    server.kill()
    app = app.reload()
    app.use_language("ko")
    expect(app.at("nav-settings")).to_contain_text("설정")
    wait_until(app.page, f"localStorage['autus.prefs'].includes({json.dumps('ko')})")
