"""Every method as pages call it: its answers, its refusals, and that a refusal changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.device.api.facade import METHODS
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile

CREATE = {
    "op_id": "o1",
    "t_ms": 1,
    "type": "NODE_CREATE",
    "node": {"id": "n1"},
}


async def one_goal() -> tuple[Lab, Profile, str]:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it", why="because", due="2030-01-01"))["vault"]
    return lab, device, vault


@play
async def test_a_goal_from_its_first_view_to_a_commit() -> None:
    lab, device, vault = await one_goal()
    view = await lab.ok(device, "view", vault=vault)
    goal = {"title": "Ship it", "why": "because", "due": "2030-01-01"}
    assert view["context"] == {"goal": goal}
    assert (view["name"], view["commits"], view["sim"], view["gate"]) == (
        "Ship it",
        1,
        None,
        {"code": "NO_DRAFT"},
    )
    assert await lab.code(device, "commit", vault=vault) == "COMMIT_BLOCKED_BY_RULES"
    drafted = lab.draft(device, vault, 1, {"mass_modifier": 0.5})["ok"]
    assert drafted["gate"] is None
    assert drafted["draft"]["page1"]["mass_modifier"] == 0.5
    done = await lab.ok(device, "commit", vault=vault, label="first", note="a note")
    assert done["after"]["M"] == drafted["sim"]["measure"]["M"]
    assert done["before"]["M"] == view["live"]["measure"]["M"]
    assert len(done["steps"]) == 6
    row = done["commit"]
    assert (row["kind"], row["label"], row["note"], row["seq"], row["position"], row["synced"]) == (
        "commit",
        "first",
        "a note",
        2,
        1,
        False,
    )
    assert row["parents"] == [view["head"]]
    assert row["state_hash"] == done["view"]["state_hash"]
    rows = (await lab.ok(device, "history", vault=vault, limit=1))["rows"]
    assert [{name: rows[0][name] for name in row}] == [row]
    assert (await lab.ok(device, "state_at", vault=vault, commit=view["head"]))["live"] == view["live"]


@play
async def test_history_comes_in_pages_newest_first() -> None:
    lab, device, vault = await one_goal()
    for number in range(7):
        await lab.commit(device, vault, str(number))
    found: list[Document] = []
    before = None
    while before != 0:
        page = await lab.ok(
            device, "history", vault=vault, limit=3, **({} if before is None else {"before": before})
        )
        assert page["total"] == 8
        found += page["rows"]
        before = page["rows"][-1]["position"]
    assert [row["position"] for row in found] == list(range(7, -1, -1))
    assert [row["label"] for row in found] == ["6", "5", "4", "3", "2", "1", "0", None]
    await lab.restart(device)
    assert (await lab.ok(device, "history", vault=vault, limit=500))["rows"] == found


@play
async def test_drafts_and_words_outlive_a_restart() -> None:
    lab, device, vault = await one_goal()
    lab.draft(device, vault, 1, {"mass_modifier": 0.123456789})
    await lab.ok(device, "save_draft", vault=vault)
    words = {"names": {"n1": "first"}, "slots": {"N": "rest"}}
    view = await lab.ok(device, "set_words", vault=vault, words=words)
    assert view["pending"] == words
    assert view["context"]["names"] == {"n1": "first"}
    await lab.restart(device)
    restored = await lab.ok(device, "view", vault=vault)
    # The time of the last change to a control is not stored: a commit has its own time.
    restored["sim"]["t_ms"] = view["sim"]["t_ms"]
    assert restored == view
    view = await lab.ok(device, "set_words", vault=vault, words={"names": {"n1": None, "n2": "second"}})
    assert view["context"]["names"] == {"n2": "second"}
    done = await lab.ok(device, "commit", vault=vault)
    assert done["view"]["pending"] is None
    assert done["view"]["context"]["names"] == {"n2": "second"}
    await lab.restart(device)
    after = await lab.ok(device, "view", vault=vault)
    assert (after["sim"], after["context"]) == (None, done["view"]["context"])


@play
async def test_a_draft_stays_when_another_device_changes_the_goal() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(b, "set_words", vault=vault, words={"names": {"n9": "on B"}})
    lab.draft(b, vault, 1, {"mass_modifier": 0.5})
    await lab.ok(b, "save_draft", vault=vault)
    await lab.ok(a, "set_words", vault=vault, words={"names": {"n1": "on A"}})
    await lab.commit(a, vault, "on A")
    await lab.ok(a, "sync")
    before = await lab.ok(b, "view", vault=vault)
    await lab.ok(b, "sync")
    after = await lab.ok(b, "view", vault=vault)
    assert after["draft"] == before["draft"]
    assert after["live"] != before["live"]
    assert after["sim"]["measure"] != before["sim"]["measure"]
    assert after["context"]["names"] == {"n1": "on A", "n9": "on B"}
    await lab.restart(b)
    assert await lab.ok(b, "view", vault=vault) == after
    view = await lab.ok(b, "discard_draft", vault=vault)
    assert (view["sim"], view["pending"]) == (None, {"names": {"n9": "on B"}})


@play
async def test_changes_during_a_commit_stay_in_the_draft() -> None:
    import asyncio

    lab, device, vault = await one_goal()
    lab.draft(device, vault, 2, {"ops": [CREATE]})
    lab.calm = False
    commit = asyncio.ensure_future(lab.call(device, "commit", vault=vault))
    save = asyncio.ensure_future(lab.call(device, "save_draft", vault=vault))
    await lab.settle()
    later = {**CREATE, "op_id": "o2", "node": {"id": "n2"}}
    lab.draft(device, vault, 2, {"ops": [CREATE, later]})
    lab.draft(device, vault, 1, {"mass_modifier": 0.5})
    while not (commit.done() and save.done()):
        for wait in lab.waits:
            wait.future.set_result(None)
        lab.waits.clear()
        await lab.settle()
    lab.calm = True
    view = await lab.ok(device, "view", vault=vault)
    assert [node["id"] for node in view["live"]["graph"]["nodes"]] == ["SELF", "n1"]
    assert [operation["op_id"] for operation in view["draft"]["page2"]["ops"]] == ["o2"]
    assert view["draft"]["page1"]["mass_modifier"] == 0.5
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=vault))["draft"] == view["draft"]


@play
async def test_goals_are_switched_and_the_last_one_is_shown_after_a_restart() -> None:
    lab, device, first = await one_goal()
    second = (await lab.ok(device, "create_vault", title="Second", demo=True))["vault"]
    assert (await lab.ok(device, "boot"))["active"] == second
    await lab.ok(device, "select_vault", vault=first)
    await lab.restart(device)
    answer = await lab.ok(device, "boot")
    assert answer["active"] == first
    assert {vault["vault"]: vault["demo"] for vault in answer["vaults"]} == {first: False, second: True}
    assert lab.draft(device, second, 1, {"mass_modifier": 0.1})["error"]["code"] == "VAULT_EMPTY"
    await lab.commit(device, second, "in the second")


@play
async def test_booting_and_committing_do_not_read_the_log() -> None:
    lab, device, vault = await one_goal()
    await lab.commit(device, vault, "one")
    await lab.crash(device)
    asked: list[str] = []
    lab.fault = lambda _, where: asked.append(where)
    lab.switch_on(device)
    await lab.ok(device, "boot")
    lab.draft(device, vault, 1, {"mass_modifier": 0.5})
    asked.clear()
    await lab.ok(device, "commit", vault=vault)
    assert asked == ["before write", "after write"]


@play
async def test_an_account_from_registering_to_logging_out() -> None:
    lab, device, vault = await one_goal()
    demo = (await lab.ok(device, "create_vault", title="Example", demo=True))["vault"]
    status = await lab.ok(device, "sync")
    assert (status["phase"], status["waiting"], status["vaults"]) == ("local", 2, [])
    assert await lab.ok(device, "devices") == []
    short = {"name": NAME, "password": "short", "device_name": "A"}
    assert await lab.code(device, "register", **short) == "PASSWORD_TOO_SHORT"
    assert await lab.code(device, "logout") == "NO_ACCOUNT"
    assert await lab.code(device, "set_witnessed", vault=vault, on=True) == "NO_ACCOUNT"
    await lab.join(device)
    assert await lab.code(device, "register", **{**short, "password": PASSWORD}) == "ALREADY_REGISTERED"
    assert (await lab.ok(device, "sync_status"))["phase"] == "waiting"
    status = await lab.ok(device, "sync")
    states = {each["vault"]: each["state"] for each in status["vaults"]}
    newest = lab.stored(vault).pushes[-1].receipt
    told = (status["receipt"][name] for name in ("vault", "number", "commits", "head", "time_ms"))
    assert (*told,) == (vault, newest.number, newest.commits, newest.head.hex(), newest.time_ms)
    assert (status["phase"], states) == ("synced", {vault: "synced", demo: "here_only"})
    assert await lab.code(device, "set_witnessed", vault=demo, on=True) == "NOT_SYNCED"
    (known,) = await lab.ok(device, "devices")
    renamed = await lab.ok(device, "rename_device", device=known["device"], name="Desk", password=PASSWORD)
    assert (renamed[0]["name"], renamed[0]["this"]) == ("Desk", True)
    await lab.ok(device, "logout")
    status = await lab.ok(device, "sync")
    assert (status["phase"], status["needs"]) == ("signed_out", "login")
    await lab.commit(device, vault, "still working")
    other = {"name": "somebody-else", "password": PASSWORD, "device_name": "A"}
    assert await lab.code(device, "login", **other) == "OTHER_ACCOUNT"
    await lab.join(device)
    assert (await lab.ok(device, "sync_status"))["phase"] == "synced"
    lab.server.database.sessions.clear()
    await lab.commit(device, vault, "more")
    assert (await lab.ok(device, "sync"))["phase"] in {"refused", "signed_out"}


@play
async def test_local_goals_are_adopted_only_when_the_person_says_so() -> None:
    lab, _, _, shared = await two_devices()
    device = await lab.device("C")
    local = (await lab.ok(device, "create_vault", title="Local"))["vault"]
    await lab.commit(device, local, "local commit")
    lab.draft(device, local, 1, {"mass_modifier": 0.5})
    drafted = (await lab.ok(device, "view", vault=local))["draft"]
    answer = await lab.ok(device, "login", name=NAME, password=PASSWORD, device_name="C", adopt=False)
    assert answer["adopted"] == 0
    assert {vault["vault"] for vault in answer["vaults"]} == {local, shared}
    states = {vault["vault"]: vault["state"] for vault in (await lab.ok(device, "sync"))["vaults"]}
    assert states == {local: "here_only", shared: "synced"}
    answer = await lab.ok(device, "login", name=NAME, password=PASSWORD, device_name="C", adopt=True)
    assert answer["adopted"] == 1
    (moved,) = {vault["vault"] for vault in answer["vaults"]} - {shared}
    assert moved != local
    assert (await lab.ok(device, "boot"))["active"] == moved
    assert await lab.labels(device, moved) == ["local commit"]
    assert (await lab.ok(device, "view", vault=moved))["draft"] == drafted
    assert await lab.code(device, "view", vault=local) == "NO_SUCH_VAULT"
    await lab.restart(device)
    assert (await lab.ok(device, "view", vault=moved))["context"]["goal"]["title"] == "Local"


@play
async def test_a_witness_replays_until_it_is_switched_off() -> None:
    lab, a, b, vault = await two_devices()
    assert (await lab.ok(a, "set_witnessed", vault=vault, on=True))["witnessed"]
    for number in range(3):
        await lab.commit(a, vault, f"a {number}")
        await lab.commit(b, vault, f"b {number}")
        for device in (a, b, a):
            assert await lab.sync_error(device, vault) is None
    levels = [push.receipt.level for push in lab.stored(vault).pushes]
    assert levels[:2] == ["links", "links"]
    assert set(levels[2:]) == {"replay"}
    assert (await lab.ok(b, "sync_status"))["vaults"][0]["witnessed"]
    # The server was not told, or has forgotten it. It is told before a push without a disclosure.
    await lab.ok(a, "set_witnessed", vault=vault, on=False)
    lab.stored(vault).witnessed = True
    await lab.commit(b, vault, "unseen")
    assert await lab.sync_error(b, vault) is None
    assert lab.stored(vault).pushes[-1].receipt.level == "links"


@play
async def test_an_import_is_all_or_nothing() -> None:
    lab, device, vault = await one_goal()
    before = dict(device.records)
    good = {
        "t_ms": 5,
        "patches": [[1, {"mass_modifier": 0.1}], [2, {"ops": [CREATE]}]],
        "label": "i",
        "note": "n",
    }
    bad = {"t_ms": 6, "patches": [[1, {"mass_modifier": 9}]]}
    assert await lab.code(device, "import_commits", vault=vault, commits=[good, bad]) == "INVALID_PATCH_RANGE"
    assert device.records == before
    answer = await lab.ok(device, "import_commits", vault=vault, commits=[good] * 600)
    assert answer["count"] == 600
    assert answer["head"] == (await lab.ok(device, "view", vault=vault))["head"]
    assert (await lab.ok(device, "verify", vault=vault))["commits"] == 601
    assert len([key for key in device.records if "/segment/" in key]) == 1 + 3


@play
async def test_verify_and_history_name_a_damaged_commit() -> None:
    lab, device, vault = await one_goal()
    await lab.commit(device, vault, "one")
    (key,) = [key for key in device.records if "/segment/" in key and key.endswith("1")]
    record = device.records[key]
    device.records[key] = record[:-1] + bytes([record[-1] ^ 1])
    report = await lab.ok(device, "verify", vault=vault)
    assert (report["ok"], report["error"]["code"]) == (False, "BAD_COMMIT_ID")
    device.records[key] = b"\x90"
    assert (await lab.ok(device, "verify", vault=vault))["error"]["code"] == "STORAGE_DAMAGED"
    del device.records[key]
    assert await lab.code(device, "history", vault=vault, limit=5) == "STORAGE_DAMAGED"


@pytest.mark.parametrize("prefix", ["local/account-key", "secret/", "checkpoint/", "device"])
@play
async def test_missing_or_damaged_records_are_reported_not_replaced(prefix: str) -> None:
    lab, device, _ = await one_goal()
    await lab.crash(device)
    (key,) = [key for key in device.records if key.startswith(prefix)]
    kept = device.records[key]
    device.records[key] = kept[:-1] + b"\0" if prefix != "device" else b"\0"
    for _ in range(2):
        before = dict(device.records)
        lab.switch_on(device)
        assert await lab.code(device, "boot") == "STORAGE_DAMAGED"
        assert device.records == before
        device.records.pop(key, None)
    device.records[key] = kept
    lab.switch_on(device)
    await lab.ok(device, "boot")


BAD: list[tuple[str, Any]] = [
    ("view", {}),
    ("view", {"vault": "no id"}),
    ("view", {"vault": "00" * 16, "more": 1}),
    ("create_vault", {"title": "x" * 201}),
    ("history", {"vault": "00" * 16, "limit": 0}),
    ("history", {"vault": "00" * 16, "limit": 501}),
    ("history", {"vault": "00" * 16, "limit": 5, "before": -1}),
    ("state_at", {"vault": "00" * 16, "commit": "00"}),
    ("commit", {"vault": "00" * 16, "label": "x" * 201}),
    ("set_words", {"vault": "00" * 16, "words": []}),
    ("import_commits", {"vault": "00" * 16, "commits": []}),
    ("register", {"name": "", "password": "p", "device_name": "d"}),
    ("sync", []),
]


@pytest.mark.parametrize(("method", "request_"), BAD)
@play
async def test_a_bad_request_is_refused_and_changes_nothing(method: str, request_: Any) -> None:
    _, device, _ = await one_goal()
    before = dict(device.records)
    assert device.facade is not None
    answer = json.loads(await device.facade.call(method, json.dumps(request_).encode()))
    assert answer["error"]["code"] == "INVALID_REQUEST"
    assert device.records == before


@play
async def test_missing_things_are_reported_by_code() -> None:
    lab, device, vault = await one_goal()
    assert await lab.code(device, "no_such_method") == "NO_SUCH_METHOD"
    assert await lab.code(device, "view", vault="00" * 16) == "NO_SUCH_VAULT"
    assert await lab.code(device, "state_at", vault=vault, commit="00" * 32) == "UNKNOWN_COMMIT"
    assert await lab.code(device, "set_words", vault=vault, words={"note": "x"}) == "BAD_CONTEXT"
    assert await lab.code(device, "set_words", vault=vault, words={"names": 5}) == "BAD_CONTEXT"
    unopened = lab.add_profile("B")
    lab.switch_on(unopened)
    assert await lab.code(unopened, "view", vault=vault) == "NOT_BOOTED"
    assert lab.draft(unopened, vault, 1, {})["error"]["code"] == "NOT_BOOTED"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    method=st.sampled_from(sorted(METHODS)),
    fields=st.dictionaries(
        st.sampled_from(["vault", "words", "page", "patch", "commits", "label", "limit", "on", "commit"]),
        json_values,
        max_size=5,
    ),
    keep=st.booleans(),
)
def test_every_request_ends_in_an_answer(method: str, fields: dict[str, Any], *, keep: bool) -> None:
    @play
    async def attempt() -> None:
        lab, device, vault = await one_goal()
        request = {**fields, "vault": vault} if keep else fields
        answer = await lab.call(device, method, **request)
        assert "ok" in answer or answer["error"]["code"].isupper()
        assert device.facade is not None
        drafted = json.loads(device.facade.draft(json.dumps(request).encode()))
        assert "ok" in drafted or drafted["error"]["code"].isupper()
        assert (await lab.ok(device, "verify", vault=vault))["ok"]

    attempt()
