"""The quantities after the commit that was the tip at a time."""

from __future__ import annotations

import itertools

from msgspec import Struct

from shared.device.core.field_types import QUANTITIES
from shared.device.core.history import History
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.reading.series import Columns


class Moment(Struct, frozen=True):
    """A commit of the history, and each quantity after it as a column of one value."""

    commit: str
    position: int
    t_ms: int
    columns: Columns


class TipThen(Struct, frozen=True):
    """`then` is the tip at the time that was asked for. It is null if the history is younger. `first` is the
    genesis.
    """

    head: str
    then: Moment | None
    first: Moment


async def read_tip_then(reader: HistoryReader, t_ms: int, progress: Progress) -> TipThen:
    """The tip at `t_ms`: the last commit in fold order that is not later."""

    def find(tip: bytes, history: History) -> list[int]:
        """The position of the genesis, and that of the tip at the time if there was one."""
        indices, time_of = history.order(tip).indices, history.graph.time
        late = itertools.takewhile(lambda index: time_of(index) > t_ms, reversed(indices))
        position = len(indices) - 1 - sum(1 for _ in late)
        return [0] if position < 0 else [0, position]

    found = dict[bytes, list[int]]()

    def positions_of(history: History) -> list[int]:
        tip = reader.vault.tip.commit
        if tip not in found:
            found[tip] = find(tip, history)
        return found[tip]

    def places_of(history: History) -> list[int]:
        places = history.places(reader.vault.tip.commit)
        return [places[position] for position in positions_of(history)]

    history, facts = await reader.facts(progress, QUANTITIES, places_of)
    order = history.order(reader.vault.tip.commit)
    moments = [
        Moment(
            order[position].hex(),
            position,
            history.log.rows.t_ms(place),
            {name: [facts.value(name, place)] for name in QUANTITIES},
        )
        for position, place in zip(positions_of(history), places_of(history), strict=True)
    ]
    return TipThen(order[-1].hex(), moments[1] if len(moments) > 1 else None, moments[0])
