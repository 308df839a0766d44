"""Another past: what the quantities would be if one past commit had another draft, or were left out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.json import encode

from shared import kernel
from shared.chain.another_past import AnotherPast
from shared.chain.body import Step
from shared.chain.fold_order import FoldOrder
from shared.device.core.field_types import Quantity
from shared.device.core.history import History
from shared.device.core.past_change import PastChange, changed_step
from shared.device.reading.commit_rows import Gate, Quantities, gate_view, quantities, value_of
from shared.device.reading.history_reader import HistoryReader, Progress, ignore_progress
from shared.device.reading.past_states import PART_COMMITS
from shared.device.reading.series import Columns, thin_out
from shared.errors import AutusError
from shared.kernel import Draft, State, round_f
from shared.wire.limits import PUSH_COMMITS_MAX

FOLLOWING_MAX = 10_000
"""How many commits after the changed one are replayed."""
FOLDS_MAX = 4 * FOLLOWING_MAX
"""Merges fold commits again. A history that needs more folds is replayed as far as they reach."""
REFOLDS_MAX = 250
"""A merge that folds more commits again starts at its fork instead, where the real state is known."""
BLOCKED_LISTED_MAX = 50
HEADLINES: tuple[Quantity, ...] = ("density", "stability", "sigma", "P_outcome")


class BlockedCommit(Struct, frozen=True):
    """A commit that the gate would have refused in another past."""

    commit: str
    position: int
    gate: Gate


class Furthest(Struct, frozen=True):
    """Where the two courses of a quantity are furthest apart: the first such position, and other − real."""

    quantity: Quantity
    position: int
    difference: float


class Replayed(Struct, frozen=True):
    """Another past from position `first` to `last` of `order`.

    `columns` are the headline quantities at each of those positions; None where they are the real ones,
    because the commit does not follow the changed one. `state` is the state at `last`. `blocked_count` counts
    all blocked commits, `blocked` are the first of them.
    """

    order: FoldOrder
    first: int
    last: int
    columns: dict[Quantity, list[float | None]]
    state: State
    blocked: list[BlockedCommit]
    blocked_count: int

    @property
    def is_complete(self) -> bool:
        """Whether it reaches the present."""
        return self.last == len(self.order) - 1


class PastCourses(Struct, frozen=True):
    """Both courses of the headline quantities, from the commit before the changed one on, thinned.

    `first` is the position of the changed commit, `last` that of the last replayed one. `complete`: that one
    is the present. `real_end` and `other_end` are all quantities there. The gate would have refused
    `blocked_count` commits on the way; `blocked` are the first of them. Replay goes on over them.
    `furthest` has one entry per quantity, of all positions.
    """

    head: str
    total: int
    first: int
    last: int
    complete: bool
    position: list[int]
    t_ms: list[int]
    real: Columns
    other: Columns
    real_end: Quantities
    other_end: Quantities
    furthest: list[Furthest]
    blocked: list[BlockedCommit]
    blocked_count: int


def find_changed(history: History, order: FoldOrder, commit: bytes) -> bytes:
    """The commit itself, or the rewrite of it that the history has. Raises AutusError UNKNOWN_COMMIT."""
    if commit in order:
        return commit
    origin = (history.row(commit).origin if commit in history else None) or commit
    for rewrite in history.rewrites.get(origin, []):
        if rewrite in order:
            return rewrite
    raise AutusError("UNKNOWN_COMMIT", "no such commit in this goal's history", commit=commit.hex())


async def replay_another_past(reader: HistoryReader, change: PastChange, progress: Progress) -> Replayed:
    """Replays what followed the changed commit, at most FOLLOWING_MAX commits. `progress`: (done, total).

    A replay that was made before goes on where it ended.
    Raises AutusError UNKNOWN_COMMIT, COMMIT_WITHOUT_DRAFT, and DraftRejected.
    """
    history = await reader.vault.history()
    tip = reader.vault.tip.commit
    order = history.order(tip)
    commit = find_changed(history, order, bytes.fromhex(change.commit))
    position = order.position(commit)
    key = encode(change)
    walk: _Walk | None = reader.pasts.take(key, order[position : position + 1 + FOLLOWING_MAX])
    if walk is None or walk.history is not history:
        parents = history.graph.parents(commit)
        body = await history.body(commit)
        before = await reader.state(parents[0] if parents else commit)
        walk = _Walk(reader, history, commit, changed_step(before, body, change), before)
    await walk.run(order, position, progress)
    replayed = walk.replayed(order, position)
    reader.pasts.put(key, order[position : replayed.last + 1], walk)
    return replayed


class _Walk:
    """Goes through the commits from the changed one on, and notes what each of them leads to."""

    def __init__(
        self, reader: HistoryReader, history: History, commit: bytes, step: Step, before: State
    ) -> None:
        self._reader = reader
        self.history = history
        self._commit, self._step = commit, step
        self._past = AnotherPast(history.graph, reader.vault.id.hex(), commit, step, before)
        self._folds = 0
        self.columns: dict[Quantity, list[float | None]] = {name: [] for name in HEADLINES}
        self.state = before
        self.blocked: list[BlockedCommit] = []
        self.blocked_count = 0

    async def run(self, order: Sequence[bytes], first: int, progress: Progress) -> None:
        """Goes on from where it is, in an order that begins with the one before."""
        end = min(len(order), first + 1 + FOLLOWING_MAX)
        for start in range(first + len(self.columns[HEADLINES[0]]), end, PART_COMMITS):
            part = order[start : min(end, start + PART_COMMITS)]
            following = [commit for commit in part if self._past.follows(commit)]
            steps = await self._reader.steps(self.history, following)
            for position, commit in enumerate(part, start):
                if self._folds >= FOLDS_MAX:
                    return
                if self._past.follows(commit):
                    self.state = await self._fold(commit, position, steps)
                    self._note(self.state)
                else:
                    for column in self.columns.values():
                        column.append(None)
            progress(start + len(part) - first, end - first)

    def replayed(self, order: FoldOrder, first: int) -> Replayed:
        """What it has come to. It may go on afterwards."""
        columns = {name: list(column) for name, column in self.columns.items()}
        return Replayed(
            order=order,
            first=first,
            last=first + len(columns[HEADLINES[0]]) - 1,
            columns=columns,
            state=self.state,
            blocked=list(self.blocked),
            blocked_count=self.blocked_count,
        )

    def _note(self, state: State) -> None:
        for name, column in self.columns.items():
            column.append(round_f(value_of(state, name)))

    async def _fold(self, commit: bytes, position: int, steps: dict[bytes, Step]) -> State:
        parents = self.history.graph.parents(commit)
        if len(parents) == 2:
            return await self._replay(commit, steps)
        if self._past.plan(commit).steps > 1:
            await self._replay(parents[0], steps)
        before = self._past.plan(commit).state
        after = await self._replay(commit, steps)
        step = self._step if commit == self._commit else steps[commit]
        if step.draft is not None:
            self._check_gate(commit, position, before, step.rules, step.draft, after)
        return after

    def _check_gate(
        self, commit: bytes, position: int, before: State, rules: str, draft: Draft, after: State
    ) -> None:
        sim = kernel.install_draft(kernel.replay_step(before, None, 0, rules=rules), draft)
        gate = gate_view(sim, after)
        if gate is None:
            return
        self.blocked_count += 1
        if len(self.blocked) < BLOCKED_LISTED_MAX:
            self.blocked.append(BlockedCommit(commit.hex(), position, gate))

    async def _replay(self, commit: bytes, steps: dict[bytes, Step]) -> State:
        plan = self._past.plan(commit)
        if plan.steps > REFOLDS_MAX and len(self.history.graph.parents(commit)) == 2:
            fork = self.history.graph.fork(commit)
            if fork is not None and not self._past.follows(fork):
                self._past.seed(fork, await self._reader.state(fork))
                plan = self._past.plan(commit)
        self._folds += plan.steps
        while not self._past.advance(plan, steps):
            steps = await self._reader.steps(self.history, plan.needs[:PUSH_COMMITS_MAX])
        return self._past.finish(plan)


async def read_another_past(
    reader: HistoryReader, change: PastChange, points: int, progress: Progress
) -> PastCourses:
    """Both courses, thinned to about `points` positions. Raises as `replay_another_past` does."""
    replayed = await replay_another_past(reader, change, progress)
    order, first, last = replayed.order, replayed.first, replayed.last
    start = max(0, first - 1)

    def places_of(history: History) -> Sequence[int]:
        return history.log.rows.positions_at(order.indices[start : last + 1])

    real_end = quantities(await reader.state(order[last]))
    history, facts = await reader.facts(ignore_progress, HEADLINES, places_of)
    places = places_of(history)
    real = facts.columns(HEADLINES, places)
    other = {name: list(column) for name, column in real.items()}
    for name, column in replayed.columns.items():
        for position, value in enumerate(column, first):
            if value is not None:
                other[name][position - start] = value
    chosen = thin_out([*real.values(), *other.values()], points, len(places))
    return PastCourses(
        head=order[-1].hex(),
        total=len(order),
        first=first,
        last=last,
        complete=replayed.is_complete,
        position=[start + index for index in chosen],
        t_ms=[history.log.rows.t_ms(places[index]) for index in chosen],
        real={name: [column[index] for index in chosen] for name, column in real.items()},
        other={name: [column[index] for index in chosen] for name, column in other.items()},
        real_end=real_end,
        other_end=quantities(replayed.state),
        furthest=[_furthest(name, real[name], other[name], start) for name in HEADLINES],
        blocked=replayed.blocked,
        blocked_count=replayed.blocked_count,
    )


def _furthest(name: Quantity, real: Sequence[float], other: Sequence[float], start: int) -> Furthest:
    apart = [round_f(there - here) for here, there in zip(real, other, strict=True)]
    at = max(range(len(apart)), key=lambda index: abs(apart[index]))
    return Furthest(name, start + at, apart[at])
