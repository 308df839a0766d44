"""What moved the quantities between two commits: the inputs of the drafts, and the drift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from msgspec import Struct

from shared.device.core.field_types import DISPLAYED_QUANTITIES, Quantity
from shared.device.core.history import History
from shared.device.reading.commit_rows import value_of
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.reading.past_states import PART_COMMITS
from shared.errors import AutusError
from shared.kernel import State, attribution, round_f

COMMITS_MAX = 1_000
"""How many commits are replayed for one answer, each up to fourteen times."""

Input = Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW", "mass", "volume", "horizon", "people"]
Unexplained = Literal["same", "branches", "too_many"]


class Part(Struct, frozen=True):
    """What an input added."""

    input: Input
    value: float


class QuantityParts(Struct, frozen=True):
    """The change of a quantity: `after` − `before` is `drift` plus all `parts`, but for rounding."""

    name: Quantity
    before: float
    after: float
    drift: float
    parts: list[Part]


class ChangeParts(Struct, frozen=True):
    """What moved the quantities from the state after `first` to the state after `last`.

    `commits` have led from one to the other, merges not counted. `quantities` is empty if `reason` says why:
    both are the same commit, neither leads to the other, or more than COMMITS_MAX lie between them.
    """

    first: str
    last: str
    commits: int
    reason: Unexplained | None
    quantities: list[QuantityParts]


async def explain_change(reader: HistoryReader, first: bytes, last: bytes, progress: Progress) -> ChangeParts:
    """The later commit may also be named first: then everything is counted backwards.

    Raises AutusError UNKNOWN_COMMIT.
    """
    history = await reader.vault.history()
    for commit in (first, last):
        if commit not in history.graph:
            raise AutusError("UNKNOWN_COMMIT", "no such commit in this goal's history", commit=commit.hex())
    if first == last:
        return _unexplained(first, last, "same")
    if history.graph.is_ancestor(first, last):
        return await _explain(reader, history, (first, last), progress)
    if history.graph.is_ancestor(last, first):
        return _backwards(await _explain(reader, history, (last, first), progress))
    return _unexplained(first, last, "branches")


async def _explain(
    reader: HistoryReader, history: History, ends: tuple[bytes, bytes], progress: Progress
) -> ChangeParts:
    first, last = ends
    graph = history.graph
    new = set(graph.difference(last, first))
    order = graph.order(last)
    cut = _start(history, order, new)
    rest = order[cut:]
    if len(rest) > COMMITS_MAX:
        return _unexplained(first, last, "too_many")
    before = await reader.state(first)
    replays = attribution.begin(await reader.state(order[cut - 1]))
    made = 0
    for offset in range(0, len(rest), PART_COMMITS):
        for one in await history.open(rest[offset : offset + PART_COMMITS]):
            body, is_new = one.body, one.id in new
            replays = attribution.advance(replays, body.draft, body.t_ms, body.rules, neutralise=is_new)
            made += is_new and body.draft is not None
        progress(min(offset + PART_COMMITS, len(rest)), len(rest))
    found = [_split(name, before, replays) for name in DISPLAYED_QUANTITIES]
    return ChangeParts(first.hex(), last.hex(), made, None, found)


def _start(history: History, order: Sequence[bytes], new: set[bytes]) -> int:
    """How many commits the order begins with that are one commit's history, before the first new one."""
    cut = next(place for place, commit in enumerate(order) if commit in new)
    graph = history.graph
    while graph.count(graph.index(order[cut - 1])) != cut:
        cut -= 1
    return cut


def _split(name: Quantity, before: State, replays: attribution.Replays) -> QuantityParts:
    found = attribution.split(before, replays, lambda state: value_of(state, name))
    parts = [Part(cast("Input", key), round_f(part)) for key, part in found.parts.items()]
    return QuantityParts(name, round_f(found.before), round_f(found.after), round_f(found.drift), parts)


def _backwards(found: ChangeParts) -> ChangeParts:
    quantities = [
        QuantityParts(
            each.name,
            each.after,
            each.before,
            -each.drift,
            [Part(part.input, -part.value) for part in each.parts],
        )
        for each in found.quantities
    ]
    return ChangeParts(found.last, found.first, found.commits, found.reason, quantities)


def _unexplained(first: bytes, last: bytes, reason: Unexplained) -> ChangeParts:
    return ChangeParts(first.hex(), last.hex(), 0, reason, [])
