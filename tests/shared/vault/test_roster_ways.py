"""`ways` and `enrol` statements: who signs, what follows what, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AutusError
from shared.vault.roster import (
    Roster,
    extend_roster,
    read_verified,
    sign_enrol,
    sign_rename,
    sign_ways,
    verify_roster,
)
from shared.vault.roster_statements import DOMAIN, WayEntry, WaysContent, device_id
from shared.wire.accounts import SignedStatement
from shared.wire.encoding import encode
from tests.shared.chain.histories import run, seeded_crypto

CRYPTO = seeded_crypto()
SEEDS = [bytes([number]) * 32 for number in range(1, 9)]
KEYS = [run(CRYPTO.ed25519_public(seed)) for seed in SEEDS]
IDENTITY, PHONE = KEYS[0], run(CRYPTO.ed25519_public(b"p" * 32))
NAME = bytes(40)


def entry(kind: Any = "password", wrap: int = 1, verifier: int = 1) -> WayEntry:
    return WayEntry(kind, bytes([wrap]) * 16, bytes(32), bytes([verifier]) * 32)


def content(epoch: int, key: int, *entries: WayEntry) -> WaysContent:
    return WaysContent(epoch, bytes([epoch]) * 32, KEYS[key], device_id(PHONE), entries or (entry(),))


class Grown:
    """A roster that grows, and the statements of it."""

    def __init__(self) -> None:
        self.roster = Roster(IDENTITY)
        self.statements: list[SignedStatement] = []
        self.take(run(sign_enrol(CRYPTO, SEEDS[0], self.roster, PHONE, b"h" * 32, NAME, 1)))

    def take(self, signed: SignedStatement) -> None:
        self.roster = run(extend_roster(CRYPTO, self.roster, [signed]))
        self.statements.append(signed)

    def ways(self, seed: int, wanted: WaysContent, time_ms: int = 2) -> None:
        self.take(run(sign_ways(CRYPTO, SEEDS[seed], self.roster, wanted, time_ms)))

    def raw(self, seed: int, kind: str, wanted: object) -> SignedStatement:
        """A statement that nothing has checked."""
        place = [DOMAIN, IDENTITY, len(self.roster.heads), self.roster.head, 1, kind, wanted]
        data = encode(place)
        return SignedStatement(data, run(CRYPTO.ed25519_sign(SEEDS[seed], data)))

    def refuses(self, signed: SignedStatement) -> str:
        with pytest.raises(AutusError) as refused:
            run(extend_roster(CRYPTO, self.roster, [signed]))
        assert refused.value.fields["index"] == len(self.statements)
        return refused.value.code


def changed() -> Grown:
    grown = Grown()
    grown.ways(0, content(1, 0))
    grown.ways(0, content(2, 1, entry(), entry("recovery", 2, 2)), 3)
    return grown


def test_a_roster_names_several_passkeys_and_one_of_every_other_kind() -> None:
    grown = changed()
    passkeys = [entry("passkey", wrap, wrap) for wrap in (3, 4, 5)]
    grown.ways(1, content(3, 2, entry(), *passkeys), 4)
    ways = grown.roster.ways
    assert ways is not None
    assert [each.kind for each in ways.entries] == ["password", "passkey", "passkey", "passkey"]
    assert [ways.origins[each.wrap_id].added_ms for each in passkeys] == [4, 4, 4]
    for twice in (passkeys[0], entry("password", 6, 6)):
        wanted = content(4, 3, entry(), *passkeys, twice)
        assert grown.refuses(grown.raw(2, "ways", wanted)) == "BAD_STATEMENT"


def test_the_key_that_signs_moves_with_the_ways() -> None:
    grown = changed()
    ways = grown.roster.ways
    assert ways is not None
    assert (ways.epoch, ways.position, grown.roster.signing_key) == (2, 2, KEYS[1])
    assert ways.signing_keys == (KEYS[0], KEYS[1])
    # The password stays from before, the code is new.
    assert [ways.origins[each.wrap_id].added_ms for each in ways.entries] == [2, 3]
    rename = (CRYPTO, SEEDS[1], grown.roster, device_id(PHONE), NAME, 4)
    grown.take(run(sign_rename(*rename)))
    assert grown.refuses(grown.raw(0, "rename", [device_id(PHONE), NAME])) == "BAD_STATEMENT"
    assert run(verify_roster(CRYPTO, IDENTITY, grown.statements)) == grown.roster
    assert read_verified(IDENTITY, grown.statements) == grown.roster


def test_a_password_that_was_replaced_counts_as_new() -> None:
    grown = changed()
    grown.ways(1, content(3, 2, entry(verifier=9), entry("recovery", 2, 2)), 7)
    ways = grown.roster.ways
    assert ways is not None
    assert [ways.origins[each.wrap_id].added_ms for each in ways.entries] == [7, 3]


WRONG: dict[str, WaysContent] = {
    "the same epoch": content(2, 2),
    "an epoch too many": content(4, 2),
    "the first epoch again": content(1, 2),
    "the same signing key": content(3, 1),
    "the identity again": content(3, 0),
    "two passwords": content(3, 2, entry(), entry(wrap=2)),
    "one wrap id twice": content(3, 2, entry(), entry("recovery")),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_change_is_refused(name: str) -> None:
    grown = changed()
    assert grown.refuses(grown.raw(1, "ways", WRONG[name])) == "BAD_STATEMENT"
    with pytest.raises(AutusError):
        run(sign_ways(CRYPTO, SEEDS[1], grown.roster, WRONG[name], 1))


@pytest.mark.parametrize(
    "wanted",
    [
        [3, bytes(32), KEYS[2], bytes(16), []],
        [3, bytes(32), KEYS[2], bytes(16), [["password", bytes(16), bytes(32), bytes(32)]] * 17],
        [3, bytes(32), KEYS[2], bytes(16), [["pin", bytes(16), bytes(32), bytes(32)]]],
        [3, bytes(32), bytes(32), bytes(16), [["password", bytes(16), bytes(32), bytes(32)]]],
        [0, bytes(32), KEYS[2], bytes(16), [["password", bytes(16), bytes(32), bytes(32)]]],
        [3, bytes(32), KEYS[2], bytes(16), [["password", bytes(16), bytes(32)]]],
        [3, bytes(32), KEYS[2], [["password", bytes(16), bytes(32), bytes(32)]]],
        [],
    ],
)
def test_what_is_no_content_is_refused(wanted: object) -> None:
    grown = changed()
    assert grown.refuses(grown.raw(1, "ways", wanted)) == "BAD_STATEMENT"


def test_a_first_change_begins_with_epoch_one() -> None:
    grown = Grown()
    assert grown.refuses(grown.raw(0, "ways", content(2, 1))) == "BAD_STATEMENT"
    grown.ways(0, content(1, 1))
    assert grown.roster.signing_key == KEYS[1]


def test_nobody_but_the_present_key_signs_a_change() -> None:
    grown = changed()
    for seed in (0, 2, 3):
        assert grown.refuses(grown.raw(seed, "ways", content(3, 2))) == "BAD_STATEMENT"
    # A forged change in the middle does not make its key sign what follows.
    forged = grown.raw(3, "ways", content(3, 3))
    with pytest.raises(AutusError) as refused:
        run(verify_roster(CRYPTO, IDENTITY, [*grown.statements, forged]))
    assert (refused.value.code, refused.value.fields["index"]) == ("BAD_STATEMENT", 3)


def test_a_device_gets_another_half_and_keeps_its_place() -> None:
    grown = changed()
    assert grown.roster.devices[device_id(PHONE)].half == b"h" * 32
    assert grown.refuses(grown.raw(1, "enrol", [PHONE, b"h" * 32, NAME])) == "BAD_STATEMENT"
    assert grown.refuses(grown.raw(1, "enrol", [KEYS[4], bytes(32), NAME])) == "BAD_STATEMENT"
    assert grown.refuses(grown.raw(1, "add", [PHONE, NAME])) == "BAD_STATEMENT"
    grown.take(run(sign_enrol(CRYPTO, SEEDS[1], grown.roster, PHONE, b"i" * 32, NAME, 9)))
    found = grown.roster.devices[device_id(PHONE)]
    assert (found.half, found.added_at, found.added_ms) == (b"i" * 32, 0, 1)


@given(st.lists(st.tuples(st.sampled_from(["ways", "rename", "enrol"]), st.booleans()), max_size=6))
def test_a_roster_verified_at_once_is_the_one_that_grew(steps: list[tuple[str, bool]]) -> None:
    grown, key = Grown(), 0
    for number, (kind, with_code) in enumerate(steps):
        if kind == "rename":
            rename = (CRYPTO, SEEDS[key], grown.roster, device_id(PHONE), NAME, number)
            grown.take(run(sign_rename(*rename)))
        elif kind == "enrol":
            half = bytes([number + 1]) * 32
            grown.take(run(sign_enrol(CRYPTO, SEEDS[key], grown.roster, PHONE, half, NAME, number)))
        else:
            epoch = grown.roster.ways.epoch + 1 if grown.roster.ways else 1
            code = (entry("recovery", 2, epoch),) if with_code else ()
            grown.ways(key, content(epoch, key + 1, entry(), *code))
            key += 1
    assert run(verify_roster(CRYPTO, IDENTITY, grown.statements)) == grown.roster
    for end in range(1, len(grown.statements)):
        part = run(verify_roster(CRYPTO, IDENTITY, grown.statements[:end]))
        assert run(extend_roster(CRYPTO, part, grown.statements[end:])) == grown.roster
