"""Drafts as commits record them: checked strictly, installed verbatim, never normalised a second time."""

from __future__ import annotations

from msgspec import convert

from shared.physics.draft import SLOTS, Allocations, Draft, Page1, Page2, Page3
from shared.physics.fields import MASS_MODIFIER, SHARE, SHIFT, UNIT, VOLUME, check_range, read_object
from shared.physics.node_ops import check_operations
from shared.physics.patch import (
    PAGE1_KEYS,
    PAGE2_KEYS,
    PAGE3_KEYS,
    install,
    read_page1,
    read_page2,
    read_shares,
)
from shared.physics.state import State


def install_draft(state: State, draft: Draft | dict[str, object]) -> State:
    """`state` in SIM with a recorded draft, verbatim.

    A dict must be complete and stored as the pipeline stores it; of a decoded Draft only the ranges remain to
    be checked. Raises DraftRejected with the codes of `draft_update`.
    """
    checked = draft if isinstance(draft, Draft) else _read_draft(draft)
    check_draft(checked)
    return install(state, checked, state.t_ms)


_MASS_LOW, _MASS_HIGH = MASS_MODIFIER
_VOLUME_LOW, _VOLUME_HIGH = VOLUME
_UNIT_LOW, _UNIT_HIGH = UNIT
_SHIFT_LOW, _SHIFT_HIGH = SHIFT
_SHARE_LOW, _SHARE_HIGH = SHARE


def check_draft(draft: Draft) -> None:
    """Refuse a recorded draft with a value outside the ranges. Raises DraftRejected."""
    # Every replayed commit comes through here: the call that names the field is for those that are refused.
    if not _in_range(draft):
        _check_fields(draft)
    if draft.page2.ops:
        check_operations(draft.page2.ops)


def _in_range(draft: Draft) -> bool:
    """True only when every number is inside its limits; False may also be a sum beyond the largest float."""
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
        # A NaN anywhere makes the sum one, which is in no range.
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


def _read_draft(document: object) -> Draft:
    pages = read_object(document, "draft", ("page1", "page2", "page3"), complete=True)
    page1 = read_page1(read_object(pages["page1"], "page 1", PAGE1_KEYS, complete=True))
    page2 = read_page2(read_object(pages["page2"], "page 2", PAGE2_KEYS, complete=True), recorded=True)
    page3 = read_object(pages["page3"], "page 3", PAGE3_KEYS, complete=True)
    shares = read_shares(page3["allocations"], complete=True)
    return Draft(
        page1=convert(page1, Page1),
        page2=convert(page2, Page2),
        page3=Page3(allocations=Allocations(*shares)),
    )
