"""Facts and states that a pull records while it replays, and states a few folds from a kept one."""

from __future__ import annotations

from random import Random

import pytest

from shared import kernel
from shared.device.core import history as history_module
from shared.device.core import records
from shared.device.core.records import (
    BLOCK_FACTS_PART,
    FACTS_PART,
    STATES_PART,
    encode,
    log_key,
    open_derived,
    seal_records,
)
from shared.device.reading import past_states, recorder
from shared.device.reading.commit_facts import FactsChunk
from shared.device.reading.facts_blocks import BlockPart
from shared.device.reading.past_states import PastStates
from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.reading.test_history_reader import (
    CHUNK,
    branching,
    check,
    naive,
    rows_of,
    small_records,
)
from tests.simulation.world import Profile


def keys_of(profile: Profile, part: str) -> list[str]:
    return sorted(key for key in profile.records if f"/{part}/" in key)


async def pulled(seed: int, rounds: int = 2) -> tuple[Lab, Profile, str]:
    """A device that has just pulled a history with merges, and has looked at nothing."""
    lab, a, b, vault = await two_devices()
    for _ in range(rounds):
        await branching(lab, a, b, vault, Random(seed))
    c = await lab.device("C")
    await lab.join(c)
    await lab.ok(c, "sync")
    return lab, c, vault


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
@play
async def test_a_pull_records_what_pages_show(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    lab, c, vault = await pulled(seed)
    history = await lab.vault(c, vault).history()
    commits = len(history.log.rows)
    size = records.FACTS_BLOCK_COMMITS
    assert len(keys_of(c, STATES_PART)) == commits // CHUNK
    assert len(keys_of(c, BLOCK_FACTS_PART)) == commits // size * len(records.FACTS_PARTS)
    assert len(keys_of(c, FACTS_PART)) == commits % size // CHUNK
    await check(lab, c, vault, Random(seed))
    await lab.restart(c)
    await check(lab, c, vault, Random(seed))


@play
async def test_what_a_pull_has_recorded_is_not_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    lab, c, vault = await pulled(1)
    commits = len((await lab.vault(c, vault).history()).log.rows)
    await lab.restart(c)
    opened = 0
    plain = history_module.History.open

    async def counted(self: history_module.History, wanted: list[bytes], **options: bool) -> object:
        nonlocal opened
        wanted = list(wanted)
        opened += len(wanted)
        return await plain(self, wanted, **options)

    monkeypatch.setattr(history_module.History, "open", counted)
    await lab.ok(c, "series", vault=vault)
    # Those behind the last chunk, and what their states follow from.
    assert opened <= 2 * CHUNK < commits


@play
async def test_a_pull_that_was_killed_goes_on_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    lab, a, b, vault = await two_devices()
    await branching(lab, a, b, vault, Random(3))
    c = await lab.device("C")
    await lab.join(c)
    await lab.ok(c, "sync")
    await lab.restart(c)
    for _ in range(2):
        await branching(lab, a, b, vault, Random(4))
        await lab.ok(c, "sync")
    commits = len((await lab.vault(c, vault).history()).log.rows)
    assert len(keys_of(c, STATES_PART)) == commits // CHUNK
    await check(lab, c, vault, Random(5))


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(3))
@play
async def test_each_state_is_a_few_folds_from_a_kept_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    monkeypatch.setattr(recorder, "FOLDS_MAX", 5)
    lab, c, vault = await pulled(seed)
    history = await lab.vault(c, vault).history()
    held = lab.vault(c, vault)
    folded = 0
    step = past_states.replay_step

    def counted(*arguments: object, **options: object) -> object:
        nonlocal folded
        folded += 1
        return step(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(past_states, "replay_step", counted)
    rows = await rows_of(lab, c, vault)
    expected = await naive(lab, c, vault, [row["commit"] for row in rows])
    for row, document in zip(rows, expected, strict=True):
        folded = 0
        state = await PastStates(held.host, held.id).state(history, bytes.fromhex(row["commit"]))
        assert dict(kernel.state_document(state)) == document
        # Those of its chunk, and for the last chunk, which is not full, those of the one before.
        assert folded <= 2 * CHUNK


@pytest.mark.parametrize("how", ["changed", "missing", "of another place", "of another log", "short"])
@pytest.mark.parametrize("part", ["density", "labels", "shares", "slots"])
@play
async def test_a_damaged_block_is_made_again(part: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    lab, c, vault = await pulled(2)
    first = await lab.ok(c, "series", vault=vault)
    shares = await lab.ok(c, "share_spans", vault=vault)
    found = await lab.ok(c, "find", vault=vault, text="c1", slot="N")
    good = dict(c.records)
    key = keys_of(c, f"{BLOCK_FACTS_PART}/{part}")[0]
    crypto = lab.vault(c, vault).host.crypto
    if how == "missing":
        del c.records[key]
    elif how == "changed":
        c.records[key] = c.records[key][:-1] + bytes([c.records[key][-1] ^ 1])
    elif how == "of another place":
        c.records[key] = c.records[keys_of(c, f"{BLOCK_FACTS_PART}/{part}")[-1]] + b"x"
    else:
        (block,) = await open_derived(crypto, [(key, c.records[key])], BlockPart)
        assert block is not None
        bad = (
            BlockPart(bytes(32), block.data)
            if how == "of another log"
            else BlockPart(block.last, block.data[:8])
        )
        ((_, c.records[key]),) = await seal_records(crypto, [(key, encode(bad))])
    await lab.restart(c)
    assert await lab.ok(c, "series", vault=vault) == first
    assert await lab.ok(c, "share_spans", vault=vault) == shares
    assert await lab.ok(c, "find", vault=vault, text="c1", slot="N") == found
    assert keys_of(c, BLOCK_FACTS_PART) == sorted(each for each in good if f"/{BLOCK_FACTS_PART}/" in each)


@pytest.mark.parametrize("how", ["missing", "changed", "not states"])
@play
async def test_damaged_states_are_replayed(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    lab, c, vault = await pulled(2)
    for key in keys_of(c, STATES_PART):
        if how == "missing":
            del c.records[key]
        elif how == "changed":
            c.records[key] = c.records[key][:-1] + bytes([c.records[key][-1] ^ 1])
        else:
            ((_, c.records[key]),) = await seal_records(
                lab.vault(c, vault).host.crypto, [(key, encode([[b"x", "rules", b"y"]]))]
            )
    await lab.restart(c)
    await check(lab, c, vault, Random(2))


@play
async def test_chunks_of_earlier_versions_become_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold all facts, and the states of the newest commits that no commit continues."""
    small_records(monkeypatch)
    lab, c, vault = await pulled(6)
    held = lab.vault(c, vault)
    rows = (await held.history()).log.rows
    expected = await lab.ok(c, "series", vault=vault)
    documents = await naive(lab, c, vault, [row.id.hex() for row in rows])
    assert documents
    crypto = held.host.crypto
    # All facts in chunks, with heads and without blocks and states, as the first versions wrote them.
    chunks = await chunks_of_all(lab, c, vault)
    await lab.crash(c)
    for part in (BLOCK_FACTS_PART, STATES_PART, FACTS_PART):
        for key in keys_of(c, part):
            del c.records[key]
    plain = [(log_key(held.id, FACTS_PART, first), encode(chunk)) for first, chunk in chunks.items()]
    c.records.update(dict(await seal_records(crypto, plain)))
    lab.switch_on(c)
    await lab.ok(c, "boot")
    assert await lab.ok(c, "series", vault=vault) == expected
    assert keys_of(c, BLOCK_FACTS_PART)
    assert len(keys_of(c, FACTS_PART)) < records.FACTS_BLOCK_COMMITS // CHUNK
    await check(lab, c, vault, Random(6))
    await lab.restart(c)
    await check(lab, c, vault, Random(6))


async def chunks_of_all(lab: Lab, profile: Profile, vault: str) -> dict[int, FactsChunk]:
    """The records that the first versions kept of all full chunks, by position."""
    held = lab.vault(profile, vault)
    history = await held.history()
    rows, states = history.log.rows, PastStates(held.host, held.id)
    made = recorder.Recorder(held.host, held.id, history.graph)
    chunks: dict[int, FactsChunk] = {}
    heads: dict[bytes, None] = {}
    for place, one in enumerate(await history.open([row.id for row in rows])):
        state = await states.state(history, one.id)
        made.facts.tail.add(one.body, state)
        for parent in one.header.parents:
            heads.pop(parent, None)
        heads[one.id] = None
        if (place + 1) % CHUNK == 0:
            kept = [
                (head, kernel.state_to_bytes(await states.state(history, head))) for head in list(heads)[-4:]
            ]
            chunk = made.facts.tail.slice_chunk(place + 1 - CHUNK, one.id)
            chunks[place + 1 - CHUNK] = FactsChunk(
                chunk.last, chunk.columns, chunk.labels, chunk.slots, kept, chunk.shares, chunk.steps
            )
    return chunks
