"""When the samples of a trajectory are. The physics only counts them; this is the reading that pages show."""

from __future__ import annotations

from typing import Final

from shared.physics.draft import Horizon
from shared.physics.rules.table import rule_set
from shared.physics.state import State

_HOUR_MS: Final = 3_600_000
HORIZON_MS: Final[dict[Horizon, int]] = {
    "H1": _HOUR_MS,
    "D1": 24 * _HOUR_MS,
    "D7": 7 * 24 * _HOUR_MS,
    "D30": 30 * 24 * _HOUR_MS,
    "D180": 180 * 24 * _HOUR_MS,
}


def sample_offsets_ms(state: State) -> list[int]:
    """The time of each sample of the state's trajectory, in milliseconds after the commit that made it.

    The first is 0. Empty while no commit has made a trajectory. A trajectory keeps at most eight of the
    points of a horizon, so its last sample is before the end of a long one.
    """
    forecast = state.forecast
    if forecast.trajectory.confidence == 0.0:
        return []
    span_ms = HORIZON_MS[forecast.horizon]
    return [round(share * span_ms) for share in rule_set(state.rules).sample_times[forecast.horizon]]
