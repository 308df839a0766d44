"""The progress of a pull: pages hear how many commits of how many have arrived, in one form."""

from __future__ import annotations

from itertools import pairwise

import pytest

from shared.device.api.events import Event, SyncEvent
from shared.device.sync.status import Arriving
from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.sync.snapshot_lab import (
    EVERY,
    arriving,
    history_held_back,
    leave_often,
    new_device,
    with_snapshot,
)
from tests.shared.device.sync.test_backlog import patches
from tests.simulation.world import Profile

COMMITS, GROUP = 90, 20


def small_groups(monkeypatch: pytest.MonkeyPatch, long: int) -> None:
    monkeypatch.setattr("shared.device.sync.push.PUSH_COMMITS_MAX", 10)
    monkeypatch.setattr("shared.device.sync.pull_ahead.PUSH_COMMITS_MAX", GROUP)
    monkeypatch.setattr("shared.device.sync.pull.LONG_PULL_COMMITS", long)


def listen(profile: Profile, vault: str, monkeypatch: pytest.MonkeyPatch) -> list[Arriving | None]:
    """What pages hear of the goal's progress from now on, without repetitions."""
    heard: list[Arriving | None] = [None]
    assert profile.facade is not None
    tell = profile.facade.emit

    def emit(event: Event) -> None:
        if isinstance(event, SyncEvent):
            told = next(each.arriving for each in event.status.vaults if each.vault == vault)
            if told != heard[-1]:
                heard.append(told)
        tell(event)

    monkeypatch.setattr(profile.facade, "emit", emit)
    return heard


async def one_device_ahead() -> tuple[Lab, Profile, Profile, str]:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "import_commits", vault=vault, commits=patches(COMMITS))
    await lab.ok(a, "sync")
    return lab, a, b, vault


@play
async def test_a_long_pull_counts_what_it_brings_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    small_groups(monkeypatch, COMMITS)
    lab, _, b, vault = await one_device_ahead()
    heard = listen(b, vault, monkeypatch)
    status = await lab.ok(b, "sync")
    assert arriving(status, vault) is None
    first, *told, last = heard
    assert first is last is None
    assert [each and each.of for each in told] == [COMMITS] * len(told)
    assert all(each and each.readable for each in told)
    counts = [each.have for each in told if each]
    assert counts[0] == 0
    assert counts[-1] == COMMITS
    assert counts == sorted(set(counts))
    assert max(after - before for before, after in pairwise(counts)) <= GROUP


@play
async def test_the_history_can_be_read_during_a_long_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    small_groups(monkeypatch, COMMITS)
    lab, a, b, vault = await one_device_ahead()
    answered = lab.server.answer
    seen: list[int] = []

    async def answer(token: str | None, method: str, path: str, body: bytes | None) -> object:
        if "/pushes?after=" in path:
            seen.append((await lab.ok(b, "history", vault=vault, limit=1))["total"])
        return await answered(token, method, path, body)

    monkeypatch.setattr("shared.wire.limits.PAGE_BYTES_MAX", 40_000)
    monkeypatch.setattr(lab.server, "answer", answer)
    await lab.ok(b, "sync")
    assert len(seen) > 2
    assert seen[0] < seen[-1] <= (await lab.ok(a, "view", vault=vault))["commits"]


@play
async def test_a_short_pull_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    small_groups(monkeypatch, COMMITS + 1)
    lab, _, b, vault = await one_device_ahead()
    heard = listen(b, vault, monkeypatch)
    await lab.ok(b, "sync")
    assert heard == [None]


@play
async def test_a_pull_that_breaks_off_says_nothing_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    small_groups(monkeypatch, COMMITS)
    lab, _, b, vault = await one_device_ahead()
    pushes = lab.stored(vault).pushes
    good = pushes[-1]
    pushes[-1] = type(good)(good.base, good.head, pushes[-2].commits, good.certificate, good.receipt)
    heard = listen(b, vault, monkeypatch)
    assert await lab.sync_error(b, vault) is not None
    assert len(heard) > 2
    assert heard[-1] is None
    # What has arrived is not counted again.
    pushes[-1] = good
    monkeypatch.setattr("shared.device.sync.pull.LONG_PULL_COMMITS", 1)
    del heard[1:]
    assert await lab.sync_error(b, vault) is None
    assert all(told is None or told.of < COMMITS for told in heard)
    assert len(heard) > 2


@play
async def test_behind_a_snapshot_all_commits_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_often(monkeypatch)
    lab, _, _, vault = await with_snapshot()
    with history_held_back(lab, vault):
        c = await new_device(lab)
        assert arriving(await lab.ok(c, "sync"), vault) == {"have": 0, "of": EVERY + 2, "readable": False}
    heard = listen(c, vault, monkeypatch)
    await lab.ok(c, "sync")
    told = [each for each in heard if each]
    assert told
    assert not any(each.readable for each in told)
    assert {each.of for each in told} == {EVERY + 2}
    assert heard[-1] is None
