"""The shares of the slots along the history."""

from __future__ import annotations

from typing import Any

import pytest

from shared.kernel import SLOTS
from tests.shared.device.lab import Document, Lab, play, two_devices

DAY_MS = 86_400_000
PATCHES: list[Document] = [{"E": 3, "S": 1}, {"N": 1}, {"W": 2, "SW": 2}, dict.fromkeys(SLOTS, 1)]


def close(values: list[float]) -> Any:
    return pytest.approx(values, abs=1e-9)


async def goal(lab: Lab, days: list[float]) -> tuple[Any, str, int]:
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    start = (await lab.ok(a, "rows", vault=vault, positions=[0]))["rows"][0]["t_ms"]
    commits = [
        {"t_ms": start + int(day * DAY_MS), "patches": [[3, {"allocations": PATCHES[number % 4]}]]}
        for number, day in enumerate(days)
    ]
    await lab.ok(a, "import_commits", vault=vault, commits=commits)
    return a, vault, start


@play
async def test_every_commit_has_a_span_of_its_own_while_they_fit() -> None:
    lab = await Lab.open()
    a, vault, _ = await goal(lab, [1, 2, 3, 4])
    answer = await lab.ok(a, "share_spans", vault=vault)
    assert [(each["first"], each["last"], each["commits"]) for each in answer["spans"]] == [
        (position, position, 1) for position in range(1, 5)
    ]
    assert answer["columns"]["E"] == close([0.75, 0, 0, 0.125])
    assert answer["columns"]["SW"] == close([0, 0, 0.5, 0.125])


@play
async def test_many_commits_are_shown_by_their_mean() -> None:
    lab = await Lab.open()
    a, vault, _ = await goal(lab, [float(day) for day in range(1, 11)])
    answer = await lab.ok(a, "share_spans", vault=vault, points=3)
    assert [each["commits"] for each in answer["spans"]] == [3, 3, 4]
    for index in range(3):
        assert sum(answer["columns"][slot][index] for slot in SLOTS) == pytest.approx(1)
    assert answer["columns"]["E"][0] == pytest.approx(0.25)


@play
async def test_weeks_without_commits_are_left_out_and_the_others_keep_their_numbers() -> None:
    lab = await Lab.open()
    a, vault, start = await goal(lab, [0.5, 1, 22, 99])
    starts = [start + 7 * day * DAY_MS for day in range(1, 5)]
    answer = await lab.ok(a, "share_spans", vault=vault, starts=starts[::-1])
    found = [(each["number"], each["first"], each["commits"]) for each in answer["spans"]]
    # What is before the first start is in the first span. The last one has no end.
    assert found == [(0, 1, 2), (2, 3, 1), (3, 4, 1)]
    assert answer["columns"]["N"] == close([0.5, 0, 0.125])


@play
async def test_a_genesis_and_a_merge_have_no_shares() -> None:
    lab, a, b, vault = await two_devices()
    for profile in (a, b):
        await lab.commit(profile, vault, profile.name)
    for profile in (a, b, a):
        await lab.ok(profile, "sync")
    rows = (await lab.ok(a, "history", vault=vault, limit=20))["rows"]
    drafted = sorted(row["position"] for row in rows if row["kind"] == "commit")
    answer = await lab.ok(a, "share_spans", vault=vault)
    assert [each["first"] for each in answer["spans"]] == drafted
    fresh = (await lab.ok(a, "create_vault", title="New"))["vault"]
    answer = await lab.ok(a, "share_spans", vault=fresh)
    assert (answer["spans"], answer["columns"]["E"]) == ([], [])
