"""The key of a goal that was made anew before its first push, when an older keyset comes back."""

from __future__ import annotations

import pytest

from shared.device.core.host import Response, TransportError
from tests.shared.device.account.test_ways import CHANGE, NEW_PASSWORD
from tests.shared.device.lab import NAME, Lab, play, two_devices
from tests.simulation.database import Database
from tests.simulation.world import Profile

NEWER_PASSWORD = "a password after the restore"


async def goal_made_anew(lab: Lab, a: Profile, b: Profile) -> tuple[str, Database]:
    """The former id of a goal that A has made anew, and a backup of the server from before that.

    Its keyset is of the epoch of the change, and names the key of the former id.
    """
    answer, former = lab.server.answer, (await lab.ok(a, "create_vault", title="Later"))["vault"]

    async def without_pushes(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        if path.endswith("/pushes"):
            raise TransportError("OFFLINE", "no network")
        return await answer(token, method, path, body)

    lab.server.answer = without_pushes  # type: ignore[method-assign]
    await lab.ok(a, "sync")
    lab.server.answer = answer  # type: ignore[method-assign]
    await lab.ok(b, "sync")
    await lab.ok(b, "change_password", **CHANGE)
    backup = lab.server.backup()
    await lab.commit(a, former, "later")
    assert (await lab.ok(a, "sync"))["phase"] == "synced"
    assert former not in await goals(lab, a)
    return former, backup


async def goals(lab: Lab, profile: Profile) -> dict[str, str]:
    return {each["vault"]: each["name"] for each in (await lab.ok(profile, "boot"))["vaults"]}


@pytest.mark.parametrize("changed", [False, True])
@play
async def test_a_restored_keyset_leaves_no_empty_goal(changed: bool) -> None:
    """With `changed`, another device changes the ways in first. A builds each goal that its keyset names."""
    lab, a, b, vault = await two_devices()
    former, backup = await goal_made_anew(lab, a, b)
    lab.server.restore(backup, honest=True)
    if changed:
        await lab.ok(b, "sync")
        await lab.ok(b, "accept_generation")
        change = {**CHANGE, "password": NEW_PASSWORD, "new_password": NEWER_PASSWORD}
        await lab.ok(b, "change_password", **change)
    for profile in (a, b, a, b):
        await lab.agree(profile)
    for profile in (a, b):
        found = await goals(lab, profile)
        assert sorted(found.values()) == ["Later", "Ship it"]
        assert former not in found
        (later,) = found.keys() - {vault}
        assert await lab.labels(profile, later) == ["later"]
    c = await lab.device("C")
    password = NEWER_PASSWORD if changed else NEW_PASSWORD
    await lab.ok(c, "login", name=NAME, password=password, device_name="C", adopt=True)
    assert sorted((await goals(lab, c)).values()) == ["Later", "Ship it"]
