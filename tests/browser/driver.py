"""A Node program that drives a browser: one JSON command a line, one JSON answer a line."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from typing import Any

from tests.conftest import ROOT

SCRIPTS = ROOT / "client" / "web" / "tests"
CLOSE_SECONDS = 30
KILL_SECONDS = 10


class Driver:
    def __init__(self, script: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            ["node", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=SCRIPTS,
        )

    def ask(self, command: str, **given: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"command": command, **given}), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        assert "ok" in answer, f"{command} {given}: {answer}"
        return answer["ok"]

    def close(self) -> None:
        """Lets the program close its browser, and ends it if that takes too long."""
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                # On SIGTERM it closes its browser.
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(KILL_SECONDS)
                process.kill()
