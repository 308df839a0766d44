"""A disk that takes no more writes: reads go on, every write is refused by name, nothing is lost."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from server.ops.health import Readiness
from server.settings import Settings
from server.store import condition
from server.store.sqlite import database
from server.store.sqlite.database import FILE_NAME
from shared.wire.accounts import Confirmation, KeysetReplacement
from shared.wire.encoding import encode
from shared.wire.vaults import VaultList, WitnessSwitch
from tests.server.conftest import serving
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Goal, Person, keyset

pytestmark = pytest.mark.sqlite


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """No file of this process may grow beyond the write-ahead log. Works without rights."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (folder / f"{FILE_NAME}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def readiness(url: str) -> tuple[int, object]:
    answer = httpx.get(f"{url}/health/ready")
    return answer.status_code, answer.json().get("reason")


def let_sessions_be_due(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE sessions SET expires_ms = ?", (int(time.time() + 86_400) * 1000,))


def read_everything(session: Session, goal: Goal) -> list[httpx.Response]:
    paths = ("vaults", "keyset", "roster?after=0", f"vaults/{goal.vault.hex()}/pushes?after=0")
    return [session.client.get(f"/api/v1/{path}") for path in paths]


def test_a_full_disk_refuses_writes_by_name_and_goes_on_reading(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(condition, "PASSING_SECONDS", 3_600.0)
    person, stranger = Person(), Person()
    with serving(settings) as server:
        session, goal = register(server.url, person), Goal(person)
        receipt = session.push(goal, None, [goal.genesis])
        vault = f"/api/v1/vaults/{goal.vault.hex()}"
        push = goal.push(goal.genesis, goal.chain(goal.genesis, 3))
        confirmation = encode(Confirmation(auth_key=person.auth_key))
        visitor = Session(server.url, stranger, stranger.device)
        let_sessions_be_due(settings.data_path)
        before = [answer.content for answer in read_everything(session, goal)]
        let_sessions_be_due(settings.data_path)
        with full(settings.data_path):
            answers = [
                session.send(goal.vault, push),
                session.put(f"{vault}/witness", WitnessSwitch(on=True)),
                session.put("/api/v1/keyset", KeysetReplacement(expected_version=1, keyset=keyset(2))),
                session.post("/api/v1/roster", person.sign_device(DeviceKey())),
                visitor.post("/api/v1/accounts", stranger.registration()),
                visitor.post("/api/v1/sessions", person.login()),
                session.client.request("DELETE", vault, content=confirmation, headers=MSGPACK),
                session.client.request("DELETE", "/api/v1/account", content=confirmation, headers=MSGPACK),
                session.client.delete("/api/v1/sessions"),
            ]
            assert [refused(answer) for answer in answers] == [(507, "SERVER_FULL")] * len(answers)
            assert [answer.content for answer in read_everything(session, goal)] == before
            assert readiness(server.url) == (503, "full")
            assert httpx.get(f"{server.url}/health/live").status_code == 200
        # As if the time had passed.
        server.service(Readiness)._store._database.condition._passing.clear()
        while readiness(server.url) != (200, None):
            time.sleep(0.05)
        assert session.send(goal.vault, push).status_code == 201
        assert log_in(server.url, person).pull(goal.vault).pushes[0].receipt == receipt
        assert caplog.text.count("is full") == 1


def test_a_database_that_another_process_holds_is_read_and_not_ready(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    person = Person()
    with serving(settings) as server:
        session, goal = register(server.url, person), Goal(person)
        session.push(goal, None, [goal.genesis])
        let_sessions_be_due(settings.data_path)
        push = goal.push(goal.genesis, goal.chain(goal.genesis, 1))
        with closing(sqlite3.connect(settings.data_path / FILE_NAME, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            assert readiness(server.url) == (503, "locked")
            assert refused(session.send(goal.vault, push)) == (503, "NOT_READY")
            assert [answer.status_code for answer in read_everything(session, goal)] == [200] * 4
            holder.execute("ROLLBACK")
        assert session.send(goal.vault, push).status_code == 201
        assert session.get("/api/v1/vaults", VaultList).vaults[0].number == 2
        while readiness(server.url) != (200, None):
            time.sleep(0.05)


def test_readiness_answers_soon_while_the_database_is_held(settings: Settings) -> None:
    path = settings.data_path / FILE_NAME
    with serving(settings) as server, closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert readiness(server.url) == (503, "locked")
        # The write itself waits for ten seconds.
        assert time.monotonic() - begun < database.BUSY_SECONDS
        holder.execute("ROLLBACK")
