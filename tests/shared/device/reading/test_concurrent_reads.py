"""Pages read history while a device pulls, pushes and imports. Neither disturbs the other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

import pytest

from shared.crypto.ciphers import KeyedItem, OpenedPart
from tests.shared.device.lab import Lab, play, two_devices
from tests.simulation.world import Profile


def let_others_in(profile: Profile) -> None:
    """Every decryption yields to other tasks, as it does in a browser."""
    assert profile.facade is not None
    crypto = profile.facade.device.host.crypto
    now = crypto.derive_and_open

    async def later(items: Sequence[KeyedItem]) -> list[tuple[OpenedPart, ...]]:
        await asyncio.sleep(0)
        return await now(items)

    crypto.derive_and_open = later  # type: ignore[method-assign]


async def scrub(lab: Lab, profile: Profile, vault: str, commits: list[str], random: Random) -> None:
    for _ in range(30):
        await lab.ok(profile, "state_at", vault=vault, commit=random.choice(commits))


@pytest.mark.parametrize("seed", range(6))
@play
async def test_reading_does_not_disturb_a_round_or_an_import(seed: int) -> None:
    lab, a, b, vault = await two_devices()
    random = Random(seed)
    for number in range(12):
        await lab.commit(random.choice([a, b]), vault, f"c{number}")
        if random.random() < 0.3:
            await lab.ok(random.choice([a, b]), "sync")
    commits = [row["commit"] for row in (await lab.ok(a, "history", vault=vault, limit=100))["rows"]]
    let_others_in(a)
    _, status = await asyncio.gather(scrub(lab, a, vault, commits, random), lab.ok(a, "sync"))
    assert status["error"] is None, status
    imported = [{"t_ms": t_ms, "patches": [[1, {"mass_modifier": 0.1}]]} for t_ms in range(40)]
    _, answer = await asyncio.gather(
        scrub(lab, a, vault, commits, random), lab.ok(a, "import_commits", vault=vault, commits=imported)
    )
    assert answer["count"] == 40
    assert (await lab.ok(a, "verify", vault=vault))["ok"]
