"""A change of a past commit: what a person sets in it, and the draft that follows from that."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from shared import kernel
from shared.chain.body import Body, Step
from shared.device.core.field_types import CommitId
from shared.errors import AutusError
from shared.kernel import State


class PastChange(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Another draft for a past commit: patches of its pages, or `left_out` for no draft at all.

    The physics checks the patches. A page without a patch stays as it was committed.
    """

    commit: CommitId
    left_out: bool = False
    page1: Any = None
    page2: Any = None
    page3: Any = None


def changed_step(before: State, body: Body, change: PastChange) -> Step:
    """The step that takes the place of the commit's own. `before` is the state of its parent.

    Raises AutusError COMMIT_WITHOUT_DRAFT for a genesis or a merge, and DraftRejected.
    """
    if body.draft is None:
        raise AutusError(
            "COMMIT_WITHOUT_DRAFT", f"a {body.kind} has no draft to change", commit=change.commit
        )
    if change.left_out:
        return Step(body.rules, None)
    sim = kernel.install_draft(replace(before, rules=body.rules), body.draft)
    for page, patch in ((1, change.page1), (2, change.page2), (3, change.page3)):
        if patch is not None:
            sim = kernel.draft_update(sim, page, patch, sim.t_ms)
    return Step(body.rules, sim.draft)
