"""The replay of a witness: it opens disclosed commits, folds them, and refuses what does not match.

A disclosure starts at genesis, or at a head whose state the witness vouched for earlier. Every further
commit must descend from that start. Then the order of the whole history is the order up to the start,
followed by the order of the added commits, and nothing before the start is needed. The same holds at every
dominator, a commit from which all later ones descend: the replay restarts there and frees what came before.

A discloser may be hostile, so a replay has a budget.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Final

from shared.chain.body import Step
from shared.chain.graph import Graph
from shared.chain.header import Kind
from shared.chain.replay import Replay, verify_marker
from shared.crypto.ciphers import Opener
from shared.errors import AutusError
from shared.kernel import State, state_from_bytes
from shared.vault.envelope import Opened, open_bodies
from shared.vault.merge import MergeParent, check_independent, merge_body, parent_of
from shared.wire.pushes import WireCommit

NODES_MAX: Final = 2_000
"""Nodes and edges in one state."""
HELD_BYTES_MAX: Final = 128 * 1024 * 1024
"""The estimated memory of drafts and graphs since the last dominator, which later merges may need."""
READ_BYTES_MAX: Final = 256 * 1024 * 1024
"""Bytes of sealed commits to open."""
STEPS_PER_COMMIT: Final = 20
STEPS_MIN: Final = 10_000
"""Folds of drafts, most of them repeated at merges: STEPS_MIN plus STEPS_PER_COMMIT for each commit."""
SECONDS_MAX: Final = 60.0

# An opened draft takes a few times the memory of its text.
_DRAFT_FACTOR: Final = 4
# How much is opened at once, and how much memory makes a restart at a dominator worth it.
_SLICE_COMMITS: Final = 256
_SLICE_BYTES: Final = 512 * 1024


class Budget:
    """The limits of one replay of `commits` commits. `clock` is monotonic, in seconds.

    Every method raises AutusError WITNESS_BUDGET_EXCEEDED with `limit` ("nodes", "memory", "bytes", "steps",
    "seconds") and `allowed`.
    """

    def __init__(self, commits: int, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = clock() + SECONDS_MAX
        self._steps_max = STEPS_MIN + STEPS_PER_COMMIT * commits
        self._steps = self._held = self._read = 0

    def read(self, size: int) -> None:
        """Count `size` bytes of sealed commits that are opened."""
        self._read += size
        self._require("bytes", self._read, READ_BYTES_MAX)

    def step(self) -> None:
        """Count one fold."""
        self._steps += 1
        self._require("steps", self._steps, self._steps_max)
        self.check_time()

    def check_time(self) -> None:
        if self._clock() > self._until:
            raise _exceeded("seconds", SECONDS_MAX)

    def hold(self, size: int) -> bool:
        """Count `size` more bytes of memory. True if freeing the memory is worth it."""
        self._held += size
        self._require("memory", self._held, HELD_BYTES_MAX)
        return self._held > _SLICE_BYTES

    def release(self) -> None:
        self._held = 0

    def check_state(self, state: State) -> None:
        self._require("nodes", len(state.graph.nodes) + len(state.graph.edges), NODES_MAX)

    def _require(self, limit: str, value: int, allowed: int) -> None:
        if value > allowed:
            raise _exceeded(limit, allowed)


def _exceeded(limit: str, allowed: float) -> AutusError:
    return AutusError(
        "WITNESS_BUDGET_EXCEEDED",
        f"the replay exceeds the budget of a witness: {limit}",
        limit=limit,
        allowed=allowed,
    )


def find_dominators(commits: Sequence[tuple[bytes, Sequence[bytes]]]) -> frozenset[bytes]:
    """The commits from which all later ones descend. `commits` are (id, parents) in topological order."""
    places = {commit: place for place, (commit, _) in enumerate(commits)}
    found = set()
    oldest = len(commits)
    for place in range(len(commits) - 1, -1, -1):
        commit, parents = commits[place]
        if oldest >= place:
            found.add(commit)
        oldest = min([oldest, *[places.get(parent, -1) for parent in parents]])
    return frozenset(found)


class _Steps(Mapping[bytes, Step]):
    """The steps of commits. Reading one counts as a fold in the budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.kept: dict[bytes, Step] = {}

    def __getitem__(self, commit: bytes) -> Step:
        self._budget.step()
        return self.kept[commit]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)


class _ReplayFrom(Replay):
    """A replay from a trusted state. The start has no parents in the graph and changes no state, like a
    genesis.
    """

    def __init__(self, graph: Graph, state: State) -> None:
        super().__init__(graph, state.session_id)
        self._empty = state


class Witness:
    """One replay of a vault. Call `open_start` unless it begins at genesis, then `replay` for each push.

    `keys` maps commit ids to opening keys. Without a `budget` the budget follows from the number of keys and
    has no time limit. `dominators` of all commits save memory; a subset is allowed.
    """

    def __init__(
        self,
        vault: bytes,
        keys: Mapping[bytes, bytes],
        budget: Budget | None = None,
        dominators: Container[bytes] = (),
    ) -> None:
        self._vault = vault
        self._keys = keys
        self._budget = budget = budget or Budget(len(keys), lambda: 0.0)
        self._dominators = dominators
        self._text = ""
        self._graph = Graph()
        self._parents: dict[bytes, MergeParent] = {}
        self._steps = _Steps(budget)
        self._replay = Replay(self._graph, vault.hex())

    async def open_start(self, crypto: Opener, commit: bytes, wire: WireCommit, state: bytes) -> None:
        """Begin at `commit`. The caller vouches for its unrounded `state`.

        Raises AutusError: WITNESS_BUDGET_EXCEEDED, INVALID_STATE, and what `replay` raises.
        """
        opened = (await self._open(crypto, [(commit, wire)], 0))[0]
        started = state_from_bytes(state, rules=opened.body.rules)
        self._budget.check_state(started)
        self._restart_at(opened, started)

    async def replay(self, crypto: Opener, commits: Sequence[tuple[bytes, WireCommit]]) -> State:
        """Open, replay and verify `commits`, (id, wire) in topological order. Returns the last state.

        Raises AutusError with `commit` (hex) and its `index` in `commits`: DISCLOSURE_REQUIRED for a missing
        key or a start that is too late, WITNESS_BUDGET_EXCEEDED, REPLAY_MISMATCH with a `reason` for any
        other refusal.
        """
        state: State | None = None
        for first, part in _slices(commits):
            for index, each in enumerate(await self._open(crypto, part, first), first):
                try:
                    state = self._replay_one(each, len(commits[index][1][1]))
                except AutusError as error:
                    raise _refusal(error, index, each.id) from None
        if state is None:
            raise AutusError("DISCLOSURE_REQUIRED", "no commits to replay")
        return state

    async def _open(
        self, crypto: Opener, commits: Sequence[tuple[bytes, WireCommit]], first: int
    ) -> list[Opened]:
        """`first` is the caller's index of the first commit."""
        for index, (commit, (_, ciphertext)) in enumerate(commits, first):
            try:
                self._budget.read(len(ciphertext))
            except AutusError as error:
                raise _refusal(error, index, commit) from None
            if commit not in self._keys:
                missing = AutusError("DISCLOSURE_REQUIRED", "an opening key is missing")
                raise _refusal(missing, index, commit)
        keys = [self._keys[commit] for commit, _ in commits]
        try:
            return await open_bodies(crypto, self._vault, keys, [wire for _, wire in commits])
        except AutusError as error:
            place = error.fields["index"]
            if isinstance(place, int):
                raise _refusal(error, first + place, commits[place][0]) from None
            raise

    def _replay_one(self, opened: Opened, size: int) -> State:
        budget, graph, parents = self._budget, self._graph, opened.header.parents
        budget.check_time()
        if any(parent not in graph for parent in parents):
            raise AutusError("DISCLOSURE_REQUIRED", "a parent lies before the disclosed start")
        if opened.header.kind == Kind.MERGE:
            check_independent(graph, *parents)
        graph.add(opened.id, parents, opened.body.t_ms)
        self._steps.kept[opened.id] = opened.body.step
        state = self._replay.run(self._replay.plan(opened.id), self._steps)
        known = [self._parents[parent] for parent in parents]
        verify_marker(opened.body, state, [parent.marker_hash for parent in known])
        if opened.header.kind == Kind.MERGE:
            _check_merge(opened, known[0], known[1], state)
        self._parents[opened.id] = parent_of(opened)
        budget.check_state(state)
        text = state.graph.canonical_text
        kept = _DRAFT_FACTOR * size + (0 if text is self._text else len(text))
        self._text = text
        if budget.hold(kept) and opened.id in self._dominators:
            self._restart_at(opened, state)
        return state

    def _restart_at(self, start: Opened, state: State) -> None:
        """Forget everything before `start`. All later commits descend from it."""
        self._graph = Graph()
        self._graph.add(start.id, (), start.body.t_ms)
        self._parents = {start.id: parent_of(start)}
        self._steps.kept = {start.id: start.body.step._replace(draft=None)}
        self._replay = _ReplayFrom(self._graph, state)
        self._budget.release()


Named = tuple[bytes, WireCommit]


def _slices(commits: Sequence[Named]) -> Iterator[tuple[int, Sequence[Named]]]:
    """Pairs of (index of the first commit, commits to open at once). Opened commits take more memory."""
    first = size = 0
    for index, (_, (_, ciphertext)) in enumerate(commits):
        if index > first and (index - first >= _SLICE_COMMITS or size + len(ciphertext) > _SLICE_BYTES):
            yield first, commits[first:index]
            first, size = index, 0
        size += len(ciphertext)
    if commits:
        yield first, commits[first:]


def _check_merge(merge: Opened, one: MergeParent, other: MergeParent, state: State) -> None:
    """Check all of a merge but its salt. That needs a vault key, so devices check it."""
    if merge.body != merge_body(one, other, state) or merge.header.epoch != max(one.epoch, other.epoch):
        raise AutusError("MERGE_MISMATCH", "the merge differs from the one that its parents give")


def _refusal(error: AutusError, index: int, commit: bytes) -> AutusError:
    placed = error.with_fields(index=index, commit=commit.hex())
    if error.code in {"DISCLOSURE_REQUIRED", "REPLAY_MISMATCH", "WITNESS_BUDGET_EXCEEDED"}:
        return placed
    return AutusError("REPLAY_MISMATCH", placed.detail, **{**placed.fields, "reason": error.code})
