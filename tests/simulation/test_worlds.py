"""Five hundred worlds in which everything that can fail does. In 125 more, devices join in the middle.

In 125 more, the server lies. Afterwards nothing acknowledged is missing.
"""

from __future__ import annotations

import os

import pytest

from tests.simulation.story import run

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "500"))
FIRST = int(os.environ.get("SIMULATION_FIRST_SEED", "0"))
CHUNK = 25


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("first", "kind"),
    [
        *((first, "plain") for first in range(FIRST, FIRST + SEEDS, CHUNK)),
        *((first, "new-devices") for first in range(FIRST, FIRST + SEEDS // 4, CHUNK)),
        *((first, "lies") for first in range(FIRST, FIRST + SEEDS // 4, CHUNK)),
    ],
)
def test_after_the_last_heal_all_devices_agree_and_nothing_acknowledged_is_missing(
    first: int, kind: str
) -> None:
    for seed in range(first, first + CHUNK):
        try:
            run(seed, new_devices=kind == "new-devices", lies=kind == "lies")
        except Exception as error:
            option = "" if kind == "plain" else f" --{kind}"
            raise AssertionError(
                f"seed {seed}: {error!r}; repeat it with:"
                f" python -m tests.simulation --seed {seed}{option} --verbose"
            ) from error
