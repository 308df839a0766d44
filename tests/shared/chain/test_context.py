from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chain.context import decode_context, encode_context, fold_context, validate_context
from shared.errors import AutusError
from shared.kernel import SLOTS, canonical_json

NULL_OR = st.none().__or__
words = st.text(max_size=20)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "note": NULL_OR(words),
        "goal": NULL_OR(
            st.fixed_dictionaries(
                {}, optional={"title": NULL_OR(words), "why": NULL_OR(words), "due": NULL_OR(words)}
            )
        ),
        "names": NULL_OR(st.dictionaries(words, NULL_OR(words), max_size=4)),
        "slots": NULL_OR(st.dictionaries(st.sampled_from(SLOTS), NULL_OR(words), max_size=4)),
        "mood": st.integers(-5, 5) | st.lists(words, max_size=2) | st.none(),
    },
)


@given(contexts)
def test_a_context_survives_its_encoding(context):
    assert decode_context(encode_context(context)) == context
    assert encode_context(context) == canonical_json(context).encode()


@given(st.lists(contexts, max_size=5))
def test_a_fold_holds_the_last_of_each_key_and_no_null(commits):
    folded: dict[str, object] = {}
    for context in commits:
        before = repr(folded)
        result = fold_context(folded, context)
        assert repr(folded) == before
        folded = result
    for field in ("note", "mood", "goal"):
        given_values = [context[field] for context in commits if field in context]
        last = given_values[-1] if given_values else None
        if isinstance(last, dict):
            last = {key: value for key, value in last.items() if value is not None} or None
        assert folded.get(field) == last
    for field in ("names", "slots"):
        expected: dict[str, str] = {}
        for context in commits:
            values = context.get(field, {})
            expected = {} if values is None else {**expected, **values}
            expected = {key: value for key, value in expected.items() if value is not None}
        assert folded.get(field, {}) == expected
    validate_context(folded)


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "context",
    [
        [],
        {"note": 1},
        {"note": "x" * 4_001},
        {"goal": "x"},
        {"goal": {"title": "x" * 201}},
        {"goal": {"why": "x" * 4_001}},
        {"goal": {"due": "x" * 65}},
        {"goal": {"title": []}},
        {"names": {"n": "x" * 65}},
        {"names": {"n" * 65: "x"}},
        {"names": {"n": 1}},
        {"names": {str(number): "x" for number in range(1_001)}},
        {"names": []},
        {"names": {1: "x"}},
        {"slots": {"X": "x"}},
        {"slots": {"N": "x" * 201}},
        {"slots": {"N": 1}},
        {"note": "\ud800"},
        {"other": float("nan")},
        {"other": deep(17)},
        {1: 2},
    ],
)
def test_what_no_commit_may_carry(context):
    with pytest.raises(AutusError) as refusal:
        encode_context(context)
    assert refusal.value.code == "BAD_CONTEXT"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[1]",
        b"null",
        b'{"note": "x"}',
        b'{"b":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":1,"a":1}',
        b"[" * 9_999,
    ],
)
def test_what_is_no_canonical_context(data):
    with pytest.raises(AutusError) as refusal:
        decode_context(data)
    assert refusal.value.code == "BAD_CONTEXT"


def test_unknown_fields_are_kept_and_handed_on():
    context = {"goal": {"title": "T", "colour": "blue"}, "mood": {"now": [1, 2.5]}}
    assert decode_context(encode_context(context)) == context
    assert fold_context({"weather": "fine"}, context) == {"weather": "fine", **context}


def test_of_a_goal_only_the_touched_fields_fold():
    old = {"goal": {"title": "T1", "why": "W1", "colour": "blue"}, "names": {"n": "a"}}
    new = {"goal": {"title": "T2", "why": None, "due": "2031-01-02"}, "touched": ["title", "due"]}
    expected = {"title": "T2", "why": "W1", "due": "2031-01-02", "colour": "blue"}
    assert fold_context(old, new) == {"goal": expected, "names": {"n": "a"}}
    assert fold_context({}, new) == {"goal": {"title": "T2", "due": "2031-01-02"}}
    assert fold_context(old, {**new, "touched": ["why"]})["goal"] == {"title": "T1", "colour": "blue"}
    # An older version writes no list, and a list of another form counts as none.
    for other in ({}, {"touched": None}, {"touched": {"title": 1}}):
        assert fold_context(old, {"goal": new["goal"], **other})["goal"] == {
            "title": "T2",
            "due": "2031-01-02",
        }
    assert fold_context(old, {"goal": None, "touched": ["title"]}) == {"names": {"n": "a"}}
    assert fold_context(old, {"touched": ["title"]}) == old
