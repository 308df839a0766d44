"""A server that hid pushes of a device from the one that removed it: the goal stops, and goes on anew."""

from __future__ import annotations

import pytest

from shared.chain.replay import make_marker
from shared.kernel import State, new_state
from shared.vault.roster import Roster
from tests.shared.device.account.test_revocation import id_of, revoke, three_devices
from tests.shared.device.lab import Document, Lab, play
from tests.simulation import revocations
from tests.simulation.database import Database
from tests.simulation.world import Profile


@pytest.fixture
def hiding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server takes a revocation whatever lies above its heads, and says of the heads what A has seen."""

    def end(database: Database, after: Roster) -> None:
        known = database.roster.revoked if database.roster else {}
        for target in after.revoked.keys() - known.keys():
            revocations.end_sessions(database, target)

    def stop(database: Database, target: bytes) -> list[object]:
        revocations.end_sessions(database, target)
        return []

    monkeypatch.setattr(revocations, "end_devices", end)
    monkeypatch.setattr(revocations, "stop", stop)


async def hidden_push() -> tuple[Lab, Profile, Profile, Profile, str]:
    """R has pushed a commit that only B has seen, and B one on top. Then A removes R."""
    lab, a, b, r, vault = await three_devices()
    await lab.ok(a, "sync")
    await lab.commit(r, vault, "r hidden")
    await lab.ok(r, "sync")
    await lab.ok(b, "sync")
    await lab.commit(b, vault, "b on top")
    await lab.ok(b, "sync")
    await lab.commit(a, vault, "a waits")
    await revoke(lab, a, r)
    return lab, a, b, r, vault


async def stopped(lab: Lab, profile: Profile, vault: str) -> Document:
    error = await lab.sync_error(profile, vault)
    assert error is not None
    assert error["code"] == "PUSH_AFTER_REVOCATION"
    return error


async def go_on(lab: Lab, profile: Profile, vault: str, *, with_surplus: bool = False) -> str:
    answer = await lab.ok(profile, "continue_vault", vault=vault, with_surplus=with_surplus)
    new: str = answer["vault"]
    return new


async def state_of(lab: Lab, profile: Profile, vault: str) -> str:
    status = await lab.ok(profile, "sync")
    return next(str(each["state"]) for each in status["vaults"] if each["vault"] == vault)


@pytest.mark.usefixtures("hiding")
@play
async def test_a_stopped_goal_goes_on_without_the_surplus() -> None:
    lab, a, b, r, vault = await hidden_push()
    error = await stopped(lab, b, vault)
    assert (error["device"], error["commits"]) == (id_of(r), 1)
    await stopped(lab, a, vault)
    new = await go_on(lab, b, vault)
    assert sorted(await lab.labels(b, new)) == ["a1", "b on top", "r pushed"]
    # What was set aside can be seen and exported.
    assert sorted(await lab.labels(b, vault)) == ["a1", "b on top", "r hidden", "r pushed"]
    page = await lab.ok(b, "export_json", vault=vault, after=0, limit=100)
    assert "r hidden" in str(page)
    assert await state_of(lab, b, vault) == "here_only"
    # The other device joins the goal that is there, and brings what only it has.
    await stopped(lab, a, vault)
    assert await go_on(lab, a, vault) == new
    for profile in (a, b):
        await lab.agree(profile)
        labels = await lab.labels(profile, new)
        assert sorted(labels) == ["a waits", "a1", "b on top", "r pushed"]
    await lab.commit(b, new, "b after")
    for profile in (b, a):
        await lab.restart(profile)
        await lab.agree(profile)
    assert "b after" in await lab.labels(a, new)
    assert await state_of(lab, a, vault) == "here_only"


@pytest.mark.usefixtures("hiding")
@play
async def test_the_surplus_may_be_taken_along() -> None:
    lab, a, b, _, vault = await hidden_push()
    await stopped(lab, b, vault)
    new = await go_on(lab, b, vault, with_surplus=True)
    assert sorted(await lab.labels(b, new)) == ["a1", "b on top", "r hidden", "r pushed"]
    await stopped(lab, a, vault)
    assert await go_on(lab, a, vault) == new
    for profile in (b, a):
        await lab.agree(profile)
        assert sorted(await lab.labels(profile, new)) == ["a waits", "a1", "b on top", "r hidden", "r pushed"]


@pytest.mark.usefixtures("hiding")
@play
async def test_a_new_device_goes_on_too() -> None:
    lab, _, b, _, vault = await hidden_push()
    await stopped(lab, b, vault)
    new = await go_on(lab, b, vault)
    c = await lab.device("C")
    await lab.join(c)
    await stopped(lab, c, vault)
    assert sorted(await lab.labels(c, vault)) == ["a1", "r pushed"]
    assert sorted(await lab.labels(c, new)) == ["a1", "b on top", "r pushed"]
    assert await go_on(lab, c, vault) == new
    await lab.agree(c)
    assert sorted(await lab.labels(c, new)) == ["a1", "b on top", "r pushed"]


@pytest.mark.usefixtures("hiding")
@play
async def test_the_draft_comes_along_and_a_failed_write_changes_nothing() -> None:
    lab, _, b, _, vault = await hidden_push()
    await stopped(lab, b, vault)
    await lab.ok(b, "view", vault=vault)
    lab.draft(b, vault, 3, {"allocations": {"S": 1, "E": 5}})
    await lab.ok(b, "save_draft", vault=vault)
    drafted = (await lab.ok(b, "view", vault=vault))["draft"]["page3"]

    def fail(profile: Profile, where: str) -> None:
        if profile is b and where == "before write":
            raise AssertionError("no room")

    records = dict(b.records)
    lab.fault = fail
    with pytest.raises(AssertionError):
        await lab.call(b, "continue_vault", vault=vault, with_surplus=False)
    lab.fault = None
    assert b.records == records
    await lab.restart(b)
    await stopped(lab, b, vault)
    new = await go_on(lab, b, vault)
    assert (await lab.ok(b, "view", vault=new))["draft"]["page3"] == drafted
    await lab.restart(b)
    assert (await lab.ok(b, "view", vault=new))["draft"]["page3"] == drafted


@play
async def test_a_goal_that_syncs_is_not_made_anew() -> None:
    lab, a, _, _, vault = await three_devices()
    await lab.ok(a, "sync")
    assert await lab.code(a, "continue_vault", vault=vault, with_surplus=False) == "NOT_STOPPED"


async def false_push(lab: Lab, r: Profile, vault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R pushes a commit that no honest device can replay. A server that sees no state takes it."""

    def lie(t_ms: int, state: State, parents: tuple[str, ...], label: str | None) -> object:
        return make_marker(t_ms, new_state("00" * 16, rules=state.rules), parents, label)

    with monkeypatch.context() as lying:
        lying.setattr("shared.device.core.commit_creation.make_marker", lie)
        await lab.commit(r, vault, "r is false")
        await lab.ok(r, "sync")


@play
async def test_a_device_with_a_false_commit_can_be_removed_and_its_goal_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, r, vault = await three_devices()
    for profile in (a, b):
        await lab.ok(profile, "sync")
    await lab.commit(a, vault, "a waits")
    await false_push(lab, r, vault, monkeypatch)
    error = await lab.sync_error(b, vault)
    assert error is not None
    assert error["code"] == "REPLAY_MISMATCH"
    await revoke(lab, a, r)
    assert (await lab.ok(r, "sync"))["phase"] == "revoked"
    assert await lab.sync_error(a, vault) is not None
    new = await go_on(lab, a, vault)
    assert await lab.sync_error(b, vault) is not None
    assert await go_on(lab, b, vault) == new
    for profile in (a, b):
        await lab.agree(profile)
        assert sorted(await lab.labels(profile, new)) == ["a waits", "a1", "r pushed"]
