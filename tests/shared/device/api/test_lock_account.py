"""The lock while the account changes: a new account key opens it, and a revocation leaves it locked."""

from __future__ import annotations

import pytest

from shared.device.core.records import ACCOUNT_KEY, LOCK_PIN
from tests.shared.device.account.test_revocation import id_of, revoke
from tests.shared.device.api.lock_lab import CLOSING, PLANTED, opened_by_device_key, planted
from tests.shared.device.lab import NAME, PASSWORD, Lab, play
from tests.simulation.world import Profile

PIN = "271828"


async def revoked_under_a_lock() -> tuple[Lab, Profile, str]:
    """A device with a lock that has learned that it was revoked. It has an unpushed commit."""
    lab, device, vault = await planted()
    other = lab.profiles[1]
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    await lab.ok(device, "set_pin", pin=PIN)
    await lab.commit(device, vault, "not pushed")
    await revoke(lab, other, device)
    assert (await lab.ok(device, "sync"))["phase"] == "revoked"
    return lab, device, vault


async def start(lab: Lab, device: Profile) -> str:
    """A start after a crash: "" or the code of its refusal."""
    await lab.crash(device)
    lab.switch_on(device)
    answer = await lab.call(device, "boot")
    return str(answer["error"]["code"]) if "error" in answer else ""


@pytest.mark.parametrize("secret", [{"pin": PIN}, {"password": PASSWORD}])
@play
async def test_a_revoked_device_stays_locked_and_comes_back_with_its_goals(secret: dict[str, str]) -> None:
    lab, device, vault = await revoked_under_a_lock()
    assert ACCOUNT_KEY not in device.records
    assert await opened_by_device_key(lab, device) == []
    assert await start(lab, device) == "LOCKED"
    assert await lab.code(device, "unlock", password="another password") == "WRONG_PASSWORD"
    answer = await lab.ok(device, "unlock", **secret)
    assert (answer["sync"]["phase"], answer["vaults"]) == ("revoked", [])
    # It can be locked again, also by the idle time.
    await lab.ok(device, "note_presence", idle_ms=0)
    await lab.ok(device, "lock")
    assert await start(lab, device) == "LOCKED"
    await lab.ok(device, "unlock", **secret)
    await lab.ok(device, "login", name=NAME, password=PASSWORD, device_name="A again", adopt=False)
    assert (await lab.ok(device, "sync"))["phase"] == "synced"
    assert {PLANTED[1], "not pushed"} <= set(await lab.labels(device, vault))
    # The lock goes on under the new account key.
    assert await opened_by_device_key(lab, device) == []
    assert await start(lab, device) == "LOCKED"
    await lab.ok(device, "unlock", **secret)
    assert PLANTED[1] in await lab.labels(device, vault)


@play
async def test_a_revoked_device_opens_with_the_password_that_its_own_keyset_has() -> None:
    """Ways in and revocations that it has missed do not count for its lock."""
    lab, device, _ = await planted()
    other = lab.profiles[1]
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    later = "a later password, unknown to it"
    await lab.ok(other, "change_password", password=PASSWORD, new_password=later, end_sessions=False)
    await lab.ok(other, "revoke_device", device=id_of(device), password=later)
    assert (await lab.ok(device, "sync"))["phase"] == "revoked"
    await lab.ok(device, "lock")
    assert await lab.code(device, "unlock", password=later) == "WRONG_PASSWORD"
    await lab.ok(device, "unlock", password=PASSWORD)
    await lab.ok(device, "login", name=NAME, password=later, device_name="A again", adopt=False)
    await lab.ok(device, "lock")
    assert await lab.code(device, "unlock", password=PASSWORD) == "WRONG_PASSWORD"
    await lab.ok(device, "unlock", password=later)
    assert LOCK_PIN not in device.records
