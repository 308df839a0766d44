"""Runs of commits, folded and verified in parts, against the replay of one commit after the other."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chain.body import Body
from shared.chain.replay import Replay
from shared.errors import AutusError
from shared.kernel import State, canonical_json, state_document
from tests.shared.chain.histories import SealedVault

COMMITS = 9


def line() -> tuple[SealedVault, list[tuple[bytes, Body]]]:
    vault, chain = SealedVault(), list[tuple[bytes, Body]]()
    tip = vault.genesis
    for step in range(COMMITS):
        tip = vault.commit(tip, b"d" * 16, 10 + step, seed=step)
        chain.append((tip, vault.opened[tip].body))
    return vault, chain


VAULT, CHAIN = line()
GENESIS = VAULT.opened[VAULT.genesis].body


def replay() -> Replay:
    found = Replay(VAULT.graph, VAULT.ring.vault.hex())
    found.run(found.plan(VAULT.genesis), {VAULT.genesis: GENESIS.step})
    return found


def digests(states: list[State]) -> list[bytes]:
    return [sha256(canonical_json(state_document(state)).encode()).digest() for state in states]


def with_wrong_hash(body: Body) -> Body:
    return msgspec.structs.replace(body, marker=msgspec.structs.replace(body.marker, state_hash="0" * 64))


def with_wrong_draft(body: Body) -> Body:
    assert body.draft is not None
    page = msgspec.structs.replace(body.draft.page1, mass_modifier=0.6)
    return msgspec.structs.replace(body, draft=msgspec.structs.replace(body.draft, page1=page))


def replayed_in_parts(commits: list[tuple[bytes, Body]], ends: list[int]) -> tuple[Replay, list[State]]:
    """Folds each part before the one before it is verified, as a device does."""
    found = replay()
    run = found.begin_run(commits[0][0], GENESIS.marker.hash)
    states, waiting, start = list[State](), list[bytes](), 0
    for end in [*sorted(ends), len(commits)]:
        folded = run.fold(commits[start:end])
        run.verify(waiting)
        waiting, start = digests(folded), end
        states += folded
    run.verify(waiting)
    assert run.finish() == states[-1]
    return found, states


@given(st.lists(st.integers(0, COMMITS), max_size=4))
def test_parts_give_the_states_of_single_commits(ends: list[int]):
    found, states = replayed_in_parts(CHAIN, ends)
    assert states == [VAULT.state(commit) for commit, _ in CHAIN]
    assert found.state(CHAIN[-1][0]) == states[-1]
    # A branch from the middle resumes from what was kept.
    middle = CHAIN[COMMITS // 2][0]
    plan = found.plan(middle)
    assert found.run(plan, {commit: body.step for commit, body in CHAIN}) == VAULT.state(middle)


@given(
    st.lists(st.integers(0, COMMITS), max_size=4),
    st.dictionaries(
        st.integers(0, COMMITS - 1), st.sampled_from([with_wrong_hash, with_wrong_draft]), min_size=1
    ),
)
def test_the_first_bad_commit_is_named_whatever_the_parts(ends, bad):
    commits = [
        (commit, bad[index](body) if index in bad else body) for index, (commit, body) in enumerate(CHAIN)
    ]
    first = min(bad)
    alone, together = replay(), None
    with pytest.raises(AutusError) as expected:
        alone.follow(commits, GENESIS.marker.hash)
    with pytest.raises(AutusError) as refusal:
        together, _ = replayed_in_parts(commits, ends)
    assert together is None
    assert (refusal.value.code, refusal.value.fields) == (expected.value.code, expected.value.fields)
    assert refusal.value.fields["commit"] == commits[first][0].hex()
    assert refusal.value.fields["index"] == first
    if first:
        assert alone.state(commits[first - 1][0]) == VAULT.state(commits[first - 1][0])
