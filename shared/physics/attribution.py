"""Which inputs of the drafts moved a quantity, and by how much.

A history is replayed once as it is, once with the untouched draft in every commit, and once for each input
with that input neutralised: it has the value of the untouched draft, and the other inputs stay. A neutralised
slot leaves the other shares as they are, because targets are linear in the shares.

The part of an input is what its neutralised replay lacks. Inputs also act through one another, so the parts
may not add up. The rest is shared out among them in proportion to their sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from shared.physics.draft import SLOTS, Draft, Shares
from shared.physics.rules.rule_set import RuleSet
from shared.physics.rules.table import rule_set
from shared.physics.state import State, new_state

MASS, VOLUME, HORIZON, PEOPLE = "mass", "volume", "horizon", "people"
INPUTS: Final = (*SLOTS, MASS, VOLUME, HORIZON, PEOPLE)
"""What a person sets in a draft. Filters and shift are views, and move nothing."""


class Replays(Struct, frozen=True):
    """The states of all replays after the same commits. `touched` are the inputs that some draft has set."""

    full: State
    untouched: State
    without: tuple[State, ...]
    touched: frozenset[str] = frozenset()


class Split(Struct, frozen=True):
    """The change of one quantity: `after` − `before` is `drift` plus all `parts`."""

    before: float
    after: float
    drift: float
    parts: Mapping[str, float]


def begin(before: State) -> Replays:
    """No commit is replayed yet."""
    return Replays(before, before, (before,) * len(INPUTS))


def advance(
    replays: Replays, draft: Draft | None, t_ms: int, rules: str, *, neutralise: bool = True
) -> Replays:
    """One more commit in every replay, at `t_ms` under `rules`. A genesis or a merge has no draft.

    Without `neutralise` every replay takes the draft as it is. Raises AutusError (UPDATE_REQUIRED).
    """
    by, before = rule_set(rules), replays.full
    touched = {name for name in INPUTS if neutralise and draft is not None and _is_set(by, draft, name)}

    def run(state: State, idle: str | None = None) -> State:
        if draft is None:
            return state if state.rules == by.name else replace(state, rules=by.name)
        return _run_without(by, state, draft, t_ms, idle) if idle else by.run(state, draft, t_ms)

    full = run(before)

    def step(state: State, name: str) -> State:
        # Most replays are still one state.
        return (
            full if state is before and name not in touched else run(state, name if name in touched else None)
        )

    without = tuple([step(state, name) for state, name in zip(replays.without, INPUTS, strict=True)])
    untouched = replays.untouched
    if draft is not None and neutralise and (touched or untouched is not before):
        untouched = by.run(untouched, by.untouched, t_ms)
    else:
        untouched = full if untouched is before else run(untouched)
    return Replays(full, untouched, without, replays.touched | touched)


def split(before: State, replays: Replays, quantity: Callable[[State], float]) -> Split:
    """The change of a quantity from `before` to the end of the replays."""
    start, end, alone = quantity(before), quantity(replays.full), quantity(replays.untouched)
    found = {
        name: end - quantity(state)
        for name, state in zip(INPUTS, replays.without, strict=True)
        if name in replays.touched
    }
    return Split(start, end, alone - start, _share_rest(found, end - alone))


def slot_parts(sim: State) -> dict[str, dict[str, float]]:
    """For each slot what it adds, under the draft of `sim`, to each quantity that it acts on.

    A slot with the share of the untouched draft adds 0.0.
    """
    by = rule_set(sim.rules)
    shares, idle = by.shares(sim.draft), by.shares(by.untouched)
    after = by.run_shares(sim, sim.draft, shares, sim.t_ms).measure
    parts: dict[str, dict[str, float]] = {}
    for place, (slot, names) in enumerate(slot_actions(sim.rules).items()):
        other = after
        if shares[place] != idle[place]:
            lacking = _with_share(shares, place, idle[place])
            other = by.run_shares(sim, sim.draft, lacking, sim.t_ms).measure
        parts[slot] = {name: getattr(after, name) - getattr(other, name) for name in names}
    return parts


@cache
def slot_actions(rules: str) -> dict[str, tuple[str, ...]]:
    """The quantities that each slot moves directly: found by raising one share of the untouched draft."""
    by, state = rule_set(rules), new_state("untouched", rules=rules)
    idle = by.shares(by.untouched)
    before = by.run_shares(state, by.untouched, idle, 0).measure
    actions: dict[str, tuple[str, ...]] = {}
    for place, slot in enumerate(SLOTS):
        raised = by.run_shares(state, by.untouched, _with_share(idle, place, idle[place] * 2), 0).measure
        actions[slot] = tuple(
            [name for name in by.slot_quantities if getattr(raised, name) != getattr(before, name)]
        )
    return actions


def _is_set(by: RuleSet, draft: Draft, name: str) -> bool:
    """Whether the draft differs from the untouched one in an input."""
    idle = by.untouched
    if name == MASS:
        return draft.page1.mass_modifier != idle.page1.mass_modifier
    if name == VOLUME:
        return draft.page1.volume_override != idle.page1.volume_override
    if name == HORIZON:
        return draft.page1.horizon_override != idle.page1.horizon_override
    if name == PEOPLE:
        return draft.page2.ops != idle.page2.ops
    place = SLOTS.index(name)
    return by.shares(draft)[place] != by.shares(idle)[place]


def _run_without(by: RuleSet, state: State, draft: Draft, t_ms: int, name: str) -> State:
    idle, page1 = by.untouched, draft.page1
    if name in SLOTS:
        place = SLOTS.index(name)
        shares = _with_share(by.shares(draft), place, by.shares(idle)[place])
        return by.run_shares(state, draft, shares, t_ms)
    if name == PEOPLE:
        return by.run(state, replace(draft, page2=replace(draft.page2, ops=idle.page2.ops)), t_ms)
    if name == MASS:
        page1 = replace(page1, mass_modifier=idle.page1.mass_modifier)
    elif name == VOLUME:
        page1 = replace(page1, volume_override=idle.page1.volume_override)
    else:
        page1 = replace(page1, horizon_override=idle.page1.horizon_override)
    return by.run(state, replace(draft, page1=page1), t_ms)


def _with_share(shares: Shares, place: int, share: float) -> Shares:
    n, ne, e, se, s, sw, w, nw = [share if at == place else old for at, old in enumerate(shares)]
    return n, ne, e, se, s, sw, w, nw


def _share_rest(parts: Mapping[str, float], whole: float) -> dict[str, float]:
    """`parts` plus what they lack to the whole, in proportion to their sizes, or equally if all are zero."""
    if not parts:
        return {}
    known = size = 0.0
    for part in parts.values():
        known += part
        size += abs(part)
    rest = whole - known
    if size == 0.0:
        return {name: rest / len(parts) for name in parts}
    return {name: part + rest * (abs(part) / size) for name, part in parts.items()}
