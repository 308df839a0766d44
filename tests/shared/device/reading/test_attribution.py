"""What moved the quantities between two commits, over lines and merges, against naive folds."""

from __future__ import annotations

from random import Random

import pytest

from shared import kernel
from shared.chain.body import Body
from shared.chain.graph import Graph
from shared.device.core.field_types import DISPLAYED_QUANTITIES
from shared.device.reading import attribution
from shared.device.reading.commit_rows import value_of
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile

# Rounded to six decimals: one number each for before, after, drift and twelve parts.
TOLERANCE = 15 * 5e-7


async def busy_merge(lab: Lab, a: Profile, b: Profile, vault: str, random: Random) -> None:
    """Both devices commit drafts of all kinds on their own, and then agree."""
    for device in (a, b, a, b, b):
        await lab.ok(device, "view", vault=vault)
        lab.draft(device, vault, 3, {"allocations": {slot: random.random() for slot in kernel.SLOTS}})
        page1 = {"mass_modifier": 0.2, "horizon_override": "D30"} if random.random() < 0.5 else {}
        lab.draft(device, vault, 1, {"volume_override": 0.8, **page1})
        node = {"op_id": f"o{random.random()}", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "n1"}}
        lab.draft(device, vault, 2, {"ops": [node]})
        await lab.ok(device, "commit", vault=vault)
    for device in (a, b, a):
        await lab.ok(device, "sync")


async def whole(lab: Lab, profile: Profile, vault: str) -> tuple[Graph, dict[bytes, Body]]:
    history = await lab.vault(profile, vault).history()
    return history.graph, {one.id: one.body for one in await history.open(history.graph)}


def untouched_fold(
    graph: Graph, bodies: dict[bytes, Body], ends: tuple[str, str], vault: str
) -> kernel.State:
    """The later end if every commit between the two had been untouched, folded from the beginning."""
    first, last = (bytes.fromhex(end) for end in ends)
    state = kernel.new_state(vault)
    for commit in graph.order(last):
        body = bodies[commit]
        if body.draft is None or graph.is_ancestor(commit, first):
            state = kernel.replay_step(state, body.draft, body.t_ms, rules=body.rules)
        else:
            state = kernel.drift(state)
    return state


def check_sums(found: Document) -> None:
    for each in found["quantities"]:
        total = each["drift"] + sum(part["value"] for part in each["parts"])
        assert total == pytest.approx(each["after"] - each["before"], abs=TOLERANCE)


@play
async def test_parts_and_drift_add_up_between_any_two_commits() -> None:
    lab, a, b, vault = await two_devices()
    await busy_merge(lab, a, b, vault, Random(4))
    rows = (await lab.ok(a, "history", vault=vault, limit=500))["rows"][::-1]
    graph, bodies = await whole(lab, a, vault)
    reasons = set()
    for one in rows:
        for other in rows:
            ends = one["commit"], other["commit"]
            found = await lab.ok(a, "explain_change", vault=vault, first=ends[0], last=ends[1])
            reasons.add(found["reason"])
            if found["reason"]:
                assert found["quantities"] == []
                continue
            check_sums(found)
            states = [await lab.ok(a, "state_at", vault=vault, commit=end) for end in ends]
            for each in found["quantities"][:3]:
                ours = [state["live"]["measure"][each["name"]] for state in states]
                assert [each["before"], each["after"]] == ours
            if graph.is_ancestor(*map(bytes.fromhex, ends)):
                naive = untouched_fold(graph, bodies, ends, vault)
                for name, each in zip(DISPLAYED_QUANTITIES, found["quantities"], strict=True):
                    drift = value_of(naive, name) - each["before"]
                    assert each["drift"] == pytest.approx(drift, abs=TOLERANCE)
    assert reasons == {None, "same", "branches"}


@play
async def test_the_other_way_round_is_the_same_backwards() -> None:
    lab, a, b, vault = await two_devices()
    await busy_merge(lab, a, b, vault, Random(5))
    rows = (await lab.ok(a, "history", vault=vault, limit=500))["rows"]
    ends = {"first": rows[-1]["commit"], "last": rows[0]["commit"]}
    there = await lab.ok(a, "explain_change", vault=vault, **ends)
    back = await lab.ok(a, "explain_change", vault=vault, first=ends["last"], last=ends["first"])
    assert there["commits"] == back["commits"] == 6
    for one, other in zip(there["quantities"], back["quantities"], strict=True):
        assert (one["before"], one["after"], one["drift"]) == (
            other["after"],
            other["before"],
            -other["drift"],
        )
        assert [part["value"] for part in one["parts"]] == [-part["value"] for part in other["parts"]]


@play
async def test_a_long_stretch_and_an_unknown_commit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution, "COMMITS_MAX", 2)
    lab, a, _, vault = await two_devices()
    for number in range(4):
        await lab.commit(a, vault, str(number))
    rows = (await lab.ok(a, "history", vault=vault, limit=500))["rows"]
    ends = {"first": rows[-1]["commit"], "last": rows[0]["commit"]}
    assert (await lab.ok(a, "explain_change", vault=vault, **ends))["reason"] == "too_many"
    near = {"first": rows[2]["commit"], "last": rows[0]["commit"]}
    found = await lab.ok(a, "explain_change", vault=vault, **near)
    assert (found["reason"], found["commits"]) == (None, 2)
    assert await lab.code(a, "explain_change", vault=vault, **{**ends, "first": "0" * 64}) == "UNKNOWN_COMMIT"
