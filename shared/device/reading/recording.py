"""Recording facts and states of a log: of new commits while they are stored, and of stored ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from shared.device.core import records
from shared.device.core.commit_validation import Replayed
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.reading.past_states import PART_COMMITS, PastStates
from shared.device.reading.recorder import Recorder, recorder_of
from shared.device.reading.stored_facts import load_recorded
from shared.errors import AutusError
from shared.vault.envelope import open_commits


async def record_stored(
    history: History, states: PastStates, recorder: Recorder, start: int, end: int
) -> None:
    """Adds the commits of the log at these positions. They are opened and replayed in small parts."""
    ids = [history.log.rows.id(place) for place in range(start, end)]
    wires = await history.log.read(ids)
    for offset in range(0, len(ids), PART_COMMITS):
        part = slice(offset, offset + PART_COMMITS)
        opened = await open_commits(history.crypto, history.ring, wires[part], contexts=False, ids=ids[part])
        for one in opened:
            state = await states.next(history, one.id, one.body, recorder)
            recorder.add(one.id, one.body, state)


@asynccontextmanager
async def recording(
    vault: Vault,
    history: History,
    commits: Sequence[bytes],
    replayed: Sequence[Replayed],
) -> AsyncIterator[tuple[list[tuple[str, bytes]], list[str]]]:
    """What to write and to delete beside new commits, which the block appends to the log in this order.

    It is nothing if a page reads at this moment, or if more than a chunk of earlier commits is not recorded:
    then the next page records all of them. If the write fails, the history is forgotten, and the recorder
    with it. The caller holds the vault's lock.
    """
    recorder = recorder_of(history, vault.host)
    if recorder.lock.locked():
        yield [], []
        return
    async with recorder.lock:
        if await _catch_up(vault, history, recorder):
            known = {one.id: one for one in replayed}
            for commit in commits:
                if commit not in known:
                    break
                recorder.add(commit, known[commit].body, known[commit].state)
        yield await recorder.take_records(forget=True)


async def _catch_up(vault: Vault, history: History, recorder: Recorder) -> bool:
    """Records what the log has behind the last stored chunk. False if that is too much for a pull."""

    async def save_later() -> None:
        """The records are written with the commits."""

    try:
        if not recorder.loaded:
            await load_recorded(vault.host, history, recorder, save_later)
            recorder.loaded = True
        done, count = len(recorder.facts), len(history.log.rows)
        if count - done > records.FACTS_CHUNK_COMMITS:
            return False
        if done < count:
            await record_stored(history, PastStates(vault.host, vault.id), recorder, done, count)
    except AutusError:
        # A page that reads the damaged commits reports it.
        return False
    return True
