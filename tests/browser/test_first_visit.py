"""The first visit: the page with the form comes before the engine, and keeps what is written for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.browser.app import App, wait_until
from tests.browser.conftest import StartProfile
from tests.browser.profile import PHONE
from tests.browser.server import Server

# The engine's worker, and every part of Python.
ENGINE_FILES = ("**/assets/worker-*.js", "**/py/**")
STORED = "JSON.stringify([{...sessionStorage}, {...localStorage}])"


class Held:
    """Requests for the engine's files, held back until `serve`."""

    def __init__(self, page: Page) -> None:
        self._waiting: list[Route] | None = []
        for pattern in ENGINE_FILES:
            page.context.route(pattern, self._answer)

    def _answer(self, route: Route) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def serve(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for route in waiting:
            route.continue_()


@contextmanager
def without_engine(start: StartProfile, server: Server) -> Iterator[tuple[App, Held]]:
    page = start(copy_of=None, screen=PHONE).launch()
    held = Held(page)
    page.goto(f"{server.url}/")
    yield App(page, server.url), held


def test_what_is_written_before_the_engine_has_come_becomes_the_goal(
    server: Server, new_profile: StartProfile
) -> None:
    with without_engine(new_profile, server) as (app, held):
        title = app.at("goal-form-title")
        expect(app.at("first-goal")).to_be_visible()
        expect(app.at("demo-open")).to_be_enabled()
        title.fill("노래 ")
        app.page.reload()
        expect(title).to_have_value("노래 ")
        title.press("End")
        title.press_sequentially("10곡")
        app.at("goal-form-more").click()
        app.at("goal-form-why").fill("혼자만의 이유")
        app.at("goal-form-submit").click()
        expect(app.at("first-waiting")).to_be_visible()
        # The button counts after a reload too, and the words may still change.
        app.page.reload()
        expect(app.at("first-waiting")).to_be_visible()
        expect(app.at("goal-form-why")).to_have_value("혼자만의 이유")
        title.fill("노래 11곡")
        held.serve()
        expect(app.at("goal-title")).to_have_text("노래 11곡")
        expect(app.at("goal-why")).to_have_text("혼자만의 이유")
        expect(app.at("goal-title")).to_be_focused()
        assert app.page.evaluate("scrollY") == 0
        app.wait_ready()
        # From here on only sealed records hold the words.
        wait_until(app.page, "sessionStorage.getItem('autus.firstWords') === null")
        assert "노래" not in app.page.evaluate(STORED)
        assert len(app.call("boot")["vaults"]) == 1
        # The example stays within reach.
        app.at("vault-switcher").click()
        app.at("demo-open").click()
        expect(app.at("demo-banner")).to_be_visible()
        expect(app.at("vault-dialog")).to_have_count(0)


def test_the_example_and_the_log_in_are_there_before_the_engine(
    server: Server, new_profile: StartProfile
) -> None:
    with without_engine(new_profile, server) as (app, held):
        app.at("goal-form-title").fill("Sing")
        app.at("demo-open").click()
        app.at("first-login").click()
        expect(app.at("page-devices")).to_be_visible()
        held.serve()
        expect(app.at("account-form")).to_be_visible()
        expect(app.at("account-kind-login")).to_be_checked()
        app.wait_ready()
        # A refusal stands in its field.
        app.at("account-kind-register").check()
        app.at("account-name").fill("a\u2800b")
        for field in ("account-password", "account-again"):
            app.at(field).fill("열려라 참깨 🐳 é")
        app.at("account-submit").click()
        expect(app.at("account-name")).to_be_focused()
        expect(app.at("account-form")).to_contain_text("U+2800")
        expect(app.at("account-problem")).to_have_count(0)
        # The example was asked for on the page that is closed now.
        app.go("goal")
        expect(app.at("demo-banner")).to_be_visible()
