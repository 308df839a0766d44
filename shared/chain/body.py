"""Bodies: what a commit did, in canonical JSON under the opening key."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from shared.chain.header import Kind
from shared.errors import AutusError
from shared.kernel import Draft, canonical_json, knows_rules, marker_hash
from shared.wire.decoding import Limits, json_decoder
from shared.wire.limits import COMMIT_PART_BYTES_MAX

LABEL_LENGTH_MAX: Final = 200
VERSION: Final = 1

KIND_NAMES: Final = {Kind.GENESIS: "genesis", Kind.COMMIT: "commit", Kind.MERGE: "merge"}

# No check for hex: replay compares each one with a computed hash before it accepts a commit.
_Hash = Annotated[str, Meta(min_length=64, max_length=64)]
# The text of a merge is two hashes joined by "+", because it continues two markers.
_PreviousHash = Annotated[str, Meta(min_length=64, max_length=129)]
_Time = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Marker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One link of the marker chain: hashes in lower-case hex, `t_ms` in integer milliseconds."""

    hash: _Hash
    label: Annotated[str, Meta(max_length=200)] | None
    prev_hash: _PreviousHash | None
    state_hash: _Hash
    t_ms: _Time


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """The private part of a commit. `draft` is present in commits and absent in geneses and merges."""

    draft: Draft | None = None
    kind: Literal["genesis", "commit", "merge"]
    marker: Marker
    rules: str
    t_ms: _Time
    v: int

    @property
    def step(self) -> Step:
        return Step(self.rules, self.draft)


class Step(NamedTuple):
    """What a replay needs of a body: its rules and its draft, None in a genesis."""

    rules: str
    draft: Draft | None


class _Outline(Struct):
    """The fields that a body of any version has."""

    rules: str
    v: int


_decode = json_decoder(Body, Limits(COMMIT_PART_BYTES_MAX))
_decode_outline = json_decoder(_Outline, Limits(COMMIT_PART_BYTES_MAX))
_encode = msgspec.json.Encoder(order="sorted").encode

# A number with a negative exponent, perhaps. A text that looks like one only costs time.
_small_number = re.compile(rb"[\[:,]-?[0-9.]+e-").search

# msgspec writes floats from here on with an exponent, but without Python's `+`.
_EXPONENT_FROM: Final = 1e16


def encode_body(body: Body) -> bytes:
    """The body's canonical JSON, UTF-8. Raises AutusError (BAD_BODY) if `decode_body` would refuse it."""
    try:
        data = _canonical(body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise AutusError("BAD_BODY", str(error)) from None
    decode_body(data)
    return data


def decode_body(data: bytes) -> Body:
    """The body in `data`, with its marker verified.

    Raises AutusError: BAD_BODY, UPDATE_REQUIRED (unknown version or rules), BAD_MARKER. Replay checks the
    ranges of the draft.
    """
    body = parse_body(data)
    check_marker(body)
    return body


def parse_body(data: bytes) -> Body:
    """As `decode_body`, without a check of the marker. An opening checks the replay tag first."""
    try:
        body = _decode(data)
    except msgspec.MsgspecError as error:
        _require_known(data)
        raise AutusError("BAD_BODY", str(error)) from None
    if not knows_rules(body.rules) or body.v != VERSION:
        raise _update_required(body.v, body.rules)
    if (body.kind == "commit") is not (body.draft is not None):
        raise AutusError(
            "BAD_BODY", f"a {body.kind} {'needs a' if body.kind == 'commit' else 'has no'} draft"
        )
    if body.marker.t_ms != body.t_ms:
        raise AutusError("BAD_BODY", "the marker has another t_ms")
    if not _is_canonical(body, data):
        raise AutusError("BAD_BODY", "the text is not canonical")
    return body


def check_marker(body: Body) -> None:
    """Raises AutusError (BAD_MARKER) if the marker's hash does not match its other fields."""
    marker = body.marker
    computed = marker_hash(marker.t_ms, marker.state_hash, marker.prev_hash, marker.label)
    if computed != marker.hash:
        raise AutusError("BAD_MARKER", "the marker's hash is wrong", computed=computed, recorded=marker.hash)


def _is_canonical(body: Body, data: bytes) -> bool:
    # msgspec writes every text and most numbers as Python does, many times faster. Python writes the numbers
    # that may differ: small ones (0.00001 and 1e-05) and large ones (1e16 and 1e+16).
    if b".0000" in data or (b"e-" in data and _small_number(data)):
        return _slowly_canonical(body) == data
    draft = body.draft
    if draft is not None and max(draft.page3.allocations.shares()) >= _EXPONENT_FROM:
        return _slowly_canonical(body) == data
    return _encode(body) == data


def _canonical(body: Body) -> bytes:
    data = _encode(body)
    return data if _is_canonical(body, data) else _slowly_canonical(body)


def _slowly_canonical(body: Body) -> bytes:
    return canonical_json(msgspec.to_builtins(body)).encode()


def _require_known(data: bytes) -> None:
    """Raises AutusError (UPDATE_REQUIRED) if an undecodable body is of an unknown version or rules."""
    try:
        outline = _decode_outline(data)
    except msgspec.MsgspecError:
        return
    if not knows_rules(outline.rules) or outline.v != VERSION:
        raise _update_required(outline.v, outline.rules)


def _update_required(version: int, rules: str) -> AutusError:
    return AutusError(
        "UPDATE_REQUIRED",
        f"made under version {version}, rules {rules[:64]}",
        version=version,
        rules=rules[:64],
    )
