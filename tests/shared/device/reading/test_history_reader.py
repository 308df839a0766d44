"""Past states and facts, compared with the naive fold of each commit's history."""

from __future__ import annotations

import itertools
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import kernel
from shared.chain.replay import fold
from shared.device.core import records
from shared.device.core.field_types import QUANTITIES
from shared.device.core.records import decode, encode, open_records, seal_records
from shared.device.reading import commit_facts, log_facts, past_states
from shared.device.reading.series import spread, thin_out
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile

CHUNK = 8
SLOT_PATCHES: tuple[dict[str, int], ...] = ({"S": 3}, {"E": 2, "W": 2}, {})


def small_records(monkeypatch: pytest.MonkeyPatch, chunk: int = CHUNK, chunks: int = 3) -> None:
    """Lets a short history fill chunks and blocks of facts, and forget states."""
    monkeypatch.setattr(records, "FACTS_CHUNK_COMMITS", chunk)
    monkeypatch.setattr(records, "FACTS_BLOCK_COMMITS", chunks * chunk)
    monkeypatch.setattr(past_states, "STATES_MAX", 2 * chunk)
    monkeypatch.setattr(past_states, "PART_COMMITS", 3)
    monkeypatch.setattr(log_facts, "FEW_PLACES", 3)


async def naive(lab: Lab, profile: Profile, vault: str, commits: list[str]) -> list[Document]:
    """The state documents of these commits, each folded from the beginning."""
    history = await lab.vault(profile, vault).history()
    bodies = {one.id: one.body for one in await history.open(history.graph)}
    return [
        dict(kernel.state_document(fold(history.graph, bodies, bytes.fromhex(commit), bytes.fromhex(vault))))
        for commit in commits
    ]


def quantity(document: Document, name: str) -> float:
    forecast = document["forecast"]
    forecasts = {"P_outcome": forecast["P_outcome"], "confidence": forecast["trajectory"]["confidence"]}
    return float(forecasts[name] if name in forecasts else document["measure"][name])


async def rows_of(lab: Lab, profile: Profile, vault: str) -> list[Document]:
    """Oldest first."""
    answer = await lab.ok(profile, "history", vault=vault, limit=500)
    return list(answer["rows"][::-1])


async def check(lab: Lab, profile: Profile, vault: str, random: Random) -> None:
    rows = await rows_of(lab, profile, vault)
    commits = [row["commit"] for row in rows]
    expected = await naive(lab, profile, vault, commits)
    series = await lab.ok(profile, "series", vault=vault)
    assert series["position"] == list(range(len(rows)))
    assert series["t_ms"] == [row["t_ms"] for row in rows]
    assert series["labels"] == [[row["position"], row["label"]] for row in rows if row["label"]]
    assert series["labelled"] == len(series["labels"])
    for name in QUANTITIES:
        assert series["columns"][name] == [quantity(document, name) for document in expected], name
    for position in random.sample(range(len(rows)), 12):
        past = await lab.ok(profile, "state_at", vault=vault, commit=commits[position])
        assert past["live"] == expected[position]
        assert past["row"] == rows[position]
    positions = random.sample(range(len(rows)), 6)
    answer = await lab.ok(profile, "states", vault=vault, positions=[*positions, len(rows)])
    assert [past["live"] for past in answer["states"]] == [expected[position] for position in positions]


async def branching(lab: Lab, a: Profile, b: Profile, vault: str, random: Random) -> None:
    for number in range(14):
        await lab.commit(random.choice([a, b]), vault, f"c{number}")
        if random.random() < 0.4:
            await lab.ok(random.choice([a, b]), "sync")
    for profile in (a, b, a):
        await lab.ok(profile, "sync")


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
@play
async def test_series_and_states_equal_the_naive_fold(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    random = Random(seed)
    lab, a, b, vault = await two_devices()
    for _ in range(3):
        await branching(lab, a, b, vault, random)
        await check(lab, a, vault, random)
        # Stored facts are used after a start. Later ones are computed.
        await lab.restart(b)
        await check(lab, b, vault, random)
    assert any(row["kind"] == "merge" for row in await rows_of(lab, a, vault))


@play
async def test_facts_are_kept_sealed_and_read_back_without_a_replay() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Long"))["vault"]
    commits = [
        {"t_ms": t_ms, "patches": [[1, {"mass_modifier": (t_ms % 9 - 4) / 10}]], "label": f"secret {t_ms}"}
        for t_ms in range(600)
    ]
    await lab.ok(a, "import_commits", vault=vault, commits=commits)
    first = await lab.ok(a, "series", vault=vault)
    kept = [value for key, value in a.records.items() if "/course/" in key]
    assert len(kept) == 2
    assert not any(b"secret" in value for value in kept)
    await lab.restart(a)
    assert await lab.ok(a, "series", vault=vault) == first
    rows = (await lab.ok(a, "rows", vault=vault, positions=[300, 2, 599]))["rows"]
    expected = await naive(lab, a, vault, [row["commit"] for row in rows])
    for row, document in zip(rows, expected, strict=True):
        past = await lab.ok(a, "state_at", vault=vault, commit=row["commit"])
        assert (past["live"], past["row"]) == (document, row)


@play
async def test_stored_facts_leave_with_an_adopted_goal() -> None:
    lab, *_ = await two_devices()
    c = await lab.device("C")
    own = (await lab.ok(c, "create_vault", title="Own"))["vault"]
    commits = [{"t_ms": t_ms, "patches": [[1, {"mass_modifier": 0.1}]]} for t_ms in range(300)]
    await lab.ok(c, "import_commits", vault=own, commits=commits)
    await lab.ok(c, "series", vault=own)
    assert any(own in key and "/course/" in key for key in c.records)
    await lab.join(c, adopt=True)
    assert not any(own in key for key in c.records)


@play
async def test_filters_find_exactly_what_matches() -> None:
    lab, a, b, vault = await two_devices()
    for number, slots in enumerate(SLOT_PATCHES):
        await lab.ok(a, "view", vault=vault)
        shares = {"allocations": slots} if slots else None
        patch = (3, shares) if shares else (1, {"mass_modifier": 0.2})
        lab.draft(a, vault, *patch)
        await lab.ok(a, "commit", vault=vault, label=f"Größe {number}")
    await lab.commit(b, vault, "from b")
    for profile in (a, b, a):
        await lab.ok(profile, "sync")
    rows = await rows_of(lab, a, vault)

    async def found(**fields: str) -> list[str | None]:
        answer = await lab.ok(a, "find", vault=vault, **fields)
        assert answer["total"] == len(rows)
        assert answer["positions"] == sorted(answer["positions"], reverse=True)
        return [rows[position]["label"] for position in reversed(answer["positions"])]

    assert await found() == [row["label"] for row in rows]
    assert await found(text="GRÖSSE") == ["Größe 0", "Größe 1", "Größe 2"]
    assert await found(text="größe", slot="W") == ["Größe 1"]
    assert "Größe 1" in await found(slot="E")
    assert "Größe 2" not in [label for slot in kernel.SLOTS for label in await found(slot=slot)]
    assert await found(kind="genesis") == [None]
    assert await found(kind="merge") == [row["label"] for row in rows if row["kind"] == "merge"]
    device = next(row["device"] for row in rows if row["label"] == "from b")
    assert await found(device=device) == ["from b"]
    assert await found(text="nowhere") == []


@play
async def test_branches_list_every_place_where_history_is_not_a_line() -> None:
    lab, a, b, vault = await two_devices()
    await branching(lab, a, b, vault, Random(3))
    rows = await rows_of(lab, a, vault)
    place = {row["commit"]: row["position"] for row in rows}
    answer = await lab.ok(a, "branches", vault=vault)
    parents = {position: [position - 1] for position in range(1, len(rows))} | {0: []}
    parents |= dict(answer["links"])
    assert parents == {row["position"]: [place[parent] for parent in row["parents"]] for row in rows}
    assert {each["device"] for each in answer["devices"]} == {row["device"] for row in rows} - {""}
    assert {each["name"]: each["this"] for each in answer["devices"]} == {a.name: True, b.name: False}


def test_thinning_keeps_ends_and_extremes() -> None:
    random = Random(5)
    columns = [[random.random() for _ in range(9_000)] for _ in range(3)]
    chosen = thin_out(columns, 500, 9_000)
    assert len(chosen) <= 500
    assert chosen == sorted(set(chosen))
    assert (chosen[0], chosen[-1]) == (0, 8_999)
    for column in columns:
        values = [column[index] for index in chosen]
        assert (min(values), max(values)) == (min(column), max(column))
    assert thin_out(columns, 9_000, 9_000) == list(range(9_000))


@pytest.mark.parametrize("how", ["changed", "older", "no record", "of another place"])
@play
async def test_damaged_or_old_facts_are_computed_again(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small_records(monkeypatch)
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Long"))["vault"]
    for number in range(2 * CHUNK):
        await lab.commit(device, vault, f"c{number}")
    first = await lab.ok(device, "series", vault=vault)
    key, other = sorted(key for key in device.records if "/course/" in key)
    facade = device.facade
    assert facade is not None
    crypto = facade.device.host.crypto
    if how == "changed":
        device.records[key] = device.records[key][:-1] + bytes([device.records[key][-1] ^ 1])
    elif how == "of another place":
        device.records[key] = device.records[other]
    else:
        (plain,) = await open_records(crypto, [(key, device.records[key])])
        record = decode(plain, commit_facts.FactsChunk)
        older = msgspec.structs.replace(record, columns=record.columns[1:])
        ((_, sealed),) = await seal_records(crypto, [(key, encode(older) if how == "older" else b"\xc0")])
        device.records[key] = sealed
    await lab.restart(device)
    assert await lab.ok(device, "series", vault=vault) == first
    await lab.restart(device)
    await check(lab, device, vault, Random(1))


@given(st.integers(0, 3_000), st.integers(2, 300))
def test_spread_indices_are_few_even_and_have_both_ends(length: int, most: int) -> None:
    found = spread(length, most)
    assert len(found) == min(length, most)
    assert found == sorted(set(found))
    assert found[:1] == [0][:length]
    assert found[-1:] == [length - 1][:length]
    gaps = [after - before for before, after in itertools.pairwise(found)]
    assert not gaps or max(gaps) - min(gaps) <= 1


@play
async def test_many_labels_are_thinned_and_counted() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Long"))["vault"]
    commits = [
        {"t_ms": t_ms, "patches": [[1, {"mass_modifier": 0.1}]], "label": f"day {t_ms}"}
        for t_ms in range(1, 302)
    ]
    await lab.ok(device, "import_commits", vault=vault, commits=commits)
    series = await lab.ok(device, "series", vault=vault)
    assert (len(series["labels"]), series["labelled"]) == (200, 301)
    assert [series["labels"][0], series["labels"][-1]] == [[1, "day 1"], [301, "day 301"]]
