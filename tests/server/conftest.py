"""A real server on a free port of this machine, in a thread of the test process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import uvicorn

from server.app import create_app
from server.limits.connections import bounded_connections
from server.limits.requests import RequestBounds
from server.settings import Settings
from server.store.postgres.store import PostgresStore
from server.store.sqlite.store import SqliteStore
from server.web.bounded_requests import BoundedRequests
from tests.postgres import Cluster, running_cluster
from tests.server.sessions import Session, register
from tests.shared.sync.people import Person

Service = TypeVar("Service")


class LiveServer:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings)
        connections = bounded_connections(
            settings.connections, settings.trusted_proxies, secure=settings.secure
        )
        self.unread = connections.unread
        config = uvicorn.Config(
            self.app,
            host="127.0.0.1",
            port=0,
            log_level="warning",
            http=connections,
            proxy_headers=settings.trusted_proxies is not None,
            forwarded_allow_ips=settings.trusted_proxies,
            lifespan="on",
            ws="none",
            timeout_graceful_shutdown=1,
            server_header=False,
            access_log=False,
        )
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()))

    def start(self) -> LiveServer:
        self._thread.start()
        while not self.server.started:
            assert self._thread.is_alive(), "the server did not start"
            self._thread.join(0.005)
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    @property
    def bounds(self) -> RequestBounds:
        """The bounds on the requests of the application."""
        (middleware,) = self.app.middleware
        assert isinstance(middleware, BoundedRequests)
        return middleware.bounds

    def service(self, kind: type[Service]) -> Service:
        """A service of the application, which has to be started."""
        found: Service = self.app.state.services[kind]
        return found

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that the tests of this process share. Each takes a database of its own."""
    with running_cluster() as cluster:
        yield cluster


@contextmanager
def serving(settings: Settings) -> Iterator[LiveServer]:
    server = LiveServer(settings).start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def client_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    return folder


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs each test of a server once on each store, unless it is marked `sqlite`."""
    if "store_name" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("sqlite")
        metafunc.parametrize("store_name", ["sqlite"] if only else ["sqlite", "postgres"], scope="module")


@contextmanager
def database_of(store_name: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of a PostgreSQL database, for `Settings`. None: the server has SQLite."""
    if store_name == "sqlite":
        yield None
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        with cluster.database() as url:
            yield url


@pytest.fixture
def store_class(store_name: str) -> type[SqliteStore | PostgresStore]:
    """The class of the store that the server of the test has."""
    return {"sqlite": SqliteStore, "postgres": PostgresStore}[store_name]


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, store_name: str, data_folder: Path, client_folder: Path
) -> Iterator[Settings]:
    with database_of(store_name, request) as database:
        yield Settings(data=str(data_folder), client=str(client_folder), database=database)


@pytest.fixture(scope="module")
def url(
    request: pytest.FixtureRequest, store_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server with safe defaults that the tests of a file share; every person has a name of their own."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "dist").mkdir()
    with database_of(store_name, request) as database:
        settings = Settings(data=str(folder / "data"), client=str(folder / "dist"), database=database)
        with serving(settings) as server:
            yield server.url


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def session(url: str, person: Person) -> Session:
    return register(url, person)


@pytest.fixture
def sockets() -> Iterator[list[socket.socket]]:
    opened: list[socket.socket] = []
    yield opened
    for each in opened:
        each.close()


@pytest.fixture(autouse=True)
def close_clients() -> Iterator[None]:
    yield
    while Session.opened:
        Session.opened.pop().close()
