"""What the lines of the history say of each commit."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared import kernel
from shared.device.reading.commit_changes import CHANGES_MAX, GoalWordChange, changes_of
from shared.device.reading.device_names import name_devices
from shared.device.reading.shares import NEUTRAL_DRAFT, share_list
from shared.kernel import SLOTS, Draft
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile

SHARES = st.fixed_dictionaries(
    {slot: st.floats(0, 100) for slot in SLOTS},
)


async def commit(lab: Lab, profile: Profile, vault: str, *patches: tuple[int, Document]) -> None:
    await lab.ok(profile, "view", vault=vault)
    for page, patch in patches:
        lab.draft(profile, vault, page, patch)
    await lab.ok(profile, "commit", vault=vault)


async def newest(lab: Lab, profile: Profile, vault: str) -> Document:
    row: Document = (await lab.ok(profile, "history", vault=vault, limit=1))["rows"][0]
    return row


def create(node: str, op: str = "") -> Document:
    return {"op_id": op or f"c-{node}", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": node}}


def drafted(shares: dict[str, float]) -> Draft:
    return kernel.draft_update(kernel.new_state("test"), 3, {"allocations": shares}, 0).draft


def nobody(_: str) -> None:
    return None


@play
async def test_a_line_says_what_moved_since_the_commit_before() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    energy = {"allocations": {"E": 30} | dict.fromkeys(set(SLOTS) - {"E"}, 10)}
    await lab.ok(a, "set_words", vault=vault, words={"names": {"n1": "Jun"}, "goal": {"due": "2027-03-14"}})
    await commit(lab, a, vault, (3, energy), (2, {"ops": [create("n1")]}), (1, {"horizon_override": "D30"}))
    row = await newest(lab, a, vault)
    assert row["changes"]["items"] == [
        {"type": "share", "slot": "E", "before": 0.125, "after": 0.3},
        {"type": "added", "node": "n1", "name": "Jun"},
        {"type": "horizon", "horizon": "D30"},
        {"type": "goal", "field": "due", "written": True, "due": "2027-03-14"},
    ]
    # The same settings again move nothing. A mass modifier moves mass each time.
    await commit(lab, a, vault, (3, energy), (1, {"horizon_override": "D30", "mass_modifier": 0.2}))
    row = await newest(lab, a, vault)
    assert row["changes"] == {"items": [{"type": "mass", "modifier": 0.2}], "more": 0}
    # A name is the one that the node had then, also after it was renamed.
    await lab.ok(a, "set_words", vault=vault, words={"names": {"n1": None}})
    gone = {"op_id": "d", "t_ms": 2, "type": "NODE_DELETE", "node_id": "n1"}
    await commit(lab, a, vault, (2, {"ops": [gone]}), (1, {"volume_override": 0.7}))
    row = await newest(lab, a, vault)
    assert row["changes"]["items"] == [
        {"type": "equal"},
        {"type": "removed", "node": "n1", "name": "Jun"},
        {"type": "volume", "before": 0.5, "after": 0.7},
        {"type": "horizon", "horizon": "D1"},
        {"type": "named", "node": "n1", "name": None},
    ]
    first = (await lab.ok(a, "rows", vault=vault, positions=[0]))["rows"][0]
    assert (first["changes"], first["joined"]) == ({"items": [], "more": 0}, [])


@play
async def test_a_long_list_is_cut_and_counted() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    await commit(lab, a, vault, (2, {"ops": [create(f"n{number:03}") for number in range(60)]}))
    changes = (await newest(lab, a, vault))["changes"]
    assert (len(changes["items"]), changes["more"]) == (CHANGES_MAX, 60 - CHANGES_MAX)


@play
async def test_the_commit_before_is_the_last_one_before_a_merge() -> None:
    lab, a, b, vault = await two_devices()
    for profile, volume in ((a, 0.6), (b, 0.7), (a, 0.8)):
        await commit(lab, profile, vault, (1, {"volume_override": volume}))
    for profile in (a, b, a):
        await lab.ok(profile, "sync")
    rows = (await lab.ok(a, "history", vault=vault, limit=20))["rows"]
    merge = next(row for row in rows if row["kind"] == "merge")
    assert sorted(each["commits"] for each in merge["joined"]) == [1, 2]
    last = rows[rows.index(merge) + 1]["changes"]["items"][-1]["after"]
    await commit(lab, a, vault, (1, {"volume_override": 0.4}))
    row = await newest(lab, a, vault)
    assert row["changes"]["items"] == [{"type": "volume", "before": last, "after": 0.4}]


@play
async def test_a_device_that_nobody_names_has_an_empty_name() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    assert a.facade is not None
    device: Any = a.facade.device
    own, other = await name_devices(device, [device.record.device, b"?" * 16])
    assert (own.this, other.this, other.name) == (True, False, "")


@given(SHARES, SHARES)
def test_the_share_that_moved_most_comes_first_with_its_values(
    one: dict[str, float], other: dict[str, float]
) -> None:
    before, after = drafted(one), drafted(other)
    then, now = share_list(before), share_list(after)
    moved = {slot: abs(share - old) for slot, old, share in zip(SLOTS, then, now, strict=True)}
    items: list[Any] = [
        each for each in changes_of(after, before, None, nobody).items if hasattr(each, "slot")
    ]
    for each in items:
        place = SLOTS.index(each.slot)
        assert (each.before, each.after) == (kernel.round_f(then[place]), kernel.round_f(now[place]))
        assert 2 * moved[each.slot] >= max(moved.values()) - 1e-8
    if items:
        assert moved[items[0].slot] == max(moved.values())
    assert changes_of(after, after, None, nobody).items == []
    assert changes_of(NEUTRAL_DRAFT, NEUTRAL_DRAFT, None, nobody).items == []


def test_an_older_commit_does_not_say_which_word_of_the_goal_changed() -> None:
    goal = {"title": "Run", "why": "air", "due": "2027-03-14"}
    for older in ({"goal": goal}, {"goal": goal, "touched": 5}):
        assert changes_of(NEUTRAL_DRAFT, NEUTRAL_DRAFT, older, nobody).items == [
            GoalWordChange("words", written=True, due=None)
        ]
    said = {"goal": goal, "touched": ["why"]}
    assert changes_of(NEUTRAL_DRAFT, NEUTRAL_DRAFT, said, nobody).items == [
        GoalWordChange("why", written=True, due=None)
    ]
