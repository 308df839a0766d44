from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.terminal.crypto import NativeCrypto
from shared.crypto.hashing import sha256
from shared.crypto.padding import padme
from shared.errors import AutusError
from shared.vault.keys import (
    MARKS_MAX,
    Secrets,
    Seen,
    VaultSecret,
    auth_key,
    check_kdf,
    derive_master_key,
    mark_deleted,
    new_kdf,
    open_keyset,
    open_wrap,
    password_kek,
    seal_keyset,
    union_secrets,
)
from shared.wire.accounts import KdfParams, Keyset, Wrap
from shared.wire.encoding import encode
from tests.shared.chain.histories import run, seeded_crypto
from tests.shared.vault.first_format import make_wrap

CRYPTO = seeded_crypto()
SEED = b"i" * 32
PUBLIC = run(CRYPTO.ed25519_public(SEED))
ACCOUNT_KEY = b"a" * 32
KEK = b"k" * 32
KDF = KdfParams(salt=b"s" * 16, memory_kib=32 * 1024, iterations=3, lanes=1)
SECRETS = Secrets(
    vaults={"0" * 32: VaultSecret(keys={1: b"1" * 32}, name="목표", witnessed=True)}, receipt_key=b"r" * 32
)


class NeverDerives(NativeCrypto):
    async def argon2id(self, password, salt, memory_kib, iterations, lanes):
        raise AssertionError("derived before the parameters were checked")


def code(coroutine) -> str:
    with pytest.raises(AutusError) as refusal:
        run(coroutine)
    return refusal.value.code


def wrap() -> Wrap:
    return run(make_wrap(seeded_crypto(1), KEK, KDF, PUBLIC, ACCOUNT_KEY, SEED))


def keyset(version: int = 1, secrets: Secrets = SECRETS) -> Keyset:
    return run(seal_keyset(seeded_crypto(2), ACCOUNT_KEY, outline(version, wrap()), secrets))


def outline(version: int, *wraps: Wrap) -> Keyset:
    return Keyset(version=version, wraps=wraps, sealed_secrets=b"")


def test_a_password_leads_to_the_vault_keys():
    crypto = seeded_crypto(3)
    master = run(derive_master_key(crypto, "비밀번호 å", KDF, None))
    # The same text in another Unicode form is the same password.
    assert master == run(derive_master_key(crypto, "비밀번호 a\u030a", KDF, KDF))
    assert master != run(derive_master_key(crypto, "비밀번호 a", KDF, None))
    kek = password_kek(master)
    assert len({master, kek, auth_key(master)}) == 3
    made = run(make_wrap(crypto, kek, KDF, PUBLIC, ACCOUNT_KEY, SEED))
    sealed = run(seal_keyset(crypto, ACCOUNT_KEY, outline(7, made), SECRETS))
    account_key, seed = run(open_wrap(crypto, sealed.wraps[0], kek, PUBLIC))
    assert seed == SEED
    assert run(open_keyset(crypto, account_key, sealed)) == SECRETS


@pytest.mark.parametrize(
    ("changes", "floor", "expected"),
    [
        ({"memory_kib": 32 * 1024 - 1}, None, "KDF_TOO_WEAK"),
        ({"iterations": 2}, None, "KDF_TOO_WEAK"),
        ({"memory_kib": 63 * 1024}, {"memory_kib": 64 * 1024}, "KDF_TOO_WEAK"),
        ({}, {"iterations": 4}, "KDF_TOO_WEAK"),
        ({}, {"lanes": 2}, "KDF_TOO_WEAK"),
        ({"memory_kib": 341 * 1024 + 342}, None, "KDF_TOO_COSTLY"),
        ({"memory_kib": 52_429, "iterations": 20}, None, "KDF_TOO_COSTLY"),
        ({"memory_kib": 2**53 - 1}, None, "KDF_TOO_COSTLY"),
        ({"iterations": 21}, None, "KDF_TOO_COSTLY"),
        ({"lanes": 9}, None, "KDF_TOO_COSTLY"),
    ],
)
def test_parameters_are_checked_before_anything_is_derived(changes, floor, expected):
    kdf = msgspec.structs.replace(KDF, **changes)
    seen = None if floor is None else msgspec.structs.replace(KDF, **floor)
    assert code(derive_master_key(NeverDerives({}), "password", kdf, seen)) == expected


@pytest.mark.parametrize(("memory_kib", "iterations"), [(349_525, 3), (52_428, 20), (32 * 1024, 20)])
def test_a_device_accepts_a_cost_up_to_the_ceiling(memory_kib, iterations):
    check_kdf(msgspec.structs.replace(KDF, memory_kib=memory_kib, iterations=iterations, lanes=8), None)


def test_what_was_seen_before_never_lowers_the_floor():
    weaker = msgspec.structs.replace(KDF, memory_kib=8, iterations=1)
    check_kdf(KDF, weaker)
    with pytest.raises(AutusError):
        check_kdf(weaker, weaker)
    check_kdf(new_kdf(CRYPTO), KDF)


@pytest.mark.parametrize("password", ["", "x" * 1_025, "\ud800"])
def test_what_is_no_password(password):
    assert code(derive_master_key(NeverDerives({}), password, KDF, None)) == "BAD_PASSWORD"


def test_a_wrap_opens_with_its_key_only():
    assert run(open_wrap(CRYPTO, wrap(), KEK, PUBLIC)) == (ACCOUNT_KEY, SEED)
    assert code(open_wrap(CRYPTO, wrap(), b"x" * 32, PUBLIC)) == "WRONG_PASSWORD"


@pytest.mark.parametrize(
    "changes",
    [
        {"wrap_id": b"w" * 16},
        {"kdf": msgspec.structs.replace(KDF, salt=b"t" * 16)},
        {"kdf": msgspec.structs.replace(KDF, memory_kib=KDF.memory_kib + 1)},
        {"kdf": msgspec.structs.replace(KDF, iterations=4)},
        {"kdf": msgspec.structs.replace(KDF, lanes=2)},
    ],
)
def test_a_wrap_binds_everything_in_it(changes):
    assert (
        code(open_wrap(CRYPTO, msgspec.structs.replace(wrap(), **changes), KEK, PUBLIC)) == "WRONG_PASSWORD"
    )


def test_a_wrap_binds_its_identity_and_which_key_is_which():
    other = run(CRYPTO.ed25519_public(b"o" * 32))
    assert code(open_wrap(CRYPTO, wrap(), KEK, other)) == "WRONG_PASSWORD"
    whole = wrap()
    swapped = msgspec.structs.replace(whole, account_key=whole.identity_seed, identity_seed=whole.account_key)
    assert code(open_wrap(CRYPTO, swapped, KEK, PUBLIC)) == "WRONG_PASSWORD"
    half = msgspec.structs.replace(whole, identity_seed=bytes(60))
    assert code(open_wrap(CRYPTO, half, KEK, PUBLIC)) == "KEYSET_TAMPERED"
    short = msgspec.structs.replace(whole, identity_seed=b"")
    assert code(open_wrap(CRYPTO, short, KEK, PUBLIC)) == "KEYSET_TAMPERED"
    foreign = run(make_wrap(CRYPTO, KEK, KDF, other, ACCOUNT_KEY, SEED))
    assert code(open_wrap(CRYPTO, foreign, KEK, other)) == "KEYSET_TAMPERED"


def test_the_secrets_bind_version_and_wraps():
    whole = keyset(5)
    assert run(open_keyset(CRYPTO, ACCOUNT_KEY, whole)) == SECRETS
    other = run(make_wrap(seeded_crypto(9), KEK, KDF, PUBLIC, ACCOUNT_KEY, SEED))
    for changed in (
        msgspec.structs.replace(whole, version=4),
        msgspec.structs.replace(whole, wraps=()),
        msgspec.structs.replace(whole, wraps=(other,)),
        msgspec.structs.replace(whole, wraps=(*whole.wraps, other)),
        msgspec.structs.replace(whole, sealed_secrets=whole.sealed_secrets[:-1]),
        msgspec.structs.replace(whole, sealed_secrets=b""),
    ):
        assert code(open_keyset(CRYPTO, ACCOUNT_KEY, changed)) == "KEYSET_TAMPERED"
    assert code(open_keyset(CRYPTO, b"x" * 32, whole)) == "KEYSET_TAMPERED"


def test_secrets_of_no_valid_shape_are_refused():
    whole = keyset(1)

    def resealed(data: bytes) -> Keyset:
        aad = encode(["autus/v1/secrets", 1, sha256(encode(whole.wraps))])
        nonce = bytes(12)
        body = run(CRYPTO.aes_seal([(ACCOUNT_KEY, nonce, data, aad)]))[0]
        return msgspec.structs.replace(whole, sealed_secrets=nonce + body)

    assert run(open_keyset(CRYPTO, ACCOUNT_KEY, resealed(padme(encode(SECRETS))))) == SECRETS
    for data in (
        encode(SECRETS),
        padme(b""),
        padme(encode({"vaults": {"xx": {"keys": {1: bytes(32)}, "name": ""}}})),
        padme(encode({"vaults": {"0" * 32: {"keys": {0: bytes(32)}, "name": ""}}})),
        padme(encode({"vaults": {"0" * 32: {"keys": {1: bytes(31)}, "name": ""}}})),
    ):
        assert code(open_keyset(CRYPTO, ACCOUNT_KEY, resealed(data))) == "KEYSET_TAMPERED"
    # Only a device with the account key can have sealed them, so a member that is not known is a newer one.
    newer = {"keys": {1: bytes(32)}, "name": "", "more": 1}
    for secrets in ({"vaults": {}, "more": 1}, {"vaults": {"0" * 32: newer}}):
        data = padme(encode(secrets))
        assert code(open_keyset(CRYPTO, ACCOUNT_KEY, resealed(data))) == "UPDATE_REQUIRED"


def test_what_is_sealed_is_bounded():
    vault = VaultSecret(keys={1: bytes(32)}, name="x")
    many = Secrets(vaults={f"{number:032x}": vault for number in range(1_001)})
    assert code(seal_keyset(CRYPTO, ACCOUNT_KEY, outline(1), many)) == "KEYSET_TOO_LARGE"
    long = Secrets(vaults={"0" * 32: msgspec.structs.replace(vault, name="x" * 201)})
    assert code(seal_keyset(CRYPTO, ACCOUNT_KEY, outline(1), long)) == "BAD_SECRETS"
    wide = Secrets(
        vaults={
            f"{number:032x}": VaultSecret(keys={epoch: bytes(32) for epoch in range(1, 60)}, name="x" * 200)
            for number in range(1_000)
        }
    )
    assert code(seal_keyset(CRYPTO, ACCOUNT_KEY, outline(1), wide)) == "KEYSET_TOO_LARGE"


all_secrets = st.builds(
    Secrets,
    vaults=st.dictionaries(
        st.sampled_from(["0" * 32, "1" * 32, "2" * 32]),
        st.builds(
            VaultSecret,
            keys=st.sets(st.integers(1, 4), min_size=1).map(
                lambda epochs: {e: bytes([e]) * 32 for e in epochs}
            ),
            name=st.sampled_from(["one", "other"]),
            witnessed=st.booleans(),
        ),
    ),
    receipt_key=st.none() | st.just(b"r" * 32),
    seen=st.dictionaries(
        st.sampled_from(["0" * 32, "1" * 32, "2" * 32]),
        st.builds(
            Seen,
            generation=st.sampled_from([b"g" * 16, b"h" * 16]),
            number=st.integers(1, 5),
            head=st.sampled_from([b"1" * 32, b"2" * 32]),
        ),
    ),
    deleted=st.dictionaries(st.sampled_from(["0" * 32, "3" * 32]), st.sampled_from([b"d" * 16, b"e" * 16])),
)


@given(all_secrets, all_secrets)
def test_a_union_has_all_keys_of_both(ours, theirs):
    union = union_secrets(ours, theirs)
    for vault in {*ours.vaults, *theirs.vaults}:
        expected: dict[int, bytes] = {}
        for side in (theirs, ours):
            if vault in side.vaults:
                expected |= side.vaults[vault].keys
        assert union.vaults[vault].keys == expected
        assert union.vaults[vault].name == (ours if vault in ours.vaults else theirs).vaults[vault].name
    assert union.receipt_key == (ours.receipt_key or theirs.receipt_key)
    assert union_secrets(union, ours).vaults.keys() == union.vaults.keys()
    for vault in {*ours.seen, *theirs.seen}:
        both = [side.seen[vault] for side in (ours, theirs) if vault in side.seen]
        of_one_generation = [each for each in both if each.generation == both[0].generation]
        assert union.seen[vault] == max(of_one_generation, key=lambda each: each.number)
    assert union.deleted == {**theirs.deleted, **ours.deleted}
    assert union_secrets(union, theirs).seen.keys() == union.seen.keys()
    assert union_secrets(ours, ours) == ours


def test_secrets_without_anything_recorded_keep_their_bytes():
    assert encode(SECRETS) == encode({"vaults": SECRETS.vaults, "receipt_key": SECRETS.receipt_key})


def test_marks_of_deletions_are_bounded_and_the_newest_stay():
    secrets = Secrets()
    for number in range(MARKS_MAX + 3):
        secrets = mark_deleted(secrets, f"{number:032x}", bytes(16))
    secrets = mark_deleted(secrets, f"{5:032x}", b"d" * 16)
    assert len(secrets.deleted) == MARKS_MAX
    assert list(secrets.deleted)[-2:] == [f"{MARKS_MAX + 2:032x}", f"{5:032x}"]
    assert f"{2:032x}" not in secrets.deleted
    sealed = keyset(secrets=secrets)
    assert run(open_keyset(CRYPTO, ACCOUNT_KEY, sealed)) == secrets
    wrong = Secrets(deleted={"x": bytes(16)}), Secrets(seen={"x": Seen(bytes(16), 1, bytes(32))})
    for each in wrong:
        assert code(seal_keyset(CRYPTO, ACCOUNT_KEY, outline(1), each)) == "BAD_SECRETS"


def test_a_union_never_loses_one_of_two_keys():
    theirs = Secrets(vaults={"0" * 32: VaultSecret(keys={1: b"2" * 32}, name="other")})
    with pytest.raises(AutusError) as refusal:
        union_secrets(SECRETS, theirs)
    assert refusal.value.code == "KEYSET_CONFLICT"
