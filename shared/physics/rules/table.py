"""The table of rule sets. A new rule set is a module beside this one and a line in the table."""

from __future__ import annotations

from typing import Final

from shared.errors import AutusError
from shared.physics.draft import DEFAULT_DRAFT
from shared.physics.rules import v1, v1_drafts, v1_states
from shared.physics.rules.rule_set import RuleSet
from shared.physics.state import RULES_V1

V1: Final = RuleSet(
    name=RULES_V1,
    processing_steps=v1.PROCESSING_STEPS,
    untouched=DEFAULT_DRAFT,
    sample_times={horizon: times for horizon, (_, times) in v1.HORIZONS.items()},
    run=v1.run,
    shares=lambda draft: v1.shares_of(draft.page3.allocations),
    run_shares=v1.run_shares,
    slot_quantities=("E", "leak", "pressure", "sigma", "volume"),
    gate=v1_states.gate,
    merge_patch=v1_drafts.merge_patch,
    read_draft=v1_drafts.read_draft,
    check_draft=v1_drafts.check_draft,
    check_state=v1_states.check_state,
)

RULES: Final = V1.name
"""The rules of new vaults."""

RULE_SETS: Final[dict[str, RuleSet]] = {
    V1.name: V1,
}


def rule_set(name: str) -> RuleSet:
    """Raises AutusError (UPDATE_REQUIRED) for rules that this version does not have."""
    try:
        return RULE_SETS[name]
    except KeyError:
        raise AutusError("UPDATE_REQUIRED", f"unknown rules {name[:64]}", rules=name[:64]) from None


def knows_rules(name: str) -> bool:
    """Whether this version has these rules."""
    return name in RULE_SETS
