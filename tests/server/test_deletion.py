"""Deleting a vault or an account: what goes, what stays, who may, and that the file keeps nothing of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import msgspec
import pytest

from server.settings import Settings
from server.store.sqlite.database import FILE_NAME
from shared.wire.accounts import Confirmation
from shared.wire.encoding import encode
from shared.wire.vaults import VaultList
from tests.server.conftest import serving
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import Goal, Person

TABLES = (
    "accounts",
    "statements",
    "devices",
    "sessions",
    "vaults",
    "authors",
    "pushes",
    "commits",
    "snapshots",
)


def stored_goal(session: Session, person: Person, commits: int = 3) -> Goal:
    goal = Goal(person)
    session.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, commits)])
    return goal


def with_snapshot(session: Session, goal: Goal, sealed: bytes) -> None:
    receipt = session.pull(goal.vault).latest
    assert receipt is not None
    found = session.person.snapshot(goal.vault, receipt, sealed=sealed)
    assert session.put(f"/api/v1/vaults/{goal.vault.hex()}/snapshot", found).status_code == 204


def delete(session: Session, path: str, auth_key: bytes | None = None) -> httpx.Response:
    message = Confirmation(auth_key=auth_key or session.person.auth_key)
    return session.client.request("DELETE", path, content=encode(message), headers=MSGPACK)


def delete_vault(session: Session, goal: Goal, auth_key: bytes | None = None) -> httpx.Response:
    return delete(session, f"/api/v1/vaults/{goal.vault.hex()}", auth_key)


def test_a_deleted_vault_is_gone_and_stays_gone(session: Session, person: Person) -> None:
    goal = stored_goal(session, person)
    kept = stored_goal(session, person)
    assert delete_vault(session, goal).status_code == 204
    listed = session.get("/api/v1/vaults", VaultList)
    assert [each.vault for each in listed.vaults] == [kept.vault]
    assert listed.deleted == (goal.vault,)
    path = f"/api/v1/vaults/{goal.vault.hex()}/pushes"
    assert refused(session.client.get(path)) == (410, "VAULT_DELETED")
    again = goal.push(None, list(goal.nodes), session.device)
    assert refused(session.send(goal.vault, again)) == (410, "VAULT_DELETED")
    assert delete_vault(session, goal).status_code == 204
    assert session.pull(kept.vault).pushes


@pytest.mark.parametrize("path", ["/api/v1/account", "/api/v1/vaults/{}"])
def test_a_deletion_asks_for_the_password(session: Session, person: Person, path: str) -> None:
    goal = stored_goal(session, person)
    path = path.format(goal.vault.hex())
    assert refused(delete(session, path, b"\x01" * 32)) == (401, "BAD_CREDENTIALS")
    bare = session.client.request("DELETE", path, headers=MSGPACK)
    assert refused(bare) == (400, "BAD_REQUEST")
    assert session.pull(goal.vault).pushes


def test_a_password_cannot_be_guessed_by_deleting(session: Session) -> None:
    answers = [refused(delete(session, "/api/v1/account", bytes([n]) * 32)) for n in range(1, 12)]
    assert answers[:10] == [(401, "BAD_CREDENTIALS")] * 10
    assert answers[10] == (429, "TOO_MANY_ATTEMPTS")


def test_nobody_deletes_what_is_another_s(url: str, session: Session, person: Person) -> None:
    goal = stored_goal(session, person)
    other = register(url, Person())
    assert refused(delete_vault(other, goal)) == (404, "NOT_FOUND")
    assert refused(delete(Session(url, person, person.device), "/api/v1/account")) == (401, "NOT_SIGNED_IN")
    assert session.pull(goal.vault).pushes


def test_a_deleted_account_ends_every_session_and_frees_its_name(url: str, person: Person) -> None:
    first = register(url, person)
    second = log_in(url, person)
    goal = stored_goal(first, person)
    answer = delete(second, "/api/v1/account")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    for session in (first, second):
        assert refused(session.client.get("/api/v1/vaults")) == (401, "NOT_SIGNED_IN")
    assert refused(first.post("/api/v1/sessions", person.login())) == (401, "BAD_CREDENTIALS")
    anew = register(url, person)
    listed = anew.get("/api/v1/vaults", VaultList)
    assert (listed.vaults, listed.deleted) == ((), ())
    assert anew.push(goal, None, list(goal.nodes)).number == 1


def files(folder: Path) -> bytes:
    """Every byte of the database and what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{FILE_NAME}*")))


def rows(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as database:
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in (*TABLES, "deleted_vaults")
        }
    database.close()
    return counts


@pytest.mark.sqlite
def test_the_files_keep_nothing_of_what_was_deleted(settings: Settings, data_folder: Path) -> None:
    leaver, stayer = Person(), Person()
    with serving(settings) as server:
        leaving, staying = register(server.url, leaver), register(server.url, stayer)
        kept = stored_goal(staying, stayer)
        single, rest = stored_goal(leaving, leaver), stored_goal(leaving, leaver, 300)
        sealed = [bytes(range(at, at + 32)) for at in (1, 2, 3)]
        for one, goal in zip(sealed, (single, rest), strict=False):
            with_snapshot(leaving, goal, one)
        with_snapshot(staying, kept, sealed[2])
        # A long blob lies on several pages, so only pieces of it are found in one piece.
        pieces = [wire[1][8:40] for goal in (single, rest) for wire in goal.wires(list(goal.nodes))]
        before = files(data_folder)
        seen = [piece for piece in pieces if piece in before]
        assert len(seen) > 250
        assert all(one in before for one in sealed)
        assert delete_vault(leaving, single).status_code == 204
        assert not [wire for wire in single.wires(list(single.nodes)) if wire[1][8:40] in files(data_folder)]
        assert delete(leaving, "/api/v1/account").status_code == 204
        after = files(data_folder)
        names = [leaver.identity, leaver.device.id, leaver.name.encode(), single.vault, rest.vault]
        traces = (*seen, *names, *sealed[:2], *single.nodes, *rest.nodes)
        assert not [trace for trace in traces if trace in after]
        assert staying.pull(kept.vault).pushes
    counts = rows(data_folder / FILE_NAME)
    assert counts == {
        "accounts": 1,
        "statements": 1,
        "devices": 1,
        "sessions": 1,
        "vaults": 1,
        "authors": 1,
        "pushes": 1,
        "commits": 4,
        "snapshots": 1,
        "deleted_vaults": 0,
    }


def test_an_open_stream_hears_of_a_deletion_and_ends_with_the_account(url: str, person: Person) -> None:
    session, other = register(url, person), log_in(url, person)
    goal = stored_goal(session, person)
    with other.client.stream("GET", "/api/v1/events") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: beat"
        assert delete_vault(session, goal).status_code == 204
        data = next(line for line in lines if line.startswith('data: {"vault"'))
        event = msgspec.json.decode(data.removeprefix("data: "))
        assert (event["vault"], event["number"]) == (goal.vault.hex(), 0)
        assert delete(session, "/api/v1/account").status_code == 204
        assert not [line for line in lines if line.startswith('data: {"vault"')]
