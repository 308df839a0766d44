"""Kills a real server again and again while clients keep it busy."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from server.store.sqlite.database import FILE_NAME
from tests.ports import reserve_port
from tests.server.kills.clients import Client, new_clients
from tests.server.own_process import ServerProcess, running

# A kill comes after so many answers, at most, and a moment: how busy the machine is decides nothing.
ANSWERS_MAX = 30
MOMENT_SECONDS_MAX = 0.05
ANSWERS_SECONDS = 60


@dataclass
class Survived:
    kills: int = 0
    acknowledged: int = 0
    in_doubt: int = 0


def kill_many(folder: Path, kills: int, seed: int, tell: Callable[[Survived], None]) -> Survived:
    """Raises AssertionError if anything acknowledged is missing, or anything is there by half."""
    chance, port = Random(seed), reserve_port()
    with running(folder, port) as server:
        clients = new_clients(server.url, chance)
        _kill_under_load(server, clients, chance)
    survived = Survived()
    while survived.kills < kills:
        with running(folder, port) as server:
            check_database(folder)
            for client in clients:
                client.check()
            survived.kills += 1
            survived.acknowledged = _acknowledged(clients)
            survived.in_doubt = sum(client.in_doubt for client in clients)
            tell(survived)
            if survived.kills < kills:
                _kill_under_load(server, clients, chance)
    return survived


def check_database(folder: Path) -> None:
    """SQLite finds nothing wrong with the file, nor with its references."""
    with closing(sqlite3.connect(f"file:{folder / FILE_NAME}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def _kill_under_load(server: ServerProcess, clients: list[Client], chance: Random) -> None:
    over, failures = threading.Event(), list[BaseException]()

    def work(client: Client) -> None:
        try:
            client.work(over)
        except BaseException as error:  # noqa: BLE001 - it is raised in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    wanted = _acknowledged(clients) + chance.randint(1, ANSWERS_MAX)
    until = time.monotonic() + ANSWERS_SECONDS
    while _acknowledged(clients) < wanted and not failures and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, MOMENT_SECONDS_MAX))
    server.end(signal.SIGKILL)
    over.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _acknowledged(clients: list[Client]) -> int:
    return sum(client.acknowledged for client in clients)
