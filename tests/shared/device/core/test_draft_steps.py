"""Undo and redo: the algebra of the steps, and the steps of a goal on a device."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.device.core import draft_steps
from shared.device.core.checkpoints import seal_tip
from shared.device.core.draft_steps import STEPS_MAX, Begun, DraftSteps, Present
from shared.device.core.records import CONTROLS, STEPS
from shared.physics.draft import DEFAULT_DRAFT, NodeDelete
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile


def some(mass: int) -> Begun:
    page = replace(DEFAULT_DRAFT.page1, mass_modifier=mass / 100)
    return Begun(replace(DEFAULT_DRAFT, page1=page), "last")


presents = st.none() | st.integers(0, 4).map(some)
changes = st.tuples(presents, st.none() | st.sampled_from("ab"))
acts = st.lists(changes | st.sampled_from(["undo", "redo"]), max_size=40)


class Naive:
    """All drafts in a list, and the place of the present one."""

    def __init__(self) -> None:
        self.drafts: list[Present] = [None]
        self.place = 0
        self.gesture: str | None = None

    @property
    def present(self) -> Present:
        return self.drafts[self.place]

    def change(self, after: Present, gesture: str | None) -> None:
        if after == self.present:
            return
        goes_on = gesture is not None and gesture == self.gesture
        del self.drafts[self.place + (0 if goes_on else 1) :]
        if goes_on and self.drafts[-1] == after:
            gesture = None
        else:
            self.drafts.append(after)
        self.place, self.gesture = len(self.drafts) - 1, gesture

    def walk(self, by: int) -> None:
        if 0 <= self.place + by < len(self.drafts):
            self.place += by
            self.gesture = None


@given(acts)
def test_steps_are_a_walk_along_all_drafts(acts: list[tuple[Present, str | None] | str]) -> None:
    naive, steps, present = Naive(), DraftSteps(), None
    for act in acts:
        if act == "undo":
            steps, present = steps.undo(present)
            naive.walk(-1)
        elif act == "redo":
            steps, present = steps.redo(present)
            naive.walk(1)
        else:
            after, gesture = act
            steps, present = steps.record(present, after, gesture), after
            naive.change(after, gesture)
        assert present == naive.present
        assert [*steps.past, present, *reversed(steps.future)] == naive.drafts
        assert len(steps.past) == naive.place


@given(acts)
def test_a_redo_takes_back_an_undo_and_an_undo_a_redo(acts: list[tuple[Present, str | None] | str]) -> None:
    steps, present = DraftSteps(), None
    for act in acts:
        if act == "undo":
            steps, present = steps.undo(present)
        elif act == "redo":
            steps, present = steps.redo(present)
        else:
            steps, present = steps.record(present, act[0], act[1]), act[0]
        there = replace(steps, gesture=None), present
        if steps.past:
            undone, before = steps.undo(present)
            assert undone.redo(before) == there
        if steps.future:
            redone, after = steps.redo(present)
            assert redone.undo(after) == there


def test_the_depth_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, present = DraftSteps(), None
    for mass in range(-40, 40):
        for sign in (0, 1):
            after = some(mass)
            after = replace(after, start="neutral") if sign else after
            steps, present = steps.record(present, after, None), after
    assert len(steps.past) == STEPS_MAX
    assert len(steps.undo(present)[0].past) == STEPS_MAX - 1
    # The newest drafts stay, as far as their operations fit.
    monkeypatch.setattr(draft_steps, "STEP_OPS_MAX", 5)
    steps = DraftSteps()
    for count in range(5):
        ops = tuple(NodeDelete(f"o{number}", 0, "n") for number in range(count))
        begun = Begun(replace(DEFAULT_DRAFT, page2=replace(DEFAULT_DRAFT.page2, ops=ops)))
        steps = steps.record(begun, some(count), None)
    assert [len(begun.draft.page2.ops) for begun in steps.past if begun] == [4]


async def one_goal() -> tuple[Lab, Profile, str]:
    lab = await Lab.open()
    device = await lab.device("A")
    return lab, device, (await lab.ok(device, "create_vault", title="Ship it"))["vault"]


def shown(view: Document) -> tuple[Document | None, int, int]:
    """The draft, None without one, and the steps in both directions."""
    return (view["draft"] if view["sim"] else None), view["undo"], view["redo"]


async def commit_energy(lab: Lab, device: Profile, vault: str) -> Document:
    lab.draft(device, vault, 1, {"horizon_override": "D30", "volume_override": 0.7})
    create = {"op_id": "o1", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "n1"}}
    lab.draft(device, vault, 2, {"ops": [create], "mass_filter": 0.2})
    lab.draft(device, vault, 3, {"allocations": {"E": 0.3, "N": 0.7}})
    answer: Document = await lab.ok(device, "commit", vault=vault)
    return answer


@play
async def test_undo_goes_back_over_all_pages_a_discard_and_a_restart() -> None:
    lab, device, vault = await one_goal()
    views = [shown(await lab.ok(device, "view", vault=vault))]
    for page, patch in (
        (1, {"mass_modifier": 0.2}),
        (2, {"mass_filter": 0.5}),
        (3, {"allocations": {"E": 1.0}}),
    ):
        lab.draft(device, vault, page, patch)
        views.append(shown(await lab.ok(device, "view", vault=vault)))
    views.append(shown(await lab.ok(device, "discard_draft", vault=vault)))
    assert [undo for _, undo, _ in views] == [0, 1, 2, 3, 4]
    assert views[-1][0] is None
    drafts = [draft for draft, _, _ in views]
    for place in (3, 2):
        view = await lab.ok(device, "undo_draft", vault=vault)
        assert shown(view) == (drafts[place], place, 4 - place)
    await lab.restart(device)
    for place in (1, 0):
        assert shown(await lab.ok(device, "undo_draft", vault=vault)) == (drafts[place], place, 4 - place)
    # Nothing more to undo: nothing changes.
    assert shown(await lab.ok(device, "undo_draft", vault=vault)) == (None, 0, 4)
    for place in (1, 2, 3, 4, 4):
        assert shown(await lab.ok(device, "redo_draft", vault=vault)) == (drafts[place], place, 4 - place)
    # Another change ends what could be redone.
    await lab.ok(device, "undo_draft", vault=vault)
    answer = lab.draft(device, vault, 1, {"mass_modifier": -0.2})["ok"]
    assert (answer["undo"], answer["redo"]) == (4, 0)


@play
async def test_one_gesture_is_one_step_and_a_commit_ends_the_steps() -> None:
    lab, device, vault = await one_goal()
    for percent in range(10):
        lab.draft(device, vault, 1, {"mass_modifier": percent / 100}, gesture="drag 1")
    answer = lab.draft(device, vault, 1, {"mass_modifier": 0.5}, gesture="drag 2")["ok"]
    assert answer["undo"] == 2
    view = await lab.ok(device, "undo_draft", vault=vault)
    assert view["draft"]["page1"]["mass_modifier"] == 0.09
    await lab.ok(device, "save_draft", vault=vault)
    assert STEPS + vault in device.records
    view = (await lab.ok(device, "commit", vault=vault))["view"]
    assert shown(view) == (None, 0, 0)
    assert STEPS + vault not in device.records


@play
async def test_the_last_settings_outlive_commits_restarts_and_old_records() -> None:
    lab, device, vault = await one_goal()
    view = await lab.ok(device, "view", vault=vault)
    assert view["last"] == view["draft"]
    view = (await commit_energy(lab, device, vault))["view"]
    # The document's draft is reset, as the rules say.
    assert view["draft"]["page3"]["allocations"]["E"] == 0.125
    last = view["last"]
    assert last["page1"] == {"mass_modifier": 0.0, "volume_override": 0.7, "horizon_override": "D30"}
    assert last["page3"]["allocations"]["E"] == 0.3
    assert (last["page2"]["mass_filter"], last["page2"]["ops"]) == (0.2, [])
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=vault))["last"] == last
    # A checkpoint of the first versions does not hold them.
    held = lab.vault(device, vault)
    device.records.update(await seal_tip(held.host, held.id, held.tip._replace(last=None), agreed=False))
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=vault))["last"] == last


@play
async def test_a_new_draft_begins_where_the_caller_says_and_the_draft_remembers_it() -> None:
    lab, device, vault = await one_goal()
    # Before the first commit there are no last settings.
    assert lab.draft(device, vault, 1, {"mass_modifier": 0.1}, start="last")["ok"]["start"] == "neutral"
    last = (await commit_energy(lab, device, vault))["view"]["last"]
    answer = lab.draft(device, vault, 1, {"mass_modifier": 0.1}, start="last")["ok"]
    assert answer["start"] == "last"
    assert answer["draft"] == {**last, "page1": {**last["page1"], "mass_modifier": 0.1}}
    # The start of a draft that exists stays.
    assert lab.draft(device, vault, 1, {"mass_modifier": 0.2}, start="neutral")["ok"]["start"] == "last"
    await lab.ok(device, "save_draft", vault=vault)
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=vault))["start"] == "last"
    await lab.ok(device, "discard_draft", vault=vault)
    answer = lab.draft(device, vault, 1, {"mass_modifier": 0.1})["ok"]
    assert (answer["start"], answer["draft"]["page1"]["volume_override"]) == ("neutral", 0.5)
    assert (await lab.ok(device, "undo_draft", vault=vault))["start"] is None
    # The same as last time is the last settings as they are.
    view = await lab.ok(device, "install_draft", vault=vault, draft=last, start="last")
    assert (view["draft"], view["start"]) == (last, "last")


@play
async def test_the_last_settings_are_those_of_the_commit_that_folds_last() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(b, "view", vault=vault)
    lab.draft(a, vault, 1, {"volume_override": 0.6, "horizon_override": "D7"})
    await lab.ok(a, "commit", vault=vault)
    lab.draft(b, vault, 1, {"volume_override": 0.8, "horizon_override": "D180"})
    await lab.ok(b, "commit", vault=vault)
    for device in (a, b, a):
        await lab.ok(device, "sync")
    views = [await lab.ok(device, "view", vault=vault) for device in (a, b)]
    assert views[0]["head"] == views[1]["head"]
    assert views[0]["last"] == views[1]["last"]
    # The forecast of the state says which commit folds last.
    assert views[0]["last"]["page1"]["horizon_override"] == views[0]["live"]["forecast"]["horizon"]


@play
async def test_choices_for_the_controls_are_kept_with_the_goal() -> None:
    lab, device, vault = await one_goal()
    assert (await lab.ok(device, "view", vault=vault))["controls"] == {"start": "last", "held": []}
    view = await lab.ok(device, "set_controls", vault=vault, held=["W", "E", "E"])
    assert view["controls"] == {"start": "last", "held": ["E", "W"]}
    await lab.ok(device, "set_controls", vault=vault, start="neutral")
    await lab.restart(device)
    chosen = {"start": "neutral", "held": ["E", "W"]}
    assert (await lab.ok(device, "view", vault=vault))["controls"] == chosen
    assert await lab.code(device, "set_controls", vault=vault, held=["X"]) == "INVALID_REQUEST"
    assert await lab.code(device, "set_controls", vault=vault, start="first") == "INVALID_REQUEST"
    # A goal that moves into an account keeps them, with the steps of its draft.
    lab.draft(device, vault, 1, {"mass_modifier": 0.1})
    await lab.ok(device, "save_draft", vault=vault)
    await lab.join(device)
    await lab.ok(device, "sync")
    (moved,) = (await lab.ok(device, "boot"))["vaults"]
    await lab.restart(device)
    view = await lab.ok(device, "view", vault=moved["vault"])
    assert (view["controls"], view["undo"]) == (chosen, 1)
    await lab.ok(device, "set_controls", vault=moved["vault"], start="last", held=[])
    assert CONTROLS + moved["vault"] not in device.records


@play
async def test_a_gesture_that_gives_all_back_leaves_no_draft_where_there_was_none() -> None:
    lab, device, vault = await one_goal()
    await commit_energy(lab, device, vault)
    for start in ("last", "neutral"):
        before = await lab.ok(device, "view", vault=vault)
        own = {"last": before["last"]["page1"], "neutral": before["draft"]["page1"]}[start]
        patch = {"page": 1, "start": start, "gesture": f"hand {start}"}
        for volume in (0.55, 0.9, own["volume_override"]):
            change = {**patch, "patch": {"volume_override": volume}}
            answer = await lab.ok(device, "draft", vault=vault, **change)
        assert (answer["sim"], answer["undo"], answer["redo"]) == (None, before["undo"], 0)
        await lab.ok(device, "save_draft", vault=vault)
        await lab.restart(device)
        assert shown(await lab.ok(device, "view", vault=vault)) == (None, before["undo"], 0)
        # The same way back by two gestures is a draft, as is one that there was before.
        for gesture, volume in (("out", 0.55), ("back", own["volume_override"])):
            change = {**patch, "patch": {"volume_override": volume}, "gesture": gesture}
            answer = await lab.ok(device, "draft", vault=vault, **change)
        assert answer["sim"] is not None
        for volume in (0.8, own["volume_override"]):
            change = {**patch, "patch": {"volume_override": volume}, "gesture": "third"}
            answer = await lab.ok(device, "draft", vault=vault, **change)
        assert answer["sim"] is not None
        await lab.ok(device, "discard_draft", vault=vault)
