"""The digits of two views of an account are equal where the views are, and differ where anything differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.hashing import hkdf, hmac_sha256
from shared.vault.comparison import ComparedDigits, compare_digits
from shared.wire.encoding import encode
from tests.conftest import ROOT

VECTOR = ROOT / "tests" / "vectors" / "comparison-v1.json"
keys = st.binary(min_size=32, max_size=32)
heads = st.dictionaries(st.binary(min_size=16, max_size=16), keys, max_size=4)
views = st.tuples(keys, keys, keys, keys, heads)
View = tuple[bytes, bytes, bytes, bytes, Mapping[bytes, bytes]]


@given(one=views, other=views)
def test_digits_are_equal_where_the_views_are(one: View, other: View) -> None:
    a, b = compare_digits(*one), compare_digits(*other)
    assert (a.whole == b.whole) == (one == other)
    assert compare_digits(*one[:4], dict(reversed(one[4].items()))) == a


@given(view=views, place=st.integers(0, 3), byte=st.integers(0, 31))
def test_any_byte_changes_the_digits(view: View, place: int, byte: int) -> None:
    parts = list(view[:4])
    changed = bytearray(parts[place])
    changed[byte] ^= 1
    parts[place] = bytes(changed)
    before, after = compare_digits(*view), compare_digits(*parts, view[4])
    assert before.whole != after.whole
    assert before.account != after.account


@given(view=views, data=st.data())
def test_the_parts_say_which_vault_differs(view: View, data: st.DataObject) -> None:
    before = compare_digits(*view)
    if not view[4]:
        return
    vault = data.draw(st.sampled_from(sorted(view[4])))
    moved = compare_digits(*view[:4], {**view[4], vault: sha256(view[4][vault]).digest()})
    without = compare_digits(*view[:4], {key: head for key, head in view[4].items() if key != vault})
    assert len({before.whole, moved.whole, without.whole}) == 3
    assert before.account == moved.account == without.account
    differing = {key for key in before.vaults if before.vaults[key] != moved.vaults[key]}
    assert differing == {vault}
    assert before.vaults.keys() - without.vaults.keys() == {vault}


def test_the_vector() -> None:
    vector = json.loads(VECTOR.read_text())
    given_heads = {bytes.fromhex(key): bytes.fromhex(head) for key, head in vector["heads"].items()}
    account_key, identity, roster_head, key_id = (
        bytes.fromhex(vector[name]) for name in ("account_key", "identity", "roster_head", "key_id")
    )
    found = compare_digits(account_key, identity, roster_head, key_id, given_heads)
    expected = vector["digits"]
    vaults = {bytes.fromhex(vault): digits for vault, digits in expected["vaults"].items()}
    assert found == ComparedDigits(expected["whole"], expected["account"], vaults)
    # The description in docs/spec/keys.md, step by step.
    key = hkdf(account_key, b"", b"autus/v1/compare", 32)
    ordered = [list(each) for each in sorted(given_heads.items())]
    content = encode(["all", identity, roster_head, key_id, ordered])
    tag = hmac_sha256(key, content)
    assert (content.hex(), tag.hex()) == (vector["content"], vector["tag"])
    assert found.whole == f"{int(tag.hex(), 16) % 10**40:040d}"
