"""Two devices of one person that have the same goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.app import App
    from tests.browser.native import NativeDevice
    from tests.browser.profile import Profile
    from tests.browser.server import Server

NAME = "mina"
PASSWORD = "correct horse battery staple"


def registered(server: Server, profile: Profile) -> App:
    """A browser with an account. The server has its one goal with one commit."""
    app = profile.start(server.url)
    app.create_first_goal("Cross the Alps", "Because they are there")
    app.commit_slide(0.2, "boots bought")
    app.register(NAME, PASSWORD, "Desk")
    app.wait_synced()
    return app


def pair(server: Server, one: Profile, other: Profile) -> tuple[App, App]:
    first = registered(server, one)
    second = other.start(server.url)
    second.log_in(NAME, PASSWORD, "Sofa")
    second.wait_synced()
    return first, second


def join(device: NativeDevice) -> None:
    """Logs the CPython device in to the account."""
    device.call("login", name=NAME, password=PASSWORD, device_name="Terminal", adopt=False)
