"""Accounts and devices of the first format go on, and get their ways in from the next typed password."""

from __future__ import annotations

from tests.shared.device.account import first_format
from tests.shared.device.account.test_ways import CHANGE, NEW_PASSWORD, both_go_on, log_in
from tests.shared.device.lab import PASSWORD, Lab, play
from tests.simulation.world import Profile


async def two_old_devices() -> tuple[Lab, Profile, Profile, str]:
    lab = await Lab.open()
    a, b = await lab.device("A"), await lab.device("B")
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    await first_format.join(lab, a)
    await lab.ok(a, "sync")
    await first_format.join(lab, b)
    await both_go_on(lab, a, b, vault)
    return lab, a, b, vault


def epoch(lab: Lab) -> int:
    assert lab.server.database.keyset is not None
    return lab.server.database.keyset.epoch


@play
async def test_devices_of_the_first_format_go_on_as_they_are() -> None:
    lab, a, b, vault = await two_old_devices()
    for profile in (a, b):
        await lab.restart(profile)
        found = await lab.ok(profile, "ways")
        assert ([way["kind"] for way in found["ways"]], found["upgraded"]) == (["password"], False)
    await both_go_on(lab, a, b, vault)
    assert epoch(lab) == 0


@play
async def test_a_log_in_writes_the_first_ways_and_the_others_notice_nothing() -> None:
    lab, a, b, vault = await two_old_devices()
    c = await lab.device("C")
    await log_in(lab, c, PASSWORD)
    assert epoch(lab) == 1
    assert lab.server.database.keyset.wraps == ()  # type: ignore[union-attr]
    assert (await lab.ok(c, "ways"))["upgraded"]
    await both_go_on(lab, a, b, vault)
    await both_go_on(lab, c, a, vault)
    assert (await lab.ok(a, "ways"))["upgraded"]
    assert [row["name"] for row in await lab.ok(a, "devices")] == ["A", "B", "C"]


@play
async def test_a_device_without_a_half_asks_for_a_log_in_once() -> None:
    lab, a, b, vault = await two_old_devices()
    await lab.ok(b, "logout")
    await log_in(lab, b, PASSWORD)
    await lab.ok(b, "change_password", **CHANGE)
    assert epoch(lab) == 2
    await lab.commit(a, vault, "own")
    records = {key: value for key, value in a.records.items() if key.startswith(("account", "local/"))}
    status = await lab.ok(a, "sync")
    assert (status["needs"], status["error"]["code"], status["waiting"]) == ("login", "WAY_IN_NEEDED", 1)
    assert {key: a.records[key] for key in records} == records
    await log_in(lab, a, NEW_PASSWORD)
    await both_go_on(lab, a, b, vault)
    assert "own" in await lab.labels(b, vault)
    # Now it has a half, and the next change reaches it by itself.
    third = {"password": NEW_PASSWORD, "new_password": "a third long password", "end_sessions": False}
    await lab.ok(b, "change_password", **third)
    await both_go_on(lab, a, b, vault)
    assert epoch(lab) == 3


@play
async def test_a_password_change_of_an_old_account_writes_its_first_ways_first() -> None:
    lab, a, b, vault = await two_old_devices()
    await lab.ok(a, "change_password", **CHANGE)
    assert epoch(lab) == 2
    # The device that changed it keeps working. The other one has no half.
    assert await lab.sync_error(a, vault) is None
    assert (await lab.ok(b, "sync"))["needs"] == "login"
    await log_in(lab, b, NEW_PASSWORD)
    await both_go_on(lab, a, b, vault)


@play
async def test_a_first_change_that_does_not_arrive_leaves_the_account_as_it_was() -> None:
    lab, a, b, vault = await two_old_devices()
    await lab.ok(b, "logout")
    change = lab.server._change_ways

    async def lost(*_: object) -> None:
        raise AssertionError

    lab.server._change_ways = lost  # type: ignore[assignment,method-assign]
    try:
        await log_in(lab, b, PASSWORD)
    except AssertionError:
        await lab.restart(b)
    lab.server._change_ways = change  # type: ignore[method-assign]
    assert epoch(lab) == 0
    await lab.ok(b, "logout")
    await log_in(lab, b, PASSWORD)
    assert epoch(lab) == 1
    await both_go_on(lab, a, b, vault)
