"""A thousand worlds in which everything that can fail does. Afterwards nothing acknowledged is missing."""

from __future__ import annotations

import os

import pytest

from tests.simulation.story import run

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "1000"))
FIRST = int(os.environ.get("SIMULATION_FIRST_SEED", "0"))
CHUNK = 25


@pytest.mark.simulation
@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, CHUNK))
def test_after_the_last_heal_all_devices_agree_and_nothing_acknowledged_is_missing(first: int) -> None:
    for seed in range(first, first + CHUNK):
        try:
            run(seed)
        except Exception as error:
            raise AssertionError(
                f"seed {seed}: {error!r}; repeat it with: python -m tests.simulation --seed {seed} --verbose"
            ) from error
