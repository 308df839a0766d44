"""Revoking a device: the remaining ones go on, the revoked one learns it and may come back as a new one."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from shared.chain.replay import make_marker
from shared.device.core.host import Response, TransportError
from shared.kernel import State, new_state
from tests.shared.device.coming_in import add_code, recovery_fields
from tests.shared.device.lab import PASSWORD, Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, preview
from tests.simulation.world import Profile


def id_of(profile: Profile) -> str:
    assert profile.facade is not None
    return profile.facade.device.record.device.hex()


async def revoke(lab: Lab, by: Profile, target: Profile) -> Any:
    return await lab.ok(by, "revoke_device", device=id_of(target), password=PASSWORD)


async def three_devices() -> tuple[Lab, Profile, Profile, Profile, str]:
    lab, a, b, vault = await two_devices()
    r = await lab.device("R")
    await lab.join(r)
    await lab.ok(r, "sync")
    await lab.commit(r, vault, "r pushed")
    await lab.ok(r, "sync")
    return lab, a, b, r, vault


def epochs(lab: Lab, profile: Profile, vault: str) -> dict[str, int]:
    """The epoch of each labelled commit on the device's tip."""
    held = lab.vault(profile, vault)
    history = held._history
    assert history is not None
    rows = [history.row(each) for each in history.graph.difference(held.meta.head, None)]
    return {row.id.hex(): row.epoch for row in rows}


@play
async def test_the_remaining_devices_go_on_under_a_new_key() -> None:
    lab, a, b, r, vault = await three_devices()
    await lab.ok(b, "sync")
    await lab.commit(b, vault, "b waits")
    rows = await revoke(lab, a, r)
    assert [(row["name"], row["removed"] is not None) for row in rows] == [
        ("A", False),
        ("B", False),
        ("R", True),
    ]
    assert await lab.sync_error(b, vault) is None
    await lab.commit(a, vault, "a after")
    assert await lab.sync_error(a, vault) is None
    assert await lab.sync_error(b, vault) is None
    assert {"r pushed", "b waits", "a after"} <= set(await lab.labels(b, vault))
    keys = lab.vault(a, vault).secret.keys
    assert keys == lab.vault(b, vault).secret.keys
    assert set(keys) == {1, 2}
    stored = lab.stored(vault)
    assert stored.epoch == 2
    assert set(lab.vault(r, vault).secret.keys) == {1}
    history = await lab.vault(b, vault).history()
    head = lab.vault(b, vault).meta.head
    waited = [
        row
        for row in map(history.row, history.graph.difference(head, None))
        if row.device.hex() == id_of(b) and not row.is_merge
    ]
    assert [(row.seq, row.epoch) for row in waited] == [(1, 2)]


@play
async def test_the_revoked_device_learns_it_from_the_signed_statement() -> None:
    lab, a, _, r, vault = await three_devices()
    await revoke(lab, a, r)
    status = await lab.ok(r, "sync")
    assert status["phase"] == "revoked"
    device = r.facade.device  # type: ignore[union-attr]
    assert (device.account_key, device.vaults) == (b"", {})
    assert "local/account-key" not in r.records
    assert await lab.code(r, "view", vault=vault) == "DEVICE_REVOKED"
    await lab.restart(r)
    assert (await lab.ok(r, "sync_status"))["phase"] == "revoked"
    assert await lab.code(r, "create_vault", title="another") == "DEVICE_REVOKED"


@play
async def test_the_word_of_a_server_revokes_nobody() -> None:
    lab, _, _, r, vault = await three_devices()
    answer = lab.server.answer

    async def lies(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        if path == "/api/v1/revocation":
            return Response(
                200, msgspec.msgpack.encode(lab.server.database.statements), "application/msgpack"
            )
        return Response(
            403,
            b'{"code":"DEVICE_REVOKED","detail":"gone","status":403}',
            "application/problem+json",
        )

    lab.server.answer = lies  # type: ignore[method-assign]
    status = await lab.ok(r, "sync")
    assert status["error"]["code"] == "DEVICE_REVOKED"
    assert status["phase"] != "revoked"
    assert "r pushed" in await lab.labels(r, vault)
    lab.server.answer = answer  # type: ignore[method-assign]
    assert await lab.sync_error(r, vault) is None


@play
async def test_a_revoked_device_comes_back_as_a_new_one_with_what_it_had_not_pushed() -> None:
    lab, a, b, r, vault = await three_devices()
    await lab.commit(r, vault, "r waits")
    await lab.ok(r, "create_vault", title="never pushed")
    former = id_of(r)
    await revoke(lab, a, r)
    assert (await lab.ok(r, "sync"))["phase"] == "revoked"
    await lab.join(r)
    assert id_of(r) != former
    assert await lab.sync_error(r, vault) is None
    assert (await lab.ok(r, "sync"))["phase"] == "synced"
    for profile in (a, b):
        assert await lab.sync_error(profile, vault) is None
        assert {"r pushed", "r waits"} <= set(await lab.labels(profile, vault))
        names = {each["name"] for each in (await lab.ok(profile, "boot"))["vaults"]}
        assert names == {"Ship it", "never pushed"}


@play
async def test_a_revoked_device_comes_back_with_the_recovery_code_alone() -> None:
    lab, a, b, r, vault = await three_devices()
    code = await add_code(lab, a)
    assert await lab.sync_error(r, vault) is None
    await lab.commit(r, vault, "r waits")
    await revoke(lab, a, r)
    assert (await lab.ok(r, "sync"))["phase"] == "revoked"
    former = id_of(r)
    fields = await recovery_fields(lab, r, code)
    wrong = {**fields, "code": fields["typed"]}
    assert await lab.code(r, "recover_with_code", **wrong) == "BAD_CREDENTIALS"
    assert r.facade.device.vaults == {}  # type: ignore[union-attr]
    await lab.ok(r, "recover_with_code", **{**await recovery_fields(lab, r, code), "adopt": True})
    assert id_of(r) != former
    for profile in (r, a, b, r):
        await lab.agree(profile)
    for profile in (r, a, b):
        assert {"r pushed", "r waits"} <= set(await lab.labels(profile, vault))
    (way, _) = (await lab.ok(a, "ways"))["ways"]
    assert way["device"] == id_of(r)
    await lab.restart(r)
    await lab.agree(r)


@play
async def test_an_archive_of_what_was_sealed_again_is_no_conflict() -> None:
    lab, a, b, r, vault = await three_devices()
    await lab.ok(b, "sync")
    await lab.commit(b, vault, "b waits")
    data = await archive(lab, b, vault)
    await revoke(lab, a, r)
    assert await lab.sync_error(b, vault) is None
    for profile in (a, b):
        await lab.ok(profile, "sync")
        before = await lab.labels(profile, vault)
        file, shown = await preview(lab, profile, data, passphrase=PASSPHRASE)
        assert [goal["status"] for goal in shown["ok"]["goals"]] != ["refused"], shown
        await lab.ok(profile, "apply_import", file=file, vaults=[vault])
        assert await lab.sync_error(profile, vault) is None
        assert (await lab.ok(profile, "sync"))["phase"] == "synced"
        assert sorted(await lab.labels(profile, vault)) == sorted(before)


@play
async def test_a_copy_of_a_profile_goes_on_with_what_the_original_has_sealed_again() -> None:
    lab, a, b, r, vault = await three_devices()
    await lab.ok(b, "sync")
    await lab.commit(b, vault, "b waits")
    copied = lab.copy_profile(b)
    lab.switch_on(copied)
    await lab.ok(copied, "boot")
    await revoke(lab, a, r)
    assert await lab.sync_error(b, vault) is None
    assert await lab.sync_error(copied, vault) is None
    assert (await lab.labels(copied, vault)).count("b waits") == 1


@play
async def test_a_server_that_keeps_taking_pushes_of_the_device_is_asked_again() -> None:
    """The heads move between the question and the statement, once."""
    lab, a, b, r, vault = await three_devices()
    answer, raced = lab.server.answer, []

    async def races(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        found = await answer(token, method, path, body)
        if path.endswith("/stop") and not raced:
            raced.append(path)
            # A request that was under way when the server stopped the device.
            lab.server.database.sessions[r.facade.device.token or ""] = bytes.fromhex(id_of(r))  # type: ignore[union-attr]
            await lab.commit(r, vault, "r in time")
            assert await lab.sync_error(r, vault) is None
        return found

    lab.server.answer = races  # type: ignore[method-assign]
    await revoke(lab, a, r)
    assert raced
    for profile in (a, b):
        assert await lab.sync_error(profile, vault) is None
        assert "r in time" in await lab.labels(profile, vault)


@pytest.mark.parametrize("epoch", ["old", "new"])
@play
async def test_no_answer_to_the_statement(epoch: str) -> None:
    lab, a, b, r, vault = await three_devices()
    answer = lab.server.answer

    async def lost(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        if (method, path) == ("PUT", "/api/v1/account"):
            if epoch == "new":
                await answer(token, method, path, body)
            raise TransportError("TIMEOUT", "no answer came")
        return await answer(token, method, path, body)

    lab.server.answer = lost  # type: ignore[method-assign]
    target = id_of(r)
    assert await lab.code(a, "revoke_device", device=target, password=PASSWORD) == "TIMEOUT"
    lab.server.answer = answer  # type: ignore[method-assign]
    # The device is stopped in any case.
    assert (await lab.ok(r, "sync"))["phase"] == ("revoked" if epoch == "new" else "signed_out")
    expected = "NO_SUCH_DEVICE" if epoch == "new" else "ok"
    found = await lab.call(a, "revoke_device", device=target, password=PASSWORD)
    assert found.get("error", {"code": "ok"})["code"] == expected
    for profile in (a, b):
        assert await lab.sync_error(profile, vault) is None
    assert lab.vault(a, vault).secret.keys == lab.vault(b, vault).secret.keys


@pytest.mark.parametrize(
    ("method", "fields"),
    [("create_vault", {"title": "Late"}), ("create_demo", {"language": "en", "today_ms": 0})],
)
@play
async def test_a_goal_that_waits_for_the_end_of_its_device_is_not_made(
    method: str, fields: dict[str, Any]
) -> None:
    lab, a, _, r, _ = await three_devices()
    await revoke(lab, a, r)
    device = r.facade.device  # type: ignore[union-attr]
    async with device.identity_lock:
        learning = asyncio.create_task(lab.ok(r, "sync"))
        await lab.settle()
        making = asyncio.create_task(lab.code(r, method, **fields))
        await lab.settle()
    assert (await learning)["phase"] == "revoked"
    assert await making == "DEVICE_REVOKED"
    assert device.vaults == {}


@pytest.mark.parametrize("way", ["password", "code"])
@play
async def test_a_device_that_left_and_was_removed_comes_in_as_a_new_one(way: str) -> None:
    lab, a, _, r, vault = await three_devices()
    code = await add_code(lab, a)
    await lab.commit(r, vault, "r took along")
    await lab.ok(r, "leave_account")
    former = id_of(r)
    await revoke(lab, a, r)
    if way == "password":
        await lab.join(r)
    else:
        await lab.ok(r, "recover_with_code", **{**await recovery_fields(lab, r, code), "adopt": True})
    assert id_of(r) != former
    for profile in (r, a, r):
        await lab.agree(profile)
    assert [row["removed"] is not None for row in await lab.ok(a, "devices")] == [False, False, False, True]
    for profile in (r, a):
        assert "r took along" in await lab.labels(profile, vault)
    await lab.restart(r)
    await lab.commit(r, vault, "r after")
    await lab.agree(r)


@play
async def test_a_device_whose_registration_got_no_answer_and_that_was_removed_comes_in_as_a_new_one() -> None:
    lab = await Lab.open()
    a, b = await lab.device("A"), await lab.device("B")
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    answer = lab.server.answer

    async def lost(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        await answer(token, method, path, body)
        raise TransportError("TIMEOUT", "no answer came")

    lab.server.answer = lost  # type: ignore[method-assign]
    fields = {"name": "alice", "password": PASSWORD, "device_name": "A"}
    assert await lab.code(a, "register", **fields) == "TIMEOUT"
    lab.server.answer = answer  # type: ignore[method-assign]
    await lab.join(b)
    await revoke(lab, b, a)
    await lab.commit(a, vault, "a1")
    await lab.join(a)
    for profile in (a, b):
        await lab.agree(profile)
    # Under the new account key the goal, which no server has had, is a new one.
    (made_anew,) = (await lab.ok(b, "boot"))["vaults"]
    assert await lab.labels(b, made_anew["vault"]) == ["a1"]


@play
async def test_a_former_password_on_a_removed_device_is_a_wrong_one() -> None:
    lab, a, _, r, _ = await three_devices()
    await revoke(lab, a, r)
    await lab.ok(a, "change_password", password=PASSWORD, new_password="another one", end_sessions=False)
    assert (await lab.ok(r, "sync"))["phase"] == "revoked"
    fields = {"name": "alice", "device_name": "R", "adopt": True}
    assert await lab.code(r, "login", **fields, password=PASSWORD) == "BAD_CREDENTIALS"
    await lab.ok(r, "login", **fields, password="another one")
    await lab.agree(r)


@play
async def test_a_device_with_a_false_commit_can_be_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No honest device can replay the commit. A server that sees no state takes it."""
    lab, a, b, r, vault = await three_devices()
    for profile in (a, b):
        await lab.ok(profile, "sync")

    def lie(t_ms: int, state: State, parents: tuple[str, ...], label: str | None) -> object:
        return make_marker(t_ms, new_state("00" * 16, rules=state.rules), parents, label)

    with monkeypatch.context() as lying:
        lying.setattr("shared.device.core.commit_creation.make_marker", lie)
        await lab.commit(r, vault, "r is false")
        await lab.ok(r, "sync")
    later = (await lab.ok(a, "create_vault", title="Later"))["vault"]
    await lab.ok(a, "sync")
    await revoke(lab, a, r)
    assert (await lab.ok(r, "sync"))["phase"] == "revoked"
    for profile in (a, b):
        error = await lab.sync_error(profile, vault)
        assert error is not None
        assert error["code"] == "REPLAY_MISMATCH"
        assert sorted(await lab.labels(profile, vault)) == ["a1", "r pushed"]
        # The other goals go on under the new keys.
        await lab.commit(profile, later, f"after on {profile.name}")
        await lab.ok(profile, "sync")
    assert "after on A" in await lab.labels(b, later)
