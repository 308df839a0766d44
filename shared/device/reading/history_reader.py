"""The state and the facts of every commit in a vault's log.

Facts come from one replay, in small parts that let the rest of the engine run in between. They are kept on
the device, sealed. A commit's state follows from its ancestors and never changes, so facts stay true after a
merge.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

from shared.chain.body import Body, Step
from shared.chain.replay import Replay
from shared.device.core.commit_log import IndexRow
from shared.device.core.history import History
from shared.device.core.host import Host
from shared.device.core.records import FACTS_CHUNK_COMMITS as CHUNK_COMMITS
from shared.device.core.records import FACTS_PART, decode, encode, log_key, open_records, seal_records
from shared.device.core.vault import Vault
from shared.device.reading.commit_facts import Facts, FactsChunk
from shared.errors import AutusError
from shared.kernel import State, new_state, replay_step, state_from_bytes, state_to_bytes
from shared.vault.envelope import open_commits

PART_COMMITS = 20
"""How many commits are replayed without a pause. A control that the person moves waits that long."""
STATES_MAX = 2 * CHUNK_COMMITS
STEPS_MAX = 1_000
CHUNKS_AT_ONCE = 8
HEADS_MAX = 4

Progress = Callable[[int, int], None]


def ignore_progress(done: int, total: int) -> None:
    """For a caller that shows no progress."""


class HistoryReader:
    """Reads one vault. Holds its most recently used states, and the facts of a prefix of its log."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._host: Host = vault.host
        self._lock = asyncio.Lock()
        self._facts = Facts()
        self._heads: dict[bytes, None] = {}
        self._last: bytes | None = None
        self._read = False
        self._states: OrderedDict[bytes, State] = OrderedDict()
        self._steps: OrderedDict[bytes, Step] = OrderedDict()

    async def facts(self, progress: Progress) -> tuple[History, Facts]:
        """The facts of all durable commits. `progress` receives (done, total)."""
        while True:
            async with self._lock:
                history = await self.vault.history()
                rows = history.log.rows
                done = len(self._facts)
                if done and (done > len(rows) or rows[done - 1].id != self._last):
                    self._forget()
                if not self._read:
                    await self._load_chunks(history)
                if len(self._facts) >= len(rows):
                    return history, self._facts
                await self._extend(history)
                progress(len(self._facts), len(rows))

    async def state(self, commit: bytes) -> State:
        """The state after a commit. One step from a state that was read before.

        Raises AutusError UNKNOWN_COMMIT.
        """
        async with self._lock:
            history = await self.vault.history()
            place = history.log.positions.get(commit)
            if place is None or commit in self._states:
                return await self._find_state(history, commit)
            rows = history.log.rows
            first = start = place // CHUNK_COMMITS * CHUNK_COMMITS
            for near in range(place - 1, first - 1, -1):
                if rows[near].id in self._states:
                    start = near + 1
                    break
            if start and start == first and rows[start - 1].id not in self._states:
                for record in await self._read_chunks(rows, [start - CHUNK_COMMITS]):
                    await self._load_heads(history, record)
            await self._replay_rows(history, rows[start : place + 1])
            return self._states[commit]

    async def steps(self, history: History, commits: Sequence[bytes]) -> dict[bytes, Step]:
        """The steps of these commits. The most recently read ones stay in memory."""
        known = self._steps
        missing = [commit for commit in commits if commit not in known]
        read = {one.id: one.body.step for one in await history.open(missing)} if missing else {}
        found = {commit: read[commit] if commit in read else known[commit] for commit in commits}
        for commit, step in found.items():
            known[commit] = step
            known.move_to_end(commit)
        while len(known) > STEPS_MAX:
            known.popitem(last=False)
        return found

    def _forget(self) -> None:
        self._facts, self._heads, self._last, self._read = Facts(), {}, None, False

    async def _load_chunks(self, history: History) -> None:
        """Loads the stored chunks that belong to this log, up to the first missing one."""
        self._read = True
        rows = history.log.rows
        firsts = range(0, len(rows) - CHUNK_COMMITS + 1, CHUNK_COMMITS)
        newest: FactsChunk | None = None
        for offset in range(0, len(firsts), CHUNKS_AT_ONCE):
            part = firsts[offset : offset + CHUNKS_AT_ONCE]
            records = await self._read_chunks(rows, part)
            for record in records:
                self._facts.append_chunk(record)
                newest = record
            if len(records) < len(part):
                break
        if newest is not None:
            self._last = newest.last
            self._heads = dict.fromkeys(head for head, _ in newest.heads)
            await self._load_heads(history, newest)

    async def _read_chunks(self, rows: Sequence[IndexRow], firsts: Sequence[int]) -> list[FactsChunk]:
        """The chunks that start at `firsts`, up to the first missing one."""
        keys = [_key(self.vault.id, first) for first in firsts]
        found = []
        for key, sealed in zip(keys, await self._host.store.get(keys), strict=True):
            if sealed is None:
                break
            found.append((key, sealed))
        records: list[FactsChunk] = []
        try:
            for first, plain in zip(firsts, await open_records(self._host.crypto, found), strict=False):
                record = decode(plain, FactsChunk)
                if record.last != rows[first + CHUNK_COMMITS - 1].id or not record.is_complete():
                    break
                records.append(record)
        except AutusError:
            # Facts can be computed again, so a record that does not open or does not decode is no error.
            return records
        return records

    async def _load_heads(self, history: History, record: FactsChunk) -> None:
        opened = await history.open([head for head, _ in record.heads])
        for one, (head, state) in zip(opened, record.heads, strict=True):
            self._remember_state(head, state_from_bytes(state, rules=one.body.rules))

    async def _extend(self, history: History) -> None:
        """Adds the next commits of the log, up to the end of their chunk."""
        done = len(self._facts)
        end = done // CHUNK_COMMITS * CHUNK_COMMITS + CHUNK_COMMITS
        rows = history.log.rows[done:end]
        wires = await history.log.read([row.id for row in rows])
        for offset in range(0, len(rows), PART_COMMITS):
            part = rows[offset : offset + PART_COMMITS]
            ids = [row.id for row in part]
            opened = await open_commits(
                history.crypto, history.ring, wires[offset : offset + PART_COMMITS], contexts=False, ids=ids
            )
            for row, one in zip(part, opened, strict=True):
                self._facts.add(one.body, await self._find_or_replay(history, row, one.body))
                for parent in row.parents:
                    self._heads.pop(parent, None)
                self._heads[row.id] = None
                self._last = row.id
        if len(self._facts) == end:
            await self._save_chunk(end - CHUNK_COMMITS)

    async def _replay_rows(self, history: History, rows: Sequence[IndexRow]) -> None:
        for offset in range(0, len(rows), PART_COMMITS):
            part = rows[offset : offset + PART_COMMITS]
            for row, one in zip(part, await history.open([row.id for row in part]), strict=True):
                await self._find_or_replay(history, row, one.body)

    async def _find_or_replay(self, history: History, row: IndexRow, body: Body) -> State:
        """The state after a commit, from its parent's. A commit with one parent folds after everything that
        the parent folds after.
        """
        if row.id in self._states:
            state = self._states[row.id]
        elif not row.parents:
            state = new_state(self.vault.id.hex(), rules=body.rules)
        elif body.draft is None:
            state = await self._replay_merge(history, row)
        else:
            before = await self._find_state(history, row.parents[0])
            state = replay_step(before, body.draft, body.t_ms, rules=body.rules)
        self._remember_state(row.id, state)
        return state

    async def _replay_merge(self, history: History, row: IndexRow) -> State:
        """The state after a merge, folded from the one commit where its branches forked. Without such a
        commit the history replays it.
        """
        fork = history.graph.fork(row.id)
        if fork is None:
            return await history.read_state(row.id)
        replay = Replay(history.graph, self.vault.id.hex())
        replay.seed(fork, await self._find_state(history, fork))
        return await history.replay_state(replay, row.id)

    async def _find_state(self, history: History, commit: bytes) -> State:
        if commit in self._states:
            self._states.move_to_end(commit)
            return self._states[commit]
        return await history.read_state(commit)

    def _remember_state(self, commit: bytes, state: State) -> None:
        self._states[commit] = state
        self._states.move_to_end(commit)
        if len(self._states) > STATES_MAX:
            self._states.popitem(last=False)

    async def _save_chunk(self, first: int) -> None:
        """Stores a chunk. Takes the lock, because an adoption must not leave records of a vault that has
        moved.
        """
        heads = [head for head in list(self._heads)[-HEADS_MAX:] if head in self._states]
        states = [(head, state_to_bytes(self._states[head])) for head in heads]
        record = self._facts.slice_chunk(first, self._last or b"", states)
        sealed = await seal_records(self._host.crypto, [(_key(self.vault.id, first), encode(record))])
        async with self.vault.locked():
            await self._host.store.write(sealed)


def _key(vault: bytes, first: int) -> str:
    return log_key(vault, FACTS_PART, first)
