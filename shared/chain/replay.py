"""From commits to states: the definition as a naive fold, and an incremental replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from shared.chain.body import Body, Marker, Step
from shared.chain.graph import Graph
from shared.chain.linear_order import Checkpoint, LinearOrder, add_checkpoint
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
    """Compare a body's marker with `state`, the replayed state, and with the markers of its parents.

    Raises AutusError (REPLAY_MISMATCH) with the `computed` and the `recorded` value. Decoding a body checks
    the marker's own hash.
    """
    marker = body.marker
    digest = state_hash(state)
    if digest != marker.state_hash:
        raise _mismatch("the state differs", digest, marker.state_hash)
    previous = previous_hash(parent_markers)
    if previous != marker.prev_hash:
        raise _mismatch("the marker continues another marker", previous, marker.prev_hash)


def apply_body(state: State, body: Body) -> State:
    """The state after one more commit. Raises AutusError (REPLAY_MISMATCH) for a draft outside the rules."""
    try:
        return replay_step(state, body.draft, body.t_ms, rules=body.rules)
    except AutusError as error:
        raise AutusError(
            "REPLAY_MISMATCH", f"the draft is refused: {error.detail}", reason=error.code
        ) from None


def _mismatch(detail: str, computed: str | None, recorded: str | None) -> AutusError:
    return AutusError("REPLAY_MISMATCH", detail, computed=computed, recorded=recorded)


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
        return len(self._graph.parent_indices(index)) == 2


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
        self._remember(LinearOrder.seeded(self._graph, self._empty, self._graph.index(tip), state))

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
        return Plan(graph, best.order, best.cut, best.tail())

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
        graph = self._graph
        parents = graph.parent_indices(graph.index(commits[0][0]))
        order = self._order_at(parents[0]) if len(parents) == 1 else None
        if order is None:
            raise AutusError("STATE_UNKNOWN", "the state of the first commit's parent is not known")
        self._remember(order)
        state, tip = order.state, order.tip
        followed: list[int] = []
        checkpoints: list[Checkpoint] = []
        try:
            for index, (identity, body) in enumerate(commits):
                place = graph.index(identity)
                if graph.parent_indices(place) != (tip,):
                    raise AutusError("STATE_UNKNOWN", "the commits do not continue one another", index=index)
                after = apply_body(state, body)
                verify_marker(body, after, (parent_marker,))
                state, tip, parent_marker = after, place, body.marker.hash
                followed.append(place)
                add_checkpoint(checkpoints, order.length + len(followed), state)
        except AutusError as error:
            index = len(followed)
            raise error.with_fields(index=index, commit=commits[index][0].hex()) from None
        finally:
            order.extend(followed, checkpoints, state)
        return state

    def _order_at(self, index: int) -> LinearOrder | None:
        return next((order for order in self._orders if order.tip == index), None)

    def _remember(self, order: LinearOrder) -> None:
        """Put `order` first and forget the least recently used one."""
        others = [other for other in self._orders if other is not order and other.tip != order.tip]
        self._orders = [order, *others][:ORDERS_MAX]
