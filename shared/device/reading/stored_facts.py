"""Reading the stored facts of a log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from shared.device.core import records
from shared.device.core.history import History
from shared.device.core.host import Host
from shared.device.core.records import CHOSEN, FACTS_PART, block_part_key, log_key, open_derived
from shared.device.reading.commit_facts import FactsChunk
from shared.device.reading.facts_blocks import BlockPart, decode_part
from shared.device.reading.log_facts import LogFacts
from shared.device.reading.recorder import Recorder, StatesChunk

CHUNKS_AT_ONCE = 8


async def load_recorded(
    host: Host, history: History, recorder: Recorder, save: Callable[[], Awaitable[None]]
) -> None:
    """Reads the facts after the last stored block.

    Blocks before the last are read when they are needed, and made again if they are damaged. Earlier versions
    wrote no blocks: their chunks become blocks, which `save` stores.
    """
    rows, facts = history.log.rows, recorder.facts
    number = len(rows) // records.FACTS_BLOCK_COMMITS
    while number and not await _has_block(host, history, number - 1):
        number -= 1
    facts.start_at(number * records.FACTS_BLOCK_COMMITS)
    size = records.FACTS_CHUNK_COMMITS
    while chunks := await _read_chunks(host, history, len(facts)):
        for chunk in chunks:
            facts.tail.append_chunk(chunk)
            recorder.last = chunk.last
            if chunk.heads:
                await _keep_heads(history, recorder, chunk)
            if len(facts) % records.FACTS_BLOCK_COMMITS == 0:
                recorder.end_block(chunk.last)
                await save()
        if len(chunks) < CHUNKS_AT_ONCE or len(facts) + size > len(rows):
            break


async def read_part(host: Host, history: History, facts: LogFacts, parts: Sequence[str], number: int) -> bool:
    """Reads parts of a block into memory. False if one of them is missing or damaged."""
    vault = history.ring.vault
    keys = [block_part_key(vault, part, number) for part in parts]
    stored = await host.store.get(keys)
    sealed = [(key, value) for key, value in zip(keys, stored, strict=True) if value is not None]
    if len(sealed) < len(keys):
        return False
    first = number * records.FACTS_BLOCK_COMMITS
    last = history.log.rows.id(first + records.FACTS_BLOCK_COMMITS - 1)
    for part, record in zip(parts, await open_derived(host.crypto, sealed, BlockPart), strict=True):
        values = None if record is None or record.last != last else decode_part(part, record.data)
        if values is None:
            return False
        facts.keep(part, number, values)
    return True


async def _has_block(host: Host, history: History, number: int) -> bool:
    return await read_part(host, history, LogFacts(), [CHOSEN], number)


async def _read_chunks(host: Host, history: History, first: int) -> list[FactsChunk]:
    """The next chunks from a position on, up to the first missing one."""
    rows, size = history.log.rows, records.FACTS_CHUNK_COMMITS
    firsts = range(first, len(rows) - size + 1, size)[:CHUNKS_AT_ONCE]
    keys = [log_key(history.ring.vault, FACTS_PART, each) for each in firsts]
    found = []
    for key, sealed in zip(keys, await host.store.get(keys), strict=True):
        if sealed is None:
            break
        found.append((key, sealed))
    chunks = []
    for each, chunk in zip(firsts, await open_derived(host.crypto, found, FactsChunk), strict=False):
        if chunk is None or chunk.last != rows.id(each + size - 1) or not chunk.is_complete():
            break
        chunks.append(chunk)
    return chunks


async def _keep_heads(history: History, recorder: Recorder, chunk: FactsChunk) -> None:
    """The states that an earlier version kept in a chunk are those from which the next chunk's follow."""
    heads = await history.open([head for head, _ in chunk.heads])
    states = [(head, one.body.rules, state) for one, (head, state) in zip(heads, chunk.heads, strict=True)]
    recorder.put_states(len(recorder.facts), StatesChunk(states))
