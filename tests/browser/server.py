"""The server as a process of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from tests.browser.nursery import Forked, Nursery
from tests.conftest import ROOT

START_SECONDS = 60.0
STOP_SECONDS = 30.0


class Server:
    """One server. It keeps its port and its data folder over stops, kills and restarts."""

    def __init__(self, folder: Path, client: Path, port: int, nursery: Nursery | None = None) -> None:
        self.folder = folder
        self._nursery = nursery
        self.client = client
        self.data = folder / "data"
        self.port = port
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def database(self) -> Path:
        return self.data / "autus.sqlite3"

    @property
    def log(self) -> str:
        path = self.folder / "server.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def start(self) -> Server:
        assert self._process is None
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process = self._begin()
        self._wait_until_ready(self._process)
        return self

    def _begin(self) -> subprocess.Popen[bytes] | Forked:
        if self._nursery is not None:
            return self._nursery.start(self.folder, self._environment, self.folder / "server.log")
        with (self.folder / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "server"],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    @property
    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AUTUS_")}
        return inherited | {
            "PYTHONPATH": str(ROOT),
            "AUTUS_DATA": str(self.data),
            "AUTUS_CLIENT": str(self.client),
            "AUTUS_PORT": str(self.port),
        }

    def _wait_until_ready(self, process: subprocess.Popen[bytes] | Forked) -> None:
        until = time.monotonic() + START_SECONDS
        # Not httpx: each of its clients reads the certificates of the system, which takes long.
        while time.monotonic() < until:
            assert process.poll() is None, f"the server did not start:\n{self.log}"
            with suppress(OSError), urlopen(f"{self.url}/health/ready"):
                return
            time.sleep(0.05)
        raise AssertionError(f"the server was not ready in time:\n{self.log}")

    def stop(self) -> None:
        """Stops it as a service manager does."""
        if self._process is not None:
            self._process.terminate()
            self._ended(self._process)

    def kill(self) -> None:
        """Ends it at once, wherever it is."""
        if self._process is not None:
            self._process.kill()
            self._ended(self._process)

    def _ended(self, process: subprocess.Popen[bytes] | Forked) -> None:
        try:
            process.wait(STOP_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if isinstance(process, Forked):
                process.close()
            self._process = None

    def rows(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """The rows of a query, read while the server runs."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, parameters).fetchall()

    @contextmanager
    def tampering(self, copy: Path | None = None) -> Iterator[sqlite3.Connection]:
        """Kills the server, opens its database (or a copy in its place), and starts the server again."""
        self.kill()
        if copy is not None:
            self._replace_data(copy)
        with closing(sqlite3.connect(self.database)) as connection:
            yield connection
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.start()

    def keep_copy(self, name: str) -> Path:
        """Copies the data folder while the server is down."""
        self.kill()
        copy = self.folder / name
        shutil.copytree(self.data, copy)
        self.start()
        return copy

    def put_back(self, copy: Path) -> None:
        self.kill()
        self._replace_data(copy)
        self.start()

    def _replace_data(self, copy: Path) -> None:
        shutil.rmtree(self.data)
        shutil.copytree(copy, self.data)

    def back_up(self) -> Path:
        """Stops the server and copies the database, as an operator does."""
        self.stop()
        copy = self.folder / "backup.sqlite3"
        shutil.copyfile(self.database, copy)
        self.start()
        return copy

    def restore(self, backup: Path) -> None:
        """Puts the backup back and begins a new generation before the start, as an operator does."""
        self.stop()
        for path in self.data.glob(f"{self.database.name}*"):
            path.unlink()
        shutil.copyfile(backup, self.database)
        command = [sys.executable, "-m", "server", "new-generation"]
        said = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=True
        )
        assert said.stdout.startswith("the generation is now "), said
        self.start()

    def bytes_on_disk(self) -> bytes:
        """The bytes of all files in the data folder."""
        return b"\0".join(path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file())
