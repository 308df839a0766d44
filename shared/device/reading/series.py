"""A long history as a whole: quantities along it, its branches, and the commits that match a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from shared.device.core.device import Device
from shared.device.core.field_types import COMMIT_KINDS, QUANTITIES, CommitKind, Quantity, Slot
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.reading.commit_facts import Facts
from shared.device.reading.device_names import CommitDevice, name_devices
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.kernel import SLOTS
from shared.text import comparable

LABELS_MAX = 200

Columns = Annotated[
    dict[Quantity, list[float]], Meta(extra_json_schema={"propertyNames": {"enum": QUANTITIES}})
]


class Series(Struct, frozen=True):
    """Columns of equal length in fold order: position, time, and the quantities after each commit.

    `labels` are (position, label) of the commits with a label. Of more than LABELS_MAX, evenly many stay;
    `labelled` counts all of them.
    """

    head: str
    total: int
    position: list[int]
    t_ms: list[int]
    columns: Columns
    labels: list[tuple[int, str]]
    labelled: int


class Branches(Struct, frozen=True):
    """`links` are (position, positions of the parents) wherever the history is not a line. `devices` are
    those that committed, in the order of their first commits.
    """

    head: str
    total: int
    links: list[tuple[int, list[int]]]
    devices: list[CommitDevice]


class CommitFilter(Struct, frozen=True):
    """Which commits to find. None matches every commit. `text` is part of a label, in any letter case."""

    device: str | None
    kind: CommitKind | None
    text: str | None
    slot: Slot | None


class Matches(Struct, frozen=True):
    """The positions of the commits that match a filter, newest first."""

    head: str
    total: int
    positions: list[int]


async def read_series(
    reader: HistoryReader,
    points: int,
    start: int,
    end: int | None,
    names: Sequence[Quantity] | None,
    progress: Progress,
) -> Series:
    """The quantities at positions `start` up to `end` (None: all), thinned to about `points` of them."""
    history, facts = await reader.facts(progress)
    tip = reader.vault.tip.commit
    order = history.order(tip)
    end = len(order) if end is None else min(end, len(order))
    start = min(start, end)
    names = QUANTITIES if names is None else names
    places = [history.log.positions[commit] for commit in order[start:end]]
    chosen = thin_out([facts.series(name, places) for name in names], points, end - start)
    shown = [places[index] for index in chosen]
    rows = history.log.rows
    labels = [(start + at, label) for at, place in enumerate(places) if (label := facts.labels[place])]
    return Series(
        head=tip.hex(),
        total=len(order),
        position=[start + index for index in chosen],
        t_ms=[rows[place].t_ms for place in shown],
        columns={name: facts.series(name, shown) for name in names},
        labels=[labels[index] for index in spread(len(labels), LABELS_MAX)],
        labelled=len(labels),
    )


def spread(length: int, most: int) -> list[int]:
    """At most `most` evenly spread indices of a sequence, with both ends."""
    if length <= most:
        return list(range(length))
    return [number * (length - 1) // (most - 1) for number in range(most)]


def thin_out(columns: Sequence[Sequence[float]], points: int, length: int) -> list[int]:
    """The indices to show. All of them if they fit, else the minimum and maximum of every column in each
    stretch, and both ends.
    """
    if length <= points:
        return list(range(length))
    stretches = max(1, (points - 2) // (2 * len(columns)))
    chosen = {0, length - 1}
    for number in range(stretches):
        first, last = number * length // stretches, (number + 1) * length // stretches
        for column in columns:
            part = column[first:last]
            chosen.add(first + part.index(min(part)))
            chosen.add(first + part.index(max(part)))
    return sorted(chosen)


async def read_branches(device: Device, vault: Vault) -> Branches:
    """Where the history is not a line, and which devices committed."""
    history = await vault.history()
    tip = vault.tip.commit
    place = history.places(tip)
    links, devices = list[tuple[int, list[int]]](), dict[bytes, None]()
    for position, commit in enumerate(history.order(tip)):
        row = history.row(commit)
        parents = [place[parent] for parent in row.parents]
        if parents != [position - 1] and parents:
            links.append((position, parents))
        if row.device:
            devices[row.device] = None
    return Branches(tip.hex(), len(place), links, await name_devices(device, devices))


async def find_commits(reader: HistoryReader, wanted: CommitFilter, progress: Progress) -> Matches:
    """The positions of all commits that match, newest first."""
    vault = reader.vault
    if wanted.text is not None:
        wanted = msgspec.structs.replace(wanted, text=comparable(wanted.text))
    if wanted.text or wanted.slot is not None:
        history, facts = await reader.facts(progress)
    else:
        history, facts = await vault.history(), None
    tip = vault.tip.commit
    order = history.order(tip)
    found = [position for position, commit in enumerate(order) if _matches(history, facts, commit, wanted)]
    return Matches(tip.hex(), len(order), found[::-1])


def _matches(history: History, facts: Facts | None, commit: bytes, wanted: CommitFilter) -> bool:
    row = history.row(commit)
    if wanted.kind is not None and COMMIT_KINDS[row.kind] != wanted.kind:
        return False
    if wanted.device is not None and row.device.hex() != wanted.device:
        return False
    if facts is None:
        return True
    place = history.log.positions[commit]
    if wanted.slot is not None and not facts.slots[place] >> SLOTS.index(wanted.slot) & 1:
        return False
    return not wanted.text or wanted.text in comparable(facts.labels[place] or "")
