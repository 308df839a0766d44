"""Logging out without a server: at once on the device, and on the server as soon as it answers."""

from __future__ import annotations

import pytest

from shared.device.core.host import Response, TransportError
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile

Request = tuple[str | None, str, str, bytes | None]


class Away:
    """A network without a server, or with a page of a portal."""

    def __init__(self, lab: Lab, monkeypatch: pytest.MonkeyPatch, page: bytes | None = None) -> None:
        self._page = page
        monkeypatch.setattr(lab, "_send", self.send)

    async def send(self, _: Profile, __: Request) -> Response:
        if self._page is None:
            raise TransportError("OFFLINE", "no network")
        return Response(200, self._page, "text/html")


async def shown(lab: Lab, profile: Profile, method: str = "sync_status") -> Document:
    status = await lab.ok(profile, method)
    return {key: status[key] for key in ("phase", "retry", "ending")}


OPEN_THERE = {"phase": "signed_out", "retry": "soon", "ending": True}
ENDED = {"phase": "signed_out", "retry": "never", "ending": False}


@pytest.mark.parametrize("page", [None, b"<h1>Welcome</h1>"])
@pytest.mark.parametrize("restarted", [False, True])
@play
async def test_a_log_out_counts_at_once_and_the_server_hears_of_it_later(
    page: bytes | None, restarted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, _, vault = await two_devices()
    sessions = set(lab.server.database.sessions)
    with monkeypatch.context() as network:
        Away(lab, network, page)
        await lab.ok(a, "logout")
        assert await shown(lab, a) == OPEN_THERE
        if restarted:
            await lab.restart(a)
        assert await shown(lab, a, "sync") == OPEN_THERE
        await lab.commit(a, vault, "after the log-out")
    assert set(lab.server.database.sessions) == sessions
    assert await shown(lab, a, "sync") == ENDED
    assert len(sessions - lab.server.database.sessions.keys()) == 1
    await lab.restart(a)
    assert await shown(lab, a, "sync") == ENDED
    assert "after the log-out" in await lab.labels(a, vault)


@play
async def test_a_device_that_left_its_account_without_a_network_ends_its_session_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, _, _ = await two_devices()
    sessions = len(lab.server.database.sessions)
    with monkeypatch.context() as network:
        Away(lab, network)
        await lab.ok(a, "leave_account")
        await lab.restart(a)
    assert await shown(lab, a) == {"phase": "local", "retry": "soon", "ending": True}
    assert await shown(lab, a, "sync") == {"phase": "local", "retry": "never", "ending": False}
    assert len(lab.server.database.sessions) == sessions - 1


@play
async def test_a_log_in_ends_the_left_session_first_and_keeps_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, _, _ = await two_devices()
    assert a.facade is not None
    left = a.facade.device.token
    with monkeypatch.context() as network:
        Away(lab, network)
        await lab.ok(a, "logout")
        assert await lab.code(a, "login", **credentials()) == "OFFLINE"
    assert left in lab.server.database.sessions
    await lab.join(a)
    assert left not in lab.server.database.sessions
    for _ in range(2):
        assert (await lab.ok(a, "sync"))["phase"] == "synced"
        await lab.restart(a)


@play
async def test_a_session_that_the_server_ended_meanwhile_is_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, _, _ = await two_devices()
    with monkeypatch.context() as network:
        Away(lab, network)
        await lab.ok(a, "logout")
    lab.server.database.sessions.clear()
    assert await shown(lab, a, "sync") == ENDED


def credentials() -> Document:
    return {"name": NAME, "password": PASSWORD, "device_name": "A", "adopt": True}
