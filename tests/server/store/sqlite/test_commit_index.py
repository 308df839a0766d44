"""The index of commit ids: cut into parts, and made of an older one."""

from __future__ import annotations

import sqlite3

import pytest

from server.settings import Settings
from server.store.sqlite import pushes
from server.store.sqlite.database import FILE_NAME
from shared.wire.pushes import Push, encode_commits
from tests.server.conftest import serving
from tests.server.sessions import Session, refused, register
from tests.server.store.sqlite.earlier import take_back_to
from tests.shared.sync.people import Goal, Person

pytestmark = pytest.mark.sqlite


def again(goal: Goal, base: bytes, ids: list[bytes]) -> Push:
    certificate = goal.person.certify(goal.vault, base, ids[-1], len(ids))
    return Push(base=base, head=ids[-1], commits=encode_commits(goal.wires(ids)), certificate=certificate)


def check_all_are_found(session: Session, goal: Goal, pushed: list[tuple[bytes | None, list[bytes]]]) -> None:
    """Each stored commit is refused as one, is a parent of others, and ends a push that may be repeated."""
    head = pushed[-1][1][-1]
    for base, ids in pushed:
        assert session.send(goal.vault, goal.push(base, ids)).status_code == 200
        for commit in ids:
            if commit != goal.genesis:
                answer = session.send(goal.vault, again(goal, head, [commit]))
                assert refused(answer) == (422, "DUPLICATE_COMMIT")
    for commit in [commit for _, ids in pushed for commit in ids[:1]]:
        branch = goal.commit(commit)
        ids = [branch, goal.folded_merge(head, branch)]
        session.push(goal, head, ids)
        head = ids[-1]
    stranger = goal.commit(goal.commit(head))
    assert refused(session.send(goal.vault, goal.push(head, [stranger]))) == (422, "UNKNOWN_PARENT")


def push_some(session: Session, goal: Goal) -> list[tuple[bytes | None, list[bytes]]]:
    pushed: list[tuple[bytes | None, list[bytes]]] = [(None, [goal.genesis])]
    for count in (1, 3, 1, 2):
        base = pushed[-1][1][-1]
        pushed.append((base, goal.chain(base, count)))
    for base, ids in pushed:
        session.push(goal, base, ids)
    return pushed


@pytest.mark.parametrize("part", [1, 2, 3, pushes.PART_COMMITS])
def test_every_part_is_looked_into(settings: Settings, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(pushes, "PART_COMMITS", part)
    with serving(settings) as server:
        person = Person()
        session, goal = register(server.url, person), Goal(person)
        check_all_are_found(session, goal, push_some(session, goal))
        connection = sqlite3.connect(settings.data_path / FILE_NAME)
        stored = connection.execute("SELECT count(*), count(DISTINCT id), max(part) FROM commits").fetchone()
        connection.close()
    # A push goes whole into the part of its first commit. The last push has two; two more are not stored.
    assert stored == (len(goal.nodes) - 2, len(goal.nodes) - 2, (len(goal.nodes) - 4) // part)


def test_an_index_without_parts_becomes_the_first_part(settings: Settings) -> None:
    person = Person()
    with serving(settings) as server:
        session, goal = register(server.url, person), Goal(person)
        pushed = push_some(session, goal)
        token = session.client.headers["authorization"]
    take_back_to(settings.data_path, "INSERT INTO commits_in_parts")
    with serving(settings) as server:
        session = Session(server.url, person, person.device)
        session.client.headers["authorization"] = token
        check_all_are_found(session, goal, pushed)
