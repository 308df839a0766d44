"""What passes by itself is waited out; nobody is asked to do anything."""

from __future__ import annotations

import pytest

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
async def test_a_busy_server_is_tried_again_and_a_refusing_one_is_not(
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
