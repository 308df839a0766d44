"""A stock Firefox over WebDriver BiDi, driven by a Node process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scripts.browsers import browser_path
from tests.browser.app import CALL_KERNEL
from tests.browser.driver import Driver
from tests.browser.ids import known, selector
from tests.browser.profile import HOLD_WORKER


class Firefox(Driver):
    """One window on a profile folder. The folder stays when the window closes."""

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        super().__init__("firefox-driver.mjs", browser_path("firefox"), str(profile), HOLD_WORKER)

    def open(self, url: str) -> None:
        self.ask("goto", url=url)
        self.ask("wait", selector="html[data-ready=true]")

    def click(self, test_id: str) -> None:
        self.ask("click", id=known(test_id))

    def fill(self, test_id: str, value: str | float) -> None:
        self.ask("fill", id=known(test_id), value=value)

    def wait_for(self, test_id: str, condition: str = "") -> None:
        self.ask("wait", selector=selector(test_id, condition))

    def text(self, test_id: str) -> str:
        return str(self.ask("run", script=f"document.querySelector('{selector(test_id)}').textContent"))

    def run(self, script: str) -> Any:
        return self.ask("run", script=script)

    def ask_engine(self, method: str, **fields: Any) -> dict[str, Any]:
        """The whole answer of the engine: `ok` or `error`."""
        answer: dict[str, Any] = self.run(f"({CALL_KERNEL})({json.dumps([method, fields])})")
        return answer

    @property
    def complaints(self) -> list[str]:
        return list(self.ask("complaints"))
