"""A page that nobody touches behind a real proxy: a restart, a frozen stream, a goal deleted elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.line import line
from tests.browser.pair import PASSWORD, join, registered
from tests.browser.profile import PHONE
from tests.browser.server import Server
from tests.ports import reserve_port
from tests.proxies import proxy

# The page notices a frozen stream after 21 seconds, and anything else sooner.
UNTOUCHED_MS = 60_000
# From here on the page notices no frozen stream by itself, once the timer that runs is over.
UNWATCHED = """() => {
  const wait = self.setTimeout;
  self.unwatched = new Promise((done) => {
    self.setTimeout = (act, ms, ...given) => (ms === 21_000 ? done(true) ?? 0 : wait(act, ms, ...given));
  });
}"""
SHOW_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def server(tmp_path: Path, client: Path) -> Iterator[Server]:
    """A server on a port of its own: the proxy has the port of the site."""
    started = Server(tmp_path / "server", client, reserve_port()).start()
    yield started
    started.kill()


def test_a_page_hears_again_after_a_restart_a_frozen_stream_and_a_deletion(
    server: Server,
    port: int,
    tmp_path: Path,
    new_profile: StartProfile,
    new_device: StartDevice,
    journal: Journal,
) -> None:
    journal.expect_network_trouble()
    journal.expect_refusals(409, 502)
    between = reserve_port()
    with proxy("nginx", tmp_path / "nginx", between, server.port), line(port, between) as path:
        site = f"http://127.0.0.1:{port}"
        server.url, own = site, server.url
        app = registered(server, new_profile(PHONE))
        server.url = own
        other, goal = new_device(own), app.vault()
        join(other)
        timeline = app.go("history").at("timeline")

        server.kill()
        app.wait_phase("offline")
        server.start()
        other.commit(goal, 0.1, "after the restart")
        other.call("sync")
        expect(timeline).to_contain_text("after the restart", timeout=UNTOUCHED_MS)
        app.wait_synced()

        path.freeze_events()
        other.commit(goal, 0.2, "on a frozen stream")
        other.call("sync")
        expect(timeline).to_contain_text("on a frozen stream", timeout=UNTOUCHED_MS)

        (worker,) = app.page.workers
        worker.evaluate(UNWATCHED)
        # The next beat of the stream would start that timer.
        assert worker.evaluate("self.unwatched")
        path.freeze_events()
        other.commit(goal, 0.3, "while it was hidden")
        other.call("sync")
        app.page.evaluate(SHOW_AGAIN)
        expect(timeline).to_contain_text("while it was hidden", timeout=UNTOUCHED_MS)

        other.call("delete_vault", vault=goal, where="both", password=PASSWORD)
        app.page.evaluate(SHOW_AGAIN)
        indicator = app.go("goal").at("sync-indicator")
        expect(indicator).to_have_attribute("data-goal", "deleted")
        expect(indicator).to_contain_text("서버에서 삭제됨")
        app.commit_slide(0.4, "stays here")
        app.at("goal-deleted-open").click()
        app.at(f"keep-here-{goal}").click()
        app.at("sync-sheet-close").click()
        expect(indicator).to_have_attribute("data-goal", "here_only")
        app.go("settings").at("data-link").click()
        app.at(f"publish-{goal}").click()
        expect(indicator).to_have_attribute("data-goal", "synced")
        app.wait_synced()
        other.call("sync")
        assert other.said(app.vault())[-1] == "stays here"
