"""Draft updates: an untrusted patch for one page becomes a new draft, or is refused whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

from msgspec.structs import replace

from shared.physics.draft import SLOTS, Allocations, Draft, Horizon, Page1, Page2, Page3
from shared.physics.errors import DraftRejected
from shared.physics.fields import (
    MASS_MODIFIER,
    SHARE,
    SHIFT,
    UNIT,
    VOLUME,
    Limits,
    read_choice,
    read_number,
    read_object,
    read_time,
)
from shared.physics.node_ops import read_operations
from shared.physics.rules.v1 import HORIZONS, Shares, normalise
from shared.physics.state import SIM, State
from shared.physics.text import shown

PAGE1_KEYS: Final = ("mass_modifier", "volume_override", "horizon_override")
PAGE2_KEYS: Final = ("mass_filter", "flow_filter", "sigma_filter", "virtual_anchor_shift", "ops")
PAGE3_KEYS: Final = ("allocations",)

PAGE1_LIMITS: Final[dict[str, Limits]] = {"mass_modifier": MASS_MODIFIER, "volume_override": VOLUME}
PAGE2_LIMITS: Final[dict[str, Limits]] = {"mass_filter": UNIT, "flow_filter": UNIT, "sigma_filter": UNIT}


def draft_update(state: State, page: int, patch: dict[str, object], t_ms: int) -> State:
    """`state` with `patch` merged into the draft of `page` (1, 2 or 3), in SIM, at `t_ms` milliseconds.

    Lists and allocations are replaced whole. Raises DraftRejected; nothing is ever changed in place.
    """
    if type(page) is not int or page not in _MERGE:
        raise DraftRejected("INVALID_PAGE", f"page is {shown(page)}; allowed is 1, 2 or 3", field="page")
    if type(patch) is not dict:
        raise DraftRejected("INVALID_PATCH_TYPE", f"a patch must be a map, not {shown(patch)}", field="patch")
    draft = _MERGE[page](state.draft, patch)
    return install(state, draft, read_time(t_ms, "t_ms"))


def install(state: State, draft: Draft, t_ms: int) -> State:
    """`state` in SIM with `draft`."""
    return State(
        session_id=state.session_id,
        t_ms=t_ms,
        measure=state.measure,
        forecast=state.forecast,
        graph=state.graph,
        ui=SIM,
        draft=draft,
    )


def stored_shares(shares: Shares) -> Shares:
    """Allocations as a draft keeps them: `N(snap(N(a)))`."""
    n, ne, e, se, s, sw, w, nw = normalise(shares)
    return normalise((_snap(n), _snap(ne), _snap(e), _snap(se), _snap(s), _snap(sw), _snap(w), _snap(nw)))


def _snap(share: float) -> float:
    return round(share / 0.01) * 0.01


def read_page1(patch: Mapping[str, object]) -> dict[str, object]:
    """The accepted values of page 1's keys that `patch` has."""
    changes = _read_numbers(patch, PAGE1_LIMITS)
    if "horizon_override" in patch:
        horizon = read_choice(patch["horizon_override"], "horizon_override", HORIZONS)
        changes["horizon_override"] = cast(Horizon, horizon)
    return changes


def read_page2(patch: Mapping[str, object], *, recorded: bool = False) -> dict[str, object]:
    """The accepted values of page 2's keys that `patch` has."""
    changes = _read_numbers(patch, PAGE2_LIMITS)
    if "virtual_anchor_shift" in patch:
        changes["virtual_anchor_shift"] = _read_shift(patch["virtual_anchor_shift"])
    if "ops" in patch:
        changes["ops"] = read_operations(patch["ops"], recorded=recorded)
    return changes


def read_shares(value: object, *, complete: bool = False) -> Shares:
    """The eight shares in slot order as they were given; a missing slot is 0 unless `complete`."""
    slots = read_object(value, "allocations", SLOTS, complete=complete)
    n, ne, e, se, s, sw, w, nw = [read_number(slots.get(slot, 0.0), slot, SHARE) for slot in SLOTS]
    return n, ne, e, se, s, sw, w, nw


def _read_numbers(patch: Mapping[str, object], limits: Mapping[str, Limits]) -> dict[str, object]:
    return {field: read_number(patch[field], field, limits[field]) for field in limits if field in patch}


def _read_shift(value: object) -> tuple[float, float]:
    field = "virtual_anchor_shift"
    if type(value) is not list:
        raise DraftRejected(
            "INVALID_PATCH_TYPE", f"{field} must be two numbers, not {shown(value)}", field=field
        )
    if len(value) != 2:
        raise DraftRejected("INVALID_VECTOR_RANGE", f"{field} has {len(value)} parts, not two", field=field)
    x = read_number(value[0], field, SHIFT, "INVALID_VECTOR_RANGE")
    y = read_number(value[1], field, SHIFT, "INVALID_VECTOR_RANGE")
    return x, y


def _merge_page1(draft: Draft, patch: dict[str, object]) -> Draft:
    changes = read_page1(read_object(patch, "page 1", PAGE1_KEYS))
    page: Page1 = replace(draft.page1, **changes)
    return Draft(page1=page, page2=draft.page2, page3=draft.page3)


def _merge_page2(draft: Draft, patch: dict[str, object]) -> Draft:
    changes = read_page2(read_object(patch, "page 2", PAGE2_KEYS))
    page: Page2 = replace(draft.page2, **changes)
    return Draft(page1=draft.page1, page2=page, page3=draft.page3)


def _merge_page3(draft: Draft, patch: dict[str, object]) -> Draft:
    read_object(patch, "page 3", PAGE3_KEYS, complete=True)
    shares = stored_shares(read_shares(patch["allocations"]))
    return Draft(page1=draft.page1, page2=draft.page2, page3=Page3(allocations=Allocations(*shares)))


_MERGE: Final[dict[int, Callable[[Draft, dict[str, object]], Draft]]] = {
    1: _merge_page1,
    2: _merge_page2,
    3: _merge_page3,
}
