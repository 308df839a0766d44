"""fsck: finds every change of what is stored, by name, and changes nothing itself."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server import __main__ as program
from server.ops.fsck.check import Progress, check_everything
from server.ops.fsck.findings import Finding
from server.settings import Settings
from server.store.errors import StoreUnavailable
from server.store.registry import open_inspection
from server.store.sqlite.database import FILE_NAME, PAGE_BYTES
from tests.server.conftest import serving
from tests.server.sessions import log_in, register
from tests.shared.sync.people import DeviceKey, Goal, Person

pytestmark = pytest.mark.sqlite


def checked(folder: Path) -> list[Finding]:
    async def run() -> list[Finding]:
        with open_inspection(folder) as inspection:
            return [finding async for finding in check_everything(inspection)]

    return asyncio.run(run())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people. One has two devices and two goals, each with a snapshot and two authors."""
    folder = tmp_path_factory.mktemp("fsck")
    (folder / "dist").mkdir()
    settings = Settings(data=str(folder / "data"), client=str(folder / "dist"))
    mina, second = Person("mina"), DeviceKey()
    mina.sign_device(second)
    with serving(settings) as server:
        session, other = register(server.url, mina), register(server.url, Person("other"))
        beside = log_in(server.url, mina, second)
        for _ in range(2):
            goal = Goal(mina)
            receipt = session.push(goal, None, [goal.genesis])
            receipt = session.push(goal, goal.genesis, goal.chain(goal.genesis, 5))
            snapshot = mina.snapshot(goal.vault, receipt)
            answer = session.put(f"/api/v1/vaults/{goal.vault.hex()}/snapshot", snapshot)
            assert answer.status_code == 204, answer.text
            tip = list(goal.nodes)[-1]
            beside.push(goal, tip, goal.chain(tip, 3, device=second))
        goal = Goal(other.person)
        other.push(goal, None, [goal.genesis])
    return folder / "data"


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "data"))


@pytest.fixture
def rows(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / FILE_NAME, isolation_level=None)) as connection:
        yield connection


def kinds(data: Path) -> set[str]:
    return {finding.kind for finding in checked(data)}


def test_nothing_is_found_in_what_a_server_has_stored(whole: Path) -> None:
    assert checked(whole) == []


# What each column of each table is found by, when a byte of it is other.
FLIPS = {
    ("accounts", "identity"): "roster",
    ("accounts", "name"): "name",
    ("accounts", "keyset_version"): "keyset",
    ("accounts", "roster_head"): "roster",
    ("accounts", "epoch"): "account",
    ("names", "name"): "name",
    ("names", "skeleton"): "name",
    ("statements", "position"): "roster",
    ("statements", "statement"): "roster",
    ("devices", "device"): "device",
    ("devices", "public"): "device",
    ("vaults", "number"): "missing",
    ("vaults", "head"): "head",
    ("vaults", "commits"): "counter",
    ("vaults", "size"): "counter",
    ("vaults", "receipt"): "head",
    ("vaults", "snapshot"): "snapshot",
    ("vaults", "epoch"): "head",
    ("authors", "device"): "author",
    ("authors", "seq"): "author",
    ("pushes", "number"): "missing",
    ("pushes", "base"): "links",
    ("pushes", "head"): "links",
    ("pushes", "count"): "counter",
    ("pushes", "certificate"): "certificate",
    ("pushes", "receipt"): "receipt",
    ("pushes", "checksum"): "checksum",
    ("pushes", "commits"): "links",
    ("commits", "id"): "index",
    ("commits", "part"): "index",
    ("commits", "number"): "index",
    ("snapshots", "snapshot"): "snapshot",
    ("server", "receipt_seed"): "receipt",
}


def other_value(value: object) -> object:
    """The value with one bit other: of a blob the last byte, which is inside a signature or a ciphertext."""
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    return value + 1_000 if isinstance(value, int) else f"{value}x"


@pytest.mark.parametrize(("table", "column"), FLIPS, ids=lambda value: value)
def test_a_byte_that_changed_is_found(data: Path, rows: sqlite3.Connection, table: str, column: str) -> None:
    where = f"WHERE {column} IS NOT NULL" + (" AND number = 2" if table == "pushes" else "")
    keys = [row[1] for row in rows.execute(f"PRAGMA table_info({table})") if row[5]]
    row = rows.execute(f"SELECT {', '.join(keys)}, {column} FROM {table} {where} LIMIT 1").fetchone()
    matching = " AND ".join(f"{key} = ?" for key in keys)
    rows.execute(
        f"UPDATE {table} SET {column} = ? WHERE {matching}", (other_value(row[-1]), *row[: len(keys)])
    )
    assert FLIPS[table, column] in kinds(data)


@pytest.mark.parametrize("table", ["pushes", "commits"])
def test_every_byte_of_what_has_no_checksum_is_checked(
    data: Path, rows: sqlite3.Connection, table: str
) -> None:
    """A push of an earlier version has no checksum. Links and signatures reveal each byte."""
    rows.execute("UPDATE pushes SET checksum = NULL")
    assert checked(data) == []
    columns = ("base", "head", "certificate", "receipt", "commits") if table == "pushes" else ("id",)
    for column in columns:
        _, value = rows.execute(
            f"SELECT number, {column} FROM {table} WHERE number = 2 ORDER BY owner, vault LIMIT 1"
        ).fetchone()
        for place in range(0, len(value), max(1, len(value) // 12)):
            changed = value[:place] + bytes([value[place] ^ 0x10]) + value[place + 1 :]
            rows.execute("BEGIN")
            rows.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (changed, value))
            rows.execute("COMMIT")
            assert checked(data) != [], (column, place)
            rows.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (value, changed))
    assert checked(data) == []


# What a table is found by, when one of its rows is gone.
DROPS = {
    "accounts": "stray",
    "names": "name",
    "statements": "roster",
    "devices": "device",
    "vaults": "stray",
    "authors": "author",
    "pushes": "missing",
    "commits": "index",
    "snapshots": "snapshot",
    "server": "server",
}


@pytest.mark.parametrize("table", DROPS)
@pytest.mark.parametrize("which", ["first", "last"])
def test_a_row_that_is_gone_is_found(data: Path, rows: sqlite3.Connection, table: str, which: str) -> None:
    rows.execute("PRAGMA foreign_keys = OFF")
    keys = [row[1] for row in rows.execute(f"PRAGMA table_info({table})") if row[5]]
    order = ", ".join(f"{key} {'DESC' if which == 'last' else 'ASC'}" for key in keys)
    row = rows.execute(f"SELECT {', '.join(keys)} FROM {table} ORDER BY {order} LIMIT 1").fetchone()
    rows.execute(f"DELETE FROM {table} WHERE {' AND '.join(f'{key} = ?' for key in keys)}", row)
    assert DROPS[table] in kinds(data)


# Columns whose values two rows exchange, and what finds it.
SWAPS = {
    ("names", ("skeleton",)): "name",
    ("accounts", ("roster_head",)): "roster",
    ("statements", ("statement",)): "roster",
    ("devices", ("public",)): "device",
    ("vaults", ("number", "head", "commits", "size", "receipt")): "head",
    ("authors", ("seq",)): "author",
    ("pushes", ("base", "head", "count", "certificate", "receipt", "checksum", "commits")): "links",
    ("commits", ("number",)): "index",
    ("snapshots", ("snapshot",)): "snapshot",
}


@pytest.mark.parametrize(
    ("table", "columns"), SWAPS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_two_rows_that_were_exchanged_are_found(
    data: Path, rows: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> None:
    keys = [row[1] for row in rows.execute(f"PRAGMA table_info({table})") if row[5]]
    listed = rows.execute(f"SELECT {', '.join((*keys, *columns))} FROM {table}").fetchall()
    first = listed[0]
    second = next(row for row in listed if row[len(keys) :] != first[len(keys) :])
    setting = ", ".join(f"{column} = ?" for column in columns)
    matching = " AND ".join(f"{key} = ?" for key in keys)
    for place, values in ((first, second), (second, first)):
        rows.execute(
            f"UPDATE {table} SET {setting} WHERE {matching}", (*values[len(keys) :], *place[: len(keys)])
        )
    assert SWAPS[table, columns] in kinds(data)


def test_rows_that_belong_to_nothing_are_found(data: Path, rows: sqlite3.Connection) -> None:
    rows.execute("INSERT INTO commits VALUES (?, ?, 0, ?, 1)", (bytes(8), bytes(16), bytes(32)))
    (found,) = checked(data)
    assert (found.kind, found.owner, found.vault) == ("stray", bytes(8), bytes(16))
    # A deletion that has still to remove them is no fault.
    rows.execute("INSERT INTO erasures VALUES (?, ?)", (bytes(8), bytes(16)))
    assert checked(data) == []


def test_a_finding_says_where(data: Path, rows: sqlite3.Connection) -> None:
    owner, vault = rows.execute("SELECT owner, vault FROM pushes WHERE number = 2 LIMIT 1").fetchone()
    rows.execute("DELETE FROM pushes WHERE number = 2 AND vault = ?", (vault,))
    found = checked(data)[0]
    assert str(found) == f"missing: account {owner.hex()}, goal {vault.hex()}, push 2: it is missing"


def test_a_damaged_page_does_not_end_the_check(data: Path) -> None:
    path = data / FILE_NAME
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'authors'").fetchone()
    content[(root - 1) * PAGE_BYTES : root * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(content)
    found = checked(data)
    assert {each.kind for each in found} >= {"structure"}
    assert {each.owner for each in found} >= {b""}


def test_a_check_changes_nothing(data: Path, rows: sqlite3.Connection, capsys) -> None:
    rows.execute("UPDATE vaults SET commits = commits + 1")
    rows.close()

    def digests() -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(data.iterdir())}

    before = digests()
    assert program.main(["fsck", str(data)]) == 1
    assert digests() == before
    said = capsys.readouterr()
    assert said.out.count("counter: account") == 3
    assert said.err == "SERVER_DAMAGED: 3 findings\n"


def test_a_server_may_run_and_store_meanwhile(settings: Settings, monkeypatch, capsys) -> None:
    monkeypatch.setenv("AUTUS_DATA", settings.data)
    with serving(settings) as server:
        session = register(server.url, Person())
        goal = Goal(session.person)
        session.push(goal, None, [goal.genesis])
        with open_inspection(settings.data_path) as inspection:
            found = check_everything(inspection, lambda progress: None)

            async def run() -> list[Finding]:
                for _ in range(3):
                    tip = list(goal.nodes)[-1]
                    await asyncio.to_thread(session.push, goal, tip, goal.chain(tip, 1))
                return [finding async for finding in found]

            assert asyncio.run(run()) == []
        assert program.main(["fsck"]) == 0
    assert "1 accounts, 1 goals and 4 commits were checked" in capsys.readouterr().out


def test_progress_reaches_the_total(whole: Path) -> None:
    told: list[tuple[int, int]] = []

    def tell(progress: Progress) -> None:
        told.append((progress.commits, progress.total))

    async def run() -> None:
        with open_inspection(whole) as inspection:
            assert [each async for each in check_everything(inspection, tell)] == []

    asyncio.run(run())
    assert told[-1] == (19, 19)


def test_a_server_that_starts_during_the_check_is_noticed(data: Path) -> None:
    def start(_: Progress) -> None:
        (data / f"{FILE_NAME}-wal").touch()

    async def run() -> None:
        with open_inspection(data) as inspection:
            assert [each async for each in check_everything(inspection, start)] == []

    with pytest.raises(StoreUnavailable, match="a server has started meanwhile"):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda data: (data / FILE_NAME).unlink(), "is missing"),
        (lambda data: (data / FILE_NAME).write_bytes(b"no database" * 1000), "not a database"),
        (lambda data: set_version(data, 999), "version 999"),
        (lambda data: set_version(data, 3), "brings it up to date"),
    ],
)
def test_data_that_cannot_be_checked_is_named(
    data: Path, capsys, harm: Callable[[Path], object], said: str
) -> None:
    harm(data)
    assert program.main(["fsck", str(data)]) == 1
    line = capsys.readouterr().err
    assert line.startswith("DATA_UNUSABLE: ")
    assert said in line


def set_version(data: Path, version: int) -> None:
    with closing(sqlite3.connect(data / FILE_NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
