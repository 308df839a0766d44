"""The PIN: what opens with it, and that every guess counts before it is checked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shared.device.core.pin import GUESSES_MAX
from shared.device.core.records import LOCK_PIN
from tests.shared.device.api.lock_lab import CLOSING, planted
from tests.shared.device.core.test_write_faults import Crash, failing, holdings
from tests.shared.device.lab import PASSWORD, Lab, play
from tests.simulation.world import Profile

PIN, WRONG = "271828", "314159"


async def locked_with_pin() -> tuple[Lab, Profile, dict[str, Any]]:
    lab, device, _ = await planted()
    held = await holdings(lab, device)
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    answer = await lab.ok(device, "set_pin", pin=PIN)
    assert answer["lock"]["pin"] is True
    await lab.ok(device, "lock")
    return lab, device, held


async def guesses(lab: Lab, device: Profile) -> int | None:
    refused = (await lab.call(device, "boot"))["error"]
    assert refused["code"] == "LOCKED"
    left: int | None = refused["guesses"]
    return left


@play
async def test_the_pin_opens_the_lock() -> None:
    lab, device, held = await locked_with_pin()
    assert await guesses(lab, device) == GUESSES_MAX
    await lab.crash(device)
    lab.switch_on(device)
    await lab.ok(device, "unlock", pin=PIN)
    assert await holdings(lab, device) == held


@play
async def test_ten_wrong_guesses_erase_the_pin_and_a_way_in_still_opens() -> None:
    lab, device, held = await locked_with_pin()
    for left in range(GUESSES_MAX - 1, 0, -1):
        refused = (await lab.call(device, "unlock", pin=WRONG))["error"]
        assert (refused["code"], refused["left"]) == ("WRONG_PIN", left)
        await lab.crash(device)
        lab.switch_on(device)
        assert await guesses(lab, device) == left
    assert await lab.code(device, "unlock", pin=WRONG) == "PIN_ERASED"
    assert LOCK_PIN not in device.records
    assert await guesses(lab, device) is None
    assert await lab.code(device, "unlock", pin=PIN) == "NO_PIN"
    await lab.ok(device, "unlock", password=PASSWORD)
    assert await holdings(lab, device) == held


@pytest.mark.parametrize("secret", [{"pin": PIN}, {"password": PASSWORD}])
@play
async def test_unlocking_forgives_the_wrong_guesses(secret: dict[str, str]) -> None:
    lab, device, _ = await locked_with_pin()
    for _ in range(GUESSES_MAX - 1):
        assert await lab.code(device, "unlock", pin=WRONG) == "WRONG_PIN"
    await lab.ok(device, "unlock", **secret)
    await lab.ok(device, "lock")
    assert await guesses(lab, device) == GUESSES_MAX


@pytest.mark.parametrize("where", ["before write", "after write"])
@pytest.mark.parametrize("pin", [PIN, WRONG])
@play
async def test_a_crash_while_a_guess_is_checked_does_not_take_the_count_back(pin: str, where: str) -> None:
    lab, device, _ = await locked_with_pin()
    before = GUESSES_MAX
    while before is not None and before > 1:
        lab.fault = failing(0, where, Crash())
        with pytest.raises(Crash):
            await lab.call(device, "unlock", pin=pin)
        lab.fault = None
        await lab.crash(device)
        lab.switch_on(device)
        left = await guesses(lab, device)
        # The counting write is the first one. Without it, nothing was checked.
        assert left == (before if where == "before write" else before - 1)
        if where == "before write":
            return
        before = left
    lab.fault = failing(0, where, Crash())
    with pytest.raises(Crash):
        await lab.call(device, "unlock", pin=pin)
    lab.fault = None
    await lab.crash(device)
    lab.switch_on(device)
    assert await guesses(lab, device) == 0
    assert await lab.code(device, "unlock", pin=PIN) == "PIN_ERASED"
    assert LOCK_PIN not in device.records


@play
async def test_guesses_at_the_same_time_all_count() -> None:

    lab, device, _ = await locked_with_pin()
    await asyncio.gather(*(lab.call(device, "unlock", pin=WRONG) for _ in range(4)))
    assert await guesses(lab, device) == GUESSES_MAX - 4


@play
async def test_the_pin_opens_nothing_without_the_key_of_the_device() -> None:
    lab, device, _ = await locked_with_pin()
    wrapping = device.keys["wrapping"]
    device.keys["wrapping"] = bytes(32)
    await lab.crash(device)
    lab.switch_on(device)
    assert await lab.code(device, "unlock", pin=PIN) == "WRONG_PIN"
    device.keys["wrapping"] = wrapping
    await lab.crash(device)
    lab.switch_on(device)
    await lab.ok(device, "unlock", pin=PIN)


@pytest.mark.parametrize("text", ["", "12345", "12345a", "1" * 33, "１２３４５６", " 123456"])
@play
async def test_what_is_no_pin_is_no_guess(text: str) -> None:
    lab, device, _ = await locked_with_pin()
    assert await lab.code(device, "unlock", pin=text) == "BAD_PIN"
    assert await guesses(lab, device) == GUESSES_MAX
    await lab.ok(device, "unlock", pin=PIN)
    assert await lab.code(device, "set_pin", pin=text) == "BAD_PIN"
    await lab.ok(device, "remove_pin")
    assert (await lab.ok(device, "lock_settings"))["lock"]["pin"] is False
