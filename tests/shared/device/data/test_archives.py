"""Archives: another device imports the exact export of one, or nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, facts, preview, restore
from tests.simulation.world import Profile

STEPS = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["commit", "words", "sync"])), max_size=12
)


async def one_goal(commits: int = 3) -> tuple[Lab, Profile, str]:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it", why="because"))["vault"]
    for number in range(commits):
        await lab.commit(device, vault, f"c{number}")
    return lab, device, vault


@given(STEPS)
@settings(max_examples=12, deadline=None)
@play
async def test_any_history_is_restored_on_an_empty_device(steps: list[tuple[str, str]]) -> None:
    lab, a, b, vault = await two_devices()
    for number, (who, what) in enumerate(steps):
        device = a if who == "a" else b
        if what == "commit":
            await lab.commit(device, vault, f"{who}{number}")
        elif what == "words":
            await lab.ok(device, "set_words", vault=vault, words={"slots": {"N": f"{number}"}})
            await lab.commit(device, vault, f"{who}{number}")
        else:
            await lab.ok(device, "sync")
    data = await archive(lab, a, vault)
    empty = await lab.device("C")
    assert await restore(lab, empty, data) == [vault]
    await lab.restart(empty)
    committed = await facts(lab, a, vault)
    assert await facts(lab, empty, vault) == committed
    assert (await lab.ok(empty, "verify", vault=vault))["ok"]
    await lab.commit(empty, vault, "goes on")


@play
async def test_one_file_holds_several_goals_and_previews_them() -> None:
    lab, device, vault = await one_goal()
    other = (await lab.ok(device, "create_vault", title="Another"))["vault"]
    data = await archive(lab, device, vault, other)
    empty = await lab.device("B")
    _, answer = await preview(lab, empty, data, passphrase=PASSPHRASE)
    shown = answer["ok"]
    assert shown["kind"] == "archive"
    assert [(goal["name"], goal["commits"], goal["status"], goal["here"]) for goal in shown["goals"]] == [
        ("Ship it", 4, "new", 0),
        ("Another", 1, "new", 0),
    ]
    assert (await lab.ok(empty, "boot"))["vaults"] == []
    await restore(lab, empty, data)
    assert {goal["name"] for goal in (await lab.ok(empty, "boot"))["vaults"]} == {"Ship it", "Another"}
    _, again = await preview(lab, empty, data, passphrase=PASSPHRASE)
    assert [goal["status"] for goal in again["ok"]["goals"]] == ["same", "same"]


@play
async def test_an_import_advances_a_goal_behind_it_and_keeps_one_ahead() -> None:
    lab, device, vault = await one_goal()
    early = await archive(lab, device, vault)
    await lab.commit(device, vault, "later")
    late = await archive(lab, device, vault)
    other = await lab.device("B")
    await restore(lab, other, early)
    _, answer = await preview(lab, other, late, passphrase=PASSPHRASE)
    assert [(goal["status"], goal["more"]) for goal in answer["ok"]["goals"]] == [("more", 1)]
    await restore(lab, other, late)
    now = await facts(lab, device, vault)
    assert await facts(lab, other, vault) == now
    _, answer = await preview(lab, other, early, passphrase=PASSPHRASE)
    assert [(goal["status"], goal["more"]) for goal in answer["ok"]["goals"]] == [("older", 0)]
    await restore(lab, other, early)
    assert await facts(lab, other, vault) == now


@play
async def test_a_diverged_goal_is_merged_and_keeps_its_draft() -> None:
    lab, device, vault = await one_goal()
    other = await lab.device("B")
    await restore(lab, other, await archive(lab, device, vault))
    await lab.commit(device, vault, "on A")
    await lab.commit(other, vault, "on B")
    lab.draft(other, vault, 1, {"mass_modifier": 0.25})
    data = await archive(lab, device, vault)
    _, answer = await preview(lab, other, data, passphrase=PASSPHRASE)
    assert [(goal["status"], goal["more"]) for goal in answer["ok"]["goals"]] == [("diverged", 1)]
    await restore(lab, other, data)
    view = await lab.ok(other, "view", vault=vault)
    assert view["draft"]["page1"]["mass_modifier"] == 0.25
    assert {"on A", "on B"} <= set(await lab.labels(other, vault))
    await restore(lab, device, await archive(lab, other, vault))
    assert await facts(lab, device, vault) == await facts(lab, other, vault)
    assert (await lab.ok(device, "verify", vault=vault))["ok"]


@play
async def test_two_commits_with_one_sequence_number_are_refused() -> None:
    lab, device, vault = await one_goal()
    copy = lab.copy_profile(device)
    lab.switch_on(copy)
    await lab.ok(copy, "boot")
    await lab.commit(device, vault, "on the original")
    await lab.commit(copy, vault, "on the copy")
    data = await archive(lab, copy, vault)
    file, answer = await preview(lab, device, data, passphrase=PASSPHRASE)
    assert [(goal["status"], goal["code"]) for goal in answer["ok"]["goals"]] == [
        ("refused", "ARCHIVE_CONFLICT")
    ]
    before = await facts(lab, device, vault)
    assert await lab.code(device, "apply_import", file=file, vaults=[vault]) == "ARCHIVE_CONFLICT"
    assert await facts(lab, device, vault) == before


@play
async def test_a_wrong_passphrase_and_a_damaged_file_change_nothing() -> None:
    lab, device, vault = await one_goal()
    data = await archive(lab, device, vault)
    empty = await lab.device("B")
    for changed, fields, expected in [
        (data, {"passphrase": "another passphrase"}, "WRONG_PASSPHRASE"),
        (data, {}, "PASSPHRASE_NEEDED"),
        (data[:-1], {"passphrase": PASSPHRASE}, "ARCHIVE_CUT_SHORT"),
        (data[:-1], {}, "ARCHIVE_CUT_SHORT"),
        (data[:40], {}, "ARCHIVE_CUT_SHORT"),
        (data[:15], {}, "ARCHIVE_CUT_SHORT"),
        (data[:1], {}, "ARCHIVE_CUT_SHORT"),
        (data[:2_000] + bytes([data[2_000] ^ 1]) + data[2_001:], {}, "ARCHIVE_DAMAGED"),
        (data.replace(b"archive/2", b"archive/3", 1), {}, "UPDATE_REQUIRED"),
        (b'{"commits":[],"format":"autus.export.v2","more":[[[1]]]}', {}, "UPDATE_REQUIRED"),
        (b'{"format":"autus.export.v0"}', {}, "IMPORT_UNREADABLE"),
        (b"no such thing", {}, "IMPORT_UNREADABLE"),
        (b'{"format":"autus.export.v1"}', {}, "IMPORT_UNREADABLE"),
    ]:
        file, answer = await preview(lab, empty, changed, **fields)
        assert answer["error"]["code"] == expected
        assert await lab.code(empty, "apply_import", file=file, vaults=[vault]) == "TRANSFER_GONE"
    assert (await lab.ok(empty, "boot"))["vaults"] == []


@play
async def test_a_transfer_is_bounded_and_ends_with_its_process() -> None:
    lab, device, vault = await one_goal(0)
    assert await lab.code(device, "begin_import", size=0) == "FILE_EMPTY"
    assert await lab.code(device, "begin_import", size=1 << 40) == "ARCHIVE_TOO_LARGE"
    assert await lab.code(device, "begin_archive", vaults=[vault], passphrase="short") == "PASSWORD_TOO_SHORT"
    file = (await lab.ok(device, "begin_import", size=3))["file"]
    assert await lab.code(device, "add_import_part", file=file, data="AAAAAAAA") == "IMPORT_UNREADABLE"
    assert await lab.code(device, "add_import_part", file=file, data="?") == "INVALID_REQUEST"
    assert await lab.code(device, "preview_import", file=file) == "IMPORT_UNREADABLE"
    begun = await lab.ok(device, "begin_archive", vaults=[vault], passphrase=PASSPHRASE)
    await lab.restart(device)
    assert await lab.code(device, "next_archive_part", archive=begun["archive"]) == "TRANSFER_GONE"
    assert await lab.code(device, "add_import_part", file=file, data="AAAA") == "TRANSFER_GONE"


@play
async def test_imported_goals_of_the_account_stay_and_others_are_adopted() -> None:
    lab, a, b, vault = await two_devices()
    data = await archive(lab, a, vault)
    await lab.ok(b, "delete_vault", vault=vault, where="device")
    assert await restore(lab, b, data) == [vault]
    await lab.commit(b, vault, "after")
    assert await lab.sync_error(b, vault) is None
    assert await lab.sync_error(a, vault) is None
    assert await facts(lab, a, vault) == await facts(lab, b, vault)
    stranger = await lab.device("S")
    foreign = (await lab.ok(stranger, "create_vault", title="From elsewhere"))["vault"]
    await lab.commit(stranger, foreign, "abroad")
    await restore(lab, a, await archive(lab, stranger, foreign))
    status = await lab.ok(a, "sync")
    assert (status["phase"], len(status["vaults"])) == ("synced", 2)
    await lab.ok(b, "sync")
    names = {goal["name"]: goal["vault"] for goal in (await lab.ok(b, "boot"))["vaults"]}
    assert names["From elsewhere"] != foreign
    assert await lab.labels(b, names["From elsewhere"]) == ["abroad"]


@play
async def test_an_imported_goal_is_synced_by_a_later_account() -> None:
    lab, device, vault = await one_goal()
    data = await archive(lab, device, vault)
    other = await lab.device("B")
    await restore(lab, other, data)
    await lab.join(other)
    status = await lab.ok(other, "sync")
    assert (status["phase"], status["waiting"], len(status["vaults"])) == ("synced", 0, 1)
    (goal,) = (await lab.ok(other, "boot"))["vaults"]
    assert await lab.labels(other, goal["vault"]) == await lab.labels(device, vault)
