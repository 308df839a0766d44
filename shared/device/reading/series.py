"""A long history as a whole: quantities along it, its branches, and the commits that match a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from shared.device.core.device import Device
from shared.device.core.field_types import COMMIT_KINDS, QUANTITIES, CommitKind, Quantity, Slot
from shared.device.core.history import History
from shared.device.core.records import CHOSEN, LABELS
from shared.device.core.vault import Vault
from shared.device.reading.device_names import CommitDevice, name_devices
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.reading.log_facts import LogFacts
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
    names = QUANTITIES if names is None else names

    def places_of(history: History) -> Sequence[int]:
        return history.places(reader.vault.tip.commit, start, end)

    history, facts = await reader.facts(progress, [*names, LABELS], places_of)
    places = places_of(history)
    columns = facts.columns(names, places)
    start = min(start, reader.vault.tip.length)
    chosen = thin_out(list(columns.values()), points, len(places))
    rows = history.log.rows
    labels = facts.labels(places)
    labelled = [at for at, label in enumerate(labels) if label]
    shown = [labelled[number] for number in spread(len(labelled), LABELS_MAX)]
    return Series(
        head=reader.vault.tip.commit.hex(),
        total=reader.vault.tip.length,
        position=[start + index for index in chosen],
        t_ms=[rows.t_ms(places[index]) for index in chosen],
        columns={name: [column[index] for index in chosen] for name, column in columns.items()},
        labels=[(start + at, labels[at] or "") for at in shown],
        labelled=len(labelled),
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
    # Lists, because an array makes a number of each value whenever it is asked for.
    columns = [list(column) for column in columns]
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
    order, rows = history.order(tip), history.log.rows
    links = [(position, parents) for position, parents in order.links() if parents]
    devices = dict.fromkeys(map(rows.device, history.places(tip)))
    devices.pop(b"", None)
    return Branches(tip.hex(), len(order), links, await name_devices(device, devices))


async def find_commits(reader: HistoryReader, wanted: CommitFilter, progress: Progress) -> Matches:
    """The positions of all commits that match, newest first."""
    vault = reader.vault
    if wanted.text is not None:
        wanted = msgspec.structs.replace(wanted, text=comparable(wanted.text))
    if wanted.text or wanted.slot is not None:
        parts = ([LABELS] if wanted.text else []) + ([] if wanted.slot is None else [CHOSEN])
        history, facts = await reader.facts(progress, parts)
    else:
        history, facts = await vault.history(), None
    tip = vault.tip.commit
    places = history.places(tip)
    found = [position for position, place in enumerate(places) if _matches(history, facts, place, wanted)]
    return Matches(tip.hex(), len(places), found[::-1])


def _matches(history: History, facts: LogFacts | None, place: int, wanted: CommitFilter) -> bool:
    rows = history.log.rows
    if wanted.kind is not None and COMMIT_KINDS[rows.kind(place)] != wanted.kind:
        return False
    if wanted.device is not None and rows.device(place).hex() != wanted.device:
        return False
    if facts is None:
        return True
    if wanted.slot is not None and not facts.slots(place) >> SLOTS.index(wanted.slot) & 1:
        return False
    return not wanted.text or wanted.text in comparable(facts.label(place) or "")
