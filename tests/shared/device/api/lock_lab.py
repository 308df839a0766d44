"""Devices with a lock, and planted texts in every kind of their private records."""

from __future__ import annotations

from typing import Any

from tests.shared.device.core.test_write_faults import holdings
from tests.shared.device.lab import PASSWORD, Lab, two_devices
from tests.simulation.host import SimCrypto
from tests.simulation.world import Profile

CLOSING = {"idle_minutes": 0, "on_close": True}
STAYING = {"idle_minutes": 5, "on_close": False}
PLANTED = ("Planted title", "planted label", "planted note", "planted typed")

Document = dict[str, Any]


async def planted() -> tuple[Lab, Profile, str]:
    """A device of an account with planted texts in every kind of private record."""
    lab, a, _, vault = await two_devices()
    await lab.ok(a, "set_words", vault=vault, words={"goal": {"title": PLANTED[0]}})
    await lab.commit(a, vault, PLANTED[1])
    await lab.ok(a, "sync")
    lab.draft(a, vault, 1, {"mass_modifier": 0.25})
    await lab.ok(a, "save_draft", vault=vault)
    await lab.ok(a, "set_words", vault=vault, words={"names": {"n1": PLANTED[2]}})
    await lab.ok(a, "keep_typed", vault=vault, changes={"label": PLANTED[3]})
    await lab.ok(a, "keep_whatif", vault=vault, name="planted what-if")
    await lab.ok(a, "find", vault=vault)
    return lab, a, vault


async def locked(times: Document = CLOSING) -> tuple[Lab, Profile, str, Document]:
    """A locked device, and what it held before."""
    lab, device, vault = await planted()
    before = await holdings(lab, device)
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **times)
    await lab.ok(device, "lock")
    return lab, device, vault, before


async def opened_by_device_key(lab: Lab, device: Profile) -> list[str]:
    """The records that open without the person."""
    crypto = SimCrypto(device.keys, lab.random)
    items = [(value, key.encode()) for key, value in device.records.items()]
    plain = await crypto.device_open(items)
    return [key for key, text in zip(device.records, plain, strict=True) if text is not None]
