"""Stage 3 against a naive reading of the rule on plain lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import commit, draft_document, draft_update, new_state, state_document
from tests.shared.physics.strategies import OPERATION


def naive(graph: dict, ops: list[dict]) -> dict:
    nodes = [dict(node) for node in graph["nodes"]]
    edges = [dict(edge) for edge in graph["edges"]]
    for op in [op for op in ops if op["type"] == "NODE_DELETE"]:
        gone = op["node_id"]
        if gone != "SELF" and any(node["id"] == gone for node in nodes):
            nodes = [node for node in nodes if node["id"] != gone]
            edges = [edge for edge in edges if gone not in (edge["a"], edge["b"])]
    for op in [op for op in ops if op["type"] == "NODE_CREATE"]:
        if all(node["id"] != op["node"]["id"] for node in nodes):
            nodes.append({**op["node"], "layer": 1})
    for op in [op for op in ops if op["type"] == "NODE_MASS_SCALE"]:
        for node in nodes:
            if node["id"] == op["node_id"] != "SELF":
                node["mass"] = max(0.0, min(1.0, node["mass"] * op["scale"]))
    for op in [op for op in ops if op["type"] == "EDGE_WEIGHT_SET"]:
        same = [edge for edge in edges if (edge["a"], edge["b"]) == (op["a"], op["b"])]
        if same:
            same[0]["flow"] = op["flow"]
        else:
            edges.append({"a": op["a"], "b": op["b"], "flow": op["flow"], "sigma": 0.0})
    nodes.sort(key=lambda node: node["id"])
    edges.sort(key=lambda edge: (edge["a"], edge["b"]))
    return {"anchor_node_id": "SELF", "nodes": nodes, "edges": edges}


@given(st.lists(st.lists(OPERATION, max_size=30), max_size=4))
def test_the_graph_is_what_a_naive_reading_gives(rounds: list[list[dict]]):
    state = new_state("vault-0001")
    graph = state_document(state)["graph"]
    for t_ms, ops in enumerate(rounds):
        state = draft_update(state, 2, {"ops": ops}, t_ms)
        graph = naive(graph, draft_document(state)["page2"]["ops"])
        state = commit(state, t_ms, gate=False).state
        assert repr(_sorted(state_document(state)["graph"])) == repr(_sorted(graph))


def _sorted(graph: dict) -> list:
    """Keys in one order, so that texts can be compared: -0.0 equals 0.0, its text does not."""
    return [
        [sorted(part.items()) for part in graph["nodes"]],
        [sorted(part.items()) for part in graph["edges"]],
    ]
