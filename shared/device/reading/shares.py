"""The shares of the eight slots as the rules use them, and along the history."""

from __future__ import annotations

from shared.kernel import SLOTS, Draft, new_state

ONLY_E = tuple([float(slot == "E") for slot in SLOTS])

NEUTRAL_DRAFT = new_state("neutral").draft
"""The draft in which nothing is moved."""


def share_list(draft: Draft) -> tuple[float, ...]:
    """The shares in slot order, as parts of 1. If all are 0, the rules give everything to E."""
    shares = draft.page3.allocations.shares()
    total = 0.0
    for share in shares:
        total += share
    return tuple([share / total for share in shares]) if total > 0 else ONLY_E
