"""An account made after the backup from which its server was restored: its devices recover all of it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from shared.wire.limits import NEW_ROSTER_STATEMENTS_MAX
from tests.shared.device.account.test_server_restore import heads
from tests.shared.device.lab import NAME, PASSWORD, Lab, play
from tests.simulation.database import Database
from tests.simulation.world import Profile

LOGIN = {"name": NAME, "password": PASSWORD, "device_name": "again"}
OTHER_PASSWORD = "another long password"


async def before_and_after() -> tuple[Lab, Database, Profile, Profile, str]:
    """An empty server's backup, then an account of two devices with commits that only one of them has."""
    lab = await Lab.open()
    backup = lab.server.backup()
    a, b = await lab.device("A"), await lab.device("B")
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    await lab.join(a)
    await lab.commit(a, vault, "a1")
    await lab.ok(a, "sync")
    await lab.join(b)
    await lab.commit(b, vault, "b1")
    await lab.ok(b, "sync")
    await lab.commit(a, vault, "only on A")
    await lab.commit(b, vault, "only on B")
    return lab, backup, a, b, vault


async def signed_out(lab: Lab, profile: Profile) -> None:
    assert (await lab.ok(profile, "sync"))["needs"] == "login"


async def all_there(lab: Lab, a: Profile, b: Profile, vault: str) -> None:
    for profile in (b, a, b):
        await lab.agree(profile)
    assert len(await heads(lab, [a, b], vault)) == 1
    assert set(await lab.labels(b, vault)) == {"a1", "b1", "only on A", "only on B"}
    fresh = await lab.device("F")
    await lab.join(fresh)
    assert set(await lab.labels(fresh, vault)) == {"a1", "b1", "only on A", "only on B"}


@play
async def test_one_device_recovers_the_account_and_the_others_log_in() -> None:
    lab, backup, a, b, vault = await before_and_after()
    lab.server.restore(backup, honest=True)
    await signed_out(lab, a)
    assert await lab.code(a, "login", **LOGIN) == "ACCOUNT_UNKNOWN"
    assert await lab.code(a, "login", **{**LOGIN, "password": OTHER_PASSWORD}) == "BAD_CREDENTIALS"
    assert await lab.code(a, "recover_account", password=OTHER_PASSWORD) == "WRONG_PASSWORD"
    assert lab.server.database.keyset is None
    identity = (await lab.ok(a, "boot"))["account"]["identity"]
    standing = await lab.ok(a, "recover_account", password=PASSWORD)
    assert (standing["status"]["phase"], standing["status"]["waiting"]) == ("synced", 0)
    assert lab.server.database.identity.hex() == identity
    await lab.restart(a)
    assert (await lab.ok(a, "sync"))["phase"] == "synced"
    await signed_out(lab, b)
    assert await lab.code(b, "recover_account", password=PASSWORD) == "NAME_TAKEN"
    await all_there(lab, a, b, vault)
    await lab.agree(a)
    assert len(await lab.ok(a, "devices")) == 3


@pytest.mark.no_cover
@play
async def test_a_device_that_joined_late_recovers_a_long_roster() -> None:
    lab, backup, a, b, vault = await before_and_after()
    me = (await lab.ok(a, "boot"))["account"]["device"]
    for number in range(NEW_ROSTER_STATEMENTS_MAX):
        await lab.ok(a, "rename_device", device=me, name=f"A{number}", password=PASSWORD)
    late = await lab.device("L")
    await lab.join(late)
    statements = list(lab.server.database.statements)
    assert len(statements) == NEW_ROSTER_STATEMENTS_MAX + 4
    lab.server.restore(backup, honest=True)
    await signed_out(lab, late)
    standing = await lab.ok(late, "recover_account", password=PASSWORD)
    assert standing["status"]["phase"] == "synced"
    assert lab.server.database.statements == statements
    await signed_out(lab, a)
    await all_there(lab, a, b, vault)


@play
async def test_a_deleted_account_is_not_recovered() -> None:
    lab, _, a, b, vault = await before_and_after()
    await lab.ok(a, "delete_account", password=PASSWORD)
    await signed_out(lab, b)
    assert await lab.code(b, "recover_account", password=PASSWORD) == "ACCOUNT_DELETED"
    assert lab.server.database.keyset is None
    await lab.ok(b, "leave_account")
    assert "only on B" in await lab.labels(b, vault)


@play
async def test_a_refused_recovery_keeps_its_reason_if_the_cleanup_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, _, a, b, _ = await before_and_after()
    await lab.ok(a, "delete_account", password=PASSWORD)
    await signed_out(lab, b)
    send = lab._send

    async def flood(profile: Profile, request: tuple[str | None, str, str, bytes | None]) -> Response:
        if request[1] == "DELETE":
            raise AutusError("ANSWER_TOO_LARGE", "more than any answer may have")
        return await send(profile, request)

    monkeypatch.setattr(lab, "_send", flood)
    assert await lab.code(b, "recover_account", password=PASSWORD) == "ACCOUNT_DELETED"


@play
async def test_an_ended_generation_and_another_server_are_refused() -> None:
    lab, backup, a, _, _ = await before_and_after()
    lab.server.restore(lab.server.backup(), honest=True)
    await lab.agree(a)
    lab.server.restore(backup, honest=False)
    await signed_out(lab, a)
    assert await lab.code(a, "recover_account", password=PASSWORD) == "SERVER_ROLLED_BACK"
    assert lab.server.database.keyset is None
    lab.server.restore(backup, honest=True)
    lab.server.public = bytes(32)
    assert await lab.code(a, "recover_account", password=PASSWORD) == "SERVER_KEY_CHANGED"
    assert lab.server.database.keyset is None
    assert (await lab.ok(a, "sync_status"))["needs"] == "login"


@play
async def test_a_log_in_helps_if_the_answer_to_a_recovery_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, backup, a, b, vault = await before_and_after()
    lab.server.restore(backup, honest=True)
    await signed_out(lab, a)
    send = lab._send

    async def unheard(profile: Profile, request: tuple[str | None, str, str, bytes | None]) -> Response:
        await send(profile, request)
        raise TransportError("TIMEOUT", "no answer came")

    with monkeypatch.context() as patch:
        patch.setattr(lab, "_send", unheard)
        assert await lab.code(a, "recover_account", password=PASSWORD) == "TIMEOUT"
    assert lab.server.database.keyset is not None
    assert await lab.code(a, "recover_account", password=PASSWORD) == "NAME_TAKEN"
    assert await lab.agree(a) == ["login", "generation"]
    await all_there(lab, a, b, vault)


@pytest.mark.parametrize("side", ["before write", "after write"])
@pytest.mark.parametrize("number", range(6))
@play
async def test_recovery_survives_a_crash_at_any_write(side: str, number: int) -> None:
    lab, backup, a, b, vault = await before_and_after()
    lab.server.restore(backup, honest=True)
    await signed_out(lab, a)
    writes = 0

    def fail(_: Profile, where: str) -> None:
        nonlocal writes
        writes += where == side
        if writes > number:
            raise OSError("the disk is gone")

    lab.fault = fail
    with suppress(OSError):
        await lab.call(a, "recover_account", password=PASSWORD)
    lab.fault = None
    await lab.restart(a)
    await lab.agree(a)
    await all_there(lab, a, b, vault)


@play
async def test_only_a_device_of_an_account_recovers_it() -> None:
    lab = await Lab.open()
    assert await lab.code(await lab.device("L"), "recover_account", password=PASSWORD) == "NO_ACCOUNT"
