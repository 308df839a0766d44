"""A vault that is detached before the server has anything of it: its key leaves the keyset."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import msgspec
import pytest

from shared.device.core.host import Response, TransportError
from shared.device.core.records import VaultMeta, decode
from shared.vault.keys import open_keyset
from tests.shared.device.lab import PASSWORD, Lab, play, two_devices
from tests.shared.device.transfers import archive, restore
from tests.simulation.world import Profile

Request = tuple[str | None, str, str, bytes | None]


async def keys(lab: Lab, profile: Profile) -> set[str]:
    """The vaults whose keys are in the server's keyset."""
    assert profile.facade is not None
    assert lab.server.database.keyset is not None
    secrets = await open_keyset(lab.crypto, profile.facade.device.account_key, lab.server.database.keyset)
    return set(secrets.vaults)


async def round_without_pushes(
    lab: Lab, profile: Profile, monkeypatch: pytest.MonkeyPatch, *, arrives: bool = False
) -> None:
    """The keyset is accepted, then the network fails. A push may have arrived all the same."""
    send = lab._send

    async def cut(sender: Profile, request: Request) -> Response:
        if not (is_push(request) if arrives else request[2].startswith("/api/v1/roster")):
            return await send(sender, request)
        if arrives:
            await send(sender, request)
        raise TransportError("TIMEOUT", "no answer came")

    with monkeypatch.context() as patch:
        patch.setattr(lab, "_send", cut)
        await lab.ok(profile, "sync")


def is_push(request: Request) -> bool:
    return request[1] == "POST" and request[2].endswith("/pushes")


async def pushed_into(
    lab: Lab, profile: Profile, monkeypatch: pytest.MonkeyPatch, answer: Response | None
) -> Request:
    """Withholds a push from the server and answers it with `answer`, or not at all. Returns the push."""
    send, sent = lab._send, list[Request]()

    async def cut(sender: Profile, request: Request) -> Response:
        if not is_push(request):
            return await send(sender, request)
        sent.append(request)
        if answer is None:
            raise TransportError("TIMEOUT", "no answer came")
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(lab, "_send", cut)
        await lab.ok(profile, "sync")
    return sent[0]


async def known(lab: Lab, profile: Profile) -> set[str]:
    return {goal["vault"] for goal in (await lab.ok(profile, "boot"))["vaults"]}


async def away(lab: Lab, profile: Profile) -> list[str]:
    return [goal["vault"] for goal in (await lab.ok(profile, "data_status"))["detached"]]


async def unpushed(monkeypatch: pytest.MonkeyPatch) -> tuple[Lab, Profile, Profile, str, str]:
    """As `two_devices`, and a vault of A of which the server has the key and nothing else."""
    lab, a, b, vault = await two_devices()
    goal = (await lab.ok(a, "create_vault", title="Never sent"))["vault"]
    await lab.commit(a, goal, "alone")
    await round_without_pushes(lab, a, monkeypatch)
    assert await keys(lab, a) == {vault, goal}
    await lab.ok(b, "sync")
    assert await known(lab, b) == {vault, goal}
    return lab, a, b, vault, goal


@play
async def test_its_key_leaves_the_keyset_and_the_devices_without_commits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault, goal = await unpushed(monkeypatch)
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    await lab.restart(a)
    for device in (a, b, a):
        status = await lab.ok(device, "sync")
        assert (status["phase"], status["error"]) == ("synced", None)
        assert await known(lab, device) == {vault}
    assert await keys(lab, a) == {vault}
    assert not [key for key in b.records if goal in key]
    assert await away(lab, a) == []
    version = lab.server.database.keyset.version  # type: ignore[union-attr] - there is one
    for device in (a, b):
        await lab.ok(device, "sync")
    assert lab.server.database.keyset.version == version  # type: ignore[union-attr] - as above


@play
async def test_a_device_with_an_archive_of_it_keeps_it_and_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault, goal = await unpushed(monkeypatch)
    await restore(lab, b, await archive(lab, a, goal))
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    for device in (a, b, a, b, a):
        status = await lab.ok(device, "sync")
        assert (status["phase"], status["error"]) == ("synced", None)
    assert await keys(lab, b) == {vault, goal}
    assert await known(lab, a) == {vault}
    assert await away(lab, a) == [goal]
    await lab.ok(a, "reattach_vault", vault=goal)
    assert await lab.labels(a, goal) == ["alone"]


@play
async def test_a_device_without_commits_withdraws_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault, goal = await unpushed(monkeypatch)
    await lab.ok(b, "delete_vault", vault=goal, where="device")
    await lab.ok(b, "sync")
    assert await keys(lab, a) == {vault, goal}
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    assert await known(lab, b) == {vault}
    assert await away(lab, b) == [goal]


@play
async def test_no_switch_is_set_for_a_vault_detached_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault, goal = await unpushed(monkeypatch)
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    await lab.ok(a, "sync")
    assert await lab.code(b, "set_witnessed", vault=goal, on=True) == "NOT_SYNCED"
    await lab.ok(b, "sync")
    assert await known(lab, b) == {vault} == await keys(lab, b)


@play
async def test_a_push_whose_answer_was_lost_keeps_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault, goal = await unpushed(monkeypatch)
    await round_without_pushes(lab, a, monkeypatch, arrives=True)
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    await lab.ok(a, "sync")
    assert await keys(lab, a) == {vault, goal}
    assert await away(lab, a) == [goal]
    await lab.ok(b, "sync")
    assert await lab.labels(b, goal) == ["alone"]


def refusal(status: int, code: str) -> Response:
    problem = {"code": code, "detail": "no", "status": status}
    return Response(status, json.dumps(problem).encode(), "application/problem+json")


@pytest.mark.parametrize("answer", [None, refusal(503, "SERVER_BUSY")])
@play
async def test_the_key_is_still_there_for_a_late_push(
    answer: Response | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, b, vault, goal = await unpushed(monkeypatch)
    push = await pushed_into(lab, a, monkeypatch, answer)
    await pushed_into(lab, a, monkeypatch, refusal(413, "QUOTA_EXCEEDED"))
    await lab.restart(a)
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    for device in (a, b, a):
        assert (await lab.ok(device, "sync"))["phase"] == "synced"
    assert await keys(lab, a) == {vault, goal}
    assert await away(lab, a) == []
    assert (await lab.server.answer(*push)).status == 200
    for device in (a, b):
        assert (await lab.ok(device, "sync"))["phase"] == "synced"
    assert await lab.labels(b, goal) == ["alone"]
    assert await away(lab, a) == [goal]
    await lab.ok(a, "reattach_vault", vault=goal)
    await lab.ok(a, "delete_vault", vault=goal, where="both", password=PASSWORD)
    assert await known(lab, a) == {vault} == await keys(lab, a)


@play
async def test_the_key_is_still_there_for_an_interrupted_push(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    goal = (await lab.ok(a, "create_vault", title="New"))["vault"]
    send, left = lab._send, asyncio.get_running_loop().create_future()

    async def slow(sender: Profile, request: Request) -> Response:
        if is_push(request) and not left.done():
            left.set_result(request)
            await asyncio.Event().wait()
        return await send(sender, request)

    monkeypatch.setattr(lab, "_send", slow)
    syncing = asyncio.create_task(lab.ok(a, "sync"))
    push = await left
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    assert (await syncing)["error"]["code"] == "INTERRUPTED"
    await lab.ok(a, "sync")
    await lab.server.answer(*push)
    for device in (a, b):
        assert (await lab.ok(device, "sync"))["phase"] == "synced"
    assert await known(lab, b) == {vault, goal}
    assert (await lab.ok(b, "verify", vault=goal))["ok"]


@play
async def test_a_refused_push_does_not_keep_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault, goal = await unpushed(monkeypatch)
    for _ in range(2):
        await pushed_into(lab, a, monkeypatch, refusal(413, "QUOTA_EXCEEDED"))
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    await lab.ok(a, "sync")
    assert await keys(lab, a) == {vault}


def test_a_record_of_an_earlier_version_decodes_as_not_begun() -> None:
    meta = VaultMeta(b"identity", demo=False, head=b"", commits=0, count=0, seq=0, waiting=0)
    earlier = msgspec.msgpack.encode({k: v for k, v in msgspec.structs.asdict(meta).items() if k != "begun"})
    assert decode(earlier, VaultMeta) == meta


@pytest.mark.parametrize("side", ["before write", "after write"])
@play
async def test_the_key_leaves_despite_a_crash_at_any_write(
    side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, _, vault, goal = await unpushed(monkeypatch)
    await lab.ok(a, "delete_vault", vault=goal, where="device")
    for number in range(4):
        writes = 0

        def fail(_: Profile, where: str, number: int = number) -> None:
            nonlocal writes
            writes += where == side
            if writes > number:
                raise OSError("the disk is gone")

        lab.fault = fail
        with suppress(OSError):
            await lab.call(a, "sync")
        lab.fault = None
        await lab.restart(a)
    assert (await lab.ok(a, "sync"))["phase"] == "synced"
    assert await keys(lab, a) == {vault}
    assert await known(lab, a) == {vault}
