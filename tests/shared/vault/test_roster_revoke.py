"""The statement `revoke`: what it changes, and what is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AutusError
from shared.vault.epochs import account_keys, vault_key, with_first_key, with_later_keys
from shared.vault.keys import Secrets, VaultSecret
from shared.vault.roster import extend_roster, sign_enrol, sign_rename, sign_revoke, verify_roster
from shared.vault.roster_statements import RevokeContent, RevokedHead
from shared.wire.limits import REVOKED_HEADS_MAX, STATEMENT_BYTES_MAX
from tests.shared.sync.people import DeviceKey, run
from tests.shared.sync.ways import WaysPerson

VAULT = b"v" * 16


def head(vault: bytes = VAULT, **changes: Any) -> RevokedHead:
    return msgspec.structs.replace(RevokedHead(vault, b"g" * 16, 3, b"h" * 32, 2), **changes)


def pair() -> tuple[WaysPerson, DeviceKey]:
    person, stolen = WaysPerson(), DeviceKey()
    person.sign_device(stolen)
    return person, stolen


def content_of(person: WaysPerson, stolen: DeviceKey, **changes: Any) -> RevokeContent:
    ways = person.revoke(stolen.id, (head(),)).roster.ways
    assert ways is not None
    content = RevokeContent(
        ways.epoch,
        ways.account_key_id,
        ways.signing_key,
        person.device.id,
        ways.entries,
        stolen.id,
        (head(),),
    )
    return msgspec.structs.replace(content, **changes)


def refusal(person: WaysPerson, content: RevokeContent) -> str:
    with pytest.raises(AutusError) as refused:
        run(sign_revoke(person.crypto, person.seed, person.roster, content, 1))
    return refused.value.code


def test_a_revoked_device_leaves_the_roster_and_keeps_its_past() -> None:
    person, stolen = pair()
    before = person.roster.heads[-1]
    change = person.revoke(stolen.id, (head(),))
    person.accept_change(change)
    roster = run(verify_roster(person.crypto, person.identity, person.statements))
    assert roster == person.roster
    assert set(roster.devices) == {person.device.id}
    revoked = roster.revoked[stolen.id]
    assert (revoked.by, revoked.seq_in(VAULT), revoked.seq_in(bytes(16))) == (person.device.id, 2, 0)
    past = roster.device_at(before, stolen.id)
    assert past is not None
    assert past.public == stolen.public
    assert roster.device_at(roster.heads[-1], stolen.id) is None
    assert [seal.device for seal in change.keyset.devices] == []


def test_each_wrong_revocation_is_refused() -> None:
    person, stolen = pair()
    right = content_of(person, stolen)
    entry = right.entries[0]
    wrong = {
        "a device outside": {"revoked": bytes(16)},
        "the device that signs": {"device": stolen.id},
        "an epoch left out": {"epoch": right.epoch + 1},
        "the present epoch": {"epoch": right.epoch - 1},
        "the present signing key": {"signing_key": person.roster.signing_key},
        "another verifier": {"entries": (msgspec.structs.replace(entry, verifier=bytes(32)),)},
        "another way in": {"entries": (msgspec.structs.replace(entry, wrap_id=bytes(16)),)},
        "heads in another order": {"heads": (head(b"b" * 16), head(b"a" * 16))},
        "a vault twice": {"heads": (head(), head(number=4))},
    }
    for name, changes in wrong.items():
        assert refusal(person, msgspec.structs.replace(right, **changes)) == "BAD_STATEMENT", name
    run(sign_revoke(person.crypto, person.seed, person.roster, right, 1))
    person.accept_change(person.revoke(stolen.id))
    assert refusal(person, content_of_again(person, stolen)) == "BAD_STATEMENT"


def content_of_again(person: WaysPerson, stolen: DeviceKey) -> RevokeContent:
    ways = person.change([]).roster.ways
    assert ways is not None
    return RevokeContent(
        ways.epoch, ways.account_key_id, ways.signing_key, person.device.id, ways.entries, stolen.id, ()
    )


def test_a_revoked_id_is_neither_added_nor_enrolled_nor_renamed() -> None:
    person, stolen = pair()
    person.accept_change(person.revoke(stolen.id))
    crypto, seed, roster = person.crypto, person.seed, person.roster
    for signing in (
        sign_enrol(crypto, seed, roster, stolen.public, b"h" * 32, bytes(40), 1),
        sign_rename(crypto, seed, roster, stolen.id, bytes(40), 1),
    ):
        with pytest.raises(AutusError) as refused:
            run(signing)
        assert refused.value.code == "BAD_STATEMENT"
    with pytest.raises(AutusError) as refused:
        person.sign_device(stolen)
    assert refused.value.code == "BAD_STATEMENT"


def test_order_and_replay() -> None:
    person, stolen = pair()
    change, late = person.revoke(stolen.id), person.next_statement(DeviceKey())
    person.accept_change(change)
    for statements in ([change.statement], [late], [change.statement, late]):
        with pytest.raises(AutusError) as refused:
            run(extend_roster(person.crypto, person.roster, statements))
        assert refused.value.code == "BAD_STATEMENT"


def test_the_heads_of_all_vaults_fit() -> None:
    person, stolen = pair()
    heads = tuple(head(number.to_bytes(16, "big")) for number in range(REVOKED_HEADS_MAX))
    change = person.revoke(stolen.id, heads)
    assert len(change.statement.statement) <= STATEMENT_BYTES_MAX
    person.accept_change(change)
    assert len(person.roster.revoked[stolen.id].heads) == REVOKED_HEADS_MAX


keys = st.binary(min_size=32, max_size=32)


@given(
    first=st.integers(1, 5),
    drawn=keys,
    account=st.dictionaries(st.integers(1, 8), keys, min_size=1, max_size=8),
    planted=st.dictionaries(st.integers(1, 12), keys, max_size=4),
)
def test_nobody_plants_the_key_of_a_later_epoch(
    first: int, drawn: bytes, account: dict[int, bytes], planted: dict[int, bytes]
) -> None:
    secret = VaultSecret(keys={**{e: k for e, k in planted.items() if e > first}, first: drawn}, name="a")
    found = with_later_keys(secret, VAULT, account)
    later = {epoch: vault_key(key, VAULT, epoch) for epoch, key in account.items() if epoch > first}
    assert found.keys == {first: drawn, **later}
    assert with_first_key(found).keys == {first: drawn}
    # What a device knows stays, and says the same.
    assert with_later_keys(with_first_key(found), VAULT, account, found) == found


def test_former_account_keys_count_only_if_the_roster_named_them() -> None:
    person, stolen = pair()
    first = person.opened.account_key
    person.accept_change(person.revoke(stolen.id))
    second, ways = person.opened.account_key, person.roster.ways
    right = Secrets(former_keys={1: first})
    assert account_keys(person.identity, ways, right, second) == {1: first, 2: second}
    for wrong in ({1: second}, {2: first}, {3: first}, {}):
        assert account_keys(person.identity, ways, Secrets(former_keys=wrong), second) == {2: second}
    assert account_keys(person.identity, None, right, second) == {}
