"""How fast Lighthouse finds a visit: `python -m tests.bench.lighthouse`.

Prints a score from 0 to 100 for a cold and a warm visit on a desk and on a phone: the median of five visits.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median

from scripts.browsers import browser_path
from tests.browser.driver import Driver
from tests.browser.server import Server
from tests.conftest import ROOT
from tests.ports import reserve_port

VISITS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", ROOT / "client" / "web" / "dist", reserve_port()).start()
        visitor = Driver("lighthouse.mjs", browser_path("chromium"), str(Path(folder) / "profile"))
        try:
            print(json.dumps(scores(visitor, f"{server.url}/"), indent=2))
        finally:
            visitor.close()
            server.kill()


def scores(visitor: Driver, url: str) -> dict[str, float]:
    figures = {}
    for warm in (False, True):
        for form in ("desktop", "mobile"):
            visit = {"url": url, "form": form, "warm": warm, "categories": ["performance"]}
            runs = [visitor.ask("visit", **visit)["scores"]["performance"] for _ in range(VISITS)]
            figures[f"{'warm' if warm else 'cold'}, {form}"] = median(runs)
        if not warm:
            visitor.ask("settle", url=url, title="Learn to sail")
    return figures


if __name__ == "__main__":
    main()
