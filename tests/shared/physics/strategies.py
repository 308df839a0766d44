"""Hypothesis strategies: patches inside the rules, states they lead to, and hostile values."""

from __future__ import annotations

from hypothesis import strategies as st

from shared.kernel import SLOTS, State, commit, draft_update, new_state

HORIZONS = ("H1", "D1", "D7", "D30", "D180")
TIMES = st.integers(0, 2**53 - 1)
# Few ids, so that operations meet; some that sort and escape in interesting ways.
IDS = st.sampled_from(["SELF", "A", "a", "B", "노드", '"', "\\", "é", "\U0001f600", "\x00", "x" * 64])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def numbers(low: float, high: float):
    return st.one_of(
        st.floats(low, high),
        st.sampled_from(
            [x for x in (low, high, 0.0, -0.0, 1e-5, -1e-7, 5e-7, 0.1, 1, 0) if low <= x <= high]
        ),
    )


UNIT = numbers(0.0, 1.0)

PAGE1 = st.fixed_dictionaries(
    {},
    optional={
        "mass_modifier": numbers(-0.5, 0.5),
        "volume_override": numbers(0.3, 0.9),
        "horizon_override": st.sampled_from(HORIZONS),
    },
)
NEW_NODE = st.fixed_dictionaries(
    {"id": IDS}, optional={"mass": UNIT, "sigma": UNIT, "density": UNIT, "type": TEXTS}
)


def _operation(kind: str, fields: dict, optional: dict | None = None):
    stamp = {
        "op_id": st.text("abc", min_size=1, max_size=3),
        "t_ms": st.integers(0, 5),
        "type": st.just(kind),
    }
    return st.fixed_dictionaries({**stamp, **fields}, optional=optional or {})


OPERATION = st.one_of(
    _operation("NODE_CREATE", {"node": NEW_NODE}),
    _operation("NODE_DELETE", {"node_id": IDS}),
    _operation("NODE_MASS_SCALE", {"node_id": IDS}, {"scale": numbers(0.5, 2.0)}),
    _operation("EDGE_WEIGHT_SET", {"a": IDS, "b": IDS}, {"flow": UNIT}),
)
PAGE2 = st.fixed_dictionaries(
    {},
    optional={
        "mass_filter": UNIT,
        "flow_filter": UNIT,
        "sigma_filter": UNIT,
        "virtual_anchor_shift": st.lists(numbers(-1.0, 1.0), min_size=2, max_size=2),
        "ops": st.lists(OPERATION, max_size=12),
    },
)
SHARE = st.one_of(numbers(0.0, 1.0), st.sampled_from([5e-324, 1e308, 1.7976931348623157e308, 2**53 - 1, 7]))
PAGE3 = st.fixed_dictionaries(
    {"allocations": st.dictionaries(st.sampled_from(SLOTS), SHARE, max_size=8)},
)
PATCHES = st.one_of(st.tuples(st.just(1), PAGE1), st.tuples(st.just(2), PAGE2), st.tuples(st.just(3), PAGE3))
SESSION_IDS = st.one_of(st.just("vault-0001"), st.text(st.characters(exclude_categories=["Cs"]), min_size=4))


@st.composite
def states(draw) -> State:
    """A state after some commits, with or without a draft."""
    state = new_state(draw(SESSION_IDS))
    for t_ms, patches in draw(st.lists(st.tuples(TIMES, st.lists(PATCHES, max_size=4)), max_size=4)):
        for page, patch in patches:
            state = draft_update(state, page, patch, t_ms)
        if draw(st.booleans()):
            state = commit(state, t_ms, gate=False).state
    return state


HOSTILE_NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from(
        [2**53, -(2**53), 10**400, -(10**400), float("nan"), float("inf"), -float("inf"), True, False]
    ),
)
HOSTILE_TEXTS = st.one_of(
    st.text(max_size=6), st.sampled_from(["\ud800", "a\udfff", "0.3", "x" * 10_000, "a b", "a b", ""])
)
FIELD_NAMES = st.sampled_from(
    [
        *(
            "mass_modifier",
            "volume_override",
            "horizon_override",
            "mass_filter",
            "flow_filter",
            "sigma_filter",
        ),
        *(
            "virtual_anchor_shift",
            "ops",
            "allocations",
            "N",
            "E",
            "SW",
            "op_id",
            "t_ms",
            "type",
            "node",
            "node_id",
        ),
        *("id", "mass", "sigma", "density", "scale", "a", "b", "flow", "page1", "page2", "page3"),
    ]
)
KINDS = st.sampled_from(["NODE_CREATE", "NODE_DELETE", "NODE_MASS_SCALE", "EDGE_WEIGHT_SET", "NODE_SPLIT"])
# Beyond JSON too: a caller in Python may hand over anything.
LEAVES = st.one_of(
    st.none(), HOSTILE_NUMBERS, HOSTILE_TEXTS, KINDS, IDS, st.sampled_from(HORIZONS), st.binary(max_size=3)
)
GARBAGE = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner),
        st.dictionaries(st.one_of(FIELD_NAMES, HOSTILE_TEXTS, st.integers()), inner, max_size=5),
    ),
    max_leaves=20,
)


@st.composite
def damaged_patches(draw):
    """A patch inside the rules with one value, at any depth, replaced by garbage; not always refused."""
    page, patch = draw(PATCHES)
    return page, _damage(draw, patch)


def _damage(draw, value):
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: _damage(draw, value[key])}
    if isinstance(value, list) and value and draw(st.booleans()):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], _damage(draw, value[index]), *value[index + 1 :]]
    return draw(GARBAGE)
