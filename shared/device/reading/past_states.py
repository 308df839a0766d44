"""The state after any commit of a log, a few folds from a kept one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from shared.chain.body import Body
from shared.chain.replay import Replay
from shared.device.core import records
from shared.device.core.history import History
from shared.device.core.host import Host
from shared.device.core.records import STATES_PART, log_key, open_derived
from shared.device.reading.recorder import Recorder, StatesChunk
from shared.kernel import State, new_state, replay_step, state_from_bytes

PART_COMMITS = 20
"""How many commits are replayed without a pause. A control that the person moves waits that long."""
STATES_MAX = 500
FOLDS_MAX = 1_000
"""How many commits are folded from kept states. The history's own replay may be nearer to others."""


class PastStates:
    """The most recently used states of one vault. The caller makes sure that one call runs at a time."""

    def __init__(self, host: Host, vault: bytes) -> None:
        self._host = host
        self._vault = vault
        self._states: OrderedDict[bytes, State] = OrderedDict()

    def known(self, commit: bytes) -> State | None:
        """A state that is in memory."""
        if commit in self._states:
            self._states.move_to_end(commit)
        return self._states.get(commit)

    def remember(self, commit: bytes, state: State) -> None:
        self._states[commit] = state
        self._states.move_to_end(commit)
        if len(self._states) > STATES_MAX:
            self._states.popitem(last=False)

    async def state(self, history: History, commit: bytes) -> State:
        """The state after a commit. Raises AutusError UNKNOWN_COMMIT."""
        known = self.known(commit)
        if known is not None:
            return known
        found: dict[bytes, State] = {}
        needed = await self._plan(history, commit, found)
        if needed is None:
            state = await history.read_state(commit)
        else:
            for offset in range(0, len(needed), PART_COMMITS):
                part = [history.log.rows.id(place) for place in needed[offset : offset + PART_COMMITS]]
                for one in await history.open(part):
                    found[one.id] = await self.follow(history, one.id, one.body, found)
            state = found[commit]
        self.remember(commit, state)
        return state

    async def next(self, history: History, commit: bytes, body: Body, recorder: Recorder) -> State:
        """The state after the commit that `recorder` records next."""
        known = self.known(commit)
        if known is not None:
            return known
        parents = history.graph.parents(commit)
        fork = history.graph.fork(commit) if len(parents) == 2 else None
        bases = parents if fork is None else (fork,)
        found: dict[bytes, State] = {}
        for base in bases:
            state = recorder.known_state(base)
            found[base] = await self.state(history, base) if state is None else state
            recorder.remember(base, found[base])
        return await self.follow(history, commit, body, found)

    async def follow(self, history: History, commit: bytes, body: Body, found: dict[bytes, State]) -> State:
        """The state after a commit. A commit with one parent folds after everything that the parent folds
        after. `found` has the state of the parent, or of where the branches of a merge fork.
        """
        parents = history.graph.parents(commit)
        if not parents:
            state = new_state(self._vault.hex(), rules=body.rules)
        elif len(parents) == 1:
            state = replay_step(found[parents[0]], body.draft, body.t_ms, rules=body.rules)
        else:
            fork = history.graph.fork(commit)
            if fork is None:
                return await history.read_state(commit)
            replay = Replay(history.graph, self._vault.hex())
            replay.seed(fork, found[fork])
            state = await history.replay_state(replay, commit)
        self.remember(commit, state)
        return state

    async def _plan(self, history: History, commit: bytes, found: dict[bytes, State]) -> list[int] | None:
        """The positions of the commits to fold, in the order of the log. `found` gets the states that they
        follow from. None if the commits are too many, or not all in the log.
        """
        rows, graph = history.log.rows, history.graph
        needed: set[int] = set()
        chunks: set[int] = set()
        waiting = [commit]
        while waiting:
            one = waiting.pop()
            place = rows.position(one)
            if place is not None and place not in needed:
                first = place - place % records.FACTS_CHUNK_COMMITS
                if self.known(one) is None and first not in chunks:
                    chunks.add(first)
                    await self._load_chunk(first)
            known = self.known(one)
            if known is not None:
                found[one] = known
            elif place is None or len(needed) >= FOLDS_MAX:
                return None
            elif place not in needed:
                needed.add(place)
                fork = graph.fork(one) if len(graph.parents(one)) == 2 else None
                waiting += graph.parents(one) if fork is None else [fork]
        return sorted(needed)

    async def _load_chunk(self, first: int) -> None:
        """The kept states of the chunk that starts at a position. Without a record there are none."""
        key = log_key(self._vault, STATES_PART, first)
        (sealed,) = await self._host.store.get([key])
        if sealed is None:
            return
        (chunk,) = await open_derived(self._host.crypto, [(key, sealed)], StatesChunk)
        if chunk is not None:
            self.remember_all(chunk.states)

    def remember_all(self, states: Sequence[tuple[bytes, str, bytes]]) -> None:
        for commit, rules, state in states:
            self.remember(commit, state_from_bytes(state, rules=rules))
