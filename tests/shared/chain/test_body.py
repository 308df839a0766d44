from __future__ import annotations

import json
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chain.body import Body, decode_body, encode_body, parse_body
from shared.errors import AutusError
from shared.kernel import canonical_json, install_draft, marker_hash, new_state
from tests.shared.chain.histories import VAULT, commit_body, genesis_body, some_draft

STATE = new_state(VAULT.hex())
PARENT = "ab" * 32


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    source = random.Random(draw(st.integers(0, 2**32)))
    draft = some_draft(source)
    small = draw(st.floats(-0.5, 0.5))
    draft = msgspec.structs.replace(draft, page1=msgspec.structs.replace(draft.page1, mass_modifier=small))
    label = draw(st.none() | st.text(max_size=200))
    return commit_body(STATE, draft, draw(st.integers(0, 2**53 - 1)), (PARENT,), label)


@given(bodies())
def test_a_body_survives_its_encoding_which_is_canonical_json(body):
    data = encode_body(body)
    assert decode_body(data) == body
    assert data == canonical_json(json.loads(data)).encode()
    install_draft(STATE, json.loads(data)["draft"])


def document(**changes: object) -> dict[str, object]:
    body = commit_body(STATE, some_draft(random.Random(1)), 5, (PARENT,), "label")
    return {**json.loads(encode_body(body)), **changes}


def refused(data: bytes) -> str:
    with pytest.raises(AutusError) as refusal:
        decode_body(data)
    return refusal.value.code


def test_geneses_and_merges_have_no_draft():
    data = encode_body(genesis_body(VAULT, 3))
    assert json.loads(data).keys() == {"kind", "marker", "rules", "t_ms", "v"}
    assert refused(canonical_json({**json.loads(data), "draft": None}).encode()) == "BAD_BODY"
    assert refused(canonical_json({**json.loads(data), "draft": document()["draft"]}).encode()) == "BAD_BODY"
    assert refused(canonical_json({**json.loads(data), "kind": "commit"}).encode()) == "BAD_BODY"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"t_ms": -1}, "BAD_BODY"),
        ({"t_ms": 5.0}, "BAD_BODY"),
        ({"t_ms": 6}, "BAD_BODY"),
        ({"t_ms": 2**53}, "BAD_BODY"),
        ({"kind": "other"}, "BAD_BODY"),
        ({"extra": 1}, "BAD_BODY"),
        ({"marker": None}, "BAD_BODY"),
        ({"draft": {}}, "BAD_BODY"),
        ({"rules": "autus.rules.unknown"}, "UPDATE_REQUIRED"),
        ({"v": 2}, "UPDATE_REQUIRED"),
        ({"rules": "autus.rules.unknown", "draft": {"page9": 1}}, "UPDATE_REQUIRED"),
        ({"rules": 1}, "BAD_BODY"),
    ],
)
def test_each_wrong_field_is_refused(changes, code):
    assert refused(canonical_json(document(**changes)).encode()) == code


def with_marker(rehash: bool, **changes: object) -> bytes:
    body = document()
    marker = {**body["marker"], **changes}
    if rehash:
        fields = ("t_ms", "state_hash", "prev_hash", "label")
        marker["hash"] = marker_hash(*[marker[field] for field in fields])
    return canonical_json({**body, "marker": marker}).encode()


def test_the_marker_is_verified_last():
    decode_body(with_marker(rehash=True, label=None))
    assert refused(with_marker(rehash=False, label=None)) == "BAD_MARKER"
    assert refused(with_marker(rehash=False, hash="0" * 64)) == "BAD_MARKER"
    assert refused(with_marker(rehash=True, label="x" * 201)) == "BAD_BODY"
    assert refused(with_marker(rehash=True, state_hash="0" * 63)) == "BAD_BODY"
    assert refused(with_marker(rehash=True, t_ms=6)) == "BAD_BODY"
    parse_body(with_marker(rehash=False, hash="0" * 64))


def test_other_texts_of_the_same_values_are_refused():
    text = canonical_json(document())
    decode_body(text.encode())
    for changed in (
        " " + text,
        text + "\n",
        text.replace('"v":1', '"v":1.0'),
        text.replace('"v":1', '"v": 1'),
        text.replace('"kind"', '"\\u006bind"'),
        text.replace('"t_ms":5,"v":1', '"v":1,"t_ms":5'),
        text.replace('"v":1', '"v":1,"v":1'),
        text.replace('"label":"label"', '"label":"l\\u0061bel"'),
        text[:-1],
        "",
        "[]",
    ):
        assert refused(changed.encode()) == "BAD_BODY"
    assert refused(b"\xff" + text.encode()) == "BAD_BODY"


def test_nesting_without_end_is_refused():
    assert refused(b"[" * 100_000) == "BAD_BODY"


def test_numbers_are_in_pythons_text():
    draft = some_draft(random.Random(2))
    page1 = msgspec.structs.replace(draft.page1, mass_modifier=1e-05)
    body = commit_body(STATE, msgspec.structs.replace(draft, page1=page1), 5, (PARENT,))
    data = encode_body(body)
    assert b'"mass_modifier":1e-05' in data
    for other in (b"0.00001", b"1e-5", b"1E-05", b"10e-06"):
        assert refused(data.replace(b"1e-05", other)) == "BAD_BODY"


def test_large_shares_are_in_pythons_text():
    text = canonical_json(document()).encode()
    body = decode_body(text)
    shares = msgspec.structs.replace(body.draft.page3.allocations, N=1e16)
    page3 = msgspec.structs.replace(body.draft.page3, allocations=shares)
    data = encode_body(msgspec.structs.replace(body, draft=msgspec.structs.replace(body.draft, page3=page3)))
    assert b'"N":1e+16' in data
    assert refused(data.replace(b"1e+16", b"1e16")) == "BAD_BODY"


def test_encoding_refuses_what_decoding_would():
    body = genesis_body(VAULT)
    for broken in (
        msgspec.structs.replace(body, v=2),
        msgspec.structs.replace(body, t_ms=1),
        msgspec.structs.replace(body, marker=msgspec.structs.replace(body.marker, label="\ud800")),
    ):
        with pytest.raises(AutusError):
            encode_body(broken)
