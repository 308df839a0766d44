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


# In the last three, the server forks, and a new generation follows. 41: a device re-uploads what was lost
# while another one changes the password.
@pytest.mark.parametrize("seed", [5, 41, 80, 85, 107])
def test_a_world_whose_server_lies_heals(seed: int) -> None:
    assert run(seed, lies=True).world.liar.told
