"""What a push may make a server do before anything of it is known to be right."""

from __future__ import annotations

import tracemalloc

import msgspec
import pytest

from shared.chain.header import encode_array
from shared.errors import AutusError
from shared.sync.parse import parse_push
from shared.wire.limits import PUSH_BYTES_MAX, PUSH_COMMITS_MAX
from shared.wire.pushes import Certificate, Push

VAULT, ROSTER = b"v" * 16, b"r" * 32


def of_commits(raw: bytes) -> Push:
    return Push(
        base=None,
        head=bytes(32),
        commits=msgspec.Raw(raw),
        certificate=Certificate(bytes(16), 1, ROSTER, bytes(64)),
    )


def test_a_push_of_countless_commits_takes_no_memory() -> None:
    count = PUSH_BYTES_MAX // 5
    push = of_commits(b"\xdd" + count.to_bytes(4, "big") + b"\x92\xc4\x00\xc4\x00" * count)
    tracemalloc.start()
    try:
        parsed = parse_push(push, VAULT)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert parsed.too_large is not None
    assert parsed.too_large.fields["count"] == count
    assert most < 100_000


@pytest.mark.parametrize("count", [1, 15, 16, PUSH_COMMITS_MAX, PUSH_COMMITS_MAX + 1, 65_535, 65_536])
def test_commits_are_counted_in_every_form_of_an_array(count: int) -> None:
    parsed = parse_push(of_commits(encode_array([(b"h", b"c")] * count)), VAULT)
    if count > PUSH_COMMITS_MAX:
        assert parsed.too_large is not None
        assert parsed.too_large.fields["count"] == count
    else:
        assert (parsed.count, parsed.too_large) == (count, None)


@pytest.mark.parametrize("raw", [b"\x90", b"\xdc\x00\x00", b"\xdc", b"\xdd\x00", b"\x80", b"\xc0", b"\x01"])
def test_what_is_no_array_of_commits_is_refused(raw: bytes) -> None:
    with pytest.raises(AutusError, match="BAD_REQUEST"):
        parse_push(of_commits(raw), VAULT)
