"""An account that was deleted and made again under its name: other devices join it, each goal once."""

from __future__ import annotations

import pytest

from tests.shared.device.lab import NAME, PASSWORD, Lab, play, two_devices
from tests.simulation.world import Profile

OTHER_PASSWORD = "another long password"


async def made_again(password: str = PASSWORD) -> tuple[Lab, Profile, Profile, str]:
    """A and B had one goal. A deleted the account and registered its name again. Returns A's goal."""
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "a2")
    await lab.ok(a, "sync")
    await lab.commit(b, vault, "only on B")
    await lab.ok(a, "delete_account", password=PASSWORD)
    await lab.ok(a, "register", name=NAME, password=password, device_name="A")
    status = await lab.ok(a, "sync")
    assert status["phase"] == "synced"
    (goal,) = status["vaults"]
    await lab.commit(a, goal["vault"], "a3")
    await lab.ok(a, "sync")
    assert (await lab.ok(b, "sync"))["needs"] == "login"
    return lab, a, b, goal["vault"]


def credentials(password: str = PASSWORD, **fields: object) -> dict[str, object]:
    return {"name": NAME, "password": password, "device_name": "B", **fields}


async def one_goal_everywhere(lab: Lab, a: Profile, b: Profile, vault: str, expected: set[str]) -> None:
    for device in (b, a, b):
        status = await lab.ok(device, "sync")
        assert (status["phase"], status["waiting"], status["error"]) == ("synced", 0, None)
        assert [goal["vault"] for goal in status["vaults"]] == [vault]
    labels = await lab.labels(a, vault)
    assert (sorted(labels), await lab.labels(b, vault)) == (sorted(expected), labels)
    for device in (a, b):
        assert (await lab.ok(device, "verify", vault=vault))["ok"]


@pytest.mark.parametrize("password", [PASSWORD, OTHER_PASSWORD])
@play
async def test_the_other_device_is_told_and_joins_with_each_goal_once(password: str) -> None:
    lab, a, b, vault = await made_again(password)
    sessions = set(lab.server.database.sessions)
    assert await lab.code(b, "login", **credentials(password)) == "ACCOUNT_REPLACED"
    # Nothing has changed here, and no session is left there.
    assert (await lab.ok(b, "sync_status"))["phase"] == "signed_out"
    assert set(lab.server.database.sessions) == sessions
    answer = await lab.ok(b, "login", **credentials(password, replaces=True))
    assert (answer["adopted"], [goal["vault"] for goal in answer["vaults"]]) == (1, [vault])
    await one_goal_everywhere(lab, a, b, vault, {"a1", "a2", "a3", "only on B"})
    await lab.restart(b)
    assert (await lab.ok(b, "boot"))["active"] == vault
    await one_goal_everywhere(lab, a, b, vault, {"a1", "a2", "a3", "only on B"})


@play
async def test_the_former_password_does_not_bring_the_former_account_back() -> None:
    lab, a, b, vault = await made_again(OTHER_PASSWORD)
    assert await lab.code(b, "login", **credentials()) == "ACCOUNT_UNKNOWN"
    assert await lab.code(b, "recover_account", password=PASSWORD) == "ACCOUNT_REPLACED"
    assert await lab.code(b, "login", **credentials(OTHER_PASSWORD)) == "ACCOUNT_REPLACED"
    await lab.ok(b, "login", **credentials(OTHER_PASSWORD, replaces=True))
    await one_goal_everywhere(lab, a, b, vault, {"a1", "a2", "a3", "only on B"})


@play
async def test_a_device_that_left_the_account_first_has_each_goal_once_too() -> None:
    lab, a, b, vault = await made_again()
    await lab.ok(b, "leave_account")
    await lab.ok(b, "login", **credentials(adopt=True))
    await one_goal_everywhere(lab, a, b, vault, {"a1", "a2", "a3", "only on B"})


@play
async def test_drafts_what_ifs_and_words_come_along() -> None:
    lab, a, b, vault = await made_again()
    (old,) = [goal["vault"] for goal in (await lab.ok(b, "boot"))["vaults"]]
    lab.draft(b, old, 1, {"mass_modifier": 0.5})
    drafted = (await lab.ok(b, "view", vault=old))["draft"]
    await lab.ok(b, "keep_whatif", vault=old, name="What if", draft=drafted)
    await lab.ok(b, "save_draft", vault=old)
    await lab.ok(b, "login", **credentials(replaces=True))
    view = await lab.ok(b, "view", vault=vault)
    assert view["draft"] == drafted
    kept = await lab.ok(b, "list_whatifs", vault=vault)
    assert [each["name"] for each in kept["whatifs"]] == ["What if"]
    assert await lab.code(b, "view", vault=old) in {"VAULT_MOVED", "NO_SUCH_VAULT"}
    await lab.ok(b, "commit", vault=vault, label="the draft")
    await one_goal_everywhere(lab, a, b, vault, {"a1", "a2", "a3", "only on B", "the draft"})


@play
async def test_kept_pasts_find_their_commits_in_the_joined_goal() -> None:
    lab, a, b, vault = await made_again()
    (old,) = [goal["vault"] for goal in (await lab.ok(b, "boot"))["vaults"]]
    rows = (await lab.ok(b, "history", vault=old, limit=500))["rows"]
    # One commit that the account has too, and one that only this device has.
    labels = ("a1", "only on B")
    for label in labels:
        commit = next(row["commit"] for row in rows if row["label"] == label)
        await lab.ok(b, "keep_past", vault=old, name=label, change={"commit": commit, "left_out": True})
    await lab.ok(b, "login", **credentials(replaces=True))
    await one_goal_everywhere(lab, a, b, vault, {"a1", "a2", "a3", "only on B"})
    now = (await lab.ok(b, "history", vault=vault, limit=500))["rows"]
    places = {row["label"]: row["position"] for row in now}
    kept = (await lab.ok(b, "list_whatifs", vault=vault))["whatifs"]
    assert [each["past"]["position"] for each in kept] == [places[label] for label in labels]
    assert all(each["sim"] for each in kept)


@play
async def test_goals_that_only_look_alike_stay_apart() -> None:
    lab, _, b, vault = await made_again()
    await lab.ok(b, "leave_account")
    lab.steps += 1_000
    other = (await lab.ok(b, "create_vault", title="Ship it"))["vault"]
    await lab.commit(b, other, "of another goal")
    await lab.ok(b, "login", **credentials(adopt=True))
    status = await lab.ok(b, "sync")
    assert len(status["vaults"]) == 2
    (apart,) = {goal["vault"] for goal in status["vaults"]} - {vault}
    assert await lab.labels(b, apart) == ["of another goal"]
    assert "of another goal" not in await lab.labels(b, vault)


@play
async def test_two_devices_that_join_with_the_same_commits_add_them_once() -> None:
    lab, a, b, _ = await two_devices()
    c = await lab.device("C")
    await lab.join(c)
    await lab.ok(c, "sync")
    (former,) = [goal["vault"] for goal in (await lab.ok(b, "boot"))["vaults"]]
    await lab.commit(b, former, "b1")
    await lab.ok(b, "sync")
    await lab.ok(c, "sync")
    # A never pulled the commit that B and C have.
    await lab.ok(a, "delete_account", password=PASSWORD)
    await lab.ok(a, "register", name=NAME, password=PASSWORD, device_name="A")
    ((vault,),) = [[goal["vault"] for goal in (await lab.ok(a, "sync"))["vaults"]]]
    for device in (b, c):
        await lab.ok(device, "login", **credentials(replaces=True))
    await one_goal_everywhere(lab, a, b, vault, {"a1", "b1"})
    await one_goal_everywhere(lab, a, c, vault, {"a1", "b1"})
