"""What-ifs: named drafts on the device, computed from the present state, deleted with their vault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.device.core.records import WHATIFS
from shared.errors import AutusError
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile

CREATE = {"op_id": "o1", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": "n1"}}


async def drafted() -> tuple[Lab, Profile, str]:
    """A goal with a draft of all three pages."""
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it"))["vault"]
    lab.draft(device, vault, 1, {"mass_modifier": 0.3, "horizon_override": "D30"})
    lab.draft(device, vault, 2, {"ops": [CREATE]})
    lab.draft(device, vault, 3, {"allocations": {"S": 1, "E": 3}})
    return lab, device, vault


def the_only(answer: Document) -> Document:
    (kept,) = answer["whatifs"]
    found: Document = kept
    return found


@play
async def test_a_what_if_holds_the_whole_draft_and_outlives_a_restart() -> None:
    lab, device, vault = await drafted()
    view = await lab.ok(device, "view", vault=vault)
    kept = the_only(await lab.ok(device, "keep_whatif", vault=vault, name="  with rope "))
    assert (kept["id"], kept["name"], kept["gate"]) == (1, "with rope", None)
    assert kept["draft"] == view["draft"]
    assert kept["draft"]["page2"]["ops"][0]["op_id"] == "o1"
    assert {key: kept["sim"][key] for key in view["sim"]["measure"]} == view["sim"]["measure"]
    assert kept["sim"]["samples"] == view["sim"]["forecast"]["trajectory"]["samples"]
    # The draft changes further, the what-if does not.
    lab.draft(device, vault, 1, {"mass_modifier": -0.4})
    await lab.ok(device, "discard_draft", vault=vault)
    await lab.restart(device)
    assert the_only(await lab.ok(device, "list_whatifs", vault=vault)) == kept


@play
async def test_a_loaded_what_if_is_the_present_draft_and_durable() -> None:
    lab, device, vault = await drafted()
    kept = the_only(await lab.ok(device, "keep_whatif", vault=vault, name="one"))
    await lab.ok(device, "discard_draft", vault=vault)
    view = await lab.ok(device, "load_whatif", vault=vault, id=kept["id"])
    assert view["draft"] == kept["draft"]
    assert view["sim"]["measure"]["density"] == kept["sim"]["density"]
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=vault))["draft"] == kept["draft"]
    done = await lab.ok(device, "commit", vault=vault)
    assert done["after"]["density"] == kept["sim"]["density"]


@play
async def test_what_ifs_are_computed_from_the_present_state() -> None:
    lab, device, vault = await drafted()
    before = the_only(await lab.ok(device, "keep_whatif", vault=vault, name="one"))
    await lab.ok(device, "commit", vault=vault)
    after = the_only(await lab.ok(device, "list_whatifs", vault=vault))
    assert after["draft"] == before["draft"]
    assert after["sim"] != before["sim"]
    view = await lab.ok(device, "load_whatif", vault=vault, id=1)
    assert {key: after["sim"][key] for key in view["sim"]["measure"]} == view["sim"]["measure"]


@play
async def test_a_closed_gate_is_shown_with_its_numbers() -> None:
    lab, device, vault = await drafted()
    lab.draft(device, vault, 3, {"allocations": {"NE": 1}})
    view = lab.draft(device, vault, 1, {"mass_modifier": -0.5, "volume_override": 0.9})["ok"]
    kept = the_only(await lab.ok(device, "keep_whatif", vault=vault, name="one"))
    assert kept["gate"] == view["gate"]


@play
async def test_renaming_and_discarding_address_one_of_many() -> None:
    lab, device, vault = await drafted()
    for number in range(8):
        answer = await lab.ok(device, "keep_whatif", vault=vault, name=f"n{number}")
    assert [kept["id"] for kept in answer["whatifs"]] == list(range(1, 9))
    assert answer["limit"] == 8
    assert await lab.code(device, "keep_whatif", vault=vault, name="one more") == "TOO_MANY_WHATIFS"
    await lab.ok(device, "rename_whatif", vault=vault, id=3, name="third")
    answer = await lab.ok(device, "discard_whatif", vault=vault, id=8)
    assert [kept["name"] for kept in answer["whatifs"]] == ["n0", "n1", "third", "n3", "n4", "n5", "n6"]
    # A number is never used twice, so a late click addresses nothing else.
    draft = answer["whatifs"][0]["draft"]
    answer = await lab.ok(device, "keep_whatif", vault=vault, name="back", draft=draft)
    assert answer["whatifs"][-1]["id"] == 9
    assert answer["whatifs"][-1]["draft"] == answer["whatifs"][0]["draft"]


@play
async def test_bad_requests_are_refused_and_change_nothing() -> None:
    lab, device, vault = await drafted()
    kept = the_only(await lab.ok(device, "keep_whatif", vault=vault, name="one"))
    before = dict(device.records)
    draft: dict[str, Any] = json.loads(json.dumps(kept["draft"]))
    draft["page1"]["mass_modifier"] = 9
    refused = [
        ("load_whatif", {"id": 2}, "NO_SUCH_WHATIF"),
        ("discard_whatif", {"id": 2}, "NO_SUCH_WHATIF"),
        ("rename_whatif", {"id": 2, "name": "x"}, "NO_SUCH_WHATIF"),
        ("rename_whatif", {"id": 1, "name": " "}, "BAD_WHATIF_NAME"),
        ("keep_whatif", {"name": "x" * 65}, "BAD_WHATIF_NAME"),
        ("keep_whatif", {"name": "x", "draft": draft}, "INVALID_PATCH_RANGE"),
        ("keep_whatif", {"name": "x" * 5_000}, "INVALID_REQUEST"),
        ("load_whatif", {"id": 0}, "INVALID_REQUEST"),
        ("install_draft", {"draft": {}}, "INVALID_PATCH_KEY"),
        ("install_draft", {"draft": draft}, "INVALID_PATCH_RANGE"),
    ]
    for method, fields, code in refused:
        assert await lab.code(device, method, vault=vault, **fields) == code, method
    assert device.records == before
    await lab.ok(device, "discard_draft", vault=vault)
    assert await lab.code(device, "keep_whatif", vault=vault, name="x") == "NOTHING_TO_KEEP"


@play
async def test_an_installed_draft_equals_its_document() -> None:
    lab, device, vault = await drafted()
    before = (await lab.ok(device, "view", vault=vault))["draft"]
    lab.draft(device, vault, 3, {"allocations": {"N": 1}})
    lab.draft(device, vault, 2, {"ops": []})
    view = await lab.ok(device, "install_draft", vault=vault, draft=before)
    assert view["draft"] == before
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=vault))["draft"] == before


@play
async def test_what_ifs_are_sealed_and_never_leave_the_device() -> None:
    lab, a, b, vault = await two_devices()
    lab.draft(a, vault, 1, {"mass_modifier": 0.3})
    await lab.ok(a, "keep_whatif", vault=vault, name="nobody reads this")
    record = a.records[WHATIFS + vault]
    assert b"nobody reads this" not in record
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    assert (await lab.ok(b, "list_whatifs", vault=vault))["whatifs"] == []
    a.records[WHATIFS + vault] = record[:-1] + bytes([record[-1] ^ 1])
    assert await lab.code(a, "list_whatifs", vault=vault) == "STORAGE_DAMAGED"


@play
async def test_what_ifs_follow_a_goal_that_gets_another_id() -> None:
    lab, _, _, shared = await two_devices()
    device = await lab.device("C")
    local = (await lab.ok(device, "create_vault", title="Local"))["vault"]
    lab.draft(device, local, 1, {"mass_modifier": 0.5})
    kept = await lab.ok(device, "keep_whatif", vault=local, name="one")
    answer = await lab.ok(device, "login", name=NAME, password=PASSWORD, device_name="C", adopt=True)
    (moved,) = {vault["vault"] for vault in answer["vaults"]} - {shared}
    found = await lab.ok(device, "list_whatifs", vault=moved)
    assert [(each["name"], each["draft"]) for each in found["whatifs"]] == [
        (each["name"], each["draft"]) for each in kept["whatifs"]
    ]
    assert [key for key in device.records if key.startswith(WHATIFS)] == [WHATIFS + moved]


@pytest.mark.parametrize("where", ["before write", "after write"])
@play
async def test_a_failed_write_leaves_a_whole_what_if_or_none(where: str) -> None:
    lab, device, vault = await drafted()
    await lab.ok(device, "keep_whatif", vault=vault, name="one")

    def full(_: Profile, at: str) -> None:
        if at == where:
            raise AutusError("STORAGE_FULL", where)

    lab.fault = full
    assert await lab.code(device, "keep_whatif", vault=vault, name="two") == "STORAGE_FULL"
    lab.fault = None
    names = [kept["name"] for kept in (await lab.ok(device, "list_whatifs", vault=vault))["whatifs"]]
    assert names == ["one", "two"][: 1 + (where == "after write")]
