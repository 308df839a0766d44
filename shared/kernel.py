"""The facade of the physics: pure functions on immutable states.

The rest of the program imports from here and never from `shared.physics`.
"""

from __future__ import annotations

from shared.physics import attribution
from shared.physics.checkpoint import state_from_bytes, state_to_bytes
from shared.physics.commit import Committed, commit, commit_gate, drift, preview, replay_step
from shared.physics.course import course
from shared.physics.document import canonical_json, draft_document, state_document, state_hash, state_text
from shared.physics.draft import (
    SLOTS,
    Draft,
    EdgeWeightSet,
    Horizon,
    NodeCreate,
    NodeDelete,
    NodeMassScale,
    NodeOperation,
)
from shared.physics.errors import BlockReason, CommitBlocked, DraftRejected, InvalidInput
from shared.physics.horizon import sample_offsets_ms
from shared.physics.marker import check_link, marker_hash, merge_prev_hash
from shared.physics.patch import draft_update, install_draft
from shared.physics.rules.table import RULES, knows_rules
from shared.physics.state import SELF, Measure, State, new_state
from shared.physics.text import round_f

__all__ = [
    "RULES",
    "SELF",
    "SLOTS",
    "BlockReason",
    "CommitBlocked",
    "Committed",
    "Draft",
    "DraftRejected",
    "EdgeWeightSet",
    "Horizon",
    "InvalidInput",
    "Measure",
    "NodeCreate",
    "NodeDelete",
    "NodeMassScale",
    "NodeOperation",
    "State",
    "attribution",
    "canonical_json",
    "check_link",
    "commit",
    "commit_gate",
    "course",
    "draft_document",
    "draft_update",
    "drift",
    "install_draft",
    "knows_rules",
    "marker_hash",
    "merge_prev_hash",
    "new_state",
    "preview",
    "replay_step",
    "round_f",
    "sample_offsets_ms",
    "state_document",
    "state_from_bytes",
    "state_hash",
    "state_text",
    "state_to_bytes",
]
