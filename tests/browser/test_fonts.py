"""The shipped font: loaded in slices, within its budget, and kept for starts without a network."""

from __future__ import annotations

import json

from tests.browser.app import wait_until
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.profile import PHONE
from tests.browser.server import Server

FONT_BYTES = 350_000
# No text of the app has these two. Their slices are loaded as needed.
RARE = "뷁 Ω"
LETTERS_ARE_DRAWN = f"""() => document.fonts.check("16px 'AUTUS Sans'", {json.dumps(RARE)})
  && [...document.fonts].filter((it) => it.family === "AUTUS Sans" && it.status === "loaded").length === 4
"""
LOADED = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".woff2"))
  .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])"""
KEPT = """async () => {
  const kept = await Promise.all(PATHS.map((path) => caches.match(path)));
  return kept.every((answer) => answer?.ok);
}"""
SHIFTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    resolve(list.getEntries().filter((shift) => !shift.hadRecentInput).map(({ value }) => value));
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(resolve, 500, []);
})"""


def test_the_font_is_loaded_in_slices_and_kept(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect_network_trouble()
    profile = new_profile(PHONE, copy_of=None)
    app = profile.start(server.url)
    app.page.wait_for_load_state("networkidle")
    assert app.page.evaluate(SHIFTS) == []
    first = dict(app.page.evaluate(LOADED))
    assert {path.split("/")[-1].split("-")[0] for path in first} == {"latin", "hangul"}
    assert 0 < sum(first.values()) <= FONT_BYTES

    app.create_first_goal(f"달리기 {RARE}")
    app.wait_for_service_worker()
    wait_until(app.page, LETTERS_ARE_DRAWN)
    loaded = list(dict(app.page.evaluate(LOADED)))
    assert len(loaded) == len(first) + 2
    wait_until(app.page, KEPT.replace("PATHS", json.dumps(loaded)))

    server.kill()
    profile.stop()
    app = profile.start(server.url)
    wait_until(app.page, LETTERS_ARE_DRAWN)
