"""The order of a history that is made from the order of another, and graphs made from columns."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from shared.chain.fold_order import FoldOrder
from shared.chain.graph import Graph
from shared.chain.line import Line
from tests.shared.chain.histories import naive_order
from tests.shared.chain.test_replay import histories


def copy_in_columns(graph: Graph, sizes: list[int]) -> Graph:
    """The same graph, made from columns of these sizes and, after them, of single commits."""
    made, first = Graph(), 0
    for size in sizes:
        end = min(first + size, len(graph))
        made.append_columns(graph.columns(first, end))
        first = end
    for index in range(first, len(graph)):
        commit = graph.at(index)
        made.add(commit, graph.parents(commit), graph.t_ms(commit))
    return made


def facts_of(graph: Graph, commit: bytes) -> tuple[object, ...]:
    index = graph.index(commit)
    return index, graph.parents(commit), graph.t_ms(commit), graph.count(index), graph.is_merge(index)


@given(histories(), st.randoms(use_true_random=False))
def test_each_order_follows_from_any_other(case, random):
    history, tips = case
    for tip in random.sample(tips, len(tips)):
        index = history.graph.index(tip)
        order = FoldOrder(history.graph, tip)
        assert list(order) == naive_order(history, tip)
        assert [order.position(commit) for commit in order] == list(range(len(order)))
        assert history.graph.line(index).order[-1] == index
        for commit in history.graph:
            assert (order.find(commit) is None) == (commit not in set(order))


@given(histories())
def test_links_are_where_a_history_is_not_a_line(case):
    history, tips = case
    graph = history.graph
    order = FoldOrder(graph, tips[-1])
    expected = [
        (position, [order.position(parent) for parent in graph.parents(commit)])
        for position, commit in enumerate(order)
        if graph.parents(commit) != ((order[position - 1],) if position else (b"",))
    ]
    assert [(at, sorted(parents)) for at, parents in order.links()] == [
        (at, sorted(parents)) for at, parents in expected
    ]


@given(histories(), st.lists(st.integers(1, 9), max_size=6), st.randoms(use_true_random=False))
def test_a_graph_from_columns_is_the_same(case, sizes, random):
    history, tips = case
    graph, made = history.graph, copy_in_columns(history.graph, sizes)
    assert list(made) == list(graph)
    commits = random.sample(list(graph), len(graph))
    for commit in commits:
        assert commit in made
        assert facts_of(made, commit) == facts_of(graph, commit)
    assert b"unknown" not in made
    for one in tips[-3:]:
        assert made.order(one) == naive_order(history, one)
        assert made.difference(one, tips[0]) == graph.difference(one, tips[0])
        for other in commits[:5]:
            assert made.is_ancestor(other, one) == graph.is_ancestor(other, one)
    assert list(made.merges(0)) == [made.index(each) for each in graph if len(graph.parents(each)) == 2]


@given(histories())
def test_a_stored_order_is_used(case):
    history, tips = case
    graph = copy_in_columns(history.graph, [])
    order = history.graph.order_indices(history.graph.index(tips[-1]))
    ordered = next((place for place, index in enumerate(order) if place != index), len(order))
    graph.use_line(Line.of(graph, array("i", order), ordered))
    for tip in tips:
        assert graph.order(tip) == naive_order(history, tip)
