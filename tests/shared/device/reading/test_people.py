"""People over time, compared with the graph that the rules compute."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from shared.device.reading.people import FLOWS_MAX
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.shared.device.reading.test_history_reader import small_records
from tests.simulation.world import Profile

NODES = ("SELF", "jun", "mina", "work", "ghost")


def operation(random: Random, number: int) -> Document:
    kind = random.choice(["NODE_CREATE", "NODE_DELETE", "NODE_MASS_SCALE", "EDGE_WEIGHT_SET"])
    base: Document = {"op_id": f"o{number}", "t_ms": random.randrange(3), "type": kind}
    node = random.choice(NODES)
    if kind == "NODE_CREATE":
        return base | {"node": {"id": node, "mass": random.random()}}
    if kind == "NODE_DELETE":
        return base | {"node_id": node}
    if kind == "NODE_MASS_SCALE":
        return base | {"node_id": node, "scale": random.choice([0.5, 1.5, 2.0])}
    return base | {"a": node, "b": random.choice(NODES), "flow": round(random.random(), 2)}


async def commit(lab: Lab, profile: Profile, vault: str, ops: list[Document]) -> None:
    await lab.ok(profile, "view", vault=vault)
    lab.draft(profile, vault, 2, {"ops": ops})
    # Sigma stays below its limit.
    lab.draft(profile, vault, 3, {"allocations": {"S": 3, "W": 1}})
    await lab.ok(profile, "commit", vault=vault)


def present(answer: Document) -> dict[str, tuple[float, float]]:
    """Mass and flow of the nodes that have not left."""
    return {
        each["node"]: (each["mass"], each["flows"][-1]["flow"])
        for each in answer["people"]
        if each["stays"][-1]["left"] is None
    }


def in_graph(graph: Document) -> dict[str, tuple[float, float]]:
    flows = {
        node["id"]: sum(edge["flow"] for edge in graph["edges"] if node["id"] in (edge["a"], edge["b"]))
        for node in graph["nodes"]
    }
    return {
        node["id"]: (node["mass"], pytest.approx(flows[node["id"]], abs=1e-6))
        for node in graph["nodes"]
        if node["id"] != "SELF"
    }


@pytest.mark.parametrize("seed", range(4))
@play
async def test_people_are_those_of_the_graph_also_after_merges(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_records(monkeypatch)
    random = Random(seed)
    lab, a, b, vault = await two_devices()
    for number in range(24):
        profile = random.choice([a, b])
        ops = [operation(random, 10 * number + place) for place in range(random.randrange(4))]
        await commit(lab, profile, vault, ops)
        if random.random() < 0.4:
            await lab.ok(profile, "sync")
    for profile in (a, b, a):
        await lab.ok(profile, "sync")
    for profile in (a, b):
        # The second answer comes from stored facts.
        for _ in range(2):
            graph = (await lab.ok(profile, "view", vault=vault))["live"]["graph"]
            assert present(await lab.ok(profile, "people", vault=vault)) == in_graph(graph)
            await lab.restart(profile)


@play
async def test_a_person_joins_and_leaves_with_names_and_times() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    await lab.ok(a, "set_words", vault=vault, words={"names": {"jun": "Jun"}})
    create = {"op_id": "c", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "jun"}}
    remove = {"op_id": "d", "t_ms": 1, "type": "NODE_DELETE", "node_id": "jun"}
    await commit(lab, a, vault, [create])
    for number in range(FLOWS_MAX + 4):
        flow = {"op_id": "f", "t_ms": 1, "type": "EDGE_WEIGHT_SET", "a": "SELF", "b": "jun"}
        await commit(lab, a, vault, [flow | {"flow": number / 100}])
    await commit(lab, a, vault, [remove])
    await commit(lab, a, vault, [create | {"op_id": "again"}])
    answer = await lab.ok(a, "people", vault=vault)
    times = [row["t_ms"] for row in (await lab.ok(a, "history", vault=vault, limit=500))["rows"]][::-1]
    last = len(times) - 1
    (person,) = answer["people"]
    assert person["name"] == "Jun"
    assert person["stays"] == [
        {"joined": 1, "joined_ms": times[1], "left": last - 1, "left_ms": times[last - 1]},
        {"joined": last, "joined_ms": times[last], "left": None, "left_ms": None},
    ]
    assert len(person["flows"]) == FLOWS_MAX
    assert person["flows"][-1] == {"position": last, "t_ms": times[last], "flow": 0.0}
    # The flow was 0 at first, so setting it to 0 changed nothing.
    assert person["earlier"] == FLOWS_MAX + 5 - FLOWS_MAX
    assert answer["more"] == 0


@play
async def test_a_goal_without_people_has_none() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    answer: dict[str, Any] = await lab.ok(a, "people", vault=vault)
    assert (answer["people"], answer["more"]) == ([], 0)
