"""A clock that is decades wrong, and days that no calendar has."""

from __future__ import annotations

import pytest

from shared.device.core.clock import CLOCK_MS_MAX, is_day
from tests.shared.device.lab import Lab, play
from tests.simulation.world import START_MS

# The end of 1969, the end of 2099, the first year that a device does not stamp.
WRONG = (-1, CLOCK_MS_MAX + 1, -(10**13), 2**53)
STRANGE = (0, 1, 4_102_444_800_000, CLOCK_MS_MAX)


@pytest.mark.parametrize("at_ms", WRONG)
@play
async def test_an_impossible_clock_refuses_what_it_would_stamp_and_loses_nothing(at_ms: int) -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    lab.draft(device, vault, 1, {"mass_modifier": 0.1})
    device.clock_ms = at_ms - START_MS
    # The steps of the world go on, so the clock must not come right by itself.
    lab.coarseness = 10**9
    stored = dict(device.records)
    for method, fields in (
        ("create_vault", {"title": "Other"}),
        ("create_demo", {"language": "en", "today_ms": max(min(at_ms, 2**53 - 1), -(2**53) + 1)}),
        ("commit", {"vault": vault}),
        ("begin_archive", {"vaults": [vault], "passphrase": "correct horse"}),
        ("register", {"name": "alice", "password": "correct horse battery", "device_name": "A"}),
    ):
        error = (await lab.call(device, method, **fields))["error"]
        assert (error["code"], error["field"]) == ("CLOCK_WRONG", "clock"), method
    assert device.records == stored
    # Looking and drafting need no clock, and the draft is there when the clock is right again.
    assert "ok" in lab.draft(device, vault, 1, {"mass_modifier": 0.2})
    await lab.ok(device, "save_draft", vault=vault)
    await lab.ok(device, "data_status")
    device.clock_ms = 0
    done = await lab.ok(device, "commit", vault=vault)
    assert done["view"]["live"]["t_ms"] >= START_MS


@pytest.mark.parametrize("at_ms", STRANGE)
@play
async def test_a_strange_clock_works(at_ms: int) -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    device.clock_ms = at_ms - START_MS
    lab.coarseness = 10**9
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    await lab.join(device)
    await lab.commit(device, vault, "one")
    status = await lab.ok(device, "sync")
    assert (status["phase"], status["error"]) == ("synced", None)
    device.clock_ms = 0
    done = await lab.commit(device, vault, "two")
    assert done["view"]["commits"] == 3
    table = (await lab.ok(device, "export_csv", vault=vault, after=0, limit=10))["text"]
    assert len(table.splitlines()) == 4


@pytest.mark.parametrize("text", ["2027-02-06", "2028-02-29", "1000-01-01", "9999-12-31", "2000-02-29"])
def test_days(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize(
    "text",
    ["0020-01-01", "275760-09-13", "20-01-01", "2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10",
     "2027-01-32", "2027-1-1", "someday", "2027-02-06T00:00", "٢٠٢٧-٠٢-٠٦", "-2027-02-06"],
)  # fmt: skip
@play
async def test_a_day_that_nobody_means_is_refused_by_name(text: str) -> None:
    assert not is_day(text)
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    for method, fields in (
        ("create_vault", {"title": "Goal", "due": text}),
        ("set_words", {"vault": vault, "words": {"goal": {"due": text}}}),
    ):
        error = (await lab.call(device, method, **fields))["error"]
        assert (error["code"], error["field"]) == ("BAD_CONTEXT", "goal.due")
    # A node may have that id, and any name.
    words = {"names": {"due": text}}
    await lab.ok(device, "set_words", vault=vault, words=words)
