from __future__ import annotations

import random

import pytest
from hypothesis import given

from shared.chain.graph import Graph
from shared.errors import AutusError
from tests.shared.chain.histories import PlainHistory
from tests.shared.chain.test_replay import histories


def ancestors(graph: Graph, tip: bytes) -> set[bytes]:
    """The naive reference: `tip` and everything below it."""
    found: set[bytes] = set()
    stack = [tip]
    while stack:
        commit = stack.pop()
        if commit not in found:
            found.add(commit)
            stack.extend(graph.parents(commit))
    return found


@given(histories())
def test_ancestry_agrees_with_the_naive_reference(case):
    history, tips = case
    graph = history.graph
    for tip in tips[-4:]:
        below = ancestors(graph, tip)
        assert graph.count(graph.index(tip)) == len(below)
        for commit in graph:
            assert graph.is_ancestor(commit, tip) == (commit in below)


@given(histories())
def test_differences_agree_with_the_naive_reference(case):
    history, tips = case
    graph = history.graph
    for one in tips[-3:]:
        assert set(graph.difference(one, None)) == ancestors(graph, one)
        for other in tips[:: max(1, len(tips) // 4)]:
            missing = graph.difference(one, other)
            assert set(missing) == ancestors(graph, one) - ancestors(graph, other)
            seen = ancestors(graph, other)
            for commit in missing:
                assert seen.issuperset(graph.parents(commit))
                seen.add(commit)


@pytest.mark.no_cover
def test_a_hundred_thousand_commits_are_fine():
    graph = Graph()
    ids = [place.to_bytes(32, "big") for place in range(100_000)]
    graph.add(ids[0], (), 0)
    for place in range(1, len(ids)):
        graph.add(ids[place], (ids[place - 1],), 0)
    assert graph.order(ids[-1]) == ids
    assert graph.is_ancestor(ids[0], ids[-1])
    assert not graph.is_ancestor(ids[-1], ids[0])
    assert graph.difference(ids[-1], ids[-3]) == ids[-2:]
    assert graph.difference(ids[-3], ids[-1]) == []
    assert len(graph) == len(ids)


def test_equal_times_are_ordered_by_id():
    graph = Graph()
    graph.add(b"r", (), 5)
    for name in (b"c", b"a", b"b"):
        graph.add(name, (b"r",), 9)
    graph.add(b"0", (b"a", b"b"), 9)
    graph.add(b"z", (b"0", b"c"), 9)
    assert graph.order(b"z") == [b"r", b"a", b"b", b"0", b"c", b"z"]


def test_what_cannot_be_added_or_asked_for():
    history = PlainHistory()
    root = history.add((), 0, None)
    for add, code in (
        (lambda: history.graph.add(root, (), 0), "DUPLICATE_COMMIT"),
        (lambda: history.graph.add(b"x", (b"y",), 0), "UNKNOWN_PARENT"),
        (lambda: history.graph.add(b"x", (root, root, root), 0), "BAD_HEADER"),
        (lambda: history.graph.t_ms(b"y"), "UNKNOWN_COMMIT"),
        (lambda: history.graph.order(b"y"), "UNKNOWN_COMMIT"),
    ):
        with pytest.raises(AutusError) as refusal:
            add()
        assert refusal.value.code == code
    assert len(history.graph) == 1
    assert root in history.graph
    assert b"x" not in history.graph


def test_insertion_order_of_independent_commits_does_not_matter():
    source = random.Random(4)
    edges: dict[bytes, tuple[bytes, ...]] = {b"root": ()}
    for place in range(60):
        parents = source.sample(sorted(edges), min(len(edges), source.choice([1, 2])))
        edges[str(place).encode()] = tuple(sorted(parents))
    heads = sorted(edges.keys() - {parent for parents in edges.values() for parent in parents})
    while len(heads) > 1:
        merge = b"merge %d" % len(edges)
        edges[merge] = (heads.pop(), heads.pop())
        heads.append(merge)
    times = {commit: source.randrange(10) for commit in edges}
    orders = set()
    for _ in range(10):
        graph = Graph()
        pending = list(edges)
        source.shuffle(pending)
        while pending:
            commit = next(c for c in pending if all(parent in graph for parent in edges[c]))
            pending.remove(commit)
            graph.add(commit, edges[commit], times[commit])
        orders.add(tuple(graph.order(heads[0])))
    assert len(orders) == 1


def test_a_merge_gets_its_id_once_its_state_is_known():
    graph = Graph()
    graph.add(b"r", (), 0)
    graph.add(b"a", (b"r",), 1)
    graph.add(b"b", (b"r",), 2)
    graph.add(b"?", (b"a", b"b"), 2)
    graph.rename(b"?", b"m")
    graph.add(b"c", (b"m",), 3)
    assert graph.order(b"c") == [b"r", b"a", b"b", b"m", b"c"]
    assert b"?" not in graph
    for missing, name, code in ((b"?", b"n", "UNKNOWN_COMMIT"), (b"m", b"c", "DUPLICATE_COMMIT")):
        with pytest.raises(AutusError) as refusal:
            graph.rename(missing, name)
        assert refusal.value.code == code
