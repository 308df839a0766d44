"""The course of a draft: the states after equal commits of it."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from shared.physics.rules.table import rule_set
from shared.physics.state import State

COURSE_COMMITS: Final = 20
"""How many commits a course has. Each goes 0.4 of the way to a target, so the last ones barely move."""


def course(state: State) -> list[State]:
    """The states after 1 to COURSE_COMMITS commits of the draft of `state`, without the gate.

    Every commit has the settings of the draft. Its node operations are in the first one only: who commits
    again creates nobody a second time.
    """
    rules, draft = rule_set(state.rules), state.draft
    after = rules.run(state, draft, state.t_ms)
    states = [after]
    again = replace(draft, page2=replace(draft.page2, ops=rules.untouched.page2.ops))
    while len(states) < COURSE_COMMITS:
        after = rules.run(after, again, state.t_ms)
        states.append(after)
    return states
