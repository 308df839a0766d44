"""The index of a log that is read from blocks, compared with the rows themselves."""

from __future__ import annotations

from random import Random

import pytest

from shared.device.core import commit_log, records
from shared.device.core.history import History
from shared.device.core.index_rows import IndexRow
from shared.device.core.records import BLOCK_PART, INDEX_PART, ORDER
from tests.shared.device.lab import Lab, play, two_devices
from tests.shared.device.reading.test_history_reader import branching
from tests.simulation.world import Profile

BLOCK = 6


def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a short history fill blocks, in pulls of few commits too, and be loaded in small steps."""
    monkeypatch.setattr(records, "INDEX_BLOCK_COMMITS", BLOCK)
    monkeypatch.setattr(commit_log, "BLOCK_ENTRIES_MIN", 1)
    monkeypatch.setattr(commit_log, "LOADED_COMMITS", 4)


def keys_of(profile: Profile, part: str) -> list[str]:
    return sorted(key for key in profile.records if f"/{part}/" in key)


async def seen(lab: Lab, profile: Profile, vault: str) -> tuple[object, ...]:
    """What a history that has just been loaded says of every commit."""
    history = await lab.vault(profile, vault).history()
    tip = lab.vault(profile, vault).tip.commit
    rows = list(history.log.rows)
    return (
        rows,
        [history.graph.parents(row.id) for row in rows],
        [history.graph.count(history.graph.index(row.id)) for row in rows],
        [history.log.position(row.id) for row in rows],
        list(history.order(tip)),
        await history.words(tip),
        history.rewrites,
        [history._known_merge(row.parents) for row in rows if row.is_merge],
    )


def without_blocks(profile: Profile) -> dict[str, bytes]:
    """Takes the derived records away. Returns them."""
    derived = {
        key: value
        for key, value in profile.records.items()
        if f"/{BLOCK_PART}/" in key or key.startswith(ORDER)
    }
    for key in derived:
        del profile.records[key]
    return derived


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
@play
async def test_blocks_say_what_the_rows_say(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch)
    random = Random(seed)
    lab, a, b, vault = await two_devices()
    for _ in range(2):
        await branching(lab, a, b, vault, random)
        for profile in (a, b):
            # A page stores what no write has stored. A history with commits that the log lacks does not.
            await lab.restart(profile)
            await lab.ok(profile, "series", vault=vault)
            assert keys_of(profile, BLOCK_PART)
            await lab.restart(profile)
            fast = await seen(lab, profile, vault)
            derived = without_blocks(profile)
            await lab.restart(profile)
            assert await seen(lab, profile, vault) == fast
            await lab.crash(profile)
            profile.records.update(derived)
            lab.switch_on(profile)
            await lab.ok(profile, "boot")


@play
async def test_blocks_are_read_instead_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch)
    lab, a, b, vault = await two_devices()
    for number in range(3 * BLOCK):
        await lab.commit(b, vault, f"c{number}")
    for profile in (b, a):
        await lab.ok(profile, "sync")
    await lab.restart(b)
    await lab.ok(b, "series", vault=vault)
    assert len(keys_of(b, BLOCK_PART)) >= 3
    expected = await seen(lab, b, vault)
    await lab.crash(b)
    # The rows of whole blocks are not looked at.
    for key in keys_of(b, INDEX_PART):
        if int(key.rsplit("/", 1)[1]) < BLOCK * len(keys_of(b, BLOCK_PART)):
            b.records[key] = b"\xc0"
    lab.switch_on(b)
    await lab.ok(b, "boot")
    assert await seen(lab, b, vault) == expected


@pytest.mark.parametrize(
    "how", ["changed", "of another place", "missing", "no order", "order of another vault"]
)
@play
async def test_damaged_blocks_are_never_believed(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch)
    lab, a, b, vault = await two_devices()
    await branching(lab, a, b, vault, Random(2))
    await lab.restart(a)
    await lab.ok(a, "series", vault=vault)
    expected = await seen(lab, a, vault)
    good = dict(a.records)
    first, second = keys_of(a, BLOCK_PART)[:2]
    if how == "changed":
        a.records[second] = a.records[second][:-1] + bytes([a.records[second][-1] ^ 1])
    elif how == "of another place":
        a.records[second] = a.records[first]
    elif how == "missing":
        del a.records[first]
    else:
        key = next(key for key in a.records if key.startswith(ORDER))
        a.records[key] = b"" if how == "no order" else a.records[first]
    await lab.restart(a)
    assert (await seen(lab, a, vault))[:5] == expected[:5]
    # They are written again.
    await lab.ok(a, "series", vault=vault)
    assert keys_of(a, BLOCK_PART) == [key for key in sorted(good) if f"/{BLOCK_PART}/" in key]
    await lab.restart(a)
    assert (await seen(lab, a, vault))[:5] == expected[:5]


@play
async def test_rows_without_their_index_in_the_graph_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A merge that was made and replaced leaves a commit in the graph that the log does not have."""
    small_blocks(monkeypatch)
    lab, a, b, vault = await two_devices()
    for number in range(BLOCK):
        await lab.commit(a, vault, f"a{number}")
        await lab.commit(b, vault, f"b{number}")
        await lab.ok(a, "sync")
        history = await lab.vault(b, vault).history()
        tip = lab.vault(b, vault).tip.commit
        first = history.log.rows.id(0)
        assert history.graph.parents(first) == ()
        await lab.ok(b, "sync")
        assert tip in await lab.vault(b, vault).history()
    for profile in (a, b):
        now = (await seen(lab, profile, vault))[:1]
        rows: list[IndexRow] = list((await lab.vault(profile, vault).history()).log.rows)
        await lab.restart(profile)
        assert (await seen(lab, profile, vault))[:1] == now
        assert [row.id for row in rows] == [
            row.id for row in (await lab.vault(profile, vault).history()).log.rows
        ]


@play
async def test_a_fresh_merge_shifts_the_index_of_later_rows() -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "a")
    await lab.commit(b, vault, "b")
    await lab.ok(a, "sync")
    held = lab.vault(b, vault)
    history: History = await held.history()
    heads = [held.tip.commit, history.log.rows.id(0)]
    # In the graph, and never in the log.
    history.graph.add(b"not in the log", sorted(heads), 0)
    await lab.commit(b, vault, "c")
    await lab.ok(b, "sync")
    rows = (await held.history()).log.rows
    assert rows.aligned < len(rows)
    for position, row in enumerate(rows):
        assert rows.position(row.id) == position
        assert rows.id(position) == row.id
    assert rows.position(b"not in the log") is None
    order = (await held.history()).order(held.tip.commit)
    places = (await held.history()).places(held.tip.commit)
    assert [rows.id(place) for place in places] == list(order)
