"""The quantities after the commit that was the tip at a time."""

from __future__ import annotations

from msgspec import Struct

from shared.device.core.field_types import QUANTITIES
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
    history, facts = await reader.facts(progress)
    tip = reader.vault.tip.commit
    order = history.order(tip)

    def moment(position: int) -> Moment:
        place = history.log.positions[order[position]]
        columns = {name: facts.series(name, [place]) for name in QUANTITIES}
        return Moment(order[position].hex(), position, history.log.rows[place].t_ms, columns)

    position = len(order) - 1
    while position >= 0 and history.row(order[position]).t_ms > t_ms:
        position -= 1
    return TipThen(tip.hex(), None if position < 0 else moment(position), moment(0))
