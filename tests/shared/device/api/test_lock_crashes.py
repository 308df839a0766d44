"""A crash or a full disk at any write of the lock: nothing is lost, and the next start goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from shared.errors import AutusError
from tests.shared.device.api.lock_lab import CLOSING, STAYING, Document, opened_by_device_key, planted
from tests.shared.device.core.test_write_faults import Crash, failing, holdings
from tests.shared.device.lab import PASSWORD, Lab, play
from tests.simulation.world import Profile

WRITES_MAX = 40

Step = Callable[[Lab, Profile], Awaitable[Document]]


def step(method: str, **fields: object) -> Step:
    return lambda lab, device: lab.call(device, method, **fields)


# What the device is before a step, and the step.
STEPS: dict[str, tuple[Document | None, bool, Step]] = {
    "turn on, closing": (None, False, step("turn_lock_on", password=PASSWORD, **CLOSING)),
    "turn on, staying": (None, False, step("turn_lock_on", password=PASSWORD, **STAYING)),
    "lock": (CLOSING, False, step("lock")),
    "lock a staying one": (STAYING, False, step("lock")),
    "unlock a staying one": (STAYING, True, step("unlock", password=PASSWORD)),
    "turn off": (CLOSING, False, step("turn_lock_off")),
    "change to staying": (CLOSING, False, step("change_lock", **STAYING)),
    "change to closing": (STAYING, False, step("change_lock", **CLOSING)),
    "leave the account": (CLOSING, False, step("leave_account")),
}


async def before_step(name: str) -> tuple[Lab, Profile, Document]:
    times, is_locked, _ = STEPS[name]
    lab, device, _ = await planted()
    held = await holdings(lab, device)
    if times is not None:
        await lab.ok(device, "turn_lock_on", password=PASSWORD, **times)
    if is_locked:
        await lab.ok(device, "lock")
    return lab, device, held


async def open_again(lab: Lab, device: Profile) -> None:
    """Starts the device, and unlocks it if it asks."""
    lab.switch_on(device)
    answer = await lab.call(device, "boot")
    if "error" in answer:
        assert answer["error"]["code"] == "LOCKED", answer
        await lab.ok(device, "unlock", password=PASSWORD)


@pytest.mark.parametrize("kind", ["error", "before write", "after write"])
@pytest.mark.parametrize("name", STEPS)
@play
async def test_a_failure_at_any_write_loses_nothing(name: str, kind: str) -> None:
    step = STEPS[name][2]
    for number in range(WRITES_MAX):
        lab, device, held = await before_step(name)
        error = AutusError("STORAGE_FAILED", "no room") if kind == "error" else Crash()
        lab.fault = failing(number, "before write" if kind == "error" else kind, error)
        answer = None
        try:
            answer = await step(lab, device)
        except Crash:
            await lab.crash(device)
        lab.fault = None
        if kind == "error" and answer is not None and "error" in answer and not STEPS[name][1]:
            # The engine goes on with what it has in memory.
            assert await holdings(lab, device) == held
        await lab.crash(device)
        await open_again(lab, device)
        assert await holdings(lab, device) == held
        await open_again(lab, device)
        if answer is not None and "ok" in answer:
            assert number
            return
    raise AssertionError("the step writes without an end")


@play
async def test_what_a_full_disk_left_under_the_old_key_is_sealed_at_the_next_start() -> None:
    lab, device, held = await before_step("turn on, closing")
    lab.fault = failing(1, "before write", AutusError("STORAGE_FAILED", "no room"))
    assert await lab.code(device, "turn_lock_on", password=PASSWORD, **CLOSING) == "STORAGE_FAILED"
    lab.fault = None
    assert await opened_by_device_key(lab, device)
    await lab.restart(device)
    assert await opened_by_device_key(lab, device) == []
    assert await holdings(lab, device) == held
    # That start has finished what the person began; the next one asks.
    await lab.crash(device)
    lab.switch_on(device)
    assert await lab.code(device, "boot") == "LOCKED"
