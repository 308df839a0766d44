"""A toy rule set, which tests add to the table of rule sets. It differs from v1 in everything that it can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec import convert
from msgspec.structs import replace

from shared import kernel
from shared.physics.draft import Draft, Shares
from shared.physics.errors import CommitBlocked, DraftRejected
from shared.physics.rules import v1
from shared.physics.rules.table import RULE_SETS, V1
from shared.physics.state import State

TOY = "toy.rules"
SHARE_OF_N_MAX = 0.9


def run(state: State, draft: Draft, t_ms: int) -> State:
    """As v1, with the mass below zero, where no state of v1 can be."""
    return run_shares(state, draft, V1.shares(draft), t_ms)


def run_shares(state: State, draft: Draft, shares: Shares, t_ms: int) -> State:
    after = v1.run_shares(state, draft, shares, t_ms)
    return replace(after, measure=replace(after.measure, M=-0.25 - after.measure.M / 2), rules=TOY)


def gate(state: State, previewed: State) -> CommitBlocked | None:
    if state.ui.mode != "SIM":
        return CommitBlocked("COMMIT_BLOCKED_BY_RULES", "NO_DRAFT")
    if state.draft.page1.mass_modifier == 0.25:
        return CommitBlocked("COMMIT_BLOCKED_BY_RULES", "TOY_GATE")
    return None


def merge_patch(draft: Draft, page: int, patch: dict[str, object]) -> Draft:
    """As v1, and a `volume_override` of 2 besides."""
    if page == 1 and patch.get("volume_override") == 2.0:
        return replace(draft, page1=replace(draft.page1, volume_override=2.0))
    return V1.merge_patch(draft, page, patch)


def read_draft(document: object) -> Draft:
    return convert(document, Draft)


def check_draft(draft: Draft) -> None:
    if draft.page1.volume_override != 2.0:
        V1.check_draft(draft)
    if draft.page3.allocations.N > SHARE_OF_N_MAX:
        raise DraftRejected("INVALID_PATCH_RANGE", "too much on N", field="N")


def check_state(state: State) -> None:
    measure = replace(state.measure, M=abs(state.measure.M))
    V1.check_state(replace(state, measure=measure))


TOY_RULES = replace(
    V1,
    name=TOY,
    processing_steps=("TOY",),
    run=run,
    run_shares=run_shares,
    gate=gate,
    merge_patch=merge_patch,
    read_draft=read_draft,
    check_draft=check_draft,
    check_state=check_state,
)


@contextmanager
def toy_rules(new_vaults: str = TOY) -> Iterator[None]:
    """The toy rule set is in the table, and new vaults are under `new_vaults`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(RULE_SETS, TOY, TOY_RULES)
        patch.setattr(kernel, "RULES", new_vaults)
        yield


@contextmanager
def without_toy_rules() -> Iterator[None]:
    """Inside `toy_rules`: as on a device that has an older version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(RULE_SETS, TOY)
        yield
