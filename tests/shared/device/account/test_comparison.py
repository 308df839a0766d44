"""Two devices that the server shows the same have the same digits; anything that it hides changes them."""

from __future__ import annotations

from tests.shared.device.lab import PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile


async def compared(lab: Lab, *devices: Profile) -> list[Document]:
    return [await lab.ok(device, "compare_devices") for device in devices]


@play
async def test_two_devices_in_sync_agree() -> None:
    lab, a, b, vault = await two_devices()
    await lab.agree(a)
    one, other = await compared(lab, a, b)
    assert one == other
    assert [each["vault"] for each in one["vaults"]] == [vault]
    # What has not been pushed is no difference: the server has not shown it to anybody.
    await lab.commit(b, vault, "waits")
    await lab.ok(b, "create_vault", title="Not pushed")
    assert await compared(lab, a, b) == [one, one]
    await lab.agree(b)
    await lab.agree(a)
    again, same = await compared(lab, a, b)
    assert again == same
    assert again["digits"] != one["digits"]
    await lab.restart(a)
    assert await compared(lab, a) == [again]


@play
async def test_a_hidden_push_is_found() -> None:
    lab, a, b, vault = await two_devices()
    await lab.agree(a)
    before = lab.server.backup()
    await lab.commit(a, vault, "hidden from B")
    await lab.agree(a)
    lab.server.restore(before, honest=False)
    await lab.agree(b)
    one, other = await compared(lab, a, b)
    assert one["digits"] != other["digits"]
    assert one["account"] == other["account"]
    assert one["vaults"] != other["vaults"]


@play
async def test_a_hidden_device_is_found() -> None:
    lab, a, b, _ = await two_devices()
    await lab.agree(a)
    before = lab.server.backup()
    await lab.join(await lab.device("C"))
    await lab.agree(b)
    lab.server.restore(before, honest=False)
    one, other = await compared(lab, a, b)
    assert one["digits"] != other["digits"]
    assert one["account"] != other["account"]
    assert one["vaults"] == other["vaults"]


@play
async def test_a_goal_that_was_removed_from_one_device_is_counted() -> None:
    lab, a, b, vault = await two_devices()
    await lab.agree(a)
    await lab.ok(b, "delete_vault", vault=vault, where="device")
    one, other = await compared(lab, a, b)
    assert (one["detached"], other["detached"]) == (0, 1)
    assert one["account"] == other["account"]
    assert other["vaults"] == []
    await lab.ok(b, "reattach_vault", vault=vault)
    assert await compared(lab, b) == [one]


@play
async def test_without_an_account_there_is_nothing_to_compare() -> None:
    lab = await Lab.open()
    assert await lab.code(await lab.device("A"), "compare_devices") == "NO_ACCOUNT"


@play
async def test_one_device_ends_the_sessions_of_the_others() -> None:
    lab, a, b, vault = await two_devices()
    await lab.agree(a)
    assert await lab.code(a, "end_other_sessions", password="not the password") == "BAD_CREDENTIALS"
    await lab.agree(b)
    await lab.ok(a, "end_other_sessions", password=PASSWORD)
    await lab.ok(a, "end_other_sessions", password=PASSWORD)
    await lab.commit(b, vault, "kept")
    ended = await lab.ok(b, "sync")
    assert (ended["phase"], ended["needs"], ended["waiting"]) == ("signed_out", "login", 1)
    # The device that ended them goes on, and the other one keeps its goals and continues after a log-in.
    await lab.commit(a, vault, "goes on")
    await lab.agree(a)
    await lab.agree(b)
    await lab.agree(a)
    assert set(await lab.labels(a, vault)) >= {"kept", "goes on"}
    one, other = await compared(lab, a, b)
    assert one == other
