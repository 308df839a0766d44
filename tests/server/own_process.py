"""The server as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.conftest import ROOT


class ServerProcess:
    def __init__(self, folder: Path, port: int, **settings: object) -> None:
        client = folder.with_name("dist")
        client.mkdir(exist_ok=True)
        values = {"data": folder, "client": client, "port": port, **settings}
        environment = os.environ | {f"AUTUS_{name.upper()}": str(value) for name, value in values.items()}
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([sys.executable, "-m", "server"], cwd=ROOT, env=environment)
        with httpx.Client(transport=httpx.HTTPTransport(retries=12)) as client:
            while True:
                try:
                    assert client.get(f"{self.url}/health/ready", timeout=20).status_code == 200
                except httpx.ConnectError:
                    assert self.process.poll() is None, "the server ended"
                    continue
                return

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def running(folder: Path, port: int, **settings: object) -> Iterator[ServerProcess]:
    server = ServerProcess(folder, port, **settings)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)
