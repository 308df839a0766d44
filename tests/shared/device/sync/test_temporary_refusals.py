"""Refusals that pass by themselves: the device tries again later and asks nobody."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest

from shared.device.core.host import Response
from shared.device.core.server_client import Refused, ServerClient
from shared.errors import AutusError
from tests.shared.device.lab import NAME, PASSWORD, Lab, play, two_devices
from tests.simulation.world import Profile


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("BODY_TIMED_OUT", "waiting"),
        ("NOT_READY", "waiting"),
        ("SERVER_BUSY", "waiting"),
        ("SERVER_ERROR", "waiting"),
        ("WITNESS_BUSY", "waiting"),
        ("QUOTA_EXCEEDED", "refused"),
    ],
)
@play
async def test_a_busy_server_is_retried_and_a_refusing_one_is_not(
    code: str, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, _, vault = await two_devices()
    await lab.commit(a, vault, "a2")

    async def refuse(*_: object) -> None:
        raise AutusError(code, "not now")

    with monkeypatch.context() as refusing:
        refusing.setattr(lab.server, "_push", refuse)
        status = await lab.ok(a, "sync")
    assert (status["phase"], status["waiting"], status["needs"]) == (phase, 1, None)
    assert (await lab.ok(a, "sync"))["phase"] == "synced"


class Answering:
    """The transport to a server that answers nothing else."""

    def __init__(self, status: int, body: bytes, media_type: str) -> None:
        self.answer = Response(status, body, media_type)

    async def request(self, *_: object, **__: object) -> Response:
        return self.answer

    def use_token(self, _: str | None) -> None:
        pass


PAGE = b"<!doctype html><title>Be right back</title>"
HTML, MESSAGE, PROBLEM = "text/html; charset=utf-8", "application/msgpack", "application/problem+json"
# Answers of proxies, portals and caches.
FOREIGN: list[tuple[int, bytes, str]] = [
    *((status, PAGE, HTML) for status in (200, 401, 403, 404, 410, 421, 429, 500, 502, 503, 504, 511)),
    (200, b"", ""),
    (204, b"", ""),
    (302, b"", ""),
    (304, b"", ""),
    (200, b'{"code":"VAULT_DELETED"}', "application/json"),
    (503, b"Service Unavailable", "text/plain"),
    (401, b"{}", PROBLEM),
    (401, b"not json", PROBLEM),
    (401, b'{"code":"unauthorized","status":401}', PROBLEM),
    (401, b'{"code":"NOT_SIGNED_IN","status":401}', "application/json"),
    (502, b'{"code":"NOT_SIGNED_IN","status":401}', PROBLEM),
]


@pytest.mark.parametrize(("status", "body", "media_type"), FOREIGN)
@play
async def test_an_answer_that_is_not_the_servers_is_a_passing_fault(
    status: int, body: bytes, media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, _, vault = await two_devices()
    # A round against such a server has the most requests.
    lab.server.is_old = True
    await lab.commit(a, vault, "a2")
    # Each request of a round in turn gets the foreign answer.
    for spared in range(20):
        foreign = after(lab, spared, Response(status, body, media_type))
        with monkeypatch.context() as portal:
            portal.setattr(lab, "_send", foreign)
            before = dict(a.records)
            shown = await lab.ok(a, "sync")
        if shown["phase"] == "synced":
            assert spared >= 4
            break
        problem = (shown["error"]["code"], shown["error"]["status"])
        assert (shown["phase"], shown["retry"], shown["needs"], problem) == (
            "offline",
            "soon",
            None,
            ("FOREIGN_ANSWER", status),
        )
        if spared == 0:
            assert a.records == before
    # No further log-in, no agreement: the next round is enough.
    shown = await lab.ok(a, "sync")
    assert (shown["phase"], shown["waiting"], shown["error"]) == ("synced", 0, None)
    assert await lab.labels(a, vault) == ["a2", "a1"]


def after(lab: Lab, spared: int, answer: Response) -> Callable[..., Awaitable[Response]]:
    """A network that gives `answer` to the request after `spared` others."""
    send, requests = lab._send, itertools.count()

    async def carry(profile: Profile, request: tuple[str | None, str, str, bytes | None]) -> Response:
        return answer if next(requests) == spared else await send(profile, request)

    return carry


@pytest.mark.parametrize("method", ["login", "delete_account"])
@play
async def test_a_portal_ends_no_session_and_deletes_no_account(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, _, vault = await two_devices()
    fields = {
        "login": {"name": NAME, "password": PASSWORD, "device_name": "A", "adopt": True},
        "delete_account": {"password": PASSWORD},
    }[method]
    with monkeypatch.context() as portal:
        portal.setattr(lab, "_send", after(lab, 0, Response(200, PAGE, HTML)))
        assert await lab.code(a, method, **fields) == "FOREIGN_ANSWER"
    assert await lab.sync_error(a, vault) is None


@pytest.mark.parametrize(
    ("status", "body", "media_type", "code"),
    [
        (503, b'{"code":"NOT_READY","status":503}', PROBLEM, "NOT_READY"),
        (503, b'{"code":"NEW_GENERATION","status":503}', PROBLEM, "SERVER_ERROR"),
        (413, PAGE, HTML, "TOO_LARGE"),
        (401, b'{"code":"NOT_SIGNED_IN","status":401}', f"{PROBLEM.upper()}; charset=utf-8", "NOT_SIGNED_IN"),
    ],
)
def test_a_refusal_of_the_server_keeps_its_code(status: int, body: bytes, media_type: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        asyncio.run(ServerClient(Answering(status, body, media_type)).vaults())
    assert (caught.value.code, caught.value.status) == (code, status)


@pytest.mark.parametrize("bytes_max", [1, 4_000, 20_000])
@play
async def test_a_proxy_with_a_small_limit_gets_smaller_pushes(
    bytes_max: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, b, vault = await two_devices()
    for number in range(12):
        await lab.commit(a, vault, f"more {number}")
    send, sizes = lab._send, list[int]()

    async def carry(profile: Profile, request: tuple[str | None, str, str, bytes | None]) -> Response:
        size = len(request[3] or b"")
        if size > bytes_max and request[2].endswith("/pushes"):
            return Response(413, PAGE, HTML)
        sizes.append(size)
        return await send(profile, request)

    monkeypatch.setattr(lab, "_send", carry)
    shown = await lab.ok(a, "sync")
    if bytes_max == 1:
        # Not one commit gets through. The refusal has its name, and sync tries again.
        assert (shown["phase"], shown["error"]["code"], shown["retry"]) == ("refused", "TOO_LARGE", "later")
        return
    assert (shown["phase"], shown["waiting"]) == ("synced", 0)
    await lab.ok(b, "sync")
    assert await lab.labels(b, vault) == await lab.labels(a, vault)
