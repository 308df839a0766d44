"""A server that cannot start ends soon, with a status and one sentence. It says what is wrong and where."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from litestar import Litestar

from server.limits.connections import BoundedConnection
from server.ops import program
from server.ops.folder import DataFolder, open_store
from server.settings import Settings
from server.store.sqlite.database import FILE_NAME
from server.store.sqlite.migrations import MIGRATIONS
from server.store.sqlite.store import SqliteStore
from server.web.client_files import ClientFiles
from shared.errors import AutusError
from tests.conftest import ROOT
from tests.ports import reserve_port
from tests.server.store.contract.examples import new_account, push_many

pytestmark = pytest.mark.sqlite

# The server needs under a second. The rest is for a machine that is busy with other tests.
END_SECONDS = 30.0


def fill(folder: Path) -> None:
    async def whole() -> None:
        store = SqliteStore(folder)
        await store.open()
        await store.create_account(new_account("mina"))
        await push_many(store, "mina")
        await store.close()

    folder.mkdir()
    asyncio.run(whole())


def run_server(folder: Path, *command: str, **variables: str) -> tuple[int, str]:
    """The status and standard error of a server that ends by itself, at `folder`/data."""
    (folder / "dist").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AUTUS_")}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "AUTUS_DATA": str(folder / "data"),
        "AUTUS_CLIENT": str(folder / "dist"),
        "AUTUS_PORT": str(reserve_port()),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "server", *command],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
        check=False,
    )
    return ended.returncode, ended.stderr


def refusal_of_opening(folder: Path) -> str:
    """What refuses to open the store of the folder. No thread of the attempt is left."""

    async def whole() -> None:
        async with open_store(folder, None):
            pass

    before = set(threading.enumerate())
    with pytest.raises(AutusError) as refusal:
        asyncio.run(whole())
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()
    return str(refusal.value)


def random_bytes(path: Path) -> None:
    path.write_bytes(os.urandom(20_000))


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 8192)


def cut_within_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def delete(path: Path) -> None:
    path.unlink()


def make_a_folder_of_it(path: Path) -> None:
    path.unlink()
    path.mkdir()


def execute(sql: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(sql)

    return change


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        (random_bytes, "DATA_UNUSABLE", "not a database"),
        (cut_short, "DATA_UNUSABLE", "malformed"),
        (cut_within_a_page, "DATA_UNUSABLE", "malformed"),
        (empty, "DATA_UNUSABLE", "missing or empty"),
        (delete, "DATA_UNUSABLE", "missing or empty"),
        (make_a_folder_of_it, "DATA_UNUSABLE", "irectory"),
        (
            execute(f"PRAGMA user_version = {len(MIGRATIONS) + 7}"),
            "DATA_TOO_NEW",
            f"version {len(MIGRATIONS) + 7}, and this server knows versions up to {len(MIGRATIONS)}",
        ),
        (
            execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}"),
            "DATA_UNUSABLE",
            f"step {len(MIGRATIONS)} of the tables was undone",
        ),
    ],
)
def test_a_database_that_cannot_be_used_ends_the_start(
    tmp_path: Path, change: Callable[[Path], None], code: str, reason: str
) -> None:
    fill(tmp_path / "data")
    change(tmp_path / "data" / FILE_NAME)
    said = refusal_of_opening(tmp_path / "data")
    assert said.startswith(f"{code}: {tmp_path / 'data' / FILE_NAME}: ")
    assert reason in said


def test_the_program_ends_with_one_sentence(tmp_path: Path) -> None:
    fill(tmp_path / "data")
    execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")(tmp_path / "data" / FILE_NAME)
    expected = refusal_of_opening(tmp_path / "data")
    # The command for a restored database says the same.
    for command in ([], ["new-generation"]):
        assert run_server(tmp_path, *command) == (1, f"{expected}\n")
    said = "BAD_SETTINGS: AUTUS_CLIENT=/nowhere/dist is no folder; `make build` makes it\n"
    assert run_server(tmp_path, AUTUS_CLIENT="/nowhere/dist") == (1, said)


@pytest.mark.parametrize("mode", ["NORMAL", "EXCLUSIVE"])
def test_a_database_that_another_process_holds_ends_the_start(tmp_path: Path, mode: str) -> None:
    fill(tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / FILE_NAME, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA locking_mode = {mode}")
        connection.execute("BEGIN IMMEDIATE")
        ended = run_server(tmp_path)
    assert ended == (1, f"DATA_UNUSABLE: {tmp_path / 'data' / FILE_NAME}: database is locked\n")


def test_a_port_in_use_ends_the_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run_server(tmp_path, AUTUS_PORT=port)
    said = f"BAD_SETTINGS: AUTUS_HOST=127.0.0.1 with AUTUS_PORT={port}: address already in use\n"
    assert ended == (1, said)
    assert not (tmp_path / "data").exists()


# None of these can be made by anybody, not even by the superuser.
@pytest.mark.parametrize("folder", ["/proc/autus", f"{__file__}/data", __file__])
def test_a_data_folder_that_cannot_be_written_is_named(folder: str) -> None:
    with pytest.raises(AutusError, match=f"BAD_SETTINGS: AUTUS_DATA={folder} must be a folder"):
        DataFolder(Path(folder)).lock()


def test_a_client_that_is_no_folder_is_named() -> None:
    with pytest.raises(AutusError, match=f"BAD_SETTINGS: AUTUS_CLIENT={__file__} is no folder"):
        ClientFiles(Path(__file__))


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "x" * 300])
def test_a_host_that_is_not_of_this_machine_is_named(host: str) -> None:
    with pytest.raises(AutusError, match=f"BAD_SETTINGS: AUTUS_HOST={host} "):
        program.bind(host, 0)


def test_what_the_settings_say_reaches_the_program(settings: Settings) -> None:
    config = program.server_config(Litestar(), settings)
    assert isinstance(config.http, type)
    assert issubclass(config.http, BoundedConnection)
    assert (config.host, config.port, config.proxy_headers) == (settings.host, settings.port, False)


def test_a_host_with_several_addresses_gets_a_socket_for_each() -> None:
    sockets = program.bind("localhost", 0)
    assert {each.getsockname()[0] for each in sockets} >= {"127.0.0.1"}
    assert len({each.getsockname()[1] for each in sockets}) == 1
    for each in sockets:
        each.listen()
        with pytest.raises(AutusError, match=r"BAD_SETTINGS: .*: address already in use"):
            program.bind(*each.getsockname()[:2])
        each.close()
