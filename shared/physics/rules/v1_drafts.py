"""Rule set `autus.rules.v1`: patches of drafts, and the ranges of recorded drafts. LOCKED."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import convert
from msgspec.structs import replace

from shared.physics.draft import SLOTS, Allocations, Draft, Page1, Page2, Page3, Shares
from shared.physics.errors import DraftRejected
from shared.physics.fields import (
    MASS_MODIFIER,
    SHARE,
    SHIFT,
    UNIT,
    VOLUME,
    Limits,
    check_range,
    read_choice,
    read_number,
    read_object,
)
from shared.physics.node_ops import check_operations, read_operations
from shared.physics.rules.v1 import HORIZONS, normalise
from shared.physics.text import shown

PAGE1_KEYS: Final = ("mass_modifier", "volume_override", "horizon_override")
PAGE2_KEYS: Final = ("mass_filter", "flow_filter", "sigma_filter", "virtual_anchor_shift", "ops")
PAGE3_KEYS: Final = ("allocations",)

PAGE1_LIMITS: Final[dict[str, Limits]] = {"mass_modifier": MASS_MODIFIER, "volume_override": VOLUME}
PAGE2_LIMITS: Final[dict[str, Limits]] = {"mass_filter": UNIT, "flow_filter": UNIT, "sigma_filter": UNIT}


def merge_patch(draft: Draft, page: int, patch: dict[str, object]) -> Draft:
    """`draft` with `patch` merged into `page` (1, 2 or 3). Lists and allocations are replaced whole.

    Raises DraftRejected.
    """
    if type(page) is not int or page not in _MERGE:
        raise DraftRejected("INVALID_PAGE", f"page is {shown(page)}; allowed is 1, 2 or 3", field="page")
    if type(patch) is not dict:
        raise DraftRejected("INVALID_PATCH_TYPE", f"a patch must be a map, not {shown(patch)}", field="patch")
    return _MERGE[page](draft, patch)


def read_draft(document: object) -> Draft:
    """The draft in a recorded document, which must be complete and in the form that a commit records.

    `check_draft` must still check the operations. Raises DraftRejected.
    """
    pages = read_object(document, "draft", ("page1", "page2", "page3"), complete=True)
    page1 = _read_page1(read_object(pages["page1"], "page 1", PAGE1_KEYS, complete=True))
    page2 = _read_page2(read_object(pages["page2"], "page 2", PAGE2_KEYS, complete=True), recorded=True)
    page3 = read_object(pages["page3"], "page 3", PAGE3_KEYS, complete=True)
    shares = _read_shares(page3["allocations"], complete=True)
    return Draft(
        page1=convert(page1, Page1),
        page2=convert(page2, Page2),
        page3=Page3(allocations=Allocations(*shares)),
    )


def stored_shares(shares: Shares) -> Shares:
    """Allocations as a draft keeps them: `N(snap(N(a)))`."""
    n, ne, e, se, s, sw, w, nw = normalise(shares)
    return normalise((_snap(n), _snap(ne), _snap(e), _snap(se), _snap(s), _snap(sw), _snap(w), _snap(nw)))


def _snap(share: float) -> float:
    return round(share / 0.01) * 0.01


def _read_page1(patch: Mapping[str, object]) -> dict[str, object]:
    """The accepted values of `patch` for page 1."""
    changes = _read_numbers(patch, PAGE1_LIMITS)
    if "horizon_override" in patch:
        changes["horizon_override"] = read_choice(patch["horizon_override"], "horizon_override", HORIZONS)
    return changes


def _read_page2(patch: Mapping[str, object], *, recorded: bool = False) -> dict[str, object]:
    """The accepted values of `patch` for page 2."""
    changes = _read_numbers(patch, PAGE2_LIMITS)
    if "virtual_anchor_shift" in patch:
        changes["virtual_anchor_shift"] = _read_shift(patch["virtual_anchor_shift"])
    if "ops" in patch:
        changes["ops"] = read_operations(patch["ops"], recorded=recorded)
    return changes


def _read_shares(value: object, *, complete: bool = False) -> Shares:
    """The eight shares in slot order. A missing slot is 0, or refused with `complete`."""
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
    changes = _read_page1(read_object(patch, "page 1", PAGE1_KEYS))
    page: Page1 = replace(draft.page1, **changes)
    return Draft(page1=page, page2=draft.page2, page3=draft.page3)


def _merge_page2(draft: Draft, patch: dict[str, object]) -> Draft:
    changes = _read_page2(read_object(patch, "page 2", PAGE2_KEYS))
    page: Page2 = replace(draft.page2, **changes)
    return Draft(page1=draft.page1, page2=page, page3=draft.page3)


def _merge_page3(draft: Draft, patch: dict[str, object]) -> Draft:
    read_object(patch, "page 3", PAGE3_KEYS, complete=True)
    shares = stored_shares(_read_shares(patch["allocations"]))
    return Draft(page1=draft.page1, page2=draft.page2, page3=Page3(allocations=Allocations(*shares)))


_MERGE: Final[dict[int, Callable[[Draft, dict[str, object]], Draft]]] = {
    1: _merge_page1,
    2: _merge_page2,
    3: _merge_page3,
}

_MASS_LOW, _MASS_HIGH = MASS_MODIFIER
_VOLUME_LOW, _VOLUME_HIGH = VOLUME
_UNIT_LOW, _UNIT_HIGH = UNIT
_SHIFT_LOW, _SHIFT_HIGH = SHIFT
_SHARE_LOW, _SHARE_HIGH = SHARE


def check_draft(draft: Draft) -> None:
    """Raises DraftRejected for a recorded draft with a value outside the ranges."""
    # Every replayed commit comes through here. Only a refusal needs the slower check, which names the field.
    if not _in_range(draft):
        _check_fields(draft)
    if draft.page2.ops:
        check_operations(draft.page2.ops)


def _in_range(draft: Draft) -> bool:
    """True if every number is in range. False may also mean that the sum of the shares overflows."""
    page1, page2 = draft.page1, draft.page2
    x, y = page2.virtual_anchor_shift
    n, ne, e, se, s, sw, w, nw = shares = draft.page3.allocations.shares()
    return (
        _MASS_LOW <= page1.mass_modifier <= _MASS_HIGH
        and _VOLUME_LOW <= page1.volume_override <= _VOLUME_HIGH
        and _UNIT_LOW <= page2.mass_filter <= _UNIT_HIGH
        and _UNIT_LOW <= page2.flow_filter <= _UNIT_HIGH
        and _UNIT_LOW <= page2.sigma_filter <= _UNIT_HIGH
        and _SHIFT_LOW <= x <= _SHIFT_HIGH
        and _SHIFT_LOW <= y <= _SHIFT_HIGH
        and min(shares) >= _SHARE_LOW
        # A NaN anywhere makes the sum NaN, which is in no range.
        and n + ne + e + se + s + sw + w + nw <= _SHARE_HIGH
    )


def _check_fields(draft: Draft) -> None:
    page1, page2 = draft.page1, draft.page2
    check_range(page1.mass_modifier, "mass_modifier", MASS_MODIFIER)
    check_range(page1.volume_override, "volume_override", VOLUME)
    check_range(page2.mass_filter, "mass_filter", UNIT)
    check_range(page2.flow_filter, "flow_filter", UNIT)
    check_range(page2.sigma_filter, "sigma_filter", UNIT)
    for part in page2.virtual_anchor_shift:
        check_range(part, "virtual_anchor_shift", SHIFT, "INVALID_VECTOR_RANGE")
    for slot, share in zip(SLOTS, draft.page3.allocations.shares(), strict=True):
        check_range(share, slot, SHARE)
