"""The plain document and the table: complete, consistent across pages, safe in a spreadsheet, importable."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.device.data.plain_export import iso_time
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.shared.device.transfers import facts, pages, plain, preview, restore
from tests.simulation.world import Profile

LAST_MS = 253_402_300_799_999


async def merged() -> tuple[Lab, Profile, str]:
    """A history with a merge, words, notes, and labels that look like formulas."""
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "set_words", vault=vault, words={"names": {"n1": "나"}})
    await lab.commit(a, vault, "=1+1")
    await lab.commit(b, vault, '-2, "quoted"\nlines')
    lab.draft(b, vault, 1, {"mass_modifier": 0.4})
    await lab.ok(b, "commit", vault=vault, label="@b", note="a note")
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    await lab.ok(a, "sync")
    return lab, a, vault


def encoded(document: Document) -> bytes:
    return json.dumps(document).encode()


@given(st.integers(0, LAST_MS))
@example(951_782_400_000)
@example(4_107_542_399_999)
def test_times_are_those_of_the_calendar(t_ms: int) -> None:
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=t_ms)
    assert iso_time(t_ms) == moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@play
async def test_the_document_has_every_commit_in_pages_of_any_size() -> None:
    lab, device, vault = await merged()
    whole = await plain(lab, device, vault, 500)
    assert await plain(lab, device, vault, 1) == whole
    view = await lab.ok(device, "view", vault=vault)
    assert (whole["head"], whole["state_hash"], whole["words"]) == (
        view["head"],
        view["state_hash"],
        view["context"],
    )
    rows = (await lab.ok(device, "history", vault=vault, limit=500))["rows"][::-1]
    assert [
        (each["id"], each["body"]["kind"], each["body"]["marker"]["label"]) for each in whole["commits"]
    ] == [(row["commit"], row["kind"], row["label"]) for row in rows]
    assert {"note": "a note"} in [each["context"] for each in whole["commits"]]


@play
async def test_a_commit_between_two_pages_does_not_change_them() -> None:
    lab, device, vault = await merged()
    first = await lab.ok(device, "export_json", vault=vault, after=0, limit=2)
    await lab.commit(device, vault, "meanwhile")
    rest = await lab.ok(device, "export_json", vault=vault, after=2, limit=500, head=first["head"])
    assert (first["total"], rest["commits"][-1]["id"]) == (rest["total"], first["head"])
    unknown = {"after": 0, "limit": 1, "head": "0" * 64}
    assert await lab.code(device, "export_json", vault=vault, **unknown) == "UNKNOWN_COMMIT"


@play
async def test_spreadsheets_read_the_table_and_evaluate_nothing() -> None:
    lab, device, vault = await merged()
    text = "".join(page["text"] for page in await pages(lab, device, "export_csv", vault))
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    rows = (await lab.ok(device, "history", vault=vault, limit=500))["rows"][::-1]
    assert [row["commit"] for row in table] == [row["commit"] for row in rows]
    labels = {row["label"] for row in table}
    assert {"'=1+1", '\'-2, "quoted" lines', "'@b", ""} <= labels
    last = (await lab.ok(device, "view", vault=vault))["live"]
    assert float(table[-1]["density"]) == last["measure"]["density"]
    assert float(table[-1]["P_outcome"]) == last["forecast"]["P_outcome"]
    assert all(line.endswith("\r\n") for line in text.split('"')[-1].splitlines(keepends=True))


@play
async def test_a_table_with_decimal_commas_has_the_same_cells() -> None:
    lab, device, vault = await merged()
    rows = {}
    for decimal_comma, separator in ((False, ","), (True, ";")):
        fields = {"after": 0, "limit": 500, "decimal_comma": decimal_comma}
        text = (await lab.ok(device, "export_csv", vault=vault, **fields))["text"]
        rows[separator] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert [len(row) for row in rows[","]] == [len(row) for row in rows[";"]]
    for plain_row, row in zip(rows[","][1:], rows[";"][1:], strict=True):
        assert row[:6] == plain_row[:6]
        assert [cell.replace(",", ".") for cell in row[6:]] == plain_row[6:]
        assert not any("." in cell for cell in row[6:])


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@play
async def test_no_label_begins_a_cell_as_a_formula(first: str) -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    await lab.commit(device, vault, f"{first}HYPERLINK(1)")
    text = (await lab.ok(device, "export_csv", vault=vault, after=0, limit=500))["text"]
    labels = [row["label"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert labels == ["", f"'{first}HYPERLINK(1)"]


@play
async def test_a_document_becomes_a_goal_with_the_same_states() -> None:
    lab, device, vault = await merged()
    data = encoded(await plain(lab, device, vault))
    for written in (data, b"\xef\xbb\xbf" + data):
        _, answer = await preview(lab, device, written)
        assert [goal["status"] for goal in answer["ok"]["goals"]] == ["same"]
    empty = await lab.device("E")
    _, answer = await preview(lab, empty, data)
    assert (answer["ok"]["kind"], [goal["status"] for goal in answer["ok"]["goals"]]) == ("json", ["copy"])
    (made,) = await restore(lab, empty, data, passphrase=None)
    assert made != vault
    await lab.restart(empty)
    then, now = await facts(lab, device, vault), await facts(lab, empty, made)
    for part in ("measure", "forecast", "graph"):
        assert then[4][part] == now[4][part]
    assert then[3] == now[3]
    assert [row[1:] for row in then[5] if row[1]] == [row[1:] for row in now[5] if row[1]]
    assert (await lab.ok(empty, "verify", vault=made))["ok"]


def lied(document: Document, what: str) -> Document:
    changed: Document = json.loads(json.dumps(document))
    commit: dict[str, Any] = changed["commits"][1]
    if what == "draft":
        commit["body"]["draft"]["page1"]["mass_modifier"] = 0.123
    elif what == "marker":
        commit["body"]["marker"]["state_hash"] = "0" * 64
    elif what == "parent":
        commit["parents"] = ["1" * 64]
    elif what == "rules":
        commit["body"]["rules"] = "autus.rules.unknown"
    elif what == "state":
        changed["state_hash"] = "0" * 64
    elif what == "order":
        commits = changed["commits"]
        apart = next(n for n in range(1, len(commits)) if commits[n - 1]["id"] not in commits[n]["parents"])
        commits[apart - 1 : apart + 1] = commits[apart - 1 : apart + 1][::-1]
    elif what == "beside":
        changed["commits"].insert(1, commit | {"id": "2" * 64})
    elif what == "beginning":
        merge = next(each for each in changed["commits"] if len(each["parents"]) == 2)
        merge["body"]["kind"] = "genesis"
    elif what in {"depth", "great depth"}:
        for _ in range(20 if what == "depth" else 400):
            commit["context"] = {"deeper": commit["context"]}
    elif what == "words":
        commit["context"] = {"note": "n" * 5_000}
    else:
        changed["commits"].pop()
    return changed


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("draft", "REPLAY_MISMATCH"),
        ("marker", "BAD_MARKER"),
        ("parent", "UNKNOWN_PARENT"),
        ("rules", "UPDATE_REQUIRED"),
        ("state", "REPLAY_MISMATCH"),
        ("order", "IMPORT_UNREADABLE"),
        ("beside", "IMPORT_UNREADABLE"),
        ("beginning", "IMPORT_UNREADABLE"),
        ("depth", "BAD_CONTEXT"),
        ("great depth", "IMPORT_UNREADABLE"),
        ("words", "BAD_CONTEXT"),
        ("end", "IMPORT_UNREADABLE"),
    ],
)
@play
async def test_a_document_that_was_changed_is_refused_whole(what: str, expected: str) -> None:
    lab, device, vault = await merged()
    data = encoded(lied(await plain(lab, device, vault), what))
    empty = await lab.device("E")
    file, answer = await preview(lab, empty, data)
    if "ok" in answer:
        answer = await lab.call(empty, "apply_import", file=file, vaults=[vault])
    assert answer["error"]["code"] == expected
    assert (await lab.ok(empty, "boot"))["vaults"] == []


@pytest.mark.parametrize(
    "text",
    [
        b'{"format":NaN}',
        b'{"format":"\\ud800"}',
        b'{"format":' + b"9" * 10_000 + b"}",
        b"[" * 100_000,
        b'{"commits":' + b'[{"context":' * 50_000,
        b"\xff\xfe\x00",
        b"null",
    ],
)
@play
async def test_bytes_that_are_no_document_are_refused(text: bytes) -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    _, answer = await preview(lab, device, text)
    assert answer["error"]["code"] == "IMPORT_UNREADABLE"


@play
async def test_a_document_is_imported_once_and_only_if_chosen() -> None:
    lab, device, vault = await merged()
    empty = await lab.device("E")
    file, _ = await preview(lab, empty, encoded(await plain(lab, device, vault)))
    assert (await lab.ok(empty, "apply_import", file=file, vaults=["0" * 32]))["taken"] == []
    both = [lab.call(empty, "apply_import", file=file, vaults=[vault]) for _ in range(2)]
    first, second = await asyncio.gather(*both)
    assert (len(first["ok"]["taken"]), second["error"]["code"]) == (1, "TRANSFER_GONE")
    assert len((await lab.ok(empty, "boot"))["vaults"]) == 1
