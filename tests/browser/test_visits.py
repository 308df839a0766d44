"""A cold and a warm visit: what Lighthouse finds besides speed, layout shifts, the weight of JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.browsers import browser_path
from tests.browser.conftest import StartProfile
from tests.browser.driver import Driver
from tests.browser.server import Server
from tests.conftest import ROOT

WEB = ROOT / "client" / "web"
SCORE = 95
CATEGORIES = ["accessibility", "best-practices"]
# 3,000 of them are passkeys with their texts in both languages, which the pages that ask for a way in load.
# 1,500 are the notice of a stopped goal and the end of a locked device, which load with their pages.
JAVASCRIPT_BYTES = 332_000
LAYOUT_SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  const observer = new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
  });
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 1000);
})"""


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Driver]:
    """A browser of its own that Lighthouse drives."""
    started = Driver("lighthouse.mjs", browser_path("chromium"), str(tmp_path / "lighthouse"))
    yield started
    started.close()


@pytest.mark.long
def test_lighthouse_scores_a_cold_and_a_warm_visit(server: Server, visitor: Driver) -> None:
    """Its score of speed is a figure of `python -m tests.bench.lighthouse`."""
    url = f"{server.url}/"
    for warm in (False, True):
        for form in ("desktop", "mobile"):
            report = visitor.ask("visit", url=url, form=form, warm=warm, categories=CATEGORIES)
            assert set(report["scores"]) == set(CATEGORIES)
            assert min(report["scores"].values()) >= SCORE, (form, warm, report)
        if not warm:
            visitor.ask("settle", url=url, title="Learn to sail")


def test_no_layout_shift_on_a_cold_and_a_warm_visit(server: Server, new_profile: StartProfile) -> None:
    profile = new_profile(copy_of=None)
    app = profile.start(server.url)
    assert app.page.evaluate(LAYOUT_SHIFTS) == 0
    app.create_first_goal("Learn to sail")
    app.wait_for_service_worker()
    app.reload()
    assert app.page.evaluate(LAYOUT_SHIFTS) == 0


def test_javascript_outside_python_stays_within_its_budget(client: Path) -> None:
    """The budget is that of one visit, so the texts of one language count, those of the larger one."""
    assets = client / "assets"
    # All but a few lines of that worker is Pyodide's own loader, which the engine's worker holds once more.
    (loader,) = assets.glob("runtime-snapshot-worker-*.js.br")
    texts = [path.stat().st_size for path in (*assets.glob("ko-*.js.br"), *assets.glob("en-*.js.br"))]
    assert len(texts) == 2
    files = [*assets.glob("*.js.br"), client / "service-worker.js.br", client / "start.js.br"]
    packed = sum(path.stat().st_size for path in files) - 2 * loader.stat().st_size - min(texts)
    assert 0 < packed <= JAVASCRIPT_BYTES
