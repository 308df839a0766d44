from __future__ import annotations

import msgspec
import pytest

from shared.errors import AutusError
from shared.vault.envelope import KeyRing, open_commits
from shared.vault.merge import check_independent, check_merge, make_merge, parent_of
from tests.shared.chain.histories import SealedVault, run, seeded_crypto


@pytest.fixture(scope="module")
def vault() -> SealedVault:
    return SealedVault()


@pytest.fixture(scope="module")
def heads(vault: SealedVault) -> tuple[bytes, bytes]:
    one = vault.commit(vault.genesis, b"a" * 16, 4_000_000_000_000, seed=1, context={"note": "mine"})
    other = vault.commit(vault.genesis, b"b" * 16, 60, seed=2)
    return one, vault.commit(other, b"b" * 16, 50, seed=3)


def test_two_devices_make_the_same_merge(vault, heads):
    one, other = heads
    state = vault.merge_state(one, other)
    first = run(make_merge(seeded_crypto(1), vault.ring, vault.parent(one), vault.parent(other), state))
    second = run(make_merge(seeded_crypto(2), vault.ring, vault.parent(other), vault.parent(one), state))
    assert first == second
    merge = run(open_commits(vault.crypto, vault.ring, [(first.header, first.ciphertext)], contexts=True))[0]
    assert merge.header.parents == tuple(sorted(heads))
    assert merge.body.t_ms == 4_000_000_000_000
    assert merge.body.marker.label is None
    assert merge.context is None
    check_merge(vault.graph, vault.ring, merge, vault.parent(one), vault.parent(other), state)


def test_the_epoch_is_the_larger_of_the_parents(vault, heads):
    one, other = heads
    ring = KeyRing(vault.ring.vault, {**vault.ring.keys, 2: b"2" * 32, 3: b"3" * 32})
    newer = msgspec.structs.replace(vault.parent(other), epoch=2)
    state = vault.merge_state(one, other)
    sealed = run(make_merge(vault.crypto, ring, vault.parent(one), newer, state))
    merge = run(open_commits(vault.crypto, ring, [(sealed.header, sealed.ciphertext)], contexts=False))[0]
    assert merge.header.epoch == 2
    with pytest.raises(AutusError) as refusal:
        check_merge(vault.graph, ring, merge, vault.parent(one), vault.parent(other), state)
    assert refusal.value.code == "MERGE_MISMATCH"
    assert refusal.value.fields["computed"] != refusal.value.fields["recorded"]


def test_parents_must_be_independent_and_distinct(vault, heads):
    one, other = heads
    state = vault.merge_state(one, other)
    for first, second in ((one, vault.genesis), (vault.genesis, one), (one, one)):
        with pytest.raises(AutusError) as refusal:
            check_independent(vault.graph, first, second)
        assert refusal.value.code == "BAD_MERGE"
    check_independent(vault.graph, one, other)
    with pytest.raises(AutusError) as refusal:
        run(make_merge(vault.crypto, vault.ring, vault.parent(one), vault.parent(one), state))
    assert refusal.value.code == "BAD_MERGE"


def test_a_merge_of_another_state_is_refused(vault, heads):
    one, other = heads
    state, wrong = vault.merge_state(one, other), vault.state(one)
    sealed = run(make_merge(vault.crypto, vault.ring, vault.parent(one), vault.parent(other), wrong))
    merge = run(open_commits(vault.crypto, vault.ring, [(sealed.header, sealed.ciphertext)], contexts=True))[
        0
    ]
    with pytest.raises(AutusError) as refusal:
        check_merge(vault.graph, vault.ring, merge, vault.parent(one), vault.parent(other), state)
    assert refusal.value.code == "REPLAY_MISMATCH"


def test_a_merge_that_was_not_derived_is_refused(vault, heads):
    one, other = heads
    state = vault.merge_state(one, other)
    sealed = run(make_merge(vault.crypto, vault.ring, vault.parent(one), vault.parent(other), state))
    merge = run(open_commits(vault.crypto, vault.ring, [(sealed.header, sealed.ciphertext)], contexts=True))[
        0
    ]
    salted = msgspec.structs.replace(merge, header=msgspec.structs.replace(merge.header, salt=bytes(32)))
    with pytest.raises(AutusError) as refusal:
        check_merge(vault.graph, vault.ring, salted, vault.parent(one), vault.parent(other), state)
    assert refusal.value.code == "MERGE_MISMATCH"


def test_an_opened_commit_as_a_parent(vault, heads):
    assert parent_of(vault.opened[heads[0]]) == vault.parent(heads[0])
