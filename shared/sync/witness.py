"""What a witness does: replay disclosed commits from a state it trusts, and refuse what does not come out.

A disclosure starts at a head whose state the witness has vouched for, or at genesis. Every further commit
must descend from that start: then the order of the whole history is the start's order followed by the order
of what was added, and nothing before the start is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from shared.chain.graph import Graph
from shared.chain.header import Kind
from shared.chain.merge import MergeParent, check_independent, merge_body, parent_of
from shared.chain.replay import Replay, verify_marker
from shared.errors import AutusError
from shared.kernel import Draft, State
from shared.sync.messages import WireCommit
from shared.vault.envelope import Opened, open_bodies
from shared.vault.primitives import Crypto


class _ReplayFrom(Replay):
    """A replay whose history begins at a trusted state: the start stands in the graph without parents, and
    folds as a genesis does, to no change.
    """

    def __init__(self, graph: Graph, state: State) -> None:
        super().__init__(graph, state.session_id)
        self._empty = state


class Witness:
    """One replay of a vault: `open_start` first unless it is from genesis, then `take` push after push.

    `keys` maps commit ids to opening keys; nothing here outlives the object.
    """

    def __init__(self, vault: bytes, keys: Mapping[bytes, bytes], state: State | None) -> None:
        self._vault = vault
        self._keys = keys
        self._graph = Graph()
        self._parents: dict[bytes, MergeParent] = {}
        self._drafts: dict[bytes, Draft | None] = {}
        self._replay = Replay(self._graph, vault.hex()) if state is None else _ReplayFrom(self._graph, state)

    async def open_start(self, crypto: Crypto, commit: bytes, wire: WireCommit) -> None:
        """Takes the start's marker, which the first commits after it continue."""
        opened = (await self._open(crypto, [(commit, wire)]))[0]
        self._graph.add(commit, (), opened.body.t_ms)
        self._parents[commit] = parent_of(opened)

    async def take(self, crypto: Crypto, commits: Sequence[tuple[bytes, WireCommit]]) -> State:
        """Opens, replays and verifies `commits`, (id, wire) in topological order; the state of the last one.

        Raises AutusError with `commit` (hex) and `index`, counted in `commits`: DISCLOSURE_REQUIRED where a
        key is missing or the start lies too far ahead, REPLAY_MISMATCH with a `reason` for all else.
        """
        opened = await self._open(crypto, commits)
        state: State | None = None
        for index, each in enumerate(opened):
            try:
                state = self._take_one(each)
            except AutusError as error:
                raise _refusal(error, index, each.id) from None
        if state is None:
            raise AutusError("DISCLOSURE_REQUIRED", "there is nothing to replay")
        return state

    async def _open(self, crypto: Crypto, commits: Sequence[tuple[bytes, WireCommit]]) -> list[Opened]:
        for index, (commit, _) in enumerate(commits):
            if commit not in self._keys:
                missing = AutusError("DISCLOSURE_REQUIRED", "an opening key is missing")
                raise _refusal(missing, index, commit)
        keys = [self._keys[commit] for commit, _ in commits]
        try:
            return await open_bodies(crypto, self._vault, keys, [wire for _, wire in commits])
        except AutusError as error:
            index = cast("int", error.fields["index"])
            raise _refusal(error, index, commits[index][0]) from None

    def _take_one(self, opened: Opened) -> State:
        graph, parents = self._graph, opened.header.parents
        if any(parent not in graph for parent in parents):
            raise AutusError("DISCLOSURE_REQUIRED", "a parent lies before the disclosed start")
        if opened.header.kind == Kind.MERGE:
            check_independent(graph, *parents)
        graph.add(opened.id, parents, opened.body.t_ms)
        self._drafts[opened.id] = opened.body.draft
        state = self._replay.run(self._replay.plan(opened.id), self._drafts)
        known = [self._parents[parent] for parent in parents]
        verify_marker(opened.body, state, [parent.marker_hash for parent in known])
        if opened.header.kind == Kind.MERGE:
            _check_merge(opened, known[0], known[1], state)
        self._parents[opened.id] = parent_of(opened)
        return state


def _check_merge(merge: Opened, one: MergeParent, other: MergeParent, state: State) -> None:
    """All of a merge but its salt, which only a vault key can check: that is left to the devices."""
    if merge.body != merge_body(one, other, state) or merge.header.epoch != max(one.epoch, other.epoch):
        raise AutusError("MERGE_MISMATCH", "the merge is not the one that its parents make")


def _refusal(error: AutusError, index: int, commit: bytes) -> AutusError:
    fields = {**error.fields, "index": index, "commit": commit.hex()}
    if error.code in {"DISCLOSURE_REQUIRED", "REPLAY_MISMATCH"}:
        return AutusError(error.code, error.detail, **fields)
    return AutusError("REPLAY_MISMATCH", error.detail, **{**fields, "reason": error.code})
