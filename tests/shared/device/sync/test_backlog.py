"""A long time offline: many commits are pushed in chunks, resumable, and pulled by a fresh device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from shared.errors import AutusError
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile

# tests/browser/test_backlog.py does this against a real server.
COMMITS = 5_000


def patches(count: int) -> list[Document]:
    return [
        {"t_ms": 1_700_000_000_000 + n, "patches": [[1, {"mass_modifier": n % 7 / 20}]], "label": f"c{n}"}
        for n in range(count)
    ]


async def converged(lab: Lab, devices: list[Profile], vault: str) -> Document:
    views = [await lab.ok(device, "view", vault=vault) for device in devices]
    keys = ("head", "state_hash", "commits", "marker")
    assert all([view[key] for key in keys] == [views[0][key] for key in keys] for view in views)
    return views[0]


@pytest.mark.long
@pytest.mark.no_cover
@play
async def test_thousands_of_diverged_commits_are_pushed_in_chunks_and_reach_a_fresh_device() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "import_commits", vault=vault, commits=patches(COMMITS))
    await lab.commit(b, vault, "meanwhile")
    await lab.ok(b, "sync")
    answered, refuse = lab.server.answer, False

    async def flaky(token: str | None, method: str, path: str, body: bytes | None) -> object:
        """The server dies between any two chunks."""
        nonlocal refuse
        if method == "POST" and path.endswith("/pushes"):
            refuse = not refuse
            if not refuse:
                raise AutusError("OFFLINE", "killed")
        return await answered(token, method, path, body)

    lab.server.answer = flaky  # type: ignore[method-assign,assignment]
    rounds = 0
    while (await lab.ok(a, "sync"))["waiting"]:
        rounds += 1
        await lab.restart(a)
        assert rounds < 30
    lab.server.answer = answered  # type: ignore[method-assign]
    assert rounds >= 5
    await lab.ok(a, "sync")
    pushes = lab.stored(vault).pushes
    assert all(push.certificate.count <= 1_000 for push in pushes)
    await lab.ok(b, "sync")
    c = await lab.device("C")
    await lab.join(c)
    # The log-in shows the goal, and the next round brings the history.
    await lab.ok(c, "sync")
    view = await converged(lab, [a, b, c], vault)
    assert view["commits"] == pushes[-1].receipt.commits
    page = await lab.ok(c, "history", vault=vault, before=2_500, limit=3)
    assert [row["position"] for row in page["rows"]] == [2_499, 2_498, 2_497]
    assert all(row["synced"] for row in page["rows"])


@play
async def test_a_push_whose_answer_is_lost_is_durable_after_the_next_pull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A push that is not the last one ends in a merge, which only the answer makes durable."""
    monkeypatch.setattr("shared.device.sync.push.PUSH_COMMITS_MAX", 10)
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "import_commits", vault=vault, commits=patches(25))
    await lab.commit(b, vault, "meanwhile")
    await lab.ok(b, "sync")
    answered = lab.server.answer

    async def lost(token: str | None, method: str, path: str, body: bytes | None) -> object:
        answer = await answered(token, method, path, body)
        if method == "POST" and path.endswith("/pushes"):
            raise AutusError("OFFLINE", "the answer was lost")
        return answer

    monkeypatch.setattr(lab.server, "answer", lost)
    rounds = 0
    while (await lab.ok(a, "sync"))["waiting"]:
        rounds += 1
        assert rounds < 9
        series = await lab.ok(a, "series", vault=vault)
        assert series["total"] == (await lab.ok(a, "view", vault=vault))["commits"]
    assert rounds >= 3
    await lab.restart(a)
    assert (await lab.ok(a, "verify", vault=vault))["ok"]
    await lab.ok(b, "sync")
    await converged(lab, [a, b], vault)


async def _copy(lab: Lab, original: Profile) -> Profile:
    copy = lab.copy_profile(original)
    lab.switch_on(copy)
    await lab.ok(copy, "boot")
    return copy


@play
async def test_an_idle_copy_of_a_profile_continues_from_the_original() -> None:
    lab, a, _, vault = await two_devices()
    copy = await _copy(lab, a)
    await lab.commit(a, vault, "on the original")
    await lab.ok(a, "sync")
    await lab.ok(copy, "sync")
    assert (await lab.commit(copy, vault, "on the copy"))["commit"]["seq"] == 4
    status = await lab.ok(copy, "sync")
    assert (status["phase"], status["needs"]) == ("synced", None)


@play
async def test_both_copies_of_a_profile_with_unpushed_commits_end_in_one_history() -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "shared and unpushed")
    copy = await _copy(lab, a)
    for number in range(3):
        await lab.commit(a, vault, f"original {number}")
        await lab.commit(copy, vault, f"copy {number}")
    await lab.ok(copy, "set_words", vault=vault, words={"names": {"n1": "of the copy"}})
    await lab.commit(copy, vault, "copy words")
    await lab.ok(a, "sync")
    status = await lab.ok(copy, "sync")
    assert (status["needs"], status["phase"]) == ("password", "refused")
    assert status["vaults"][0]["error"]["code"] == "SEQ_REUSED"
    status = await lab.ok(copy, "renew_device_id", password="correct horse battery", device_name="Copy")
    assert (status["phase"], status["needs"], status["waiting"]) == ("synced", None, 0)
    for device in (a, b, copy):
        await lab.ok(device, "sync")
    view = await converged(lab, [a, b, copy], vault)
    assert view["context"]["names"] == {"n1": "of the copy"}
    labels = await lab.labels(b, vault)
    assert len(labels) == len(set(labels)) == 9
    assert [device["name"] for device in await lab.ok(a, "devices")] == ["A", "B", "Copy"]
    assert (
        await lab.code(copy, "renew_device_id", password="wrong password", device_name="x")
        == "BAD_CREDENTIALS"
    )
    await lab.commit(copy, vault, "goes on")
    assert (await lab.ok(copy, "sync"))["phase"] == "synced"


@play
async def test_a_merge_of_two_sides_that_a_restored_server_lost_is_pushed_whole() -> None:
    lab, a, b, vault = await two_devices()
    c = await lab.device("C")
    await lab.join(c)
    old = lab.server.backup()
    await lab.commit(b, vault, "side b")
    await lab.commit(a, vault, "side a")
    for device in (b, a, b):
        await lab.ok(device, "sync")
    assert (await converged(lab, [a, b], vault))["commits"] == 5
    lab.server.restore(old, honest=True)
    await lab.agree(c)
    await lab.commit(c, vault, "on top")
    await lab.ok(c, "sync")
    for device in (a, b, c):
        await lab.agree(device)
    await converged(lab, [a, b, c], vault)
    assert set(await lab.labels(a, vault)) == {"a1", "side a", "side b", "on top"}


Act = Callable[[Lab, Profile, str], Awaitable[object]]


@pytest.mark.parametrize("where", ["before write", "scan"])
@play
async def test_a_history_read_during_a_commit_has_it_once(where: str) -> None:
    import asyncio

    lab, a, _, vault = await two_devices()
    await lab.restart(a)
    lab.draft(a, vault, 1, {"mass_modifier": 0.1})
    lab.calm = False
    tasks = [
        asyncio.ensure_future(lab.call(a, "commit", vault=vault, label="now")),
        asyncio.ensure_future(lab.call(a, "history", vault=vault, limit=10)),
    ]
    while not all(task.done() for task in tasks):
        await lab.settle()
        first = [wait for wait in lab.waits if wait.what == where] or lab.waits
        for wait in first[:1]:
            lab.waits.remove(wait)
            wait.future.set_result(None)
    lab.calm = True
    for task in tasks:
        assert "ok" in task.result()
    assert await lab.labels(a, vault) == ["now", "a1"]
    await lab.commit(a, vault, "next")
    assert await lab.labels(a, vault) == ["next", "now", "a1"]
