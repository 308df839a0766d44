"""Refusals that pass by themselves: the device tries again later and asks nobody."""

from __future__ import annotations

import asyncio

import pytest

from shared.device.core.host import Response
from shared.device.core.server_client import Refused, ServerClient
from shared.errors import AutusError
from tests.shared.device.lab import play, two_devices


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("BODY_TIMED_OUT", "waiting"),
        ("SERVER_BUSY", "waiting"),
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

    def __init__(self, status: int, body: bytes) -> None:
        self.answer = Response(status, body)

    async def request(self, *_: object, **__: object) -> Response:
        return self.answer

    def use_token(self, _: str | None) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (503, b"Service Unavailable", "SERVER_BUSY"),
        (503, b'{"code":"NOT_READY"}', "NOT_READY"),
        (503, b'{"code":"NEW_GENERATION"}', "SERVER_ERROR"),
        (500, b"Internal Server Error", "SERVER_ERROR"),
    ],
)
def test_an_overloaded_server_without_a_code_counts_as_busy(status: int, body: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        asyncio.run(ServerClient(Answering(status, body)).vaults())
    assert (caught.value.code, caught.value.status) == (code, status)
