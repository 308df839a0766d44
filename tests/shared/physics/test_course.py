"""The course: equal commits of the present draft, whose node operations happen once."""

from __future__ import annotations

from hypothesis import given
from msgspec.structs import replace

from shared.kernel import State, course, install_draft, new_state, preview
from shared.physics.course import COURSE_COMMITS
from shared.physics.draft import DEFAULT_DRAFT
from tests.shared.physics.strategies import states
from tests.shared.physics.toy_rules import TOY, toy_rules


@given(states())
def test_a_course_is_what_committing_again_and_again_gives(state: State) -> None:
    found = course(state)
    assert len(found) == COURSE_COMMITS
    draft, after = state.draft, preview(state)
    assert found[0] == after
    settings = replace(draft, page2=replace(draft.page2, ops=()))
    for each in found[1:]:
        after = preview(install_draft(after, settings))
        assert each == after


def test_the_course_of_the_untouched_draft_settles() -> None:
    *_, before, last = course(install_draft(new_state("vault-0001"), DEFAULT_DRAFT))
    assert abs(last.measure.density - before.measure.density) < 0.0005
    assert last.measure.sigma != 0.3


def test_a_course_follows_the_rules_of_the_state() -> None:
    with toy_rules():
        assert course(new_state("vault-0001", rules=TOY))[-1].rules == TOY
