"""Snapshots that are withheld, old, changed or untrue, and servers that show two histories."""

from __future__ import annotations

import msgspec
import pytest

from shared import kernel
from shared.vault.snapshot import open_snapshot
from shared.wire.snapshots import Snapshot
from tests.shared.device.lab import NAME, PASSWORD, Lab, play
from tests.shared.device.sync.snapshot_lab import (
    EVERY,
    history_held_back,
    kept_of_arrival,
    leave_often,
    new_device,
    resigned,
    same,
    settled,
    signed,
    snapshot_of,
    with_snapshot,
)
from tests.simulation.world import Profile


@pytest.fixture(autouse=True)
def _few_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_often(monkeypatch)


async def left_as_left(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await snapshot_of(lab, a, vault)


async def tampered(lab: Lab, a: Profile, vault: str) -> Snapshot:
    found = await snapshot_of(lab, a, vault)
    return msgspec.structs.replace(found, sealed=bytes([found.sealed[0] ^ 1]) + found.sealed[1:])


async def tampered_and_signed(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await signed(a, bytes.fromhex(vault), await tampered(lab, a, vault))


async def of_another_number(lab: Lab, a: Profile, vault: str) -> Snapshot:
    found = await snapshot_of(lab, a, vault)
    return await signed(a, bytes.fromhex(vault), msgspec.structs.replace(found, number=found.number - 1))


async def of_another_epoch(lab: Lab, a: Profile, vault: str) -> Snapshot:
    found = await snapshot_of(lab, a, vault)
    return await signed(a, bytes.fromhex(vault), msgspec.structs.replace(found, epoch=2**40))


async def of_another_vault(lab: Lab, a: Profile, vault: str) -> Snapshot:
    other = (await lab.ok(a, "create_vault", title="another"))["vault"]
    await lab.ok(a, "sync")
    return await snapshot_of(lab, a, vault, of=other)


async def of_an_unknown_device(lab: Lab, a: Profile, vault: str) -> Snapshot:
    stranger = await lab.device("stranger")
    assert stranger.facade is not None
    found = msgspec.structs.replace(
        await snapshot_of(lab, a, vault), device=stranger.facade.device.record.device
    )
    return await signed(stranger, bytes.fromhex(vault), found)


async def under_an_unknown_roster(lab: Lab, a: Profile, vault: str) -> Snapshot:
    found = msgspec.structs.replace(await snapshot_of(lab, a, vault), roster_head=bytes(32))
    return await signed(a, bytes.fromhex(vault), found)


async def of_another_state(lab: Lab, a: Profile, vault: str) -> Snapshot:
    state = kernel.commit(lab.vault(a, vault).tip.state, 1_900_000_000_000, gate=False).state
    return await snapshot_of(lab, a, vault, {"state": kernel.state_to_bytes(state)})


async def of_no_state(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await snapshot_of(lab, a, vault, {"state": b"{}"})


async def of_other_rules(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await snapshot_of(lab, a, vault, {"rules": "autus.rules.v9"})


async def of_another_length(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await snapshot_of(lab, a, vault, {"length": 3})


async def of_no_words(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await snapshot_of(lab, a, vault, {"words": b'{"names":["a"]}'})


async def of_bad_settings(lab: Lab, a: Profile, vault: str) -> Snapshot:
    return await snapshot_of(lab, a, vault, {"last": b"{}"})


LIES = {
    each.__name__: each
    for each in (
        tampered,
        tampered_and_signed,
        of_another_number,
        of_another_epoch,
        of_another_vault,
        of_an_unknown_device,
        under_an_unknown_roster,
        of_another_state,
        of_no_state,
        of_other_rules,
        of_another_length,
        of_no_words,
        of_bad_settings,
    )
}


@pytest.mark.parametrize("lie", LIES)
@play
async def test_a_snapshot_that_does_not_pass_is_never_shown(lie: str) -> None:
    lab, a, _, vault = await with_snapshot()
    held = lab.stored(vault)
    held.snapshot = await LIES[lie](lab, a, vault)
    with history_held_back(lab, vault):
        # Also when the server lists it under the number that it does not have.
        c = await new_device(lab)
        assert await lab.code(c, "view", vault=vault) == "VAULT_EMPTY"
        assert kept_of_arrival(c) == []
    await settled(lab, vault, c, a)


@play
async def test_the_snapshot_of_the_lies_would_pass_without_them() -> None:
    lab, a, _, vault = await with_snapshot()
    lab.stored(vault).snapshot = await left_as_left(lab, a, vault)
    with history_held_back(lab, vault):
        c = await new_device(lab)
        same(await lab.ok(c, "view", vault=vault), await lab.ok(a, "view", vault=vault))


@play
async def test_a_withheld_or_old_snapshot_costs_time_only() -> None:
    lab, a, _, vault = await with_snapshot()
    old, lab.stored(vault).snapshot = lab.stored(vault).snapshot, None
    c = await new_device(lab)
    await settled(lab, vault, c, a)
    lab.stored(vault).snapshot = old
    for number in range(EVERY):
        await lab.commit(a, vault, f"later {number}")
        await lab.ok(a, "sync")
    lab.stored(vault).snapshot = old
    with history_held_back(lab, vault):
        d = await new_device(lab, "D")
        same(await lab.ok(d, "view", vault=vault), await lab.ok(a, "view", vault=vault))
    await settled(lab, vault, d, c, a)


DIFFERENCES: dict[str, dict[str, object]] = {
    "words": {"words": b'{"names":{"n0":"another name"}}'},
    "last": {"last": None},
    "seqs": {"seqs": {bytes(16): 1}},
}


@pytest.mark.parametrize("field", DIFFERENCES)
@play
async def test_what_only_the_replay_can_tell_is_found_by_it(field: str) -> None:
    """A device of the roster has signed it, so it is shown at first."""
    lab, a, b, vault = await with_snapshot()
    signer = b.facade.device.record.device.hex()  # type: ignore[union-attr]
    assert await lab.sync_error(b, vault) is None
    lab.stored(vault).snapshot = await snapshot_of(lab, b, vault, DIFFERENCES[field])
    with history_held_back(lab, vault):
        c = await new_device(lab)
        await lab.commit(c, vault, "early 1")
        await lab.commit(c, vault, "early 2")
    error = await lab.sync_error(c, vault)
    if field == "seqs":
        assert error is None
    else:
        assert error is not None
        assert (error["code"], error["device"], error["field"]) == ("SNAPSHOT_MISMATCH", signer, field)
    labels = await settled(lab, vault, c, a)
    assert labels[:2] == ["early 2", "early 1"]
    assert (await lab.ok(c, "view", vault=vault))["context"]["names"]["n0"] == "name 0"


@play
async def test_a_server_cannot_show_one_history_first_and_another_later() -> None:
    lab, a, _, vault = await with_snapshot()
    before = lab.server.backup().vaults[bytes.fromhex(vault)]
    await lab.commit(a, vault, "one")
    await lab.ok(a, "sync")
    with history_held_back(lab, vault):
        c = await new_device(lab)
        early = await lab.commit(c, vault, "early")
    lab.server.database.vaults[bytes.fromhex(vault)] = before
    for _ in range(2):
        error = await lab.sync_error(c, vault)
        assert error is not None
        assert error["code"] == "SERVER_ROLLED_BACK"
        assert (await lab.ok(c, "view", vault=vault))["head"] == early["view"]["head"]
        await lab.restart(c)


@play
async def test_another_receipt_for_a_push_that_was_shown_is_a_fork() -> None:
    lab, _, _, vault = await with_snapshot()
    with history_held_back(lab, vault):
        c = await new_device(lab)
    stored = lab.stored(vault)
    receipt = msgspec.structs.replace(stored.pushes[-1].receipt, time_ms=1)
    stored.pushes[-1] = msgspec.structs.replace(
        stored.pushes[-1], receipt=await resigned(lab, vault, receipt)
    )
    error = await lab.sync_error(c, vault)
    assert error is not None
    assert error["code"] == "SERVER_FORKED"


@play
async def test_a_snapshot_hides_its_size_and_opens_to_what_was_sealed() -> None:
    lab, a, _, vault = await with_snapshot()
    found = await snapshot_of(lab, a, vault)
    held = lab.vault(a, vault)
    content = await open_snapshot(held.host.crypto, held.ring, found)
    assert content.state == kernel.state_to_bytes(held.tip.state)
    assert NAME.encode() not in found.sealed
    assert PASSWORD.encode() not in found.sealed


@pytest.mark.parametrize("differs", [False, True])
@play
async def test_a_profile_that_is_copied_while_a_goal_arrives_commits_once(differs: bool) -> None:
    lab, a, b, vault = await with_snapshot()
    assert await lab.sync_error(b, vault) is None
    if differs:
        lab.stored(vault).snapshot = await snapshot_of(lab, b, vault, DIFFERENCES["words"])
    with history_held_back(lab, vault):
        c = await new_device(lab)
        await lab.commit(c, vault, "early 1")
        await lab.commit(c, vault, "early 2")
    copy = lab.copy_profile(c)
    lab.switch_on(copy)
    await lab.ok(copy, "boot")
    for profile in (c, copy, c, copy):
        if (await lab.ok(profile, "sync"))["needs"] == "password":
            await lab.ok(profile, "renew_device_id", password=PASSWORD, device_name="copy")
    labels = await settled(lab, vault, c, copy, a)
    assert sorted(labels[:2]) == ["early 1", "early 2"]
    assert len(labels) == len(set(labels))
