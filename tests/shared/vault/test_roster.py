from __future__ import annotations

import msgspec
import pytest

from shared.crypto.hashing import sha256
from shared.errors import AutusError
from shared.vault.roster import (
    Roster,
    extend_roster,
    open_device_names,
    seal_device_name,
    sign_add,
    sign_rename,
    verify_roster,
)
from shared.vault.roster_statements import DOMAIN, decode_statement, device_id, statement_hash
from shared.wire.accounts import SignedStatement
from shared.wire.encoding import encode
from tests.shared.chain.histories import run, seeded_crypto

CRYPTO = seeded_crypto()
SEED = b"i" * 32
IDENTITY = run(CRYPTO.ed25519_public(SEED))
ACCOUNT_KEY = b"a" * 32
PHONE = run(CRYPTO.ed25519_public(b"p" * 32))
LAPTOP = run(CRYPTO.ed25519_public(b"l" * 32))


def name(public: bytes, text: str) -> bytes:
    return run(seal_device_name(CRYPTO, ACCOUNT_KEY, device_id(public), text))


def grown() -> tuple[Roster, list[SignedStatement]]:
    roster = Roster(IDENTITY)
    statements: list[SignedStatement] = []

    def take(signed: SignedStatement) -> Roster:
        statements.append(signed)
        return run(extend_roster(CRYPTO, roster, [signed]))

    roster = take(run(sign_add(CRYPTO, SEED, roster, PHONE, name(PHONE, "전화"), 10)))
    roster = take(run(sign_add(CRYPTO, SEED, roster, LAPTOP, name(LAPTOP, "laptop"), 20)))
    roster = take(run(sign_rename(CRYPTO, SEED, roster, device_id(PHONE), name(PHONE, "phone"), 30)))
    return roster, statements


ROSTER, STATEMENTS = grown()


def code(coroutine) -> str:
    with pytest.raises(AutusError) as refusal:
        run(coroutine)
    return refusal.value.code


def test_a_roster_verified_at_once_is_the_one_that_grew():
    assert run(verify_roster(CRYPTO, IDENTITY, STATEMENTS)) == ROSTER
    assert ROSTER.heads == tuple(statement_hash(signed) for signed in STATEMENTS)
    assert ROSTER.head == sha256(STATEMENTS[-1].statement)
    assert Roster(IDENTITY).head is None
    assert run(open_device_names(CRYPTO, [b"x" * 32, ACCOUNT_KEY], ROSTER)) == {
        device_id(PHONE): "phone",
        device_id(LAPTOP): "laptop",
    }
    assert run(open_device_names(CRYPTO, [b"x" * 32], ROSTER)) == {}


def test_devices_as_of_a_head():
    first, second, third = ROSTER.heads
    assert [ROSTER.position(head) for head in (first, second, third, b"x" * 32)] == [0, 1, 2, None]
    assert ROSTER.device_at(first, device_id(PHONE)).public == PHONE
    assert ROSTER.device_at(first, device_id(LAPTOP)) is None
    assert ROSTER.device_at(third, device_id(LAPTOP)).added_ms == 20
    assert ROSTER.device_at(b"x" * 32, device_id(PHONE)) is None
    assert ROSTER.device_at(third, b"x" * 16) is None


def test_omitted_reordered_or_repeated_statements_are_refused():
    one, two, three = STATEMENTS
    for wrong in ([two], [one, three], [two, one], [one, one], [one, two, two]):
        assert code(verify_roster(CRYPTO, IDENTITY, wrong)) == "BAD_STATEMENT"
    assert code(verify_roster(CRYPTO, PHONE, STATEMENTS)) == "BAD_STATEMENT"


def resigned(seed: bytes = SEED, **changes: object) -> SignedStatement:
    values: dict[str, object] = {
        "domain": DOMAIN,
        "identity": IDENTITY,
        "index": 3,
        "prev": ROSTER.head,
        "time_ms": 40,
        "kind": "rename",
        "content": [device_id(PHONE), bytes(40)],
    }
    data = encode(list({**values, **changes}.values()))
    return SignedStatement(data, run(CRYPTO.ed25519_sign(seed, data)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"seed": b"x" * 32}, "BAD_STATEMENT"),
        ({"domain": "autus/roster/v2"}, "BAD_STATEMENT"),
        ({"identity": PHONE}, "BAD_STATEMENT"),
        ({"index": 4}, "BAD_STATEMENT"),
        ({"prev": None}, "BAD_STATEMENT"),
        ({"prev": ROSTER.heads[0]}, "BAD_STATEMENT"),
        ({"time_ms": -1}, "BAD_STATEMENT"),
        ({"kind": "later"}, "UPDATE_REQUIRED"),
        ({"kind": "later", "seed": b"x" * 32}, "BAD_STATEMENT"),
        ({"kind": 1}, "BAD_STATEMENT"),
        ({"content": []}, "BAD_STATEMENT"),
        ({"content": [bytes(16), bytes(40)]}, "BAD_STATEMENT"),
        ({"content": [device_id(PHONE), bytes(11)]}, "BAD_STATEMENT"),
        ({"content": [device_id(PHONE), bytes(513)]}, "BAD_STATEMENT"),
        ({"content": [device_id(PHONE), bytes(40), 1]}, "BAD_STATEMENT"),
        ({"kind": "add", "content": [PHONE, bytes(40)]}, "BAD_STATEMENT"),
        ({"kind": "add", "content": [b"short", bytes(40)]}, "BAD_STATEMENT"),
    ],
)
def test_each_wrong_statement_is_refused(changes, expected):
    run(extend_roster(CRYPTO, ROSTER, [resigned()]))
    with pytest.raises(AutusError) as refusal:
        run(extend_roster(CRYPTO, ROSTER, [resigned(**changes)]))
    assert refusal.value.code == expected
    assert refusal.value.fields["index"] == 3


def test_longer_encodings_are_refused():
    plain = resigned().statement
    content = encode([device_id(PHONE), bytes(40)])
    for data in (
        plain + b"\x00",
        plain.replace(b"\x28rename", b"\x28rename").replace(b"\x03\xc4\x20", b"\xcc\x03\xc4\x20"),
        plain.replace(content, b"\xdc\x00\x02" + content[1:]),
        b"",
        b"\xc1",
    ):
        signed = SignedStatement(data, run(CRYPTO.ed25519_sign(SEED, data)))
        assert code(extend_roster(CRYPTO, ROSTER, [signed])) == "BAD_STATEMENT"


def test_a_server_can_read_where_a_statement_belongs():
    assert decode_statement(STATEMENTS[1]).prev == ROSTER.heads[0]


def test_no_statement_is_signed_that_would_be_refused():
    assert code(sign_add(CRYPTO, SEED, ROSTER, PHONE, bytes(40), 1)) == "BAD_STATEMENT"
    assert code(sign_rename(CRYPTO, SEED, ROSTER, b"x" * 16, bytes(40), 1)) == "BAD_STATEMENT"


def test_rosters_and_names_are_bounded():
    full = msgspec.structs.replace(ROSTER, heads=(bytes(32),) * 1_100)
    assert code(extend_roster(CRYPTO, full, [STATEMENTS[0]])) == "ROSTER_TOO_LONG"
    for text in ("", "x" * 65, "\ud800"):
        assert code(seal_device_name(CRYPTO, ACCOUNT_KEY, bytes(16), text)) == "BAD_DEVICE_NAME"
    assert len(name(PHONE, "가" * 64)) <= 512
