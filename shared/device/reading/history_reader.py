"""The states and the facts of the commits in a vault's log, for pages.

Facts come from one replay, in small parts that let the rest of the engine run in between. They are kept on
the device, sealed. A commit's state follows from its ancestors and never changes, so facts stay true after a
merge. A pull records them while it replays.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from shared.chain.body import Step
from shared.device.core import records
from shared.device.core.history import History
from shared.device.core.host import Host
from shared.device.core.index_upkeep import store_blocks
from shared.device.core.vault import Vault
from shared.device.reading.log_facts import LogFacts
from shared.device.reading.past_memo import PastMemo
from shared.device.reading.past_states import PastStates
from shared.device.reading.recorder import Recorder, recorder_of
from shared.device.reading.recording import record_stored
from shared.device.reading.stored_facts import load_recorded, read_part
from shared.kernel import State

STEPS_MAX = 1_000

Progress = Callable[[int, int], None]


def ignore_progress(done: int, total: int) -> None:
    """For a caller that shows no progress."""


class HistoryReader:
    """Reads one vault. Holds its most recently used states."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._host: Host = vault.host
        self._lock = asyncio.Lock()
        self._states = PastStates(vault.host, vault.id)
        self._steps: OrderedDict[bytes, Step] = OrderedDict()
        self.pasts: PastMemo[Any] = PastMemo()

    async def facts(
        self,
        progress: Progress,
        parts: Iterable[str],
        places: Callable[[History], Sequence[int]] | None = None,
    ) -> tuple[History, LogFacts]:
        """The facts of all durable commits. `parts` of them are in memory, at the positions in the log that
        `places` gives, until the caller waits for something else. `progress` receives (done, total).
        """
        while True:
            async with self._lock:
                history = await self.vault.history()
                recorder = recorder_of(history, self._host)
                async with recorder.lock:
                    if not recorder.loaded:
                        await self._load(history, recorder)
                        await store_blocks(self.vault)
                    if len(recorder.facts) >= len(history.log.rows):
                        await self._load_parts(history, recorder, parts, places)
                        # A commit may have come in the meantime.
                        if len(recorder.facts) >= len(history.log.rows):
                            return history, recorder.facts
                        continue
                    await self._extend(history, recorder)
                progress(len(recorder.facts), len(history.log.rows))

    async def state(self, commit: bytes) -> State:
        """The state after a commit. A few steps from a kept state, or from one that was read before.

        Raises AutusError UNKNOWN_COMMIT.
        """
        async with self._lock:
            return await self._states.state(await self.vault.history(), commit)

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

    async def _load(self, history: History, recorder: Recorder) -> None:
        await load_recorded(self._host, history, recorder, lambda: self._save(recorder))
        recorder.loaded = True

    async def _load_parts(
        self,
        history: History,
        recorder: Recorder,
        parts: Iterable[str],
        places: Callable[[History], Sequence[int]] | None,
    ) -> None:
        facts, wanted = recorder.facts, list(parts)

        def missing() -> list[tuple[int, list[str]]]:
            reached = range(len(facts)) if places is None else places(history)
            return facts.find_missing(wanted, reached)

        # The tip, and with it the places, may move during each wait.
        while found := missing():
            for number, lacking in found:
                if not await read_part(self._host, history, facts, lacking, number):
                    await self._rebuild(history, recorder, number)

    async def _extend(self, history: History, recorder: Recorder) -> None:
        """Adds the next commits of the log, up to the end of their chunk."""
        size = records.FACTS_CHUNK_COMMITS
        done = len(recorder.facts)
        end = min(done // size * size + size, len(history.log.rows))
        await record_stored(history, self._states, recorder, done, end)
        if len(recorder.facts) % size == 0:
            await self._save(recorder)

    async def _rebuild(self, history: History, recorder: Recorder, number: int) -> None:
        """Makes a damaged block again."""
        again = Recorder(self._host, self.vault.id, history.graph)
        first = number * records.FACTS_BLOCK_COMMITS
        again.facts.start_at(first)
        await record_stored(history, self._states, again, first, first + records.FACTS_BLOCK_COMMITS)
        for part, values in again.facts.parts(number).items():
            recorder.facts.keep(part, number, values)
        await self._save(again)

    async def _save(self, recorder: Recorder) -> None:
        """Stores what was recorded. Takes the vault's lock, because an adoption must not leave records of a
        vault that has moved.
        """
        puts, deletes = await recorder.take_records()
        if puts:
            async with self.vault.locked():
                await self._host.store.write(puts, deletes)
