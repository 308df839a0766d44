"""Long pulls: what comes next is fetched and opened while the present is replayed and stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from shared.device.core.host import Response
from shared.device.sync.pull import _apply
from shared.device.sync.pull_ahead import PullAhead
from shared.errors import AutusError
from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.sync.test_backlog import converged, patches
from tests.simulation.world import Profile

COMMITS = 90


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pushes of ten commits, groups of two pushes, pages of a few groups, and parts of three commits."""
    monkeypatch.setattr("shared.device.sync.push.PUSH_COMMITS_MAX", 10)
    monkeypatch.setattr("shared.device.sync.pull_ahead.PUSH_COMMITS_MAX", 20)
    monkeypatch.setattr("shared.device.core.commit_validation.PART_COMMITS", 3)
    monkeypatch.setattr("shared.wire.limits.PAGE_BYTES_MAX", 40_000)


async def one_device_ahead() -> tuple[Lab, Profile, Profile, str]:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "import_commits", vault=vault, commits=patches(COMMITS))
    await lab.ok(a, "sync")
    return lab, a, b, vault


class Journal:
    """The pulls that a device asks for and the groups that it stores, in order."""

    def __init__(self, lab: Lab, profile: Profile, vault: str, monkeypatch: pytest.MonkeyPatch) -> None:
        assert profile.facade is not None
        self.lines: list[str] = []
        self._store = profile.facade.device.host.store
        self._answer, self._write = lab.server.answer, self._store.write
        self._segments = f"vault/{vault}/segment"
        self.fail_at: int | None = None
        self.fails_late = False
        self.first_stored = asyncio.Event()
        monkeypatch.setattr(lab.server, "answer", self.answer)
        monkeypatch.setattr(self._store, "write", self.write)

    @property
    def stored(self) -> int:
        return self.lines.count("stored")

    async def answer(self, token: str | None, method: str, path: str, body: bytes | None) -> Response:
        if "/pushes?after=" in path:
            self.lines.append("asked")
        await asyncio.sleep(0)
        return await self._answer(token, method, path, body)

    async def write(self, puts: Sequence[tuple[str, bytes]], deletes: Sequence[str] = ()) -> None:
        of_commits = any(key.startswith(self._segments) for key, _ in puts)
        if of_commits and self.stored == self.fail_at:
            self.fail_at = None
            if self.fails_late:
                await self._write(puts, deletes)
            raise AutusError("STORAGE_FAILED", "the disk is gone")
        await asyncio.sleep(0)
        await self._write(puts, deletes)
        if of_commits:
            self.lines.append("stored")
            self.first_stored.set()


@play
async def test_the_next_page_is_asked_for_before_the_present_one_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await one_device_ahead()
    journal = Journal(lab, b, vault, monkeypatch)
    assert await lab.sync_error(b, vault) is None
    assert journal.lines[:2] == ["asked", "asked"]
    assert journal.lines.count("asked") >= 3
    assert journal.stored >= COMMITS // 20
    await converged(lab, [a, b], vault)
    assert (await lab.ok(b, "verify", vault=vault))["ok"]


@play
async def test_a_commit_of_the_person_waits_for_a_group_only(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await one_device_ahead()
    journal = Journal(lab, b, vault, monkeypatch)
    syncing = asyncio.create_task(lab.ok(b, "sync"))
    await journal.first_stored.wait()
    lab.draft(b, vault, 3, {"allocations": {"S": 1}})
    await lab.ok(b, "commit", vault=vault, label="meanwhile")
    assert journal.stored < COMMITS // 20
    assert not syncing.done()
    await syncing
    for profile in (b, a, b):
        await lab.ok(profile, "sync")
    await converged(lab, [a, b], vault)
    assert "meanwhile" in await lab.labels(a, vault)


@play
async def test_groups_before_a_bad_one_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await one_device_ahead()
    before = lab.vault(b, vault).meta.count
    pushes = lab.stored(vault).pushes
    good, bad = pushes[-1], pushes[-2]
    pushes[-1] = type(good)(
        base=good.base,
        head=good.head,
        commits=bad.commits,
        certificate=good.certificate,
        receipt=good.receipt,
    )
    error = await lab.sync_error(b, vault)
    assert error is not None
    assert error["code"] == "HEAD_MISMATCH"
    kept = lab.vault(b, vault).meta.count
    assert before < kept < before + COMMITS
    await lab.restart(b)
    assert (await lab.ok(b, "verify", vault=vault))["ok"]
    pushes[-1] = good
    assert await lab.sync_error(b, vault) is None
    await converged(lab, [a, b], vault)


@play
async def test_a_write_that_fails_loses_nothing_and_leaves_nothing_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await one_device_ahead()
    journal = Journal(lab, b, vault, monkeypatch)
    journal.fail_at = 2
    error = await lab.sync_error(b, vault)
    assert error is not None
    assert error["code"] == "STORAGE_FAILED"
    assert journal.stored == 2
    assert len(asyncio.all_tasks()) == 1
    assert await lab.sync_error(b, vault) is None
    await converged(lab, [a, b], vault)


@play
async def test_a_pull_that_another_one_has_overtaken_stores_nothing() -> None:
    lab, a, b, vault = await one_device_ahead()
    assert b.facade is not None
    device, goal = b.facade.device, lab.vault(b, vault)
    page = await device.server.pull(goal.id, goal.meta.remote.number)
    late = PullAhead(device, goal, await goal.history())
    groups = late.groups_of(page)
    first = await anext(groups)
    assert await lab.sync_error(b, vault) is None
    reached = goal.meta
    with pytest.raises(AutusError) as refusal:
        await _apply(device, goal, first)
    assert refusal.value.code == "PUSH_GAP"
    assert goal.meta == reached
    await groups.aclose()
    await converged(lab, [a, b], vault)


@play
async def test_after_a_write_in_doubt_a_pull_goes_on_from_what_the_store_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The write succeeds, and the device is told that it failed."""
    lab, a, b, vault = await one_device_ahead()
    journal = Journal(lab, b, vault, monkeypatch)
    journal.fail_at, journal.fails_late = 1, True
    error = await lab.sync_error(b, vault)
    assert error is not None
    assert error["code"] == "STORAGE_FAILED"
    assert await lab.sync_error(b, vault) is None
    await converged(lab, [a, b], vault)
    assert (await lab.ok(b, "verify", vault=vault))["ok"]
