"""The quantities at an earlier time."""

from __future__ import annotations

from tests.shared.device.lab import Lab, play

DAY_MS = 86_400_000


@play
async def test_the_tip_then_is_the_last_commit_that_was_made_by_then() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    start = (await lab.ok(a, "rows", vault=vault, positions=[0]))["rows"][0]["t_ms"]
    days = [1, 3, 3, 9]
    commits = [{"t_ms": start + day * DAY_MS, "patches": [[1, {"volume_override": 0.6}]]} for day in days]
    await lab.ok(a, "import_commits", vault=vault, commits=commits)
    series = await lab.ok(a, "series", vault=vault)
    for day, position in ((0, 0), (0.5, 0), (1, 1), (2, 1), (3, 3), (8, 3), (9, 4), (99, 4)):
        found = await lab.ok(a, "tip_then", vault=vault, t_ms=start + int(day * DAY_MS))
        assert found["then"]["position"] == position
        assert found["then"]["columns"]["density"] == [series["columns"]["density"][position]]
    for early in (start - 1, -DAY_MS):
        found = await lab.ok(a, "tip_then", vault=vault, t_ms=early)
        assert (found["then"], found["first"]["position"]) == (None, 0)
    assert found["head"] == series["head"]
