"""Then and now, compared with its definition: which density held when, and how far it is."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.device.reading import then_and_now
from shared.device.reading.then_and_now import Sample, held, held_at, mean_distance
from shared.kernel import new_state, sample_offsets_ms
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.shared.device.reading.test_history_reader import branching, naive, rows_of
from tests.simulation.world import Profile

DAY_MS = 86_400_000
POINTS = {"H1": (4, DAY_MS // 24), "D1": (8, DAY_MS), "D7": (14, 7 * DAY_MS), "D30": (30, 30 * DAY_MS)}
POINTS["D180"] = (60, 180 * DAY_MS)


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), max_size=20), st.integers(0, 21))
def test_the_last_commit_in_order_that_is_not_later_holds(densities, t_ms):
    reached = [density for at, density in densities if at <= t_ms]
    assert held_at(held(densities), t_ms) == (reached[-1] if reached else None)


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), max_size=20))
def test_a_course_has_ascending_times(densities):
    times = [at for at, _ in held(densities)]
    assert times == sorted(set(times))


def test_the_distance_is_a_mean_over_what_has_come_without_the_commit_itself():
    samples = [Sample(0, 0.5, 0.9), Sample(1, 0.5, 0.25), Sample(2, 0.5, 0.625), Sample(3, 0.5, None)]
    assert mean_distance(samples) == (0.1875, 2)
    assert mean_distance(samples[:1]) == (None, 0)
    assert mean_distance([Sample(0, 0.5, 0.5), Sample(1, 0.5, None)]) == (None, 0)


def test_a_session_without_commits_has_no_sample_times():
    assert sample_offsets_ms(new_state("none")) == []


async def expected(
    lab: Lab, profile: Profile, vault: str, rows: list[Document], position: int, now_ms: int
) -> Document:
    """The samples of a commit and their distance, by the definition."""
    states = await naive(lab, profile, vault, [row["commit"] for row in rows])
    history = await lab.vault(profile, vault).history()
    ids = [bytes.fromhex(row["commit"]) for row in rows]
    following = [
        (row["t_ms"], state["measure"]["density"])
        for row, state, commit in zip(rows, states, ids, strict=True)
        if history.graph.is_ancestor(ids[position], commit)
    ]
    forecast = states[position]["forecast"]
    points, span = POINTS[forecast["horizon"]]
    samples = []
    for index, then in enumerate(forecast["trajectory"]["samples"]):
        t_ms = rows[position]["t_ms"] + round(index / (points - 1) * span)
        came = [density for at, density in following if at <= t_ms][-1] if t_ms <= now_ms else None
        samples.append({"t_ms": t_ms, "projected": then, "came": came})
    apart = [abs(each["projected"] - each["came"]) for each in samples[1:] if each["came"] is not None]
    return {
        "samples": samples,
        "compared": len(apart),
        "distance": sum(apart) / len(apart) if apart else None,
    }


async def check(lab: Lab, profile: Profile, vault: str) -> list[Document]:
    rows = await rows_of(lab, profile, vault)
    answer = await lab.ok(profile, "then_and_now", vault=vault, positions=list(range(len(rows)))[-32:])
    assert answer["total"] == len(rows)
    for item in answer["items"]:
        row = rows[item["position"]]
        assert (item["commit"], item["t_ms"]) == (row["commit"], row["t_ms"])
        if row["kind"] != "commit":
            assert (item["samples"], item["course"], item["distance"]) == ([], [], None)
            continue
        wanted = await expected(lab, profile, vault, rows, item["position"], answer["now_ms"])
        assert item["samples"] == wanted["samples"]
        assert item["compared"] == wanted["compared"]
        assert item["distance"] == (
            None if wanted["distance"] is None else pytest.approx(wanted["distance"], abs=1e-6)
        )
    return list(answer["items"])


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2))
@play
async def test_branches_count_from_their_merge_on(seed: int) -> None:
    random = Random(seed)
    lab, a, b, vault = await two_devices()
    await branching(lab, a, b, vault, random)
    await lab.ok(a, "view", vault=vault)
    lab.draft(a, vault, 1, {"horizon_override": "H1"})
    await lab.ok(a, "commit", vault=vault)
    await check(lab, a, vault)


@play
async def test_samples_of_every_horizon_have_come_once_their_time_has() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it"))["vault"]
    commits = [
        {
            "t_ms": number * DAY_MS // 2,
            "patches": [
                [1, {"horizon_override": list(POINTS)[number % 5]}],
                [3, {"allocations": {"NE": number, "E": 3}}],
            ],
        }
        for number in range(25)
    ]
    await lab.ok(device, "import_commits", vault=vault, commits=commits)
    items = await check(lab, device, vault)
    assert {item["horizon"] for item in items} == set(POINTS)
    assert all(item["compared"] == len(item["samples"]) - 1 for item in items if item["samples"])
    assert any(item["distance"] > 0.01 for item in items if item["samples"])
    # The last commit is the present: it was compared with itself, held since.
    assert items[-1]["course"] == [[items[-1]["t_ms"], items[-1]["samples"][0]["projected"]]]


@play
async def test_a_wrong_clock_on_the_way_and_positions_beyond_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(then_and_now, "LATE_MAX", 3)
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it"))["vault"]
    times = [DAY_MS, 900 * DAY_MS, 2 * DAY_MS, DAY_MS + 1, 3 * DAY_MS]
    commits = [
        {
            "t_ms": t_ms,
            "patches": [[3, {"allocations": {"NE": number, "E": 3}}], [1, {"horizon_override": "D30"}]],
        }
        for number, t_ms in enumerate(times)
    ]
    await lab.ok(device, "import_commits", vault=vault, commits=commits)
    await check(lab, device, vault)
    assert (await lab.ok(device, "then_and_now", vault=vault, positions=[99]))["items"] == []
    assert await lab.code(device, "then_and_now", vault=vault, positions=[0] * 33) == "INVALID_REQUEST"
