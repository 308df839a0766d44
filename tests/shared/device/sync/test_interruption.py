"""A server that never answers: what needs no server does not wait for it, and loses nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shared.device.core.host import Response, TransportError
from shared.device.core.server_client import Interrupted, ServerClient
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, preview
from tests.simulation.host import SimTransport
from tests.simulation.world import Profile

Request = tuple[str | None, str, str, bytes | None]
# Only fails a test: nothing here waits for the clock.
WAIT_SECONDS_MAX = 20


class Silence:
    """From the request numbered `after` on the server does not answer, until `over`; the end of a session
    times out at once, unless it is `stubborn`.
    """

    def __init__(self, lab: Lab, monkeypatch: pytest.MonkeyPatch, after: int = 0) -> None:
        self._send = lab._send
        self._left = after
        self.over = False
        self.stubborn = False
        self.reached = asyncio.Event()
        self.ended = 0
        monkeypatch.setattr(lab, "_send", self.send)

    async def send(self, profile: Profile, request: Request) -> Response:
        self._left -= 1
        if self._left < 0 and not self.over:
            self.reached.set()
            if request[1] == "DELETE" and not self.stubborn:
                raise TransportError("TIMEOUT", "no answer came")
            try:
                await asyncio.Event().wait()
            finally:
                self.ended += 1
        return await self._send(profile, request)


async def round_under_way(
    lab: Lab, profile: Profile, monkeypatch: pytest.MonkeyPatch, after: int = 0
) -> tuple[Silence, asyncio.Task[Document]]:
    silence = Silence(lab, monkeypatch, after)
    syncing = asyncio.create_task(lab.ok(profile, "sync"))
    await silence.reached.wait()
    return silence, syncing


async def at_once(call: Any) -> Any:
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        return await call


@play
async def test_a_goal_is_deleted_from_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault = await two_devices()
    silence, syncing = await round_under_way(lab, a, monkeypatch)
    left = await at_once(lab.ok(a, "delete_vault", vault=vault, where="device"))
    assert left["vaults"] == []
    status = await at_once(syncing)
    assert (status["phase"], status["error"]["code"], silence.ended) == ("waiting", "INTERRUPTED", 1)


@play
async def test_a_goal_is_reattached_once_the_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault = await two_devices()
    await lab.ok(a, "delete_vault", vault=vault, where="device")
    silence, syncing = await round_under_way(lab, a, monkeypatch)
    silence.over = True
    await at_once(lab.ok(a, "reattach_vault", vault=vault))
    await at_once(syncing)
    assert await lab.labels(a, vault) == ["a1"]


@play
async def test_a_file_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "b1")
    file, _ = await preview(lab, a, await archive(lab, b, vault), passphrase=PASSPHRASE)
    _, syncing = await round_under_way(lab, a, monkeypatch)
    await at_once(lab.ok(a, "apply_import", file=file, vaults=[vault]))
    await at_once(syncing)
    assert await lab.labels(a, vault) == ["b1", "a1"]


@play
async def test_a_device_leaves_its_account(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault = await two_devices()
    _, syncing = await round_under_way(lab, a, monkeypatch)
    leaving = asyncio.create_task(lab.ok(a, "leave_account"))
    late = asyncio.create_task(lab.ok(a, "sync"))
    assert (await at_once(leaving))["status"]["phase"] == "local"
    await at_once(syncing)
    status = await at_once(late)
    assert (status["phase"], status["error"]) == ("local", None)
    await lab.restart(a)
    assert (await lab.ok(a, "boot"))["account"] is None
    assert await lab.labels(a, vault) == ["a1"]


@play
async def test_a_device_has_left_before_its_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, _ = await two_devices()
    assert a.facade is not None
    silence = Silence(lab, monkeypatch)
    silence.stubborn = True
    leaving = asyncio.create_task(lab.ok(a, "leave_account"))
    await silence.reached.wait()
    assert a.facade.device.account is None
    leaving.cancel()
    await lab.restart(a)
    assert (await lab.ok(a, "boot"))["account"] is None


@play
async def test_a_log_out_waits_only_for_its_own_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, _ = await two_devices()
    with monkeypatch.context() as patch:
        _, syncing = await round_under_way(lab, a, patch)
        await at_once(lab.ok(a, "logout"))
        assert (await at_once(syncing))["phase"] in {"waiting", "signed_out"}
    assert (await lab.ok(a, "sync_status"))["ending"]
    await lab.join(a)
    silence, syncing = await round_under_way(lab, a, monkeypatch)
    silence.over = True
    await at_once(lab.ok(a, "logout"))
    assert (await at_once(syncing))["phase"] in {"waiting", "signed_out"}
    status = await lab.ok(a, "sync_status")
    assert (status["phase"], status["ending"]) == ("signed_out", False)


@play
async def test_the_next_round_continues_wherever_one_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    for after in range(20):
        lab, a, b, vault = await two_devices()
        other = (await lab.ok(a, "create_vault", title="Another"))["vault"]
        away = (await lab.ok(a, "create_vault", title="Goes"))["vault"]
        await lab.commit(b, vault, "b1")
        await lab.ok(b, "sync")
        await lab.commit(a, vault, "a2")
        with monkeypatch.context() as patch:
            silence = Silence(lab, patch, after)
            syncing = asyncio.create_task(lab.ok(a, "sync"))
            reached = asyncio.create_task(silence.reached.wait())
            await asyncio.wait([syncing, reached], return_when=asyncio.FIRST_COMPLETED)
            reached.cancel()
            if syncing.done():
                assert after > 5
                return
            await at_once(lab.ok(a, "delete_vault", vault=away, where="device"))
            await at_once(syncing)
        for device in (a, b, a):
            status = await lab.ok(device, "sync")
            assert (status["phase"], status["waiting"], status["error"]) == ("synced", 0, None), after
        assert set(await lab.labels(b, vault)) == {"a1", "b1", "a2"}
        assert (await lab.ok(b, "verify", vault=other))["ok"]
    raise AssertionError("a round has more requests than were tried")


@play
async def test_a_round_sends_nothing_while_a_person_waits() -> None:
    asked: list[tuple[str, bool]] = []

    class Line:
        async def request(
            self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
        ) -> Response:
            asked.append((path, brief))
            return Response(204, body or b"", "")

        def use_token(self, token: str | None) -> None:
            pass

    server = ServerClient(Line())
    with server.interrupted(), server.interruptible(), pytest.raises(Interrupted):
        await server.log_out()
    assert asked == []
    with server.interrupted():
        await server.log_out(brief=True)
    assert asked == [("/api/v1/sessions", True)]
    await server.log_out()
    assert asked[1:] == [("/api/v1/sessions", False)]


@play
async def test_the_end_of_a_session_is_a_brief_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, _ = await two_devices()
    request, asked = SimTransport.request, list[bool]()

    async def noted(
        line: SimTransport, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        if (method, path) == ("DELETE", "/api/v1/sessions"):
            asked.append(brief)
        else:
            assert not brief
        return await request(line, method, path, body, brief=brief)

    monkeypatch.setattr(SimTransport, "request", noted)
    await lab.ok(a, "logout")
    await lab.ok(b, "leave_account")
    assert asked == [True, True]


ACCOUNT = {"name": NAME, "password": PASSWORD, "device_name": "A"}
# A request of the person, and the HTTP request whose answer takes its time.
ASKED: dict[str, tuple[Document, str, str]] = {
    "delete_account": ({"password": PASSWORD}, "DELETE", "/api/v1/account"),
    "delete_vault": ({"password": PASSWORD, "where": "both"}, "DELETE", "/api/v1/vaults/"),
    "login": ({**ACCOUNT, "adopt": True}, "POST", "/api/v1/sessions"),
    "logout": ({}, "DELETE", "/api/v1/sessions"),
    "renew_device_id": ({"password": PASSWORD, "device_name": "A again"}, "POST", "/api/v1/roster"),
    "rename_device": ({"password": PASSWORD, "name": "Desk"}, "POST", "/api/v1/roster"),
}


@pytest.mark.parametrize("method", ASKED)
@play
async def test_a_request_of_the_person_is_waited_for(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault = await two_devices()
    other = (await lab.ok(a, "create_vault", title="Goes"))["vault"]
    await lab.ok(a, "sync")
    fields, verb, path = ASKED[method]
    about = {"delete_vault": {"vault": vault}, "rename_device": {"device": await own_id(lab, a)}}
    send, done, heard = lab._send, asyncio.Event(), asyncio.Event()

    async def late(profile: Profile, request: Request) -> Response:
        answer = await send(profile, request)
        if request[1] == verb and request[2].startswith(path):
            done.set()
            await heard.wait()
        return answer

    monkeypatch.setattr(lab, "_send", late)
    asking = asyncio.create_task(lab.ok(a, method, **fields, **about.get(method, {})))
    await done.wait()
    taking = asyncio.create_task(lab.ok(a, "delete_vault", vault=other, where="device"))
    await lab.settle()
    assert not asking.done()
    assert not taking.done()
    heard.set()
    await at_once(asking)
    assert other not in {goal["vault"] for goal in (await at_once(taking))["vaults"]}
    assert a.facade is not None
    device = a.facade.device
    assert (device.account is None) == (method == "delete_account")
    if device.account is not None:
        assert device.account.signed_in == (method != "logout")
        assert device.record.device in (await device.roster()).devices
        # The server's roster has no device that this one does not know.
        assert await device.roster() == lab.server.database.roster


async def own_id(lab: Lab, profile: Profile) -> str:
    return next(each["device"] for each in await lab.ok(profile, "devices") if each["this"])
