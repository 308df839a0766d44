"""Starts servers in a fraction of their time: a process that has loaded their modules forks for each."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.conftest import ROOT


class Forked:
    """A server that the nursery has started, with what `subprocess.Popen` offers of it."""

    def __init__(self, pid: int) -> None:
        self._watch = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs."""
        return 0 if self._ends_within(0) else None

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> None:
        if not self._ends_within(timeout):
            raise subprocess.TimeoutExpired("server", timeout or 0)

    def close(self) -> None:
        os.close(self._watch)

    def _ends_within(self, seconds: float | None) -> bool:
        return bool(select.select([self._watch], [], [], seconds)[0])

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._watch, number)


class Nursery:
    """The process that forks, as seen from the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def start(self, folder: Path, environment: dict[str, str], log: Path) -> Forked:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), environment, str(log)]) + "\n")
        self._process.stdin.flush()
        return Forked(int(self._process.stdout.readline()))

    def close(self) -> None:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()


def become_server(folder: str, environment: dict[str, str], log: str) -> int:
    """Runs `python -m server` in this process. Returns its exit status."""
    from server.__main__ import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    silence, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for source, target in ((silence, 0), (written, 1), (written, 2)):
        os.dup2(source, target)
    return main([])


def run() -> None:
    import server.app
    import server.ops.program  # noqa: F401 - what each server would load

    while line := sys.stdin.readline():
        # Only now: whoever asked has looked up the ones before.
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        pid = os.fork()
        if pid == 0:
            sys.exit(become_server(*json.loads(line)))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    run()
