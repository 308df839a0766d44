"""A few worlds of the simulation: other runtimes also meet races, losses, restores and re-creations."""

from __future__ import annotations

import pytest

from tests.simulation.story import Story, run

# The first are for other runtimes; `tests/simulation` runs hundreds. The rest are chosen for their events:
# copies, restores by a server that lost a device or a vault, late answers.
SEEDS = [*range(4), 531, 1013, 1040, 1097, 2199, 7157, 7210, 20435, 30280, 30897]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_world_heals(seed: int) -> None:
    assert isinstance(run(seed), Story)


# 159: a profile is copied while a goal arrives.
@pytest.mark.parametrize("seed", [*range(2), 159])
def test_a_world_that_new_devices_join_through_snapshots_heals(seed: int) -> None:
    assert isinstance(run(seed, new_devices=True), Story)


# In the last four, the server forks. A new generation follows.
@pytest.mark.parametrize("seed", [5, 80, 94, 99, 107])
def test_a_world_whose_server_lies_heals(seed: int) -> None:
    assert run(seed, lies=True).world.liar.told
