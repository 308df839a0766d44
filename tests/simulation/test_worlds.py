"""A thousand worlds in which everything that can fail does. In 250 more, devices join in the middle.

Afterwards nothing acknowledged is missing.
"""

from __future__ import annotations

import os

import pytest

from tests.simulation.story import run

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "1000"))
FIRST = int(os.environ.get("SIMULATION_FIRST_SEED", "0"))
CHUNK = 25


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("first", "new_devices"),
    [
        *((first, False) for first in range(FIRST, FIRST + SEEDS, CHUNK)),
        *((first, True) for first in range(FIRST, FIRST + SEEDS // 4, CHUNK)),
    ],
)
def test_after_the_last_heal_all_devices_agree_and_nothing_acknowledged_is_missing(
    first: int, new_devices: bool
) -> None:
    for seed in range(first, first + CHUNK):
        try:
            run(seed, new_devices=new_devices)
        except Exception as error:
            option = " --new-devices" if new_devices else ""
            raise AssertionError(
                f"seed {seed}: {error!r}; repeat it with:"
                f" python -m tests.simulation --seed {seed}{option} --verbose"
            ) from error
