"""Then and now: the trajectory that a past commit projected, beside the density that came."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from shared.chain.fold_order import FoldOrder
from shared.device.core.clock import preview_ms
from shared.device.core.history import History
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.reading.log_facts import LogFacts
from shared.device.reading.series import thin_out
from shared.kernel import Horizon, State, round_f, sample_offsets_ms

COURSE_POINTS = 200
LATE_MAX = 1_000
"""A clock that was wrong may give a commit a late time, so the search goes on this far behind one."""

Held = tuple[int, float]
"""(time in milliseconds, the density that holds from then on)."""
_time = itemgetter(0)


class Sample(Struct, frozen=True):
    """A sample of a past trajectory at its time. `came` is the density that held then; null in the future."""

    t_ms: int
    projected: float
    came: float | None


class ThenAndNow(Struct, frozen=True):
    """The trajectory of a past commit and what came. `samples` are empty for a genesis and a merge.

    `distance` is the mean of |projected - came| over the `compared` samples: those after the first that have
    come. The first is the commit itself. `distance` is null if none has come. `course` are the densities that
    held from the commit to the last sample.
    """

    commit: str
    position: int
    t_ms: int
    horizon: Horizon
    confidence: float
    samples: list[Sample]
    course: list[Held]
    distance: float | None
    compared: int


class ThenAndNows(Struct, frozen=True):
    """Past trajectories of the history of `head`, at the time `now_ms`."""

    head: str
    total: int
    now_ms: int
    items: list[ThenAndNow]


def held(densities: Sequence[Held]) -> list[Held]:
    """Which density holds from when on. `densities` are those of commits, in the order of the history.

    At any time that of the last commit in the order holds, of all commits that are not later. So a commit is
    left out if one that comes after it has an earlier time, or the same.
    """
    found: list[Held] = []
    for each in densities:
        while found and found[-1][0] >= each[0]:
            found.pop()
        found.append(each)
    return found


def held_at(course: Sequence[Held], t_ms: int) -> float | None:
    """The density at a time. None before the first."""
    place = bisect_right(course, t_ms, key=_time)
    return course[place - 1][1] if place else None


def mean_distance(samples: Sequence[Sample]) -> tuple[float | None, int]:
    """(mean of |projected - came|, number of samples compared). The first sample, the commit itself, is left
    out.
    """
    apart = [abs(each.projected - each.came) for each in samples[1:] if each.came is not None]
    if not apart:
        return None, 0
    total = 0.0
    for each in apart:
        total += each
    return round_f(total / len(apart)), len(apart)


async def read_then_and_now(
    reader: HistoryReader, positions: Sequence[int], progress: Progress
) -> ThenAndNows:
    """The trajectories of the commits at these positions. Positions beyond the history are left out."""
    tip = reader.vault.tip.commit
    order = (await reader.vault.history()).order(tip)
    reached = [position for position in positions if position < len(order)]
    states = [(position, await reader.state(order[position])) for position in reached]
    now_ms = preview_ms(reader.vault.host)
    # After all waits, because facts stay in memory until the next one.
    history, facts = await reader.facts(progress, ["density"])
    items = [_compare(history, facts, order, position, state, now_ms) for position, state in states]
    return ThenAndNows(tip.hex(), len(order), now_ms, items)


def _compare(
    history: History, facts: LogFacts, order: FoldOrder, position: int, state: State, now_ms: int
) -> ThenAndNow:
    row = history.row(order[position])
    # A merge applies no draft, so it projects nothing of its own.
    offsets = [] if row.is_merge else sample_offsets_ms(state)
    course: list[Held] = []
    if offsets:
        course = held(_following(history, facts, order, position, row.t_ms + offsets[-1]))
    trajectory = state.forecast.trajectory
    samples = []
    for offset, value in zip(offsets, trajectory.samples, strict=False):
        t_ms = row.t_ms + offset
        samples.append(Sample(t_ms, round_f(value), held_at(course, t_ms) if t_ms <= now_ms else None))
    distance, compared = mean_distance(samples)
    chosen = thin_out([[density for _, density in course]], COURSE_POINTS, len(course))
    return ThenAndNow(
        commit=row.id.hex(),
        position=position,
        t_ms=row.t_ms,
        horizon=state.forecast.horizon,
        confidence=round_f(trajectory.confidence),
        samples=samples,
        course=[course[index] for index in chosen],
        distance=distance,
        compared=compared,
    )


def _following(
    history: History, facts: LogFacts, order: FoldOrder, position: int, until_ms: int
) -> list[Held]:
    """Time and density of a commit and of those that descend from it, up to a time, in order.

    A commit on another branch is no part of what came, until a merge brings it in.
    """
    following = {order[position]}
    found: list[Held] = []
    late = 0
    for commit in order[position:]:
        row = history.row(commit)
        if commit not in following and following.isdisjoint(row.parents):
            continue
        following.add(commit)
        late = late + 1 if row.t_ms > until_ms else 0
        if late > LATE_MAX:
            break
        if not late:
            found.append((row.t_ms, facts.value("density", history.log.position(commit))))
    return found
