"""LIVE, drift and SIM in one answer: of drafts, what-ifs, merges, closed gates and past commits."""

from __future__ import annotations

from shared.kernel import SLOTS, round_f
from tests.shared.device.api.test_facade import CREATE, one_goal
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile

HEADLINE = ("density", "stability", "sigma", "P_outcome")


async def committed_untouched(lab: Lab, device: Profile, vault: str) -> Document:
    """The quantities after a commit of a draft in which only a view was moved."""
    lab.draft(device, vault, 2, {"mass_filter": 0.5})
    answer: Document = (await lab.ok(device, "commit", vault=vault))["after"]
    return answer


@play
async def test_an_answer_to_a_control_has_live_drift_and_sim() -> None:
    lab, device, vault = await one_goal()
    await lab.commit(device, vault, "first")
    view = await lab.ok(device, "view", vault=vault)
    assert view["change"]["sim"] is None
    assert view["change"]["live"]["density"] == view["live"]["measure"]["density"]
    for modifier in (-0.5, 0.0, 0.5):
        change = lab.draft(device, vault, 1, {"mass_modifier": modifier})["ok"]["change"]
        assert (change["live"], change["drift"]) == (view["change"]["live"], view["change"]["drift"])
        assert [change["sim"][name] for name in HEADLINE] == [change["drift"][name] for name in HEADLINE]
        assert (change["sim"]["M"] == change["drift"]["M"]) == (modifier == 0.0)
    moved = lab.draft(device, vault, 3, {"allocations": dict.fromkeys(SLOTS, 1) | {"W": 3}})["ok"]
    assert moved["change"]["sim"]["sigma"] < moved["change"]["drift"]["sigma"]
    assert moved["change"]["sim"]["sigma"] == moved["sim"]["measure"]["sigma"]
    own = {(each["slot"], each["name"]): each["value"] for each in moved["slots"]}
    assert own["W", "sigma"] < 0
    assert own["W", "leak"] == round_f(-0.45 * 0.175 * 0.40)
    assert own["S", "sigma"] > 0
    assert {(each["slot"], each["name"]) for each in view["slots"]} == own.keys()
    assert {each["value"] for each in view["slots"]} == {0.0}
    await lab.ok(device, "discard_draft", vault=vault)
    assert await committed_untouched(lab, device, vault) == view["change"]["drift"]


@play
async def test_a_draft_on_a_merge_has_the_drift_of_the_merge() -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "on A")
    await lab.commit(b, vault, "on B")
    lab.draft(b, vault, 1, {"volume_override": 0.9})
    before = (await lab.ok(b, "view", vault=vault))["change"]
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    view = await lab.ok(b, "view", vault=vault)
    change = view["change"]
    assert view["commits"] > 4
    assert change["live"] != before["live"]
    assert change["drift"] != before["drift"]
    await lab.ok(a, "sync")
    assert (await lab.ok(a, "view", vault=vault))["head"] == view["head"]
    assert await committed_untouched(lab, a, vault) == change["drift"]


@play
async def test_a_closed_gate_comes_with_the_effect_that_closed_it() -> None:
    lab, device, vault = await one_goal()
    answer: Document = {}
    for _ in range(12):
        answer = lab.draft(device, vault, 3, {"allocations": {"NE": 1}})["ok"]
        if answer["gate"]:
            break
        await lab.ok(device, "commit", vault=vault)
    change = answer["change"]
    assert answer["gate"]["code"] == "SIGMA_ABOVE_LIMIT"
    assert change["sim"]["sigma"] == answer["gate"]["value"]
    assert change["drift"]["sigma"] < answer["gate"]["limit"] < change["sim"]["sigma"]


@play
async def test_what_ifs_and_past_commits_have_their_drift() -> None:
    lab, a, b, vault = await two_devices()
    lab.draft(b, vault, 3, {"allocations": {"E": 1}})
    kept = await lab.ok(b, "keep_whatif", vault=vault, name="one")
    view = await lab.ok(b, "view", vault=vault)
    assert kept["drift"] == view["change"]["drift"]
    assert kept["whatifs"][0]["sim"] == view["change"]["sim"]
    done = await lab.ok(b, "commit", vault=vault)
    assert (done["before"], done["drift"], done["after"]) == tuple(view["change"].values())
    past = await lab.ok(b, "state_at", vault=vault, commit=done["commit"]["commit"])
    assert past["change"] == view["change"]
    await lab.commit(a, vault, "on A")
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    page = await lab.ok(b, "states", vault=vault, positions=list(range(9)))
    for state in page["states"]:
        parents = state["row"]["parents"]
        assert (state["change"] is None) == (len(parents) != 1)
        if state["change"]:
            before = await lab.ok(b, "state_at", vault=vault, commit=parents[0])
            assert state["change"]["live"]["sigma"] == before["live"]["measure"]["sigma"]
            assert state["change"]["sim"]["sigma"] == state["live"]["measure"]["sigma"]
    assert {len(state["row"]["parents"]) for state in page["states"]} == {0, 1, 2}


@play
async def test_the_course_commits_the_present_settings_again() -> None:
    lab, device, vault = await one_goal()
    without = await lab.ok(device, "course", vault=vault)
    assert (without["sim"], without["blocked"], len(without["drift"])) == ([], None, 20)
    lab.draft(device, vault, 3, {"allocations": {"NE": 3, "E": 1}})
    lab.draft(device, vault, 2, {"ops": [CREATE]})
    found = await lab.ok(device, "course", vault=vault)
    assert found["drift"] == without["drift"]
    settings = (await lab.ok(device, "view", vault=vault))["draft"]
    for number, expected in enumerate(found["sim"][:5], 1):
        view = await lab.ok(device, "install_draft", vault=vault, draft=settings)
        assert view["change"]["sim"] == expected
        assert (view["gate"] is not None) == (number == found["blocked"])
        if view["gate"]:
            break
        await lab.ok(device, "commit", vault=vault)
        settings["page2"]["ops"] = []
    assert found["blocked"] is not None
