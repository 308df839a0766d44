"""The Firefox that people have, over WebDriver BiDi: a Node process of its own speaks to it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from scripts.browsers import browser_path
from tests.conftest import ROOT

DRIVER = ROOT / "client" / "web" / "tests" / "firefox-driver.mjs"
CLOSE_SECONDS = 30


class Firefox:
    """One window on a profile folder, which outlives it."""

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            ["node", str(DRIVER), browser_path("firefox"), str(profile)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=DRIVER.parent,
        )

    def ask(self, command: str, **given: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"command": command, **given}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "ok" in answer, f"{command} {given}: {answer}"
        return answer["ok"]

    def open(self, url: str) -> None:
        self.ask("goto", url=url)
        self.ask("wait", selector="html[data-ready=true]")

    def click(self, test_id: str) -> None:
        self.ask("click", id=test_id)

    def type(self, test_id: str, text: str) -> None:
        self.ask("type", id=test_id, text=text)

    def slide(self, test_id: str, value: float) -> None:
        self.ask("slide", id=test_id, value=value)

    def wait_for(self, test_id: str, condition: str = "") -> None:
        self.ask("wait", selector=f'[data-testid="{test_id}"]{condition}')

    def text(self, test_id: str) -> str:
        script = f"document.querySelector('[data-testid=\"{test_id}\"]').textContent"
        return str(self.ask("run", script=script))

    def run(self, script: str) -> Any:
        return self.ask("run", script=script)

    @property
    def complaints(self) -> list[str]:
        return list(self.ask("complaints"))

    def close(self) -> None:
        """Ends the window; the profile stays."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
