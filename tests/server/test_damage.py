"""Damaged pages, damaged and lost write-ahead logs: noticed, logged once, shown, and answered by name."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from server.__main__ import new_generation
from server.settings import Settings
from server.store.sqlite import opening, write_mark
from server.store.sqlite.database import FILE_NAME, PAGE_BYTES
from shared.wire.encoding import encode
from tests.server.conftest import serving
from tests.server.sessions import Session, refused, register
from tests.shared.sync.people import Goal, Person

pytestmark = pytest.mark.sqlite

LOG_NAME = f"{FILE_NAME}-wal"
DAMAGED = (503, "SERVER_DAMAGED")


def readiness(url: str) -> tuple[int, object]:
    answer = httpx.get(f"{url}/health/ready")
    return answer.status_code, answer.json().get("reason")


def return_to(url: str, session: Session) -> Session:
    """The session of a server that was started again."""
    again = Session(url, session.person, session.device)
    again.client.headers["authorization"] = session.client.headers["authorization"]
    return again


def pull(session: Session, goal: Goal, after: int) -> httpx.Response:
    return session.client.get(f"/api/v1/vaults/{goal.vault.hex()}/pushes?after={after}")


class Stored:
    """A stopped server with one goal of five pushes. The third is large enough for pages of its own."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.data_path / FILE_NAME
        person = Person()
        with serving(settings) as server:
            self.session, self.goal = register(server.url, person), Goal(person)
            self.session.push(self.goal, None, [self.goal.genesis])
            for count in (1, 60, 1, 1):
                self.session.push(self.goal, self.tip, self.goal.chain(self.tip, count))
        self.end = self.tip
        self.next = self.goal.push(self.end, self.goal.chain(self.end, 1))

    @property
    def tip(self) -> bytes:
        return list(self.goal.nodes)[-1]

    def place_in_the_third(self) -> int:
        """Where the file has the middle of the third push."""
        middle = encode(self.goal.wires(list(self.goal.nodes)[30:31]))
        return self.path.read_bytes().index(middle[-400:-200])

    def overwrite(self, offset: int, content: bytes) -> None:
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(content)


@pytest.fixture
def stored(settings: Settings) -> Stored:
    return Stored(settings)


def check_the_rest_is_served(url: str, stored: Stored) -> None:
    """Up to the damaged third push, and everything beside it."""
    session, goal = return_to(url, stored.session), stored.goal
    assert [push.head for push in session.pull(goal.vault).pushes] == list(goal.nodes)[:2]
    assert refused(pull(session, goal, 2)) == DAMAGED
    assert len(session.pull(goal.vault, 3).pushes) == 2
    assert session.client.get("/api/v1/vaults").status_code == 200
    assert refused(session.send(goal.vault, stored.next)) == DAMAGED
    assert readiness(url) == (503, "damaged")
    assert httpx.get(f"{url}/health/live").status_code == 200


def test_a_push_that_was_changed_on_the_disk_is_not_sent(
    settings: Settings, stored: Stored, caplog: pytest.LogCaptureFixture
) -> None:
    stored.overwrite(stored.place_in_the_third(), bytes(16))
    with serving(settings) as server:
        # SQLite itself sees nothing wrong with the file.
        assert readiness(server.url) == (200, None)
        check_the_rest_is_served(server.url, stored)
        check_the_rest_is_served(server.url, stored)
    assert caplog.text.count("is damaged") == 1


def test_a_page_that_is_damaged_while_the_server_runs_is_noticed_when_it_is_read(
    settings: Settings, stored: Stored, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(settings) as server:
        place = stored.place_in_the_third()
        stored.overwrite(place - place % PAGE_BYTES, bytes(PAGE_BYTES))
        check_the_rest_is_served(server.url, stored)
    assert caplog.text.count("is damaged") == 1


def test_a_damaged_page_is_noticed_at_the_start(
    settings: Settings, stored: Stored, caplog: pytest.LogCaptureFixture
) -> None:
    place = stored.place_in_the_third()
    stored.overwrite(place - place % PAGE_BYTES, b"\xa5" * PAGE_BYTES)
    with serving(settings) as server:
        assert readiness(server.url) == (503, "damaged")
        check_the_rest_is_served(server.url, stored)
    assert caplog.text.count("is damaged") == 1


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_push_that_is_missing_is_noticed(settings: Settings, stored: Stored, number: int) -> None:
    connection = sqlite3.connect(stored.path)
    connection.execute("DELETE FROM pushes WHERE number = ?", (number,))
    connection.commit()
    connection.close()
    with serving(settings) as server:
        session = return_to(server.url, stored.session)
        if number > 1:
            assert len(session.pull(stored.goal.vault).pushes) == number - 1
        assert refused(pull(session, stored.goal, number - 1)) == DAMAGED
        assert readiness(server.url) == (503, "damaged")
        assert session.client.get("/api/v1/vaults").status_code == 200


def test_a_push_of_an_earlier_version_has_no_checksum_and_is_sent(settings: Settings, stored: Stored) -> None:
    connection = sqlite3.connect(stored.path)
    connection.execute("UPDATE pushes SET checksum = NULL")
    connection.commit()
    connection.close()
    with serving(settings) as server:
        assert len(return_to(server.url, stored.session).pull(stored.goal.vault).pushes) == 5


def test_a_check_that_takes_too_long_is_left(
    settings: Settings, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHECK_SECONDS", 0.0)
    with serving(settings) as server:
        assert readiness(server.url) == (200, None)
        assert return_to(server.url, stored.session).send(stored.goal.vault, stored.next).status_code == 201


def delete(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 3 // 4)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def crash(settings: Settings, folder: Path) -> tuple[Settings, Session, Goal]:
    """The settings of a folder as a killed server leaves it, with one goal."""
    person = Person()
    with serving(settings) as server:
        session, goal = register(server.url, person), Goal(person)
        session.push(goal, None, [goal.genesis])
        for _ in range(3):
            tip = list(goal.nodes)[-1]
            session.push(goal, tip, goal.chain(tip, 1))
        shutil.copytree(settings.data_path, folder)
    return replace(settings, data=str(folder)), session, goal


def test_a_server_that_was_killed_lacks_nothing(settings: Settings, tmp_path: Path) -> None:
    crashed, session, goal = crash(settings, tmp_path / "crashed")
    for _ in range(2):
        with serving(crashed) as server:
            assert readiness(server.url) == (200, None)
            assert len(return_to(server.url, session).pull(goal.vault).pushes) == 4
    # Somebody looked into the database, or the mark was lost.
    (crashed.data_path / write_mark.FILE_NAME).write_bytes(b"?")
    with serving(crashed) as server:
        assert readiness(server.url) == (200, None)


@pytest.mark.parametrize("harm", [delete, cut, empty, change])
def test_a_write_ahead_log_that_lacks_acknowledged_writes_is_noticed(
    settings: Settings, tmp_path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    crashed, session, goal = crash(settings, tmp_path / "crashed")
    harm(crashed.data_path / LOG_NAME)
    for _ in range(2):
        with serving(crashed) as server:
            assert readiness(server.url) == (503, "incomplete")
            again = return_to(server.url, session)
            # No answer shows a device less than it knows the server to have.
            assert refused(again.client.get("/api/v1/vaults")) == DAMAGED
            assert refused(pull(again, goal, 0)) == DAMAGED
            assert refused(again.post("/api/v1/sessions", session.person.login())) == DAMAGED
            assert refused(again.post("/api/v1/accounts", Person().registration())) == DAMAGED
    assert caplog.text.count("is incomplete") == 2
    # The operator accepts the loss. Devices are asked, because the generation is new.
    asyncio.run(new_generation(crashed))
    with serving(crashed) as server:
        assert readiness(server.url) == (200, None)


def test_an_older_copy_without_a_new_generation_is_noticed(settings: Settings, tmp_path: Path) -> None:
    stored = Stored(settings)
    backup = tmp_path / "backup"
    shutil.copyfile(stored.path, backup)
    with serving(settings) as server:
        session = return_to(server.url, stored.session)
        assert session.send(stored.goal.vault, stored.next).status_code == 201
    shutil.copyfile(backup, stored.path)
    with serving(settings) as server:
        assert readiness(server.url) == (503, "incomplete")


@pytest.mark.parametrize("name", [FILE_NAME, LOG_NAME])
def test_nothing_is_acknowledged_into_a_file_that_was_deleted(settings: Settings, name: str) -> None:
    person = Person()
    with serving(settings) as server:
        session, goal = register(server.url, person), Goal(person)
        session.push(goal, None, [goal.genesis])
        (settings.data_path / name).rename(settings.data_path / "elsewhere")
        push = goal.push(goal.genesis, goal.chain(goal.genesis, 1))
        assert refused(session.send(goal.vault, push)) == DAMAGED
        assert readiness(server.url) == (503, "damaged")
        assert len(session.pull(goal.vault).pushes) == 1
