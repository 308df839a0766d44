"""A new device shows the state of a snapshot, and works on it, while the history arrives behind."""

from __future__ import annotations

import pytest

from shared.errors import AutusError
from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.sync.snapshot_lab import (
    EVERY,
    arriving,
    history_held_back,
    kept_of_arrival,
    leave_often,
    new_device,
    same,
    settled,
    snapshot_of,
    with_snapshot,
)
from tests.shared.device.transfers import archive
from tests.simulation import server as simulated


@pytest.fixture(autouse=True)
def _few_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_often(monkeypatch)


@play
async def test_a_new_device_shows_the_latest_state_and_commits_before_the_history_is_there() -> None:
    lab, a, _, vault = await with_snapshot()
    with history_held_back(lab, vault):
        c = await new_device(lab)
        status = await lab.ok(c, "sync")
        assert arriving(status, vault) == {"have": 0, "of": EVERY + 2, "readable": False}
        same(await lab.ok(c, "view", vault=vault), await lab.ok(a, "view", vault=vault))
        made = await lab.commit(c, vault, "early")
        assert made["view"]["commits"] == EVERY + 3
        assert (await lab.ok(c, "sync"))["waiting"] == 1
    labels = await settled(lab, vault, c, a)
    assert labels == ["early", *[f"before {n}" for n in reversed(range(EVERY))], "a1"]
    assert (await lab.ok(c, "view", vault=vault))["head"] == made["view"]["head"]


@play
async def test_what_needs_the_history_says_how_far_it_is() -> None:
    lab, _, _, vault = await with_snapshot()
    with history_held_back(lab, vault, pages=2):
        c = await new_device(lab)
        await lab.ok(c, "sync")
        head = (await lab.ok(c, "view", vault=vault))["head"]
        for method, fields in {
            "history": {"limit": 5},
            "state_at": {"commit": head},
            "series": {},
            "verify": {},
            "branches": {},
        }.items():
            answer = await lab.call(c, method, vault=vault, **fields)
            assert answer.get("error", {}).get("code") == "HISTORY_ARRIVING", (method, answer)
            assert (answer["error"]["have"], answer["error"]["of"]) == (2, EVERY + 2)
    await settled(lab, vault, c)
    await archive(lab, c, vault)


@pytest.mark.parametrize("pages", range(EVERY))
@play
async def test_it_goes_on_after_a_restart_at_any_point(pages: int) -> None:
    lab, a, b, vault = await with_snapshot()
    with history_held_back(lab, vault, pages):
        c = await new_device(lab)
        await lab.ok(c, "sync")
        first = await lab.commit(c, vault, "early 1")
        await lab.restart(c)
        view = await lab.ok(c, "view", vault=vault)
        same(view, first["view"])
        await lab.commit(c, vault, "early 2")
        await lab.restart(c)
    await lab.commit(b, vault, "of another device")
    await lab.ok(b, "sync")
    labels = await settled(lab, vault, c, b, a)
    assert {"early 1", "early 2", "of another device", "a1"} <= set(labels)
    assert len(labels) == len(set(labels)) == EVERY + 4


@play
async def test_pushes_behind_the_snapshot_are_shown_too() -> None:
    lab, a, b, vault = await with_snapshot()
    left = lab.stored(vault).snapshot
    assert await lab.sync_error(b, vault) is None
    # A merge within the tail.
    await lab.commit(a, vault, "a")
    await lab.commit(b, vault, "b")
    for profile in (a, b, a):
        assert await lab.sync_error(profile, vault) is None
    lab.stored(vault).snapshot = left
    with history_held_back(lab, vault):
        c = await new_device(lab)
        same(await lab.ok(c, "view", vault=vault), await lab.ok(a, "view", vault=vault))
    await settled(lab, vault, c, a)


@play
async def test_a_merge_with_an_older_branch_waits_for_the_history() -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "long offline")
    for number in range(EVERY):
        await lab.commit(a, vault, f"before {number}")
        await lab.ok(a, "sync")
    shown = await lab.ok(a, "view", vault=vault)
    # Only the merge comes behind the snapshot.
    lab.stored(vault).snapshot = await snapshot_of(lab, a, vault)
    assert await lab.sync_error(b, vault) is None
    with history_held_back(lab, vault):
        c = await new_device(lab)
        same(await lab.ok(c, "view", vault=vault), shown)
        await lab.commit(c, vault, "early")
    labels = await settled(lab, vault, c, b, a)
    assert {"long offline", "early", "a1"} <= set(labels)


@pytest.mark.parametrize("lost", [0, 1, 3])
@play
async def test_a_restore_while_the_history_arrives(lost: int) -> None:
    """The backup lacks pushes that were shown. Other devices bring them back."""
    lab, a, b, vault = await with_snapshot()
    backups = [lab.server.backup()]
    for number in range(3):
        await lab.commit(a, vault, f"late {number}")
        await lab.ok(a, "sync")
        backups.append(lab.server.backup())
    with history_held_back(lab, vault, pages=1):
        c = await new_device(lab)
        await lab.commit(c, vault, "early")
        await lab.ok(c, "sync")
    lab.server.restore(backups[3 - lost], honest=True)
    for profile in (c, a, b, c):
        await lab.agree(profile)
    labels = await settled(lab, vault, a, b, c)
    assert len(labels) == len(set(labels)) == EVERY + 5


@play
async def test_a_goal_that_is_deleted_while_it_arrives_leaves_nothing() -> None:
    lab, _, _, vault = await with_snapshot()
    with history_held_back(lab, vault, pages=1):
        c = await new_device(lab)
        await lab.commit(c, vault, "early")
        await lab.ok(c, "sync")
    await lab.ok(c, "delete_vault", vault=vault, where="device")
    assert [key for key in c.records if vault in key and not key.startswith("away/")] == []


@play
async def test_a_device_that_leaves_keeps_what_has_arrived_and_its_commits() -> None:
    lab, _, _, vault = await with_snapshot()
    with history_held_back(lab, vault, pages=2):
        c = await new_device(lab)
        await lab.commit(c, vault, "early")
        await lab.ok(c, "sync")
    await lab.ok(c, "leave_account")
    assert await lab.labels(c, vault) == ["early", "a1"]
    assert kept_of_arrival(c) == []
    assert (await lab.ok(c, "verify", vault=vault))["ok"]


@play
async def test_a_device_that_leaves_before_anything_has_arrived() -> None:
    lab, _, _, vault = await with_snapshot()
    with history_held_back(lab, vault):
        c = await new_device(lab)
        made = await lab.commit(c, vault, "early")
        assert await lab.code(c, "leave_account") == "HISTORY_ARRIVING"
        same(await lab.ok(c, "view", vault=vault), made["view"])
        d = await new_device(lab, "D")
        await lab.ok(d, "leave_account")
    assert [key for key in d.records if vault in key] == []


@play
async def test_a_goal_that_comes_back_continues_its_own_numbers() -> None:
    lab, a, b, vault = await with_snapshot()
    await lab.ok(a, "delete_vault", vault=vault, where="device")
    with history_held_back(lab, vault):
        await lab.ok(a, "reattach_vault", vault=vault)
        await lab.ok(a, "sync")
        await lab.commit(a, vault, "early")
    labels = await settled(lab, vault, a, b)
    assert labels[0] == "early"


@play
async def test_a_snapshot_is_left_once_for_many_commits() -> None:
    lab, a, _, vault = await two_devices()
    sent: list[str] = []
    answered = lab.server.answer

    async def counted(token: str | None, method: str, path: str, body: bytes | None) -> object:
        if method == "PUT" and path.endswith("/snapshot"):
            sent.append(path)
        return await answered(token, method, path, body)

    lab.server.answer = counted  # type: ignore[method-assign,assignment]
    for number in range(3 * EVERY):
        await lab.commit(a, vault, f"c{number}")
        await lab.ok(a, "sync")
    assert len(sent) == 3


@play
async def test_a_refused_snapshot_disturbs_nothing() -> None:
    lab, a, _, vault = await two_devices()
    answered, asked = lab.server.answer, 0

    async def refusing(token: str | None, method: str, path: str, body: bytes | None) -> object:
        nonlocal asked
        if path.endswith("/snapshot"):
            asked += 1
            return simulated.refusal(AutusError("QUOTA_EXCEEDED"))
        return await answered(token, method, path, body)

    lab.server.answer = refusing  # type: ignore[method-assign,assignment]
    for number in range(EVERY + 1):
        await lab.commit(a, vault, f"c{number}")
        assert await lab.sync_error(a, vault) is None
    assert asked == 1


@play
async def test_the_first_round_of_a_long_goal_leaves_a_snapshot() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    for number in range(EVERY):
        await lab.commit(a, vault, f"c{number}")
    await lab.join(a)
    await lab.ok(a, "sync")
    assert lab.stored(vault).snapshot_commits == EVERY + 1
