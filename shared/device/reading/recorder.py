"""Records facts and states of the commits of a log, in its order, for whoever replays them anyway.

Every chunk of the log gets a record of its states: those of the commits outside it from which its own follow,
and those of merges that would be expensive to fold again. So each state is a few folds away from a kept one.
Facts are kept by chunk until a block is full.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import msgspec

from shared.chain.body import Body
from shared.chain.graph import Graph
from shared.device.core import records
from shared.device.core.history import History
from shared.device.core.host import Host
from shared.device.core.records import FACTS_PART, STATES_PART, encode, log_key, seal_records
from shared.device.reading.facts_blocks import seal_block_parts
from shared.device.reading.log_facts import LogFacts
from shared.kernel import State, state_to_bytes

FOLDS_MAX = 100
"""How many commits the merges of a chunk fold again before the state of one is kept."""
RECENT_STATES = 600


class StatesChunk(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """(commit, rules, unrounded state) of the commits from which the chunk's own states follow."""

    states: list[tuple[bytes, str, bytes]]


class Recorder:
    """Facts and states of the first commits of a log. `lock` is held by whoever adds commits or writes."""

    def __init__(self, host: Host, vault: bytes, graph: Graph) -> None:
        self.lock = asyncio.Lock()
        self.facts = LogFacts()
        # Whether the store was read.
        self.loaded = False
        self.last: bytes | None = None
        self._host = host
        self._vault = vault
        self._graph = graph
        self._recent: OrderedDict[bytes, State] = OrderedDict()
        self._chunk: set[bytes] = set()
        self._states: dict[bytes, State] = {}
        self._folds = 0
        self._records: list[tuple[str, bytes]] = []
        self._blocks: list[tuple[int, bytes]] = []

    def add(self, commit: bytes, body: Body, state: State) -> None:
        """The next commit of the log and the state after it."""
        size = records.FACTS_CHUNK_COMMITS
        if len(self.facts) % size == 0:
            self._chunk, self._states, self._folds = set(), {}, 0
        self._keep_state(commit, state)
        self._chunk.add(commit)
        self.facts.tail.add(body, state)
        self.last = commit
        self.remember(commit, state)
        if len(self.facts) % size == 0:
            self._end_chunk(len(self.facts) - size, commit)
        if len(self.facts) % records.FACTS_BLOCK_COMMITS == 0:
            self.end_block(commit)

    def remember(self, commit: bytes, state: State) -> None:
        """Remembers a state: a later commit may continue it."""
        self._recent[commit] = state
        self._recent.move_to_end(commit)
        if len(self._recent) > RECENT_STATES:
            self._recent.popitem(last=False)

    def known_state(self, commit: bytes) -> State | None:
        """One of the last states."""
        return self._recent.get(commit)

    def _keep_state(self, commit: bytes, state: State) -> None:
        parents = self._graph.parents(commit)
        if len(parents) < 2:
            for parent in parents:
                known = self._recent.get(parent)
                if parent not in self._chunk and known is not None:
                    self._states[parent] = known
            return
        branches, forks = self._graph.branches(commit)
        self._folds += len(branches)
        if self._folds > FOLDS_MAX or len(forks) != 1 or not self._chunk.issuperset(forks):
            self._states[commit], self._folds = state, 0

    def _end_chunk(self, first: int, last: bytes) -> None:
        states = [(commit, state.rules, state_to_bytes(state)) for commit, state in self._states.items()]
        self.put_states(first, StatesChunk(states))
        chunk = self.facts.tail.slice_chunk(first, last)
        self._records.append((log_key(self._vault, FACTS_PART, first), encode(chunk)))

    def put_states(self, first: int, states: StatesChunk) -> None:
        """The record of the states of the chunk that starts at `first`."""
        self._records.append((log_key(self._vault, STATES_PART, first), encode(states)))

    def end_block(self, last: bytes) -> None:
        """Turns the facts of the last chunks, up to the commit `last`, into a block."""
        self._blocks.append((self.facts.tail.first, last))
        self.facts.start_block()

    async def take_records(self, *, forget: bool = False) -> tuple[list[tuple[str, bytes]], list[str]]:
        """What to write and what to delete for all that was added since the last call. `forget`: blocks do
        not stay in memory.
        """
        plain, self._records = self._records, []
        blocks, self._blocks = self._blocks, []
        deletes: list[str] = []
        puts: list[tuple[str, bytes]] = []
        for first, last in blocks:
            number = first // records.FACTS_BLOCK_COMMITS
            puts += await seal_block_parts(
                self._host.crypto, self._vault, number, last, self.facts.parts(number)
            )
            if forget:
                self.facts.forget(number)
            firsts = range(first, first + records.FACTS_BLOCK_COMMITS, records.FACTS_CHUNK_COMMITS)
            deletes += [log_key(self._vault, FACTS_PART, each) for each in firsts]
        replaced = frozenset(deletes)
        plain = [record for record in plain if record[0] not in replaced]
        return [*puts, *await seal_records(self._host.crypto, plain)], deletes


def recorder_of(history: History, host: Host) -> Recorder:
    """The recorder of a history. It is forgotten with the history."""
    if history.recorder is None:
        history.recorder = Recorder(host, history.ring.vault, history.graph)
    found: Recorder = history.recorder
    return found
