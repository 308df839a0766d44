"""What is true of the whole application: problems, health, the schema, the data folder, what is stored."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec
import pytest

from server.ops.folder import DataFolder
from server.settings import Settings
from server.store.rows import OWNER_BYTES
from server.store.sqlite.database import FILE_NAME
from server.vaults.pushes import Pushes
from server.vaults.service import Vaults
from server.web.problems import STATUS_BY_CODE
from shared.errors import AutusError
from tests.server.conftest import serving
from tests.server.sessions import Session, refused, register
from tests.shared.sync.people import Goal, Person


@pytest.fixture
def visitor(url: str) -> Session:
    person = Person()
    return Session(url, person, person.device)


def test_refusals_of_the_framework_have_the_one_shape(visitor: Session) -> None:
    assert refused(visitor.client.get("/api/v1/nothing")) == (404, "NOT_FOUND")
    answer = visitor.client.patch("/api/v1/keyset")
    assert refused(answer) == (405, "METHOD_NOT_ALLOWED")
    assert refused(visitor.client.post("/api/v1/sessions", content=b"x")) == (415, "UNSUPPORTED_MEDIA_TYPE")
    large = visitor.client.post(
        "/api/v1/sessions", content=bytes(5000), headers={"content-type": "application/msgpack"}
    )
    assert refused(large) == (413, "TOO_LARGE")
    assert refused(visitor.post("/api/v1/sessions", {"name": "a"})) == (400, "BAD_REQUEST")
    assert large.headers["cache-control"] == "no-store"


def test_every_code_has_a_status_of_its_class() -> None:
    assert all(400 <= status < 600 for status in STATUS_BY_CODE.values())


def test_a_fault_is_answered_without_its_details(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a private detail")

    with serving(settings) as server:
        session = register(server.url, Person())
        monkeypatch.setattr(Vaults, "list_vaults", fail)
        answer = session.client.get("/api/v1/vaults")
        assert refused(answer) == (500, "SERVER_ERROR")
        assert "private" not in answer.text
        assert "GET /api/v1/vaults failed" in caplog.text
        token = session.client.headers["authorization"].removeprefix("Bearer ")
        assert token not in caplog.text
        monkeypatch.setattr("server.web.routes.client_response", fail)
        assert refused(session.client.get("/a%0aforged%1b[2J")) == (500, "SERVER_ERROR")
        assert "GET /a%0aforged%1b[2J failed" in caplog.text
        assert "\x1b" not in caplog.text


def test_health(settings: Settings) -> None:
    with serving(settings) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/health/live").json() == {"status": "live"}
        assert client.get("/health/ready").json() == {"status": "ready"}


def test_anyone_can_read_who_runs_the_server(settings: Settings) -> None:
    with serving(settings) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/api/v1/operator").json() == {"name": None, "contact": None}
    named = msgspec.structs.replace(settings, operator="오투스 운영팀", contact="privacy@goals.example")
    with serving(named) as server, httpx.Client(base_url=server.url) as client:
        answer = client.get("/api/v1/operator")
        assert answer.json() == {"name": "오투스 운영팀", "contact": "privacy@goals.example"}
        assert answer.headers["cache-control"] == "no-cache"


def test_one_server_has_the_folder(settings: Settings) -> None:
    with serving(settings):
        with pytest.raises(AutusError, match="DATA_IN_USE"):
            DataFolder(settings.data_path).lock()
        assert settings.data_path.stat().st_mode & 0o777 == 0o700
    folder = DataFolder(settings.data_path)
    folder.lock()
    folder.release()
    folder.release()


def test_what_was_stored_is_there_after_a_restart(settings: Settings) -> None:
    person = Person()
    with serving(settings) as server:
        session = register(server.url, person)
        goal = Goal(person)
        receipt = session.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 3)])
        token = session.client.headers["authorization"]
        key = server.service(Pushes)._receipt_key.public
    with serving(settings) as server:
        again = Session(server.url, person, person.device)
        again.client.headers["authorization"] = token
        assert server.service(Pushes)._receipt_key.public == key
        assert again.pull(goal.vault).latest == receipt
        assert again.push(goal, receipt.head, goal.chain(receipt.head, 1)).number == 2


@pytest.mark.sqlite
def test_the_database_holds_no_secret(settings: Settings) -> None:
    person = Person(auth_key=b"the auth key of this very person")
    with serving(settings) as server:
        session = register(server.url, person)
        goal = Goal(person)
        commit = goal.commit(goal.genesis, note="learn the cello by summer")
        session.push(goal, None, [goal.genesis, commit])
        token = session.client.headers["authorization"].removeprefix("Bearer ")
        stored = b"".join(path.read_bytes() for path in Path(settings.data).iterdir())
    import base64

    # A token begins with its owner, which is no secret.
    raw = base64.urlsafe_b64decode(token + "==")[OWNER_BYTES:]
    for secret in (person.auth_key, person.seed, goal.key, raw, token.encode(), b"cello", b"a label"):
        assert secret not in stored
    assert person.name.encode() in stored


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.sqlite
def test_only_the_owner_reads_the_data(settings: Settings) -> None:
    folder = settings.data_path
    with serving(settings) as server:
        register(server.url, Person())
        assert rights(folder) == 0o700
        files = sorted(folder.iterdir())
        assert [path.name for path in files] == [
            "acknowledged",
            FILE_NAME,
            f"{FILE_NAME}-shm",
            f"{FILE_NAME}-wal",
            "control",
            "lock",
        ]
        assert {rights(path) for path in files} == {0o600}


@pytest.mark.sqlite
def test_what_others_could_read_is_closed_to_them(settings: Settings) -> None:
    folder = settings.data_path
    with serving(settings):
        pass
    folder.chmod(0o755)
    for path in (folder / FILE_NAME, folder / f"{FILE_NAME}-wal"):
        path.touch()
        path.chmod(0o644)
    with serving(settings):
        assert rights(folder) == 0o700
        assert {rights(path) for path in folder.iterdir()} == {0o600}


@pytest.mark.sqlite
def test_a_folder_with_something_else_in_it_keeps_its_rights(settings: Settings) -> None:
    folder = settings.data_path
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (folder / "other").touch()
    with serving(settings):
        assert rights(folder) == 0o755
        assert rights(folder / FILE_NAME) == 0o600
