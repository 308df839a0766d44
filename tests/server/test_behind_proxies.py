"""Devices behind a real Caddy and a real nginx: a restart and a portal pass, and neither is believed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser.native import NativeDevice
from tests.ports import reserve_port
from tests.proxies import PORTALS, proxy
from tests.server.own_process import running

pytestmark = pytest.mark.sqlite

NAME, PASSWORD = "mina", "correct horse battery staple"
BACKLOG = 120


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[list[NativeDevice]]:
    made: list[NativeDevice] = []
    yield made
    for device in made:
        device.close()


def start(devices: list[NativeDevice], folder: Path, url: str) -> tuple[NativeDevice, str]:
    """A device with an account and a goal, in sync."""
    device = NativeDevice(folder, url)
    devices.append(device)
    goal = device.call("create_vault", title="Cross the Alps")["vault"]
    device.call("register", name=NAME, password=PASSWORD, device_name="Desk")
    assert device.call("sync")["phase"] == "synced"
    return device, goal


@pytest.mark.parametrize("kind", ["caddy", "nginx"])
def test_a_restart_and_a_portal_pass(kind: str, tmp_path: Path, devices: list[NativeDevice]) -> None:
    port, upstream = reserve_port(), reserve_port()
    with running(tmp_path / "data", upstream) as server:
        with proxy(kind, tmp_path / "proxy", port, upstream) as url:
            device, goal = start(devices, tmp_path / "device", url)
            device.commit(goal, 0.1, "before")
            server.end(signal.SIGKILL)
            status = device.call("sync")
            shown = (status["phase"], status["retry"], status["needs"], status["waiting"])
            assert shown == ("offline", "soon", None, 1)
            assert (status["error"]["code"], status["error"]["status"]) == ("FOREIGN_ANSWER", 502)
        with running(tmp_path / "data", upstream):
            for number, portal in enumerate(PORTALS):
                with proxy(kind, tmp_path / f"portal-{number}", port, upstream, portal):
                    status = device.call("sync")
                assert status["needs"] is None, portal
                if portal == "none":
                    assert (status["phase"], status["waiting"]) == ("synced", 0)
                else:
                    assert (status["phase"], status["retry"]) == ("offline", "soon"), portal
                    assert status["error"]["code"] == "FOREIGN_ANSWER", portal
                device.commit(goal, 0.01 * number, portal)
            with proxy(kind, tmp_path / "proxy", port, upstream):
                status = device.call("sync")
    assert (status["phase"], status["waiting"], status["error"]) == ("synced", 0, None)


def test_a_proxy_with_a_small_limit_gets_smaller_pushes(tmp_path: Path, devices: list[NativeDevice]) -> None:
    port, upstream = reserve_port(), reserve_port()
    with running(tmp_path / "data", upstream), proxy("nginx", tmp_path / "proxy", port, upstream) as url:
        device, goal = start(devices, tmp_path / "device", url)
        for number in range(BACKLOG):
            device.commit(goal, 0.001 * number, f"offline {number}")
        status = device.call("sync")
    assert (status["phase"], status["waiting"]) == ("synced", 0)


@pytest.mark.parametrize("kind", ["caddy", "nginx"])
def test_events_pass_a_proxy_at_once(kind: str, tmp_path: Path, devices: list[NativeDevice]) -> None:
    port, upstream = reserve_port(), reserve_port()
    with running(tmp_path / "data", upstream), proxy(kind, tmp_path / "proxy", port, upstream) as url:
        device, goal = start(devices, tmp_path / "device", url)
        other = NativeDevice(tmp_path / "other", url)
        devices.append(other)
        other.call("login", name=NAME, password=PASSWORD, device_name="Sofa", adopt=False)
        bearer = {"Authorization": f"Bearer {other.facade.device.token}"}
        with (
            httpx.Client(timeout=5) as client,
            client.stream("GET", f"{url}/api/v1/events", headers=bearer) as stream,
        ):
            lines = stream.iter_lines()
            assert next(lines) == "event: beat"
            device.commit(goal, 0.1, "told")
            device.call("sync")
            assert "event: head" in lines
