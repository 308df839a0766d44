"""Types that requests, files and answers share: ids in hex, names of quantities, slots and kinds."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta

VaultId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
DeviceId = VaultId
CommitId = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Slot = Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW"]
Start = Literal["last", "neutral"]
"""Where a new draft begins: at the settings of the last commit, or at those of the rules."""
Quantity = Literal[
    "density",
    "stability",
    "sigma",
    "P_outcome",
    "E",
    "M",
    "volume",
    "leak",
    "pressure",
    "dE_dt",
    "recovery",
    "confidence",
]
CommitKind = Literal["genesis", "commit", "merge"]

SLOTS: tuple[Slot, ...] = get_args(Slot)
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
DISPLAYED_QUANTITIES: tuple[Quantity, ...] = (
    "density",
    "stability",
    "sigma",
    "P_outcome",
    "M",
    "E",
    "dE_dt",
    "leak",
    "pressure",
    "volume",
    "recovery",
    "confidence",
)
"""The order in which clients list the quantities."""
COMMIT_KINDS: tuple[CommitKind, ...] = get_args(CommitKind)
"""The name of a kind, by the number that a header carries."""
