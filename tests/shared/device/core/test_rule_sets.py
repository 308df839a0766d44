"""Goals under a second rule set, a toy, through everything that a device does with a commit."""

from __future__ import annotations

import json
from random import Random

import pytest
from msgspec.structs import replace

from shared.device.core.commit_creation import content_of, create_commit
from shared.device.core.records import CHECKPOINT, Checkpoint, decode, open_records
from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.reading.test_history_reader import branching, check, rows_of, small_records
from tests.shared.device.transfers import archive, facts, pages, plain, restore
from tests.shared.physics.toy_rules import TOY, toy_rules, without_toy_rules
from tests.simulation.world import Profile

V1 = "autus.rules.v1"


@pytest.fixture(autouse=True)
def _toy():
    with toy_rules():
        yield


async def rules_of(lab: Lab, profile: Profile, vault: str) -> list[str]:
    history = await lab.vault(profile, vault).history()
    return [one.body.rules for one in await history.open(history.graph)]


async def change_rules(lab: Lab, profile: Profile, vault: str, rules: str) -> None:
    """One more commit, under other rules than the tip's."""
    held = lab.vault(profile, vault)
    history = await held.history()
    (tip,) = await history.open([held.tip.commit], contexts=True)
    assert tip.body.draft is not None
    recorded = replace(content_of(tip, tip.body.draft), rules=rules)
    seq = held.meta.seq + 1
    made = await create_commit(history, device_of(profile), seq, tip.id, recorded)
    meta = replace(held.meta, head=made, seq=seq, waiting=held.meta.waiting + 1)
    await held.write_commits(history.fresh_entries([made]), meta, await history.tip(made))


def device_of(profile: Profile) -> bytes:
    assert profile.facade is not None
    return profile.facade.device.record.device


@play
async def test_merges_history_and_series_replay_under_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    random = Random(1)
    lab, a, b, vault = await two_devices()
    for _ in range(2):
        await branching(lab, a, b, vault, random)
        await check(lab, a, vault, random)
        await lab.restart(b)
        await check(lab, b, vault, random)
    assert any(row["kind"] == "merge" for row in await rows_of(lab, a, vault))
    assert set(await rules_of(lab, a, vault)) == {TOY}
    for device in (a, b):
        assert (await lab.ok(device, "verify", vault=vault))["ok"]
        view = await lab.ok(device, "view", vault=vault)
        assert view["rules"] == TOY
        assert view["live"]["measure"]["M"] < 0
    assert await facts(lab, a, vault) == await facts(lab, b, vault)


@play
async def test_a_restart_goes_on_under_the_rules_of_the_checkpoint() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Toy"))["vault"]
    await lab.commit(device, vault, "one")
    before = await lab.ok(device, "view", vault=vault)
    assert "ok" in lab.draft(device, vault, 1, {"volume_override": 2.0})
    await lab.ok(device, "save_draft", vault=vault)
    await lab.restart(device)
    after = await lab.ok(device, "view", vault=vault)
    assert after["live"] == before["live"]
    assert after["draft"]["page1"]["volume_override"] == 2.0
    assert (await lab.ok(device, "commit", vault=vault))["steps"] == ["TOY"]
    assert await rules_of(lab, device, vault) == [TOY] * 3


@play
async def test_only_other_rules_than_v1_are_named_in_a_checkpoint() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    for rules in (V1, TOY):
        with toy_rules(new_vaults=rules):
            vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
        key = CHECKPOINT + vault
        host = lab.vault(device, vault).host
        (plain_record,) = await open_records(host.crypto, [(key, device.records[key])])
        assert decode(plain_record, Checkpoint).rules == (None if rules == V1 else rules)
        assert (b"rules" in plain_record) is (rules != V1)


@play
async def test_the_server_witnesses_under_the_rules() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "set_witnessed", vault=vault, on=True)
    for number in range(2):
        await lab.commit(a, vault, f"a {number}")
        await lab.commit(b, vault, f"b {number}")
        for device in (a, b, a):
            assert await lab.sync_error(device, vault) is None
    assert {push.receipt.level for push in lab.stored(vault).pushes[2:]} == {"replay"}


@play
async def test_exports_archives_and_adoption_keep_the_rules() -> None:
    lab = await Lab.open()
    device, other = await lab.device("A"), await lab.device("B")
    vault = (await lab.ok(device, "create_vault", title="Toy"))["vault"]
    for number in range(4):
        await lab.commit(device, vault, f"c{number}")
    document = await plain(lab, device, vault)
    assert document["rules"] == TOY
    (copied,) = await restore(lab, other, json.dumps(document).encode(), passphrase=None)
    assert (await lab.ok(other, "view", vault=copied))["live"]["measure"] == document["state"]["measure"]
    assert await rules_of(lab, other, copied) == [TOY] * 5
    table = "".join(page["text"] for page in await pages(lab, device, "export_csv", vault))
    assert table.count("\r\n") == 6
    third = await lab.device("C")
    assert await restore(lab, third, await archive(lab, device, vault)) == [vault]
    assert await facts(lab, third, vault) == await facts(lab, device, vault)
    await lab.join(device)
    await lab.join(other)
    status = await lab.ok(other, "sync")
    adopted = [each["vault"] for each in status["vaults"] if each["vault"] != vault]
    assert len(adopted) == 1
    assert await rules_of(lab, other, adopted[0]) == [TOY] * 5


@play
async def test_a_device_without_the_rules_asks_for_an_update_and_keeps_its_own() -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "new")
    await lab.ok(a, "sync")
    before = await lab.ok(b, "view", vault=vault)
    with without_toy_rules():
        error = await lab.sync_error(b, vault)
        assert error is not None
        assert error["code"] == "UPDATE_REQUIRED"
    assert await lab.ok(b, "view", vault=vault) == before
    assert await lab.sync_error(b, vault) is None
    assert "new" in await lab.labels(b, vault)


@play
async def test_a_vault_may_change_its_rules_along_a_line() -> None:
    with toy_rules(new_vaults=V1):
        lab, a, b, vault = await two_devices()
        await change_rules(lab, a, vault, TOY)
        await lab.commit(a, vault, "under the toy")
        assert await rules_of(lab, a, vault) == [V1, V1, TOY, TOY]
        assert await lab.sync_error(a, vault) is None
        assert await lab.sync_error(b, vault) is None
        await lab.restart(b)
        await lab.commit(b, vault, "goes on")
        assert (await rules_of(lab, b, vault))[-1] == TOY
        assert (await lab.ok(b, "verify", vault=vault))["ok"]


@play
async def test_branches_under_different_rules_do_not_merge() -> None:
    with toy_rules(new_vaults=V1):
        lab, a, b, vault = await two_devices()
        await change_rules(lab, a, vault, TOY)
        assert await lab.sync_error(a, vault) is None
        await lab.commit(b, vault, "under v1")
        before = await lab.ok(b, "view", vault=vault)
        for _ in range(2):
            error = await lab.sync_error(b, vault)
            assert error is not None
            assert error["code"] == "UPDATE_REQUIRED"
            assert V1 in error["detail"]
            assert TOY in error["detail"]
        assert await lab.ok(b, "view", vault=vault) == before
        await lab.restart(b)
        assert "under v1" in await lab.labels(b, vault)
