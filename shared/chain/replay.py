"""From commits to states: the definition as a naive fold, and an incremental replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from msgspec.structs import replace

from shared.chain.body import Body, Marker, Step
from shared.chain.graph import Graph
from shared.chain.linear_order import Checkpoint, LinearOrder, add_checkpoint
from shared.chain.run_replay import RunReplay, check_marker_of
from shared.errors import AutusError
from shared.kernel import (
    State,
    commit,
    install_draft,
    marker_hash,
    merge_prev_hash,
    new_state,
    replay_step,
    state_hash,
    state_text,
)

ORDERS_MAX = 4
"""Remembered orders: enough for two heads, the merge in progress and the last merge."""


def fold(graph: Graph, bodies: Mapping[bytes, Body], tip: bytes, vault: bytes) -> State:
    """state(tip) by its definition: a fold over every commit in order. The session id is the vault in hex."""
    state = new_state(vault.hex())
    for identity in graph.order(tip):
        body = bodies[identity]
        if body.kind != "merge":
            state = replace(state, rules=body.rules)
        if body.draft is not None:
            state = commit(install_draft(state, body.draft), body.t_ms, gate=False).state
    return state


def make_marker(t_ms: int, state: State, parent_markers: Sequence[str], label: str | None) -> Marker:
    """The marker of a commit that leads to `state`. `parent_markers` are the marker hashes of its parents."""
    digest = state_hash(state)
    previous = previous_hash(parent_markers)
    return Marker(
        hash=marker_hash(t_ms, digest, previous, label),
        label=label,
        prev_hash=previous,
        state_hash=digest,
        t_ms=t_ms,
    )


def previous_hash(parent_markers: Sequence[str]) -> str | None:
    """The prev_hash after these parents' markers: None for a genesis, joined for a merge."""
    if not parent_markers:
        return None
    return parent_markers[0] if len(parent_markers) == 1 else merge_prev_hash(*parent_markers)


def verify_marker(body: Body, state: State, parent_markers: Sequence[str]) -> None:
    """As `check_marker_of`, for the replayed state and the markers of the commit's parents."""
    check_marker_of(body, state_hash(state), previous_hash(parent_markers))


class Plan:
    """The folds that the state of a commit needs. `Replay.plan` makes it, `Replay.run` completes it.

    `state` is the state after the folds done so far.
    """

    def __init__(self, graph: Graph, order: LinearOrder, cut: int, tail: Sequence[int]) -> None:
        self._graph = graph
        self._order = order
        self._cut = cut
        self._tail = tail
        self._position, self.state = order.checkpoint_before(cut)
        self._checkpoints: list[Checkpoint] = []
        self._entries = [*order.commits_between(self._position, cut), *tail]
        self._next = 0

    @property
    def steps(self) -> int:
        """The number of commits left to fold, geneses and merges included."""
        return len(self._entries) - self._next

    @property
    def needs(self) -> list[bytes]:
        """The commits whose steps are missing, in the order of the fold. Merges have no step."""
        return [self._graph.at(index) for index in self._entries[self._next :] if not self._is_merge(index)]

    def advance(self, steps: Mapping[bytes, Step]) -> bool:
        """Fold as far as the given steps allow. True when the plan is done."""
        graph = self._graph
        while self._next < len(self._entries):
            index = self._entries[self._next]
            if not self._is_merge(index):
                identity = graph.at(index)
                step = steps.get(identity)
                if step is None:
                    return False
                self.state = replay_step(self.state, step.draft, graph.t_ms(identity), rules=step.rules)
            self._next += 1
            self._position += 1
            add_checkpoint(self._checkpoints, self._position, self.state)
        return True

    def finished(self) -> LinearOrder:
        """The order that ends in the planned commit."""
        return self._order.extended(self._cut, self._tail, self._checkpoints, self.state)

    def _is_merge(self, index: int) -> bool:
        return self._graph.is_merge(index)


class Replay:
    """States of a growing graph, folded incrementally. The caller passes in the steps of the commits.

    It remembers a few recent histories with checkpoints. A child of a remembered tip costs one fold. Any
    other commit resumes at the last checkpoint in the prefix that it shares with a remembered history.
    """

    def __init__(self, graph: Graph, session_id: str) -> None:
        self._graph = graph
        self._empty = new_state(session_id)
        self._orders: list[LinearOrder] = []

    def seed(self, tip: bytes, state: State) -> None:
        """Trust `state` as the state of `tip`. It must come from this device itself."""
        index = self._graph.index(tip)
        # A remembered order has checkpoints on the way.
        known = self._order_at(index)
        self._remember(known or LinearOrder.seeded(self._graph, self._empty, index, state))

    def state(self, tip: bytes) -> State | None:
        """The state of a commit if a remembered history ends there, else None."""
        order = self._order_at(self._graph.index(tip))
        return None if order is None else order.state

    def plan(self, tip: bytes) -> Plan:
        """The folds that state(tip) needs. Pass the steps to `run`, or in parts to `advance`."""
        graph = self._graph
        index = graph.index(tip)
        order = self._order_at(index)
        if order is not None:
            return Plan(graph, order, order.length, ())
        parents = graph.parent_indices(index)
        order = self._order_at(parents[0]) if len(parents) == 1 else None
        if order is not None:
            return Plan(graph, order, order.length, (index,))
        if not self._orders:
            return Plan(graph, LinearOrder.empty(graph, self._empty), 0, graph.order_indices(index))
        best = min([order.shared_prefix(index) for order in self._orders], key=lambda part: part.steps)
        return Plan(graph, best.order, best.cut.length, best.tail())

    def run(self, plan: Plan, steps: Mapping[bytes, Step]) -> State:
        """The state of the planned commit, which is then remembered. Raises AutusError (DRAFT_MISSING)."""
        if not plan.advance(steps):
            raise AutusError(
                "DRAFT_MISSING", "the plan needs a step that was not given", commit=plan.needs[0].hex()
            )
        self._remember(plan.finished())
        return plan.state

    def follow(self, commits: Sequence[tuple[bytes, Body]], parent_marker: str) -> State:
        """Replay, verify and remember commits of the graph, each the parent of the next.

        The state of the first one's parent must be known from `state` or `run`. Raises AutusError:
        STATE_UNKNOWN, REPLAY_MISMATCH with `index` and `commit`. The commits before the bad one are
        remembered.
        """
        run = self.begin_run(commits[0][0], parent_marker)
        run.verify([sha256(state_text(state).encode()).digest() for state in run.fold(commits)])
        return run.finish()

    def begin_run(self, first: bytes, parent_marker: str) -> RunReplay:
        """What replays a commit of the graph and those that continue it. Raises as `follow` does."""
        graph = self._graph
        parents = graph.parent_indices(graph.index(first))
        order = self._order_at(parents[0]) if len(parents) == 1 else None
        if order is None:
            raise AutusError("STATE_UNKNOWN", "the state of the first commit's parent is not known")
        self._remember(order)
        return RunReplay(graph, order, parent_marker)

    def _order_at(self, index: int) -> LinearOrder | None:
        return next((order for order in self._orders if order.tip == index), None)

    def _remember(self, order: LinearOrder) -> None:
        """Put `order` first and forget the least recently used one."""
        others = [other for other in self._orders if other is not order and other.tip != order.tip]
        self._orders = [order, *others][:ORDERS_MAX]
