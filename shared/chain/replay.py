"""From commits to states: the definition as a naive fold, and the same incrementally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from shared.chain.body import Body, Marker, Step
from shared.chain.graph import Graph
from shared.chain.line import Kept, Line, keep
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

LINES_MAX = 4
"""Histories that are kept to resume from: enough for two heads, the merge being built and the last one."""


def fold(graph: Graph, bodies: Mapping[bytes, Body], tip: bytes, vault: bytes) -> State:
    """state(tip) by its definition: every commit in order, from a new session named as the vault in hex."""
    state = new_state(vault.hex())
    for identity in graph.order(tip):
        body = bodies[identity]
        if body.kind != "merge":
            state = replace(state, rules=body.rules)
        if body.draft is not None:
            state = commit(install_draft(state, body.draft), body.t_ms, gate=False).state
    return state


def make_marker(t_ms: int, state: State, parent_markers: Sequence[str], label: str | None) -> Marker:
    """The marker of a commit that gives `state`; `parent_markers` are its parents' marker hashes (0, 1 or
    2).
    """
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
    """The prev_hash that continues these markers: none, one, or two of a merge."""
    if not parent_markers:
        return None
    return parent_markers[0] if len(parent_markers) == 1 else merge_prev_hash(*parent_markers)


def verify_marker(body: Body, state: State, parent_markers: Sequence[str]) -> None:
    """Refuse a body whose marker is not that of `state`, its replayed state, or continues other markers.

    Raises AutusError (REPLAY_MISMATCH) with what was `computed` and `recorded`. The marker's own hash is
    checked when a body is decoded.
    """
    marker = body.marker
    digest = state_hash(state)
    if digest != marker.state_hash:
        raise _mismatch("the state differs", digest, marker.state_hash)
    previous = previous_hash(parent_markers)
    if previous != marker.prev_hash:
        raise _mismatch("the marker continues another", previous, marker.prev_hash)


def apply_body(state: State, body: Body) -> State:
    """`state` after one more commit. Raises AutusError (REPLAY_MISMATCH) for a draft outside the rules."""
    try:
        return replay_step(state, body.draft, body.t_ms, rules=body.rules)
    except AutusError as error:
        raise AutusError(
            "REPLAY_MISMATCH", f"the draft is refused: {error.detail}", reason=error.code
        ) from None


def _mismatch(detail: str, computed: str | None, recorded: str | None) -> AutusError:
    return AutusError("REPLAY_MISMATCH", detail, computed=computed, recorded=recorded)


class Plan:
    """What has to be folded for the state of a commit. Made by `Replay.plan`, used up by `Replay.run`.

    `state` is where folding has come to.
    """

    def __init__(self, graph: Graph, line: Line, cut: int, tail: Sequence[int]) -> None:
        self._graph = graph
        self._line = line
        self._cut = cut
        self._tail = tail
        self._position, self.state = line.state_before(cut)
        self._kept: list[Kept] = []
        self._entries = [*line.order_between(self._position, cut), *tail]
        self._next = 0

    @property
    def steps(self) -> int:
        """How many commits are still to be folded, geneses and merges included."""
        return len(self._entries) - self._next

    @property
    def needs(self) -> list[bytes]:
        """The commits whose steps are still needed, in the order of the fold: all but merges."""
        return [self._graph.at(index) for index in self._entries[self._next :] if not self._is_merge(index)]

    def advance(self, steps: Mapping[bytes, Step]) -> bool:
        """Fold as far as the steps go; True when the plan is done."""
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
            keep(self._kept, self._position, self.state)
        return True

    def finished(self) -> Line:
        """The line that ends in the commit planned for."""
        return self._line.continued(self._cut, self._tail, self._kept, self.state)

    def _is_merge(self, index: int) -> bool:
        return len(self._graph.parent_indices(index)) == 2


class Replay:
    """States of a growing graph, folded incrementally; pure, the steps of its commits are passed in.

    It remembers a few recent histories as lines: an order and sparse states along it. A commit on a line's
    tip is one step. Any other commit resumes at the last state before its order and a line's part.
    """

    def __init__(self, graph: Graph, session_id: str) -> None:
        self._graph = graph
        self._empty = new_state(session_id)
        self._lines: list[Line] = []

    def seed(self, tip: bytes, state: State) -> None:
        """Trust `state` as that of `tip`: a checkpoint of this very device."""
        self._remember(Line.seeded(self._graph, self._empty, self._graph.index(tip), state))

    def state(self, tip: bytes) -> State | None:
        """The state of a commit at which a remembered history ends; None for any other."""
        line = self._line_at(self._graph.index(tip))
        return None if line is None else line.state

    def plan(self, tip: bytes) -> Plan:
        """What has to be folded for state(tip). The steps it needs may be given to `run` or in parts to
        `advance`.
        """
        graph = self._graph
        index = graph.index(tip)
        line = self._line_at(index)
        if line is not None:
            return Plan(graph, line, line.length, ())
        parents = graph.parent_indices(index)
        line = self._line_at(parents[0]) if len(parents) == 1 else None
        if line is not None:
            return Plan(graph, line, line.length, (index,))
        if not self._lines:
            return Plan(graph, Line.empty(graph, self._empty), 0, graph.order_indices(index))
        best = min([line.part_from(index) for line in self._lines], key=lambda part: part.steps)
        return Plan(graph, best.line, best.cut, best.tail())

    def run(self, plan: Plan, steps: Mapping[bytes, Step]) -> State:
        """State of the plan's commit, remembered. Raises AutusError (DRAFT_MISSING)."""
        if not plan.advance(steps):
            raise AutusError(
                "DRAFT_MISSING", "the plan needs a step that is not given", commit=plan.needs[0].hex()
            )
        self._remember(plan.finished())
        return plan.state

    def follow(self, commits: Sequence[tuple[bytes, Body]], parent_marker: str) -> State:
        """Replay, verify and remember commits of the graph of which each is the only child of the one
        before it.

        The state of the first one's parent must be known (`state`, or `plan` and `run`).
        Raises AutusError: STATE_UNKNOWN, REPLAY_MISMATCH with `index` and `commit`. What precedes the bad
        commit is remembered.
        """
        graph = self._graph
        parents = graph.parent_indices(graph.index(commits[0][0]))
        line = self._line_at(parents[0]) if len(parents) == 1 else None
        if line is None:
            raise AutusError("STATE_UNKNOWN", "the state of the first commit's parent is not known")
        self._remember(line)
        state, tip = line.state, line.tip
        followed: list[int] = []
        kept: list[Kept] = []
        try:
            for index, (identity, body) in enumerate(commits):
                place = graph.index(identity)
                if graph.parent_indices(place) != (tip,):
                    raise AutusError("STATE_UNKNOWN", "the commits do not continue one another", index=index)
                after = apply_body(state, body)
                verify_marker(body, after, (parent_marker,))
                state, tip, parent_marker = after, place, body.marker.hash
                followed.append(place)
                keep(kept, line.length + len(followed), state)
        except AutusError as error:
            index = len(followed)
            raise error.with_fields(index=index, commit=commits[index][0].hex()) from None
        finally:
            line.grow(followed, kept, state)
        return state

    def _line_at(self, index: int) -> Line | None:
        return next((line for line in self._lines if line.tip == index), None)

    def _remember(self, line: Line) -> None:
        """Put `line` first; the one that was not used for longest is forgotten."""
        others = [other for other in self._lines if other is not line and other.tip != line.tip]
        self._lines = [line, *others][:LINES_MAX]
