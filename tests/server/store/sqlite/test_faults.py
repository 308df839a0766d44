"""Each step of a write is the last one, or fails. Nothing is left half done, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiosqlite
import pytest

from server.store.errors import StoreError, StoreFull, StoreUnavailable
from server.store.sqlite.database import FILE_NAME, PAGE_BYTES, Writer
from server.store.sqlite.store import SqliteStore
from server.store.sqlite.write_mark import WriteMark
from tests.server.store.contract.examples import (
    HOUR_MS,
    hashed,
    key_of,
    new_account,
    new_push,
    new_session,
    new_snapshot,
    new_statement,
    new_ways,
    push_many,
    short,
)

Work = Callable[[SqliteStore], Awaitable[object]]
Rows = dict[str, list[tuple[object, ...]]]
MINA, VAULT = hashed("mina"), short("mina", "vault")


async def push_another(store: SqliteStore) -> None:
    row = await store.vault_by_id(MINA, VAULT)
    assert await store.swap_in_push(new_push("mina", after=row, count=3))


async def change_ways(store: SqliteStore) -> None:
    """The one request: statements, keyset and verifiers, and the end of the other sessions."""
    assert (
        await store.change_ways(new_ways("mina", keep_session=hashed("mina", "token", "first"))) is not None
    )


async def end_other_sessions(store: SqliteStore) -> None:
    assert await store.end_other_sessions(*key_of(new_session("mina"))) is not None


async def leave_snapshot(store: SqliteStore) -> None:
    row = await store.vault_by_id(MINA, VAULT)
    assert row is not None
    assert await store.swap_in_snapshot(new_snapshot("mina", row))


# Every operation that writes, on a store with one account and one vault.
WORK: dict[str, Work] = {
    "account": lambda store: store.create_account(new_account("other")),
    "keyset": lambda store: store.replace_keyset(MINA, 1, 2, b"the next keyset"),
    "statement": lambda store: store.append_statement(new_statement("mina")),
    "ways in": change_ways,
    "other sessions": end_other_sessions,
    "session": lambda store: store.open_session(new_session("mina", "second"), 1, 64),
    "longer session": lambda store: store.extend_session(*key_of(new_session("mina")), 2 * HOUR_MS),
    "log-out": lambda store: store.end_session(*key_of(new_session("mina"))),
    "first push": lambda store: store.swap_in_push(new_push("mina", "another vault")),
    "push": push_another,
    "snapshot": leave_snapshot,
    "witness": lambda store: store.switch_witness(MINA, VAULT, True),
    "deleted vault": lambda store: store.delete_vault(MINA, VAULT, 1, 100),
    "deleted account": lambda store: store.delete_account(MINA),
}


async def furnish(store: SqliteStore) -> None:
    await store.create_account(new_account("mina"))
    await store.open_session(new_session("mina", "other"), 1, 64)
    await push_many(store, "mina", pushes=2)


class Steps:
    """Counts the steps of writes. Calls `at` before each statement and commit, after a commit and a mark."""

    def __init__(self, at: Callable[[int], None]) -> None:
        self._at, self.count = at, 0

    def pass_one(self) -> None:
        self._at(self.count)
        self.count += 1

    @contextmanager
    def watching(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
        with monkeypatch.context() as patch:
            for kind, name in (
                (Writer, "run"),
                (Writer, "run_many"),
                (Writer, "fetch"),
                (aiosqlite.Connection, "commit"),
            ):
                patch.setattr(kind, name, self._watched(getattr(kind, name), after=name == "commit"))
            patch.setattr(WriteMark, "set", self._watched_mark(WriteMark.set))
            yield self

    def _watched(
        self, original: Callable[..., Awaitable[object]], *, after: bool
    ) -> Callable[..., Awaitable[object]]:
        async def watched(*given: object, **more: object) -> object:
            self.pass_one()
            result = await original(*given, **more)
            if after:
                self.pass_one()
            return result

        return watched

    def _watched_mark(self, original: Callable[..., None]) -> Callable[..., None]:
        def watched(*given: object) -> None:
            original(*given)
            self.pass_one()

        return watched


def rows_of(folder: Path) -> Rows:
    """Everything that is stored, except the probe of the health check and the count of writes."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        names = [name for (name,) in connection.execute(tables)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in sorted(names)
            if name not in {"probe", "writes"}
        }


async def opened(folder: Path) -> SqliteStore:
    store = SqliteStore(folder)
    await store.open()
    return store


def copy_of(folder: Path, place: Path) -> Path:
    """The files as a process that is killed now leaves them. The index of the log is memory, made anew."""
    place.mkdir()
    for path in folder.iterdir():
        if path.is_file() and not path.name.endswith("-shm"):
            shutil.copyfile(path, place / path.name)
    return place


@pytest.mark.parametrize("name", WORK)
def test_a_server_that_is_killed_at_any_step_has_a_write_whole_or_not_at_all(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    copies: list[Path] = []

    async def play() -> Rows:
        store = await opened(folder)
        await furnish(store)
        before = rows_of(folder)
        steps = Steps(lambda at: copies.append(copy_of(folder, tmp_path / f"killed-{at}")))
        with steps.watching(monkeypatch):
            await WORK[name](store)
        # From here on it was acknowledged.
        copies.append(copy_of(folder, tmp_path / "acknowledged"))
        await store.close()
        return before

    async def reopened(copy: Path) -> Rows:
        store = await opened(copy)
        assert store.known_fault() is None
        await store.close()
        return rows_of(copy)

    before = asyncio.run(play())
    after = rows_of(folder)
    assert before != after
    left = [asyncio.run(reopened(copy)) for copy in copies]
    assert len(left) > 3
    assert all(rows in (before, after) for rows in left)
    # It happens once, and is never taken back.
    assert left == [before] * left.count(before) + [after] * left.count(after)
    assert left[-1] == after


FAULTS = (
    (sqlite3.SQLITE_FULL, StoreFull),
    (sqlite3.SQLITE_IOERR_WRITE, StoreError),
    (sqlite3.SQLITE_BUSY, StoreUnavailable),
)


@pytest.mark.parametrize("name", WORK)
def test_a_write_that_fails_at_any_step_changes_nothing_and_succeeds_later(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The faults take turns."""
    folder = tmp_path / "data"
    folder.mkdir()

    async def fails_at(store: SqliteStore, wanted: int, code: int, expected: type[StoreError]) -> bool:
        """Whether the operation has so many steps."""

        def fail(at: int) -> None:
            if at == wanted:
                error = sqlite3.OperationalError("the test")
                error.sqlite_errorcode = code
                raise error

        with Steps(fail).watching(monkeypatch):
            try:
                await WORK[name](store)
            except expected:
                return True
        return False

    async def play() -> None:
        store = await opened(folder)
        await furnish(store)
        before, wanted = rows_of(folder), 0
        while await fails_at(store, wanted, *FAULTS[wanted % len(FAULTS)]):
            if rows_of(folder) != before:
                # The fault came after the commit: it is stored, and only the answer is lost.
                break
            wanted += 1
        assert wanted > 0
        assert rows_of(folder) != before
        await store.close()

    asyncio.run(play())


def test_a_damaged_page_gives_right_pushes_or_a_refusal(tmp_path: Path) -> None:
    """Each page of the database in turn. None gives other commits, another order, or a nameless fault."""
    folder = tmp_path / "data"
    folder.mkdir()

    async def make() -> None:
        store = await opened(folder)
        await store.create_account(new_account("mina"))
        await push_many(store, "mina", pushes=4, commits=b"commits " * 1_500)
        await store.close()

    async def heads(copy: Path) -> list[tuple[int, bytes, bytes]] | None:
        """The pushes that are read, or None where the store refuses."""
        store = SqliteStore(copy)
        try:
            await store.open()
            page = await store.page_of_pushes(MINA, VAULT, 0, 4, 10**9)
            pushes = await store.pushes_between(MINA, VAULT, 1, page[-1][0])
            return [(push.number, push.head, bytes(push.commits)) for push in pushes]
        except StoreError:
            return None
        finally:
            await store.close()

    asyncio.run(make())
    whole = asyncio.run(heads(copy_of(folder, tmp_path / "whole")))
    assert whole is not None
    assert len(whole) == 4
    pages = (folder / FILE_NAME).stat().st_size // PAGE_BYTES
    refused = 0
    for page in range(pages):
        copy = copy_of(folder, tmp_path / f"page-{page}")
        with (copy / FILE_NAME).open("r+b") as file:
            file.seek(page * PAGE_BYTES + PAGE_BYTES // 2)
            piece = file.read(512)
            file.seek(-len(piece), 1)
            file.write(bytes(byte ^ 0x55 for byte in piece))
        found = asyncio.run(heads(copy))
        refused += found is None
        assert found is None or found == whole[: len(found)], f"page {page}"
    assert 0 < refused < pages
