"""A history with one changed commit, compared with the naive fold of that history."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.chain.another_past import AnotherPast
from shared.chain.body import Step
from shared.kernel import State
from shared.physics.rules.table import V1
from tests.shared.chain.histories import VAULT, PlainHistory, naive_state, some_draft
from tests.shared.chain.test_replay import histories


def replayed(past: AnotherPast, history: PlainHistory, commit: bytes, at_once: int) -> State:
    plan = past.plan(commit)
    while not past.advance(plan, {each: history.steps[each] for each in plan.needs[:at_once]}):
        pass
    return past.finish(plan)


@given(histories(), st.data())
def test_every_following_state_is_the_naive_fold_with_the_other_draft(case, data):
    history, tips = case
    order = history.graph.order(tips[-1])
    drafted = [commit for commit in order if history.drafts[commit] is not None]
    if not drafted:
        return
    changed = data.draw(st.sampled_from(drafted))
    left_out = data.draw(st.booleans())
    other = None if left_out else some_draft(random.Random(data.draw(st.integers(0, 2**32))))
    (parent,) = history.graph.parents(changed)
    before = naive_state(history, parent)
    past = AnotherPast(history.graph, VAULT.hex(), changed, Step(V1.name, other), before)
    at_once = data.draw(st.integers(1, 5))
    following = {commit for commit in order if history.graph.is_ancestor(changed, commit)}
    real = {commit: naive_state(history, commit) for commit in order if commit not in following}
    merges = {commit for commit in order if len(history.graph.parents(commit)) == 2}
    changed_history = PlainHistory(history.graph, {**history.drafts, changed: other}, history.steps)
    for commit in order:
        assert past.follows(commit) == (commit in following)
        if commit not in following:
            continue
        fork = history.graph.fork(commit) if commit in merges else None
        if fork in real and data.draw(st.booleans()):
            past.seed(fork, real[fork])
        assert replayed(past, history, commit, at_once) == naive_state(changed_history, commit)


@given(histories())
def test_an_unchanged_commit_changes_nothing(case):
    history, tips = case
    order = history.graph.order(tips[-1])
    drafted = [commit for commit in order if history.drafts[commit] is not None]
    if not drafted:
        return
    (parent,) = history.graph.parents(drafted[0])
    step = history.steps[drafted[0]]
    past = AnotherPast(history.graph, VAULT.hex(), drafted[0], step, naive_state(history, parent))
    assert replayed(past, history, tips[-1], 100) == naive_state(history, tips[-1])


@given(histories())
def test_the_fork_of_a_merge_is_before_everything_that_only_one_side_has(case):
    history, _ = case
    graph = history.graph
    for merge in graph:
        if len(graph.parents(merge)) != 2:
            continue
        fork = graph.fork(merge)
        one, other = graph.parents(merge)
        apart = set(graph.difference(one, other)) | set(graph.difference(other, one))
        parents = {parent for commit in apart for parent in graph.parents(commit)} - apart
        assert fork == (next(iter(parents)) if len(parents) == 1 else None)
