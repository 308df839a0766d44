"""Every write of an import, a deletion or a departure fails in turn, by an error and by a crash."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from shared.errors import AutusError
from tests.shared.device.core.test_write_faults import WRITES_MAX, Crash, failing, holdings
from tests.shared.device.lab import PASSWORD, Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, plain, preview
from tests.simulation.world import Profile

Scene = tuple[Lab, Profile, str, str]
Operation = Callable[[Lab, Profile, str, str], Awaitable[Any]]


async def with_archive(*, diverged: bool = False) -> Scene:
    """A device with a vault of its own and the archive of another. Returns the handle of the file."""
    lab = await Lab.open()
    other, device = await lab.device("A"), await lab.device("B")
    await lab.ok(device, "create_vault", title="Own")
    vault = (await lab.ok(other, "create_vault", title="Goal"))["vault"]
    await lab.commit(other, vault, "one")
    if diverged:
        first, _ = await preview(lab, device, await archive(lab, other, vault), passphrase=PASSPHRASE)
        await lab.ok(device, "apply_import", file=first, vaults=[vault])
        await lab.commit(device, vault, "on B")
        await lab.commit(other, vault, "on A")
    file, _ = await preview(lab, device, await archive(lab, other, vault), passphrase=PASSPHRASE)
    return lab, device, vault, file


async def with_document() -> Scene:
    lab, device, vault, _ = await with_archive()
    other = lab.profiles[0]
    file, _ = await preview(lab, device, json.dumps(await plain(lab, other, vault)).encode())
    return lab, device, vault, file


async def synced() -> Scene:
    lab, _, b, vault = await two_devices()
    return lab, b, vault, ""


async def removed() -> Scene:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "delete_vault", vault=vault, where="both", password=PASSWORD)
    await lab.ok(b, "sync")
    return lab, b, vault, ""


def take(lab: Lab, device: Profile, vault: str, file: str) -> Awaitable[Any]:
    return lab.call(device, "apply_import", file=file, vaults=[vault])


def delete(where: str) -> Operation:
    return lambda lab, device, vault, _: lab.call(
        device, "delete_vault", vault=vault, where=where, password=PASSWORD
    )


OPERATIONS: dict[str, tuple[Callable[[], Awaitable[Scene]], Operation]] = {
    "take in": (with_archive, take),
    "bring together": (lambda: with_archive(diverged=True), take),
    "replay": (with_document, take),
    "forget": (synced, delete("device")),
    "delete on the server": (synced, delete("server")),
    "delete on both": (synced, delete("both")),
    "publish again": (
        removed,
        lambda lab, device, vault, _: lab.call(device, "republish_vault", vault=vault),
    ),
    "leave": (synced, lambda lab, device, _, __: lab.call(device, "leave_account")),
    "delete the account": (
        synced,
        lambda lab, device, _, __: lab.call(device, "delete_account", password=PASSWORD),
    ),
}


def shown(found: dict[str, Any]) -> list[Any]:
    """What the vaults hold, without ids that are drawn at random."""
    return sorted(held[0] for held in found.values())


@pytest.mark.parametrize("kind", ["error", "crash before", "crash after"])
@pytest.mark.parametrize("name", OPERATIONS)
@play
async def test_a_failed_write_leaves_the_state_before_or_after(name: str, kind: str) -> None:
    scene, operation = OPERATIONS[name]
    lab, device, vault, file = await scene()
    before = shown(await holdings(lab, device))
    assert "ok" in await operation(lab, device, vault, file)
    after = shown(await holdings(lab, device))
    for number in range(WRITES_MAX):
        lab, device, vault, file = await scene()
        error = AutusError("STORAGE_FAILED", "no room") if kind == "error" else Crash()
        lab.fault = failing(number, "after write" if kind == "crash after" else "before write", error)
        try:
            answer = await operation(lab, device, vault, file)
        except Crash:
            answer = None
        lab.fault = None
        if answer is not None and "STORAGE_FAILED" not in str(answer):
            assert number
            break
        if kind == "error":
            assert shown(await holdings(lab, device)) in (before, after)
        await lab.restart(device)
        assert shown(await holdings(lab, device)) in (before, after)
    else:
        raise AssertionError("the operation writes without an end")
