"""Fixtures: the built client, servers and browsers that end with their test, and the journal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.nursery import Nursery
from tests.browser.profile import DESK, SCREENS, Profile, Screen
from tests.browser.server import Server
from tests.conftest import ROOT
from tests.ports import reserve_port

EXPECT_MS = 30_000

StartServer = Callable[..., Server]
StartProfile = Callable[..., Profile]
StartDevice = Callable[..., NativeDevice]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    # The long tests start first, so that no worker starts one when the others have nothing left to do.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the build, as it was when the run began."""
    built = ROOT / "client" / "web" / "dist"
    assert (built / "index.html").is_file(), "`make build` comes first"
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("client") / "dist"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=EXPECT_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture
def journal() -> Iterator[Journal]:
    written = Journal()
    yield written
    assert not written.unexpected, "\n".join(written.unexpected)


@pytest.fixture(scope="session")
def port() -> int:
    """The port of the first server of every test, so that a copied profile finds its site again."""
    return reserve_port()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


@pytest.fixture(scope="session")
def visited(
    playwright: Playwright,
    client: Path,
    port: int,
    nursery: Nursery,
    tmp_path_factory: pytest.TempPathFactory,
) -> Profile:
    """A profile after a first visit: all that a start without a server needs, and no goal."""
    folder, journal = tmp_path_factory.mktemp("visited"), Journal()
    server = Server(folder / "server", client, port, nursery).start()
    profile = Profile(playwright, folder / "profile", journal)
    app = profile.start(server.url)
    app.wait_for_service_worker()
    app.wait_for_image()
    profile.forget(server.url)
    profile.stop()
    server.stop()
    assert not journal.unexpected, "\n".join(journal.unexpected)
    return profile


@pytest.fixture
def start_server(tmp_path: Path, client: Path, port: int, nursery: Nursery) -> Iterator[StartServer]:
    started: list[Server] = []

    def start(client_folder: Path = client) -> Server:
        own_port = reserve_port() if started else port
        server = Server(tmp_path / f"server-{len(started)}", client_folder, own_port, nursery)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server()


@pytest.fixture(params=["phone-ko", "desk-en"])
def screen(request: pytest.FixtureRequest) -> Screen:
    """Runs the test twice. Both sizes and both languages appear once."""
    return SCREENS[request.param]


@pytest.fixture
def any_screen(request: pytest.FixtureRequest) -> Screen:
    """For a flow in which size and language decide nothing: one of the four, always the same for a test."""
    return list(SCREENS.values())[crc32(request.node.name.encode()) % len(SCREENS)]


@pytest.fixture
def new_profile(
    tmp_path: Path, playwright: Playwright, journal: Journal, visited: Profile
) -> Iterator[StartProfile]:
    """Starts profiles that are copies of `visited`, or of `copy_of`. None stands for a first visit."""
    made: list[Profile] = []

    def make(screen: Screen = DESK, clock_ms: int = 0, copy_of: Profile | None = visited) -> Profile:
        folder = tmp_path / f"profile-{len(made)}"
        if copy_of is not None:
            copy_of.copy_folder(folder)
        profile = Profile(playwright, folder, journal, screen, clock_ms)
        made.append(profile)
        return profile

    yield make
    for profile in made:
        profile.stop()


@pytest.fixture
def new_device(tmp_path: Path) -> Iterator[StartDevice]:
    """Starts devices on CPython, with the same engine."""
    made: list[NativeDevice] = []

    def make(url: str, clock_ms: int = 0) -> NativeDevice:
        device = NativeDevice(tmp_path / f"device-{len(made)}", url, clock_ms)
        made.append(device)
        return device

    yield make
    for device in made:
        device.close()
