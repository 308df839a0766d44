"""What a witness does: replay disclosed commits from a state it trusts, and refuse what does not come out.

A disclosure starts at a head whose state the witness has vouched for, or at genesis. Every further commit
must descend from that start: then the order of the whole history is the start's order followed by the order
of what was added, and nothing before the start is needed. The same holds of every neck, a commit that all
later ones descend from: there the replay begins anew from the state it has come to, and lets go of the rest.

Who discloses may be hostile, so a replay has a budget.
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
"""What is kept for later merges: about the memory of drafts and graphs since the last neck."""
READ_BYTES_MAX: Final = 256 * 1024 * 1024
"""Sealed commits that are opened."""
STEPS_PER_COMMIT: Final = 20
STEPS_MIN: Final = 10_000
"""Drafts that are folded, most of them again at merges: so many, and so many more per commit."""
SECONDS_MAX: Final = 60.0

# An opened draft takes a few times the room of its text.
_DRAFT_FACTOR: Final = 4
# What is opened at once, and what makes it worth while to begin anew at a neck.
_SLICE_COMMITS: Final = 256
_SLICE_BYTES: Final = 512 * 1024


class Budget:
    """What one replay of `commits` commits may cost; `clock` in seconds, never going back.

    Every method raises AutusError WITNESS_BUDGET_EXCEEDED with `limit` ("nodes", "memory", "bytes", "steps",
    "seconds") and `allowed`.
    """

    def __init__(self, commits: int, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = clock() + SECONDS_MAX
        self._steps_max = STEPS_MIN + STEPS_PER_COMMIT * commits
        self._steps = self._held = self._read = 0

    def read(self, size: int) -> None:
        """So many bytes of sealed commits are opened."""
        self._read += size
        self._require("bytes", self._read, READ_BYTES_MAX)

    def step(self) -> None:
        """A draft is folded."""
        self._steps += 1
        self._require("steps", self._steps, self._steps_max)
        self.check_time()

    def check_time(self) -> None:
        if self._clock() > self._until:
            raise _exceeded("seconds", SECONDS_MAX)

    def hold(self, size: int) -> bool:
        """So many bytes more are kept. Whether it is worth while to let go of them."""
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
        f"the replay costs more than a witness gives: {limit}",
        limit=limit,
        allowed=allowed,
    )


def necks(commits: Sequence[tuple[bytes, Sequence[bytes]]]) -> frozenset[bytes]:
    """Of (id, parents) in topological order: the commits that all later ones descend from."""
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
    """The steps of commits; reading one costs a step of the budget."""

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
    """A replay whose history begins at a trusted state: the start stands in the graph without parents, and
    folds as a genesis does, to no change.
    """

    def __init__(self, graph: Graph, state: State) -> None:
        super().__init__(graph, state.session_id)
        self._empty = state


class Witness:
    """One replay of a vault: `open_start` first unless it is from genesis, then `take` push after push.

    `keys` maps commit ids to opening keys. Without a `budget` it has that of so many keys, and no end in
    time. `necks` are those of all that will be taken (a subset will do,
    only memory is saved by them). Nothing here outlives the object.
    """

    def __init__(
        self,
        vault: bytes,
        keys: Mapping[bytes, bytes],
        budget: Budget | None = None,
        necks: Container[bytes] = (),
    ) -> None:
        self._vault = vault
        self._keys = keys
        self._budget = budget = budget or Budget(len(keys), lambda: 0.0)
        self._necks = necks
        self._text = ""
        self._graph = Graph()
        self._parents: dict[bytes, MergeParent] = {}
        self._steps = _Steps(budget)
        self._replay = Replay(self._graph, vault.hex())

    async def open_start(self, crypto: Opener, commit: bytes, wire: WireCommit, state: bytes) -> None:
        """Begins at `commit`, whose unrounded `state` the caller vouches for.

        Raises AutusError: WITNESS_BUDGET_EXCEEDED, INVALID_STATE, and what `take` raises.
        """
        opened = (await self._open(crypto, [(commit, wire)], 0))[0]
        started = state_from_bytes(state, rules=opened.body.rules)
        self._budget.check_state(started)
        self._begin_anew(opened, started)

    async def take(self, crypto: Opener, commits: Sequence[tuple[bytes, WireCommit]]) -> State:
        """Opens, replays and verifies `commits`, (id, wire) in topological order; the state of the last one.

        Raises AutusError with `commit` (hex) and `index`, counted in `commits`: DISCLOSURE_REQUIRED where a
        key is missing or the start lies too far ahead, WITNESS_BUDGET_EXCEEDED, REPLAY_MISMATCH with a
        `reason` for all else.
        """
        state: State | None = None
        for first, part in _slices(commits):
            for index, each in enumerate(await self._open(crypto, part, first), first):
                try:
                    state = self._take_one(each, len(commits[index][1][1]))
                except AutusError as error:
                    raise _refusal(error, index, each.id) from None
        if state is None:
            raise AutusError("DISCLOSURE_REQUIRED", "there is nothing to replay")
        return state

    async def _open(
        self, crypto: Opener, commits: Sequence[tuple[bytes, WireCommit]], first: int
    ) -> list[Opened]:
        """`first` is the index that the first of `commits` has for the caller."""
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

    def _take_one(self, opened: Opened, size: int) -> State:
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
        if budget.hold(kept) and opened.id in self._necks:
            self._begin_anew(opened, state)
        return state

    def _begin_anew(self, start: Opened, state: State) -> None:
        """All that comes descends from `start`, so nothing before it is folded again."""
        self._graph = Graph()
        self._graph.add(start.id, (), start.body.t_ms)
        self._parents = {start.id: parent_of(start)}
        self._steps.kept = {start.id: start.body.step._replace(draft=None)}
        self._replay = _ReplayFrom(self._graph, state)
        self._budget.release()


Named = tuple[bytes, WireCommit]


def _slices(commits: Sequence[Named]) -> Iterator[tuple[int, Sequence[Named]]]:
    """(index of the first, so many as are opened at once): opened commits take several times their size."""
    first = size = 0
    for index, (_, (_, ciphertext)) in enumerate(commits):
        if index > first and (index - first >= _SLICE_COMMITS or size + len(ciphertext) > _SLICE_BYTES):
            yield first, commits[first:index]
            first, size = index, 0
        size += len(ciphertext)
    if commits:
        yield first, commits[first:]


def _check_merge(merge: Opened, one: MergeParent, other: MergeParent, state: State) -> None:
    """All of a merge but its salt, which only a vault key can check: that is left to the devices."""
    if merge.body != merge_body(one, other, state) or merge.header.epoch != max(one.epoch, other.epoch):
        raise AutusError("MERGE_MISMATCH", "the merge is not the one that its parents make")


def _refusal(error: AutusError, index: int, commit: bytes) -> AutusError:
    placed = error.with_fields(index=index, commit=commit.hex())
    if error.code in {"DISCLOSURE_REQUIRED", "REPLAY_MISMATCH", "WITNESS_BUDGET_EXCEEDED"}:
        return placed
    return AutusError("REPLAY_MISMATCH", placed.detail, **{**placed.fields, "reason": error.code})
