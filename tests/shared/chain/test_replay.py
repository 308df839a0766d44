from __future__ import annotations

import itertools
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chain import linear_order
from shared.chain.replay import Replay, fold, verify_marker
from shared.errors import AutusError
from shared.kernel import new_state, replay_step
from tests.shared.chain.histories import (
    VAULT,
    PlainHistory,
    SealedVault,
    naive_order,
    naive_state,
    some_draft,
)

YEAR_MS = 31_557_600_000


@st.composite
def histories(draw: st.DrawFn) -> tuple[PlainHistory, list[bytes]]:
    """Several devices with clocks years apart that commit and merge each other's heads, criss-cross too."""
    source = random.Random(draw(st.integers(0, 2**32)))
    devices = draw(st.integers(1, 4))
    skew = draw(st.sampled_from([0, 3, 20 * YEAR_MS]))
    clocks = [source.randint(0, skew) for _ in range(devices)]
    history = PlainHistory()
    heads = [history.add((), source.randint(0, skew), None)] * devices
    tips = [heads[0]]
    for step in range(draw(st.integers(0, 40))):
        device = source.randrange(devices)
        if source.random() < 0.35:
            heads[device] = history.merge(heads[device], heads[source.randrange(devices)])
        else:
            t_ms = clocks[device] + step * source.choice([0, 1, 1])
            heads[device] = history.add((heads[device],), t_ms, some_draft(source))
        tips.append(heads[device])
    return history, tips


def seeded_states(replay: Replay, history: PlainHistory, tips: list[bytes]) -> None:
    for tip in tips:
        plan = replay.plan(tip)
        steps = {identity: history.steps[identity] for identity in plan.needs}
        assert replay.run(plan, steps) == naive_state(history, tip)
        assert replay.state(tip) == naive_state(history, tip)


@given(histories())
def test_order_is_its_definition(case):
    history, tips = case
    for tip in tips[-3:]:
        assert history.graph.order(tip) == naive_order(history, tip)


@given(histories())
def test_incremental_and_naive_folds_agree_in_order_of_arrival(case):
    history, tips = case
    seeded_states(Replay(history.graph, VAULT.hex()), history, tips)


@given(histories(), st.randoms(use_true_random=False))
def test_incremental_and_naive_folds_agree_in_any_order(case, source):
    history, tips = case
    source.shuffle(tips)
    seeded_states(Replay(history.graph, VAULT.hex()), history, tips)


@given(histories(), st.data())
def test_a_seeded_checkpoint_is_as_good_as_a_replayed_one(case, data):
    history, tips = case
    replay = Replay(history.graph, VAULT.hex())
    checkpoint = data.draw(st.sampled_from(tips))
    replay.seed(checkpoint, naive_state(history, checkpoint))
    assert replay.state(checkpoint) == naive_state(history, checkpoint)
    seeded_states(replay, history, tips)


@given(histories())
def test_a_plan_may_be_fed_in_parts_and_may_be_overtaken(case):
    history, tips = case
    replay = Replay(history.graph, VAULT.hex())
    plan = replay.plan(tips[-1])
    overtaking = replay.plan(tips[-1])
    replay.run(overtaking, history.steps)
    while not plan.advance({identity: history.steps[identity] for identity in plan.needs[:1]}):
        pass
    assert replay.run(plan, {}) == naive_state(history, tips[-1])


def test_a_child_of_a_known_parent_is_one_step():
    source = random.Random(1)
    history = PlainHistory()
    tip = history.add((), 0, None)
    replay = Replay(history.graph, VAULT.hex())
    replay.run(replay.plan(tip), history.steps)
    for step in range(300):
        tip = history.add((tip,), step, some_draft(source))
        plan = replay.plan(tip)
        assert plan.needs == [tip]
        assert plan.steps == 1
        replay.run(plan, history.steps)
    assert replay.plan(tip).steps == 0


@pytest.mark.parametrize("skew", [0, 20 * YEAR_MS])
def test_two_devices_that_always_overlap_cost_no_square(skew):
    source = random.Random(2)
    draft = some_draft(source)
    history = PlainHistory()
    heads = [history.add((), 0, None)] * 2
    replay = Replay(history.graph, VAULT.hex())
    rounds = 400
    steps = 0
    for step in range(rounds):
        for device in (0, 1):
            # Each merges what the other had, while the other has gone on already: no commit is ever alone.
            heads[device] = history.add((heads[device],), device * skew + step, draft)
        seen = heads[:]
        for device in (0, 1):
            heads[device] = history.add((heads[device],), device * skew + step, draft)
            merged = history.merge(heads[device], seen[1 - device])
            plan = replay.plan(merged)
            steps += plan.steps
            replay.run(plan, history.steps)
            heads[device] = merged
    assert steps <= 40 * rounds
    assert replay.state(heads[0]) == naive_state_fast(history, heads[0])


def naive_state_fast(history: PlainHistory, tip: bytes):
    state = new_state(VAULT.hex())
    for identity in history.graph.order(tip):
        state = replay_step(state, history.drafts[identity], history.graph.t_ms(identity))
    return state


@pytest.mark.parametrize("offset", [-10_000_000, 5, 10_000_000])
def test_a_long_backlog_merged_in_chunks_is_folded_about_once(offset):
    draft = some_draft(random.Random(3))
    history = PlainHistory()
    base = history.add((), 0, None)
    for step in range(200):
        base = history.add((base,), step, draft)
    far = base
    for step in range(50):
        far = history.add((far,), max(0, 1_000 + step + offset), draft)
    backlog = [base]
    for step in range(5_000):
        backlog.append(history.add((backlog[-1],), 1_000 + step, draft))
    replay = Replay(history.graph, VAULT.hex())
    steps = 0
    head = far
    for tip in [base, far, *backlog[1::999], backlog[-1]]:
        plan = replay.plan(tip)
        steps += plan.steps
        replay.run(plan, history.steps)
        if tip not in (base, far):
            head = history.merge(head, tip)
            plan = replay.plan(head)
            steps += plan.steps
            replay.run(plan, history.steps)
    assert steps <= 3 * len(history.graph)
    assert replay.state(head) == naive_state_fast(history, head)


def test_follow_verifies_and_remembers():
    vault = SealedVault()
    tip = vault.genesis
    chain = []
    for step in range(5):
        tip = vault.commit(tip, b"d" * 16, 10 + step, seed=step)
        chain.append((tip, vault.opened[tip].body))
    replay = Replay(vault.graph, vault.ring.vault.hex())
    marker = vault.opened[vault.genesis].body.marker.hash
    with pytest.raises(AutusError) as refusal:
        replay.follow(chain, marker)
    assert refusal.value.code == "STATE_UNKNOWN"
    replay.run(replay.plan(vault.genesis), {vault.genesis: vault.opened[vault.genesis].body.step})
    with pytest.raises(AutusError) as refusal:
        replay.follow([chain[0], chain[2]], marker)
    assert refusal.value.code == "STATE_UNKNOWN"
    assert replay.follow(chain[1:], chain[0][1].marker.hash) == vault.state(tip) == replay.state(tip)


def test_follow_names_the_commit_that_lies():
    vault = SealedVault()
    first = vault.commit(vault.genesis, b"d" * 16, 10, seed=1)
    second = vault.commit(first, b"d" * 16, 11, seed=2)
    body = vault.opened[second].body
    lying = msgspec.structs.replace(body, marker=msgspec.structs.replace(body.marker, state_hash="0" * 64))
    replay = Replay(vault.graph, vault.ring.vault.hex())
    replay.run(replay.plan(vault.genesis), {vault.genesis: vault.opened[vault.genesis].body.step})
    with pytest.raises(AutusError) as refusal:
        replay.follow(
            [(first, vault.opened[first].body), (second, lying)], vault.opened[vault.genesis].body.marker.hash
        )
    assert refusal.value.code == "REPLAY_MISMATCH"
    assert refusal.value.fields["commit"] == second.hex()
    assert refusal.value.fields["recorded"] == "0" * 64
    assert refusal.value.fields["computed"] == body.marker.state_hash
    assert replay.state(first) == vault.state(first)


def test_follow_checks_link_and_draft():
    vault = SealedVault()
    commit = vault.commit(vault.genesis, b"d" * 16, 10, seed=1)
    body = vault.opened[commit].body
    replay = Replay(vault.graph, vault.ring.vault.hex())
    replay.run(replay.plan(vault.genesis), {vault.genesis: vault.opened[vault.genesis].body.step})
    with pytest.raises(AutusError) as refusal:
        replay.follow([(commit, body)], "ab" * 32)
    assert (refusal.value.code, refusal.value.fields["computed"]) == ("REPLAY_MISMATCH", "ab" * 32)
    page = msgspec.structs.replace(body.draft.page1, mass_modifier=0.6)
    broken = msgspec.structs.replace(body, draft=msgspec.structs.replace(body.draft, page1=page))
    with pytest.raises(AutusError) as refusal:
        replay.follow([(commit, broken)], vault.opened[vault.genesis].body.marker.hash)
    assert refusal.value.code == "REPLAY_MISMATCH"
    assert refusal.value.fields["reason"] == "INVALID_PATCH_RANGE"


def test_genesis_and_merge_change_no_state():
    vault = SealedVault()
    one = vault.commit(vault.genesis, b"a" * 16, 100, seed=1)
    other = vault.commit(vault.genesis, b"b" * 16, 50, seed=2)
    merge = vault.merge(one, other)
    assert vault.state(vault.genesis) == new_state(vault.ring.vault.hex())
    assert vault.state(merge).t_ms == 100
    verify_marker(
        vault.opened[merge].body,
        vault.state(merge),
        (vault.opened[one].body.marker.hash, vault.opened[other].body.marker.hash),
    )
    bodies = {identity: opened.body for identity, opened in vault.opened.items()}
    assert fold(vault.graph, bodies, merge, vault.ring.vault) == vault.state(merge)


def test_a_missing_draft_is_named():
    history = PlainHistory()
    root = history.add((), 0, None)
    tip = history.add((root,), 1, some_draft(random.Random(6)))
    replay = Replay(history.graph, VAULT.hex())
    with pytest.raises(AutusError) as refusal:
        replay.run(replay.plan(tip), {root: history.steps[root]})
    assert refusal.value.code == "DRAFT_MISSING"
    assert refusal.value.fields["commit"] == tip.hex()


@given(histories())
def test_sparse_checkpoints_change_the_cost_and_nothing_else(case):
    history, tips = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear_order, "CHECKPOINTS_MAX", 3)
        seeded_states(Replay(history.graph, VAULT.hex()), history, tips)


def test_kept_states_are_bounded_and_near_where_one_resumes():
    state = new_state(VAULT.hex())
    kept = [(0, state)]
    for position in range(1, 20_001):
        linear_order.add_checkpoint(kept, position, state)
    assert len(kept) <= linear_order.CHECKPOINTS_MAX
    positions = [position for position, _ in kept]
    assert positions[0] == 0
    for before, after in itertools.pairwise(positions):
        # Thinning always spares what would leave a gap of more than a quarter of the way from there.
        assert after - before <= 1 + (20_000 - after) // 4
