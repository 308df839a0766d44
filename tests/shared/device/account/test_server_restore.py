"""A server restored from a backup by an honest operator: nobody is locked out, nothing is lost."""

from __future__ import annotations

import msgspec
import pytest

from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from shared.wire.pushes import PullPage
from tests.shared.device.lab import Lab, play, two_devices
from tests.simulation.world import Profile


async def heads(lab: Lab, profiles: list[Profile], vault: str) -> set[tuple[str, str]]:
    views = [await lab.ok(profile, "view", vault=vault) for profile in profiles]
    return {(view["head"], view["state_hash"]) for view in views}


@play
async def test_a_goal_and_a_device_missing_from_the_backup_return() -> None:
    lab, a, b, vault = await two_devices()
    old = lab.server.backup()
    c = await lab.device("C")
    await lab.join(c)
    later = (await lab.ok(c, "create_vault", title="Later"))["vault"]
    await lab.commit(c, later, "only C made it")
    await lab.commit(c, vault, "on the common goal")
    for profile in (c, a, b):
        await lab.ok(profile, "sync")
    lab.server.restore(old, honest=True)
    for profile in (b, a, c, b, a):
        await lab.agree(profile)
    for goal in (vault, later):
        assert len(await heads(lab, [a, b, c], goal)) == 1
    assert await lab.labels(a, later) == ["only C made it"]
    assert "on the common goal" in await lab.labels(b, vault)
    assert len(await lab.ok(a, "devices")) == 3


@play
async def test_a_lost_device_enrols_again_after_another_has_joined() -> None:
    lab, a, b, vault = await two_devices()
    old = lab.server.backup()
    c = await lab.device("C")
    await lab.join(c)
    await lab.commit(c, vault, "kept by C alone")
    lab.server.restore(old, honest=True)
    d = await lab.device("D")
    await lab.join(d)
    assert await lab.agree(c) == ["login", "generation", "login"]
    for profile in (a, b, d):
        await lab.agree(profile)
    assert len(await heads(lab, [a, b, c, d], vault)) == 1
    assert "kept by C alone" in await lab.labels(a, vault)
    assert len(await lab.ok(a, "devices")) == 4


@play
async def test_a_device_that_agreed_and_signed_out_joins_a_roster_that_went_on_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> Response:
        raise TransportError("OFFLINE", "no network")

    lab, a, b, vault = await two_devices()
    old = lab.server.backup()
    c = await lab.device("C")
    await lab.join(c)
    await lab.commit(c, vault, "kept by C alone")
    lab.server.restore(old, honest=True)
    assert (await lab.ok(c, "sync"))["needs"] == "login"
    await lab.join(c)
    with monkeypatch.context() as network:
        network.setattr(lab, "_send", fail)
        await lab.ok(c, "accept_generation")
        await lab.ok(c, "logout")
    d = await lab.device("D")
    await lab.join(d)
    assert await lab.agree(c) == ["login", "login"]
    for profile in (a, b, d):
        await lab.agree(profile)
    assert len(await heads(lab, [a, b, c, d], vault)) == 1
    assert "kept by C alone" in await lab.labels(a, vault)


@play
async def test_a_backup_from_before_every_goal_loses_none() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    await lab.join(a)
    old = lab.server.backup()
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    await lab.commit(a, vault, "a1")
    await lab.ok(a, "sync")
    lab.server.restore(old, honest=True)
    assert await lab.agree(a) == ["generation"]
    b = await lab.device("B")
    await lab.join(b)
    assert await lab.labels(b, vault) == ["a1"]


@play
async def test_a_log_in_before_the_agreement_accepts_nothing() -> None:
    lab, a, _, vault = await two_devices()
    old = lab.server.backup()
    later = (await lab.ok(a, "create_vault", title="Later"))["vault"]
    await lab.ok(a, "sync")
    lab.server.restore(old, honest=True)
    lab.server.database.sessions.clear()
    assert (await lab.ok(a, "sync"))["needs"] == "login"
    answer = await lab.ok(
        a, "login", name="alice", password="correct horse battery", device_name="A", adopt=True
    )
    assert {each["vault"] for each in answer["vaults"]} == {vault, later}
    assert (await lab.ok(a, "sync_status"))["needs"] == "generation"
    rename = {"device": answer["account"]["device"], "name": "x", "password": "correct horse battery"}
    assert await lab.code(a, "rename_device", **rename) == "NEW_GENERATION"
    await lab.agree(a)


@play
async def test_an_ended_generation_is_refused() -> None:
    lab, a, _, vault = await two_devices()
    old = lab.server.backup()
    lab.server.restore(old, honest=True)
    await lab.agree(a)
    await lab.commit(a, vault, "signed in the new one")
    await lab.ok(a, "sync")
    lab.server.restore(old, honest=False)
    error = (await lab.ok(a, "sync"))["error"]
    assert error["code"] == "SERVER_ROLLED_BACK"
    assert await lab.code(a, "accept_generation") == "NO_NEW_GENERATION"


@play
async def test_the_person_can_agree_to_a_restore_in_the_middle_of_a_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "b1")
    await lab.ok(b, "sync")
    listed = lab.server._list()
    lab.server.restore(lab.server.backup(), honest=True)
    with monkeypatch.context() as before:
        before.setattr(lab.server, "_list", lambda: listed)
        status = await lab.ok(a, "sync")
    assert (status["error"]["code"], status["needs"]) == ("NEW_GENERATION", "generation")
    status = await lab.ok(a, "accept_generation")
    assert (status["phase"], status["error"]) == ("synced", None)
    assert "b1" in await lab.labels(a, vault)


@play
async def test_a_server_cannot_make_a_device_ask_its_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, _, _ = await two_devices()
    ended = lab.server.database.generation
    lab.server.restore(lab.server.backup(), honest=True)
    await lab.agree(a)

    def refuse() -> None:
        raise AutusError("NEW_GENERATION", "so the server says", shown=ended.hex())

    monkeypatch.setattr(lab.server, "_list", refuse)
    status = await lab.ok(a, "sync")
    assert (status["error"]["code"], status["needs"]) == ("SERVER_ERROR", None)
    assert await lab.code(a, "accept_generation") == "NO_NEW_GENERATION"


@play
async def test_an_ended_generation_of_one_goal_is_refused() -> None:
    lab, a, b, _ = await two_devices()
    ended = lab.server.database.generation
    lab.server.restore(lab.server.backup(), honest=True)
    await lab.agree(a)
    await lab.agree(b)
    # This vault has no receipt of the old generation.
    vault = (await lab.ok(b, "create_vault", title="Later"))["vault"]
    await lab.ok(b, "sync")
    await lab.ok(a, "sync")
    await lab.commit(b, vault, "later still")
    await lab.ok(b, "sync")
    answer = lab.server._pull

    def of_old(goal: bytes, after: int) -> PullPage:
        return msgspec.structs.replace(answer(goal, after), generation=ended)

    lab.server._pull = of_old  # type: ignore[method-assign] - one lie in an honest server
    error = await lab.sync_error(a, vault)
    assert error is not None
    assert error["code"] == "NEW_GENERATION"
    assert await lab.code(a, "accept_generation") == "SERVER_ROLLED_BACK"
