"""Another past through the engine: both courses, gates on the way, bounds, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import pytest

from shared import kernel
from shared.chain.replay import fold
from shared.device.reading import another_past, history_reader
from shared.device.reading.another_past import HEADLINES
from shared.kernel import Draft
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.shared.device.reading.test_history_reader import branching, quantity, rows_of
from tests.simulation.world import Profile


def other_draft(draft: Draft, change: Document) -> Draft | None:
    """The changed draft, by the definition."""
    if change.get("left_out"):
        return None
    sim = kernel.install_draft(kernel.new_state("draft"), draft)
    for page in (1, 2, 3):
        if f"page{page}" in change:
            sim = kernel.draft_update(sim, page, change[f"page{page}"], 0)
    return sim.draft


async def naive(lab: Lab, profile: Profile, vault: str, change: Document) -> list[Document]:
    """The documents of all states of the other past, each folded from the beginning."""
    history = await lab.vault(profile, vault).history()
    bodies = {one.id: one.body for one in await history.open(history.graph)}
    changed = bytes.fromhex(change["commit"])
    draft = bodies[changed].draft
    assert draft is not None
    bodies[changed] = msgspec.structs.replace(bodies[changed], draft=other_draft(draft, change))
    order = history.graph.order(lab.vault(profile, vault).tip.commit)
    return [
        dict(kernel.state_document(fold(history.graph, bodies, commit, bytes.fromhex(vault))))
        for commit in order
    ]


def some_change(random: Random, commit: str) -> Document:
    kind = random.randrange(4)
    if kind == 0:
        return {"commit": commit, "left_out": True}
    change: Document = {"commit": commit}
    if kind != 1:
        change["page1"] = {"volume_override": random.choice([0.3, 0.55, 0.9]), "horizon_override": "D30"}
    if kind != 2:
        change["page3"] = {"allocations": {"NE": 3, "N": random.random()}}
    return change


async def check(lab: Lab, profile: Profile, vault: str, change: Document) -> Document:
    answer: Document = await lab.ok(profile, "another_past", vault=vault, change=change)
    rows = await rows_of(lab, profile, vault)
    expected = await naive(lab, profile, vault, change)
    real = (await lab.ok(profile, "series", vault=vault))["columns"]
    first = next(row["position"] for row in rows if row["commit"] == change["commit"])
    assert (answer["first"], answer["last"], answer["complete"]) == (first, len(rows) - 1, True)
    assert answer["position"] == list(range(first - 1, len(rows)))
    for name in HEADLINES:
        assert answer["real"][name] == real[name][first - 1 :]
        assert answer["other"][name] == [quantity(state, name) for state in expected[first - 1 :]]
    assert answer["other_end"]["density"] == quantity(expected[-1], "density")
    assert answer["real_end"]["sigma"] == real["sigma"][-1]
    for each in answer["furthest"]:
        apart = [
            there - here
            for here, there in zip(
                answer["real"][each["quantity"]], answer["other"][each["quantity"]], strict=True
            )
        ]
        assert each["difference"] == pytest.approx(max(apart, key=abs), abs=1e-6)
        assert each["difference"] == pytest.approx(apart[each["position"] - first + 1], abs=1e-6)
    assert answer["t_ms"] == [row["t_ms"] for row in rows[first - 1 :]]
    above = [
        row["position"]
        for row, state in zip(rows, expected, strict=True)
        if row["position"] >= first and row["kind"] == "commit" and state["measure"]["sigma"] > 0.7
    ]
    assert {each["position"] for each in answer["blocked"]} <= set(above)
    return answer


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(3))
@play
async def test_both_courses_equal_the_naive_fold_with_merges(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(another_past, "PART_COMMITS", 3)
    monkeypatch.setattr(another_past, "REFOLDS_MAX", 2)
    monkeypatch.setattr(history_reader, "STEPS_MAX", 4)
    random = Random(seed)
    lab, a, b, vault = await two_devices()
    for _ in range(2):
        await branching(lab, a, b, vault, random)
    rows = await rows_of(lab, a, vault)
    assert any(row["kind"] == "merge" for row in rows)
    commits = [row["commit"] for row in rows if row["kind"] == "commit"]
    for commit in [commits[0], commits[-1], *random.sample(commits, 6)]:
        await check(lab, a, vault, some_change(random, commit))


async def imported(patches: Sequence[Sequence[object]]) -> tuple[Lab, Profile, str, list[Document]]:
    """A goal with these commits, a day apart."""
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it"))["vault"]
    commits = [
        {"t_ms": 86_400_000 * number, "patches": list(each)} for number, each in enumerate(patches, start=1)
    ]
    await lab.ok(device, "import_commits", vault=vault, commits=commits)
    return lab, device, vault, await rows_of(lab, device, vault)


RISK = [3, {"allocations": {"NE": 1}}]
PATTERN = [3, {"allocations": {"S": 1}}]


@play
async def test_a_gate_that_would_block_on_the_way_is_said_with_its_commit() -> None:
    lab, device, vault, rows = await imported([[PATTERN], [RISK], [RISK], [PATTERN]])
    change = {"commit": rows[1]["commit"], "page3": {"allocations": {"NE": 1}}}
    answer = await check(lab, device, vault, change)
    expected = await naive(lab, device, vault, change)
    above = [place for place in range(1, 5) if quantity(expected[place], "sigma") > 0.7]
    assert above, "the case has no blocked commit"
    assert [each["position"] for each in answer["blocked"]] == above
    assert answer["blocked_count"] == len(above)
    for each in answer["blocked"]:
        assert each["commit"] == rows[each["position"]]["commit"]
        assert (each["gate"]["code"], each["gate"]["limit"]) == ("SIGMA_ABOVE_LIMIT", 0.7)
        assert round(each["gate"]["value"], 6) == quantity(expected[each["position"]], "sigma")


@play
async def test_a_change_without_patches_and_a_patch_back_and_forth_change_nothing() -> None:
    lab, device, vault, rows = await imported([[PATTERN], [[1, {"volume_override": 0.7}]], [RISK]])
    answer = await lab.ok(device, "another_past", vault=vault, change={"commit": rows[2]["commit"]})
    assert answer["other"] == answer["real"]
    assert answer["other_end"] == answer["real_end"]
    same = {"commit": rows[2]["commit"], "page1": {"volume_override": 0.7}}
    assert (await lab.ok(device, "another_past", vault=vault, change=same))["other"] == answer["real"]


@play
async def test_operations_of_the_graph_can_be_taken_out() -> None:
    create = {"op_id": "o", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "n1"}}
    lab, device, vault, rows = await imported([[[2, {"ops": [create]}]], [PATTERN]])
    answer = await check(lab, device, vault, {"commit": rows[1]["commit"], "page2": {"ops": []}})
    assert round(answer["other_end"]["sigma"] - answer["real_end"]["sigma"], 6) < 0


@play
async def test_a_long_history_is_replayed_up_to_a_bound_that_the_answer_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, device, vault, rows = await imported([[PATTERN]] * 60)
    change = {"commit": rows[1]["commit"], "page3": {"allocations": {"NE": 1}}}
    whole = await lab.ok(device, "another_past", vault=vault, change=change)
    await lab.restart(device)
    monkeypatch.setattr(another_past, "FOLLOWING_MAX", 25)
    cut = await lab.ok(device, "another_past", vault=vault, change=change)
    assert (cut["first"], cut["last"], cut["complete"], cut["total"]) == (1, 26, False, 61)
    assert cut["other"]["sigma"] == whole["other"]["sigma"][:27]
    assert cut["real_end"]["sigma"] == cut["real"]["sigma"][-1]
    thin = await lab.ok(device, "another_past", vault=vault, change=change, points=20)
    assert len(thin["position"]) <= 20
    kept = await lab.ok(device, "keep_past", vault=vault, name="cut", change=change)
    assert kept["whatifs"][0]["sim"] is None
    await lab.restart(device)
    monkeypatch.setattr(another_past, "FOLDS_MAX", 10)
    assert (await lab.ok(device, "another_past", vault=vault, change=change))["last"] == 10


@play
async def test_bad_changes_are_refused_and_change_nothing() -> None:
    lab, device, vault, rows = await imported([[PATTERN], [RISK]])
    before = dict(device.records)
    commit = rows[1]["commit"]
    refused: list[tuple[Document, str]] = [
        ({"commit": rows[0]["commit"]}, "COMMIT_WITHOUT_DRAFT"),
        ({"commit": rows[0]["commit"], "left_out": True}, "COMMIT_WITHOUT_DRAFT"),
        ({"commit": "0" * 64}, "UNKNOWN_COMMIT"),
        ({"commit": commit, "page1": {"volume_override": 2}}, "INVALID_PATCH_RANGE"),
        ({"commit": commit, "page3": {"allocations": {"X": 1}}}, "INVALID_PATCH_KEY"),
        ({"commit": commit, "page1": [1]}, "INVALID_PATCH_TYPE"),
        ({"commit": commit, "page4": {}}, "INVALID_REQUEST"),
        ({"commit": "x"}, "INVALID_REQUEST"),
    ]
    for change, code in refused:
        assert await lab.code(device, "another_past", vault=vault, change=change) == code, change
        assert await lab.code(device, "keep_past", vault=vault, name="n", change=change) == code, change
    assert await lab.code(device, "keep_past", vault=vault, name=" ", change={"commit": commit}) == (
        "BAD_WHATIF_NAME"
    )
    assert {key: value for key, value in device.records.items() if "/course/" not in key} == {
        key: value for key, value in before.items() if "/course/" not in key
    }


@play
async def test_a_kept_past_follows_the_present_and_is_no_draft() -> None:
    lab, device, vault, rows = await imported([[PATTERN], [RISK]])
    change = {"commit": rows[1]["commit"], "page1": {"horizon_override": "D30"}, "page3": RISK[1]}
    (kept,) = (await lab.ok(device, "keep_past", vault=vault, name="riskier", change=change))["whatifs"]
    answer = await lab.ok(device, "another_past", vault=vault, change=change)
    assert kept["sim"] == answer["other_end"]
    assert (kept["past"]["change"], kept["past"]["position"]) == (change, 1)
    assert await lab.code(device, "load_whatif", vault=vault, id=kept["id"]) == "WHATIF_OF_PAST"
    await lab.commit(device, vault, "later")
    await lab.restart(device)
    (later,) = (await lab.ok(device, "list_whatifs", vault=vault))["whatifs"]
    answer = await lab.ok(device, "another_past", vault=vault, change=change)
    assert later["sim"] == answer["other_end"] != kept["sim"]
    assert (await lab.ok(device, "rename_whatif", vault=vault, id=1, name="x"))["whatifs"][0]["past"]


@play
async def test_a_kept_past_finds_its_commit_in_a_rewritten_goal() -> None:
    lab, _, _, shared = await two_devices()
    device = await lab.device("C")
    local = (await lab.ok(device, "create_vault", title="Local"))["vault"]
    await lab.commit(device, local, "c1")
    rows = await rows_of(lab, device, local)
    change = {"commit": rows[1]["commit"], "left_out": True}
    (kept,) = (await lab.ok(device, "keep_past", vault=local, name="without", change=change))["whatifs"]
    answer = await lab.ok(device, "login", name=NAME, password=PASSWORD, device_name="C", adopt=True)
    (moved,) = {vault["vault"] for vault in answer["vaults"]} - {shared}
    (found,) = (await lab.ok(device, "list_whatifs", vault=moved))["whatifs"]
    assert (found["sim"], found["past"]["position"]) == (kept["sim"], 1)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2))
@play
async def test_a_replay_that_goes_on_equals_the_naive_fold(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same changes are asked for again after commits and merges, and beside one another."""
    monkeypatch.setattr(another_past, "PART_COMMITS", 3)
    random = Random(seed)
    lab, a, b, vault = await two_devices()
    await branching(lab, a, b, vault, random)
    commits = [row["commit"] for row in await rows_of(lab, a, vault) if row["kind"] == "commit"]
    asked = [some_change(random, commit) for commit in random.sample(commits, 3)]
    for number in range(4):
        for change in asked:
            first, again = await asyncio.gather(check(lab, a, vault, change), check(lab, a, vault, change))
            assert first == again
        if number % 2:
            await branching(lab, a, b, vault, random)
        else:
            lab.draft(a, vault, 1, {"volume_override": 0.3 + number / 10})
            await lab.ok(a, "commit", vault=vault)


@play
async def test_what_was_replayed_is_kept_listed_and_continued_without_a_second_replay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, device, vault, rows = await imported([[PATTERN]] * 30)
    folded: list[bytes] = []
    fold_one = another_past._Walk._fold

    async def counted(self: Any, commit: bytes, *rest: Any) -> Any:
        folded.append(commit)
        return await fold_one(self, commit, *rest)

    monkeypatch.setattr(another_past._Walk, "_fold", counted)
    change = {"commit": rows[2]["commit"], "page1": {"volume_override": 0.9}}
    answer = await lab.ok(device, "another_past", vault=vault, change=change)
    assert len(folded) == 29
    await lab.ok(device, "keep_past", vault=vault, name="more volume", change=change)
    listed = await lab.ok(device, "list_whatifs", vault=vault)
    assert len(folded) == 29
    assert listed["whatifs"][0]["sim"]["density"] == answer["other_end"]["density"]
    lab.draft(device, vault, 1, {"volume_override": 0.6})
    await lab.ok(device, "commit", vault=vault)
    await check(lab, device, vault, change)
    assert len(folded) == 30
