"""What a commit did, as facts for one line of the history: settings that moved, people, flows and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from shared.chain.context import Context
from shared.device.core.field_types import SLOTS, Slot
from shared.device.reading.shares import share_list
from shared.kernel import (
    Draft,
    EdgeWeightSet,
    Horizon,
    NodeCreate,
    NodeDelete,
    NodeMassScale,
    round_f,
)

CHANGES_MAX = 12
"""How many changes of one commit are listed. The rest is a number."""
LEAST_CHANGE = 0.0005
"""A smaller change cannot be seen in the digits that pages show."""


NameOf = Callable[[str], str | None]


class ShareChange(Struct, frozen=True, tag_field="type", tag="share"):
    """A slot's share of the budget, in the draft before and in this one."""

    slot: Slot
    before: float
    after: float


class SharesReset(Struct, frozen=True, tag_field="type", tag="equal"):
    """All slots have equal shares again."""


class VolumeChange(Struct, frozen=True, tag_field="type", tag="volume"):
    """The volume override, in the draft before and in this one."""

    before: float
    after: float


class MassChange(Struct, frozen=True, tag_field="type", tag="mass"):
    """The mass modifier of this draft, which is not 0."""

    modifier: float


class HorizonChange(Struct, frozen=True, tag_field="type", tag="horizon"):
    """The horizon of this draft, another one than before."""

    horizon: Horizon


class NodeAdded(Struct, frozen=True, tag_field="type", tag="added"):
    """A new node. `name` is the one that it had then, null without one."""

    node: str
    name: str | None


class NodeRemoved(Struct, frozen=True, tag_field="type", tag="removed"):
    """A deleted node."""

    node: str
    name: str | None


class NodeScaled(Struct, frozen=True, tag_field="type", tag="scaled"):
    """A node whose mass was multiplied by `scale`."""

    node: str
    name: str | None
    scale: float


class FlowSet(Struct, frozen=True, tag_field="type", tag="flow"):
    """The flow of the edge a → b was set."""

    a: str
    a_name: str | None
    b: str
    b_name: str | None
    flow: float


class GoalWordChange(Struct, frozen=True, tag_field="type", tag="goal"):
    """A word of the goal was written, or deleted. `due` is the new date.

    `words`: the commit of an older version, which does not say which field the person touched.
    """

    field: Literal["title", "why", "due", "words"]
    written: bool
    due: str | None


class MeaningChange(Struct, frozen=True, tag_field="type", tag="meaning"):
    """The person's own words for a slot were written."""

    slot: Slot
    text: str | None


class NodeNamed(Struct, frozen=True, tag_field="type", tag="named"):
    """A node got another name."""

    node: str
    name: str | None


ListedChange = (
    ShareChange
    | SharesReset
    | VolumeChange
    | MassChange
    | HorizonChange
    | NodeAdded
    | NodeRemoved
    | NodeScaled
    | FlowSet
    | GoalWordChange
    | MeaningChange
    | NodeNamed
)


class Changes(Struct, frozen=True):
    """The first changes of a commit, and how many more there are."""

    items: Annotated[list[ListedChange], Meta(max_length=CHANGES_MAX)]
    more: int


NO_CHANGES = Changes([], 0)


def changes_of(draft: Draft, before: Draft, context: Context | None, name_of: NameOf) -> Changes:
    """What `draft` and `context` did after `before`, the draft that was committed last. `name_of` answers
    with the name of a node at that time.
    """
    said = context or {}
    found: list[ListedChange] = [
        *_shares(draft, before),
        *_operations(draft, name_of),
        *_controls(draft, before),
        *_words(draft, said),
    ]
    return Changes(found[:CHANGES_MAX], max(0, len(found) - CHANGES_MAX))


def _shares(draft: Draft, before: Draft) -> list[ShareChange] | list[SharesReset]:
    """The shares that moved. When one moves, the others give way: those that moved less than half as far as
    the one that moved most are left out.
    """
    now, then = share_list(draft), share_list(before)
    moved = [abs(share - old) for share, old in zip(now, then, strict=True)]
    most = max(moved)
    if most < LEAST_CHANGE:
        return []
    if max(now) - min(now) < LEAST_CHANGE:
        return [SharesReset()]
    order = sorted(range(len(SLOTS)), key=lambda slot: -moved[slot])
    # The bound is a little below the half, so that rounding does not decide between equal moves.
    return [
        ShareChange(SLOTS[slot], round_f(then[slot]), round_f(now[slot]))
        for slot in order
        if moved[slot] > most / 2 - 1e-9
    ]


def _operations(draft: Draft, name_of: NameOf) -> list[ListedChange]:
    """One change for each node or edge and kind of operation."""
    found: dict[tuple[str, ...], ListedChange] = {}
    for operation in draft.page2.ops:
        match operation:
            case NodeCreate(node=node):
                found["added", node.id] = NodeAdded(node.id, name_of(node.id))
            case NodeDelete(node_id=node_id):
                found["removed", node_id] = NodeRemoved(node_id, name_of(node_id))
            case NodeMassScale(node_id=node_id, scale=scale):
                known = found.get(("scaled", node_id))
                factor = known.scale * scale if isinstance(known, NodeScaled) else scale
                found["scaled", node_id] = NodeScaled(node_id, name_of(node_id), factor)
            case EdgeWeightSet(a=a, b=b, flow=flow):
                found["flow", a, b] = FlowSet(a, name_of(a), b, name_of(b), flow)
    return list(found.values())


def _controls(draft: Draft, before: Draft) -> list[ListedChange]:
    found: list[ListedChange] = []
    now, then = draft.page1, before.page1
    if abs(now.volume_override - then.volume_override) >= LEAST_CHANGE:
        found.append(VolumeChange(then.volume_override, now.volume_override))
    if abs(now.mass_modifier) >= LEAST_CHANGE:
        found.append(MassChange(now.mass_modifier))
    if now.horizon_override != then.horizon_override:
        found.append(HorizonChange(now.horizon_override))
    return found


def _words(draft: Draft, said: Context) -> list[ListedChange]:
    found: list[ListedChange] = []
    goal: dict[str, Any] = said.get("goal") or {}
    touched = said.get("touched")
    if goal and not isinstance(touched, list):
        found.append(GoalWordChange("words", written=True, due=None))
    fields: tuple[Literal["title", "why", "due"], ...] = ("title", "why", "due")
    found += [
        GoalWordChange(field, bool(goal[field]), goal[field] if field == "due" else None)
        for field in fields
        if isinstance(touched, list) and field in touched and field in goal
    ]
    slots: dict[str, Any] = said.get("slots") or {}
    found += [MeaningChange(slot, slots[slot]) for slot in SLOTS if slot in slots]
    created = {operation.node.id for operation in draft.page2.ops if isinstance(operation, NodeCreate)}
    names: dict[str, Any] = said.get("names") or {}
    found += [NodeNamed(node, name) for node, name in names.items() if node not in created]
    return found
