from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.chain.body import encode_body
from shared.chain.context import encode_context
from shared.chain.header import Header, Kind, commit_id, decode_header, encode_header
from shared.crypto.padding import padme
from shared.errors import AutusError
from shared.kernel import canonical_json, new_state
from shared.vault.envelope import (
    COMMIT_BYTES_MAX,
    KeyRing,
    Unsealed,
    context_key,
    open_bodies,
    open_commits,
    opening_key,
    replay_tag,
    seal,
)
from tests.shared.chain.histories import (
    SealedVault,
    commit_body,
    genesis_body,
    run,
    seeded_crypto,
    some_draft,
)

VAULT = b"v" * 16
RING = KeyRing(VAULT, {1: b"1" * 32, 3: b"3" * 32})
STATE = new_state(VAULT.hex())
PARENT = "ab" * 32


def item(
    seed: int = 1, label: str | None = None, context: dict[str, object] | None = None, **changes: object
):
    body = commit_body(STATE, some_draft(random.Random(seed)), seed, (PARENT,), label)
    plain = Unsealed(
        kind=Kind.COMMIT, parents=(b"p" * 32,), device=b"d" * 16, seq=seed, body=body, context=context
    )
    return msgspec.structs.replace(plain, **changes)


def sealed(*items: Unsealed, ring: KeyRing = RING, seed: int = 0):
    return [(commit.header, commit.ciphertext) for commit in run(seal(seeded_crypto(seed), ring, items))]


def opened(commits, *, ring: KeyRing = RING, contexts: bool = True, ids=None):
    return run(open_commits(seeded_crypto(), ring, commits, contexts=contexts, ids=ids))


def refusal(commits, **options) -> AutusError:
    with pytest.raises(AutusError) as caught:
        opened(commits, **options)
    return caught.value


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 10_000), st.none() | st.text(max_size=40)), max_size=5), st.booleans()
)
def test_what_is_sealed_opens_again(cases, contexts):
    items = [item(seed, label=note, context=None if note is None else {"note": note}) for seed, note in cases]
    commits = sealed(*items)
    result = opened(commits, contexts=contexts)
    assert [commit.body for commit in result] == [each.body for each in items]
    assert [commit.context for commit in result] == [each.context if contexts else None for each in items]
    assert [commit.id for commit in result] == [commit_id(*commit) for commit in commits]
    assert all(commit.header.epoch == 3 for commit in result)


def test_ids_that_the_caller_knows_are_compared():
    commits = sealed(item(1), item(2))
    ids = [commit_id(*commit) for commit in commits]
    opened(commits, ids=ids)
    error = refusal(commits, ids=ids[::-1])
    assert (error.code, error.fields["index"], error.fields["commit"]) == ("BAD_COMMIT_ID", 0, ids[0].hex())


def test_a_witness_opens_the_body_and_not_the_context():
    commits = sealed(item(1, context={"note": "private"}))
    salt = decode_header(commits[0][0]).salt
    key = opening_key(RING.keys[3], VAULT, 3, salt)
    assert len(key) == 76
    result = run(open_bodies(seeded_crypto(), VAULT, [key], commits))
    assert result[0].body == item(1).body
    assert result[0].context is None
    assert context_key(RING.keys[3], VAULT, 3, salt)[:32] not in key
    with pytest.raises(AutusError) as caught:
        run(open_bodies(seeded_crypto(), VAULT, [bytes(76)], commits))
    assert caught.value.code == "COMMIT_UNREADABLE"


@settings(max_examples=60)
@given(st.data())
def test_every_flipped_bit_is_refused(data):
    (header, ciphertext), *_ = sealed(item(3, context={"note": "n"}))
    place = data.draw(st.integers(0, len(header) + len(ciphertext) - 1))
    changed = bytearray(header + ciphertext)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    error = refusal([(bytes(changed[: len(header)]), bytes(changed[len(header) :]))])
    assert error.code in {"BAD_HEADER", "COMMIT_UNREADABLE", "VAULT_KEY_MISSING"}


def test_cut_and_lengthened_ciphertexts_are_refused():
    (header, ciphertext), *_ = sealed(item(3))
    for changed in (
        b"",
        ciphertext[:3],
        ciphertext[:-1],
        ciphertext + b"\x00",
        b"\x00\x00\x00\x00" + ciphertext[4:],
        b"\xff\xff\xff\xff" + ciphertext[4:],
    ):
        assert refusal([(header, changed)]).code == "COMMIT_UNREADABLE"


def test_the_first_bad_commit_wins_whatever_is_wrong_with_later_ones():
    commits = sealed(item(1), item(2), item(3))
    unreadable = (commits[1][0], commits[1][1][:-1] + b"\x00")
    error = refusal([commits[0], unreadable, (b"", b"")])
    assert (error.code, error.fields["index"]) == ("COMMIT_UNREADABLE", 1)
    error = refusal([commits[0], (b"", b""), unreadable])
    assert (error.code, error.fields["index"]) == ("BAD_HEADER", 1)


def test_another_vault_or_epoch_is_refused():
    commits = sealed(item(1))
    assert refusal(commits, ring=KeyRing(b"w" * 16, RING.keys)).code == "BAD_HEADER"
    error = refusal(commits, ring=KeyRing(VAULT, {1: b"1" * 32}))
    assert (error.code, error.fields["epoch"]) == ("VAULT_KEY_MISSING", 3)
    assert refusal(commits, ring=KeyRing(VAULT, {3: b"x" * 32})).code == "COMMIT_UNREADABLE"


def forged(
    body: bytes,
    *,
    tag_of: str | None = None,
    padded: bytes | None = None,
    kind: int = 1,
    context: bytes = b"",
):
    """A commit sealed by hand, so that each later check is reached."""
    salt = b"s" * 32
    opening = opening_key(RING.keys[3], VAULT, 3, salt)
    marker = tag_of if tag_of is not None else msgspec.json.decode(body)["marker"]["hash"]
    header = encode_header(
        Header(
            version=1,
            kind=Kind(kind),
            vault=VAULT,
            epoch=3,
            parents=tuple([bytes([n]) * 32 for n in range(kind)]),
            device=b"" if kind == 2 else b"d" * 16,
            seq=0 if kind == 2 else 1,
            salt=salt,
            replay_tag=replay_tag(opening, marker),
        )
    )
    crypto = seeded_crypto()
    key = context_key(RING.keys[3], VAULT, 3, salt)
    parts = [(opening[:32], opening[32:44], padme(body) if padded is None else padded, header)]
    if context:
        parts.append((key[:32], key[32:], context, header))
    first, *rest = run(crypto.aes_seal(parts))
    return header, len(first).to_bytes(4, "big") + first + b"".join(rest)


BODY = encode_body(item(1).body)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x00\x00\x00",
        padme(BODY) + b"\x00",
        padme(BODY)[:-1] + b"\x01",
        len(BODY).to_bytes(4, "big") + BODY,
        b"\xff" + padme(BODY)[1:],
    ],
)
def test_wrong_padding_is_refused(padded):
    assert refusal([forged(BODY, padded=padded)]).code == "BAD_PADDING"


def test_each_later_check_has_its_code():
    text = msgspec.json.decode(BODY)
    opened([forged(BODY)])
    assert refusal([forged(b" " + BODY)]).code == "BAD_BODY"
    assert (
        refusal([forged(canonical_json({**text, "rules": "autus.rules.unknown"}).encode())]).code
        == "UPDATE_REQUIRED"
    )
    assert refusal([forged(BODY, tag_of="00" * 32)]).code == "BAD_REPLAY_TAG"
    wrong = {**text, "marker": {**text["marker"], "hash": "00" * 32}}
    # The tag comes before the marker: a body whose marker is wrong in itself has to be tagged as such to
    # get there.
    assert refusal([forged(canonical_json(wrong).encode())]).code == "BAD_MARKER"
    assert refusal([forged(canonical_json(wrong).encode(), tag_of="11" * 32)]).code == "BAD_REPLAY_TAG"
    no_hex = {**text, "marker": {**text["marker"], "hash": "zz" * 32}}
    assert refusal([forged(canonical_json(no_hex).encode(), tag_of="11" * 32)]).code == "BAD_REPLAY_TAG"
    assert refusal([forged(BODY, kind=2)]).code == "BAD_BODY"


def test_contexts_are_authenticated_padded_and_canonical():
    note = {"note": "x" * 50}
    good = padme(encode_context(note))
    assert opened([forged(BODY, context=good)])[0].context == note
    assert refusal([forged(BODY, context=good[:-1] + b"\x01")]).code == "BAD_PADDING"
    assert refusal([forged(BODY, context=padme(b'{"note": "x"}'))]).code == "BAD_CONTEXT"
    header, ciphertext = forged(BODY, context=good)
    changed = (header, ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]))
    assert refusal([changed]).code == "COMMIT_UNREADABLE"
    opened([changed], contexts=False)


def test_a_merge_has_no_context():
    assert refusal([forged(BODY, kind=2, context=padme(b"{}"))]).code == "COMMIT_UNREADABLE"


def test_a_genesis_takes_its_salt_and_gives_the_vault_its_id():
    vault = SealedVault()
    genesis = vault.opened[vault.genesis]
    assert genesis.header.vault == vault.ring.vault
    assert genesis.header.kind is Kind.GENESIS
    assert genesis.body == genesis_body(vault.ring.vault, 7)


def test_what_is_too_large_is_refused_before_it_is_sealed():
    wide = {"x": "y" * COMMIT_BYTES_MAX}
    with pytest.raises(AutusError) as caught:
        sealed(item(1), item(2, context=wide))
    assert (caught.value.code, caught.value.fields["index"]) == ("COMMIT_TOO_LARGE", 1)
    header, ciphertext = sealed(item(1))[0]
    assert refusal([(header, ciphertext + bytes(COMMIT_BYTES_MAX))]).code == "COMMIT_TOO_LARGE"


def test_what_is_sealed_is_as_strict_as_what_is_opened():
    for wrong, code in (
        (item(1, context={"note": 1}), "BAD_CONTEXT"),
        (item(1, kind=Kind.GENESIS, parents=()), "BAD_BODY"),
        (item(1, parents=()), "BAD_HEADER"),
        (item(1, seq=0), "BAD_HEADER"),
        (item(1, body=msgspec.structs.replace(item(1).body, t_ms=99)), "BAD_BODY"),
    ):
        with pytest.raises(AutusError) as caught:
            sealed(wrong)
        assert (caught.value.code, caught.value.fields["index"]) == (code, 0)


def test_sizes_tell_little():
    lengths = {len(sealed(item(7, label="x" * length))[0][1]) for length in range(40)}
    assert len(lengths) <= 4


def test_each_batch_is_one_crossing():
    calls = []

    class Counting(type(seeded_crypto())):
        async def aes_seal(self, items):
            calls.append(len(items))
            return await super().aes_seal(items)

        async def derive_and_open(self, items):
            calls.append(sum(len(parts) for *_, parts in items))
            return await super().derive_and_open(items)

    crypto = Counting({}, random.Random(1).randbytes)
    commits = run(seal(crypto, RING, [item(n, context={"note": "x"}) for n in range(1, 31)]))
    run(open_commits(crypto, RING, [(each.header, each.ciphertext) for each in commits], contexts=True))
    assert calls == [60, 60]
    assert opened([]) == []
