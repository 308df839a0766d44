"""The shares of the slots along the history: by commit, or by spans of time such as weeks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from shared.chain.header import Kind
from shared.device.core.field_types import SLOTS, Slot
from shared.device.core.records import SHARES
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.reading.log_facts import LogFacts

ShareColumns = Annotated[dict[Slot, list[float]], Meta(extra_json_schema={"propertyNames": {"enum": SLOTS}})]


class ShareSpan(Struct, frozen=True):
    """Commits with drafts that are shown as one. `number` counts the spans of time, also empty ones.

    `first` and `last` are positions, `first_ms` and `last_ms` the times of these commits.
    """

    number: int
    first: int
    last: int
    first_ms: int
    last_ms: int
    commits: int


class ShareSpans(Struct, frozen=True):
    """The mean share of each slot in each span, in fold order. A genesis or a merge has no shares."""

    head: str
    total: int
    spans: list[ShareSpan]
    columns: ShareColumns


async def read_share_spans(
    reader: HistoryReader, points: int, starts: Sequence[int] | None, progress: Progress
) -> ShareSpans:
    """The shares in at most `points` groups of consecutive commits, or in spans of time.

    `starts` are the times in milliseconds at which spans begin. A commit before the first one is in the
    first.
    """
    history, facts = await reader.facts(progress, [SHARES])
    tip = reader.vault.tip.commit
    places, rows = history.places(tip), history.log.rows
    times = [rows.t_ms(place) for place in places]
    drafted = [position for position, place in enumerate(places) if rows.kind(place) == Kind.COMMIT]
    if starts is None:
        groups = _split_evenly(drafted, points)
    else:
        groups = _split_by_time(drafted, times, sorted(starts))
    spans, columns = list[ShareSpan](), [list[float]() for _ in SLOTS]
    for number, group in groups:
        first, last = group[0], group[-1]
        spans.append(ShareSpan(number, first, last, times[first], times[last], len(group)))
        means = _mean(facts, [places[position] for position in group])
        for column, mean in zip(columns, means, strict=True):
            column.append(mean)
    return ShareSpans(tip.hex(), len(places), spans, dict(zip(SLOTS, columns, strict=True)))


def _split_evenly(positions: Sequence[int], points: int) -> list[tuple[int, Sequence[int]]]:
    count = min(points, len(positions))
    bounds = [number * len(positions) // count for number in range(count)] + [len(positions)]
    return [(number, positions[bounds[number] : bounds[number + 1]]) for number in range(count)]


def _split_by_time(
    positions: Sequence[int], times: Sequence[int], starts: Sequence[int]
) -> list[tuple[int, Sequence[int]]]:
    groups: dict[int, list[int]] = {}
    for position in positions:
        number = max(0, bisect_right(starts, times[position]) - 1)
        groups.setdefault(number, []).append(position)
    return sorted(groups.items())


def _mean(facts: LogFacts, places: Sequence[int]) -> list[float]:
    size = len(SLOTS)
    sums = [0.0] * size
    for place in places:
        for slot, share in enumerate(facts.shares(place)):
            sums[slot] += share
    return [total / len(places) for total in sums]
