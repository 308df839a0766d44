"""The draft of a vault, what it started from, and the steps that undo and redo walk along."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from shared import kernel
from shared.device.core.field_types import Slot, Start
from shared.kernel import Draft, State

STEPS_MAX = 100
"""How many steps of a draft can be undone."""
STEP_OPS_MAX = 5_000
"""Node operations in all drafts that undo returns to. A single draft has at most 200."""


class Begun(Struct, frozen=True):
    """A draft and what it started from. `start` is None if it was installed as a whole."""

    draft: Draft
    start: Start | None = None


Present = Begun | None
"""None where there is no draft."""


class DraftSteps(Struct, frozen=True):
    """The drafts before and after the present one, the nearest last.

    `gesture` names the movement of a control that made the present draft. It is not stored.
    """

    past: tuple[Present, ...] = ()
    future: tuple[Present, ...] = ()
    gesture: str | None = None

    def record(self, before: Present, after: Present, gesture: str | None) -> DraftSteps:
        """The steps once `after` has replaced `before`. One gesture makes one step."""
        if before == after:
            return self
        if gesture is None or gesture != self.gesture or not self.past:
            return DraftSteps(_bound((*self.past, before)), (), gesture)
        # The control is back where the gesture began.
        return DraftSteps(self.past[:-1]) if self.past[-1] == after else self

    def began_draft(self, gesture: str | None) -> bool:
        """Whether this gesture made the first change of the draft."""
        return gesture is not None and gesture == self.gesture and self.past[-1:] == (None,)

    def undo(self, present: Present) -> tuple[DraftSteps, Present]:
        """The steps and the draft before the last change. Without one, the same."""
        if not self.past:
            return self, present
        return DraftSteps(self.past[:-1], (*self.future, present)), self.past[-1]

    def redo(self, present: Present) -> tuple[DraftSteps, Present]:
        """The steps and the draft before the last undo. Without one, the same."""
        if not self.future:
            return self, present
        return DraftSteps((*self.past, present), self.future[:-1]), self.future[-1]


class SavedSteps(Struct, frozen=True):
    """The stored part of the steps."""

    past: tuple[Present, ...]
    future: tuple[Present, ...]


class SavedControls(Struct, frozen=True):
    """What the person chose for the controls of one goal on this device.

    A new draft begins at `start`. A `held` slot keeps its share while another one moves.
    """

    start: Start = "last"
    held: tuple[Slot, ...] = ()


class Drafted(NamedTuple):
    """The present draft of a vault in SIM, None without one, with its start and its steps."""

    sim: State | None = None
    start: Start | None = None
    steps: DraftSteps = DraftSteps()

    @property
    def present(self) -> Present:
        return None if self.sim is None else Begun(self.sim.draft, self.start)

    def change(self, sim: State | None, start: Start | None, gesture: str | None = None) -> Drafted:
        """Another draft, as one more step."""
        changed = Drafted(sim, start)
        return changed._replace(steps=self.steps.record(self.present, changed.present, gesture))

    def gives_back(self, sim: State | None, untouched: Callable[[], State], gesture: str | None) -> bool:
        """Whether a gesture ends in `untouched` settings, and there was no draft before it."""
        return sim is not None and self.steps.began_draft(gesture) and sim.draft == untouched().draft

    def undo(self, live: State) -> Drafted:
        """The draft before the last change, on the present state `live`. Raises DraftRejected."""
        return _install(live, *self.steps.undo(self.present))

    def redo(self, live: State) -> Drafted:
        """The draft before the last undo, on the present state `live`. Raises DraftRejected."""
        return _install(live, *self.steps.redo(self.present))

    def rebase(self, live: State) -> Drafted:
        """The same draft on another state. Raises DraftRejected."""
        return _install(live, self.steps, self.present)


NO_DRAFT = Drafted()


def begin_draft(live: State, last: Draft | None, start: Start) -> tuple[State, Start]:
    """The state that a new draft starts from, and from where. Without `last`, settings are neutral."""
    if start == "neutral" or last is None:
        return live, "neutral"
    return kernel.install_draft(live, last), start


def settings_of(draft: Draft) -> Draft:
    """`draft` without its node operations, which happen once."""
    return replace(draft, page2=replace(draft.page2, ops=()))


def drop_operations(patch: dict[str, object], known: Collection[str]) -> dict[str, object]:
    """`patch` without the node operations that are already committed."""
    operations = patch.get("ops")
    if not isinstance(operations, list):
        return patch
    return {**patch, "ops": [operation for operation in operations if operation["op_id"] not in known]}


def _install(live: State, steps: DraftSteps, present: Present) -> Drafted:
    if present is None:
        return Drafted(None, None, steps)
    return Drafted(kernel.install_draft(live, present.draft), present.start, steps)


def _bound(past: tuple[Present, ...]) -> tuple[Present, ...]:
    """The newest drafts that fit the bounds."""
    kept = past[-STEPS_MAX:]
    operations = 0
    for place in range(len(kept) - 1, -1, -1):
        begun = kept[place]
        operations += 0 if begun is None else len(begun.draft.page2.ops)
        if operations > STEP_OPS_MAX:
            return kept[place + 1 :]
    return kept
