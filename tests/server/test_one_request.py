"""What saves a device requests: hashes in the list, pushes in a refusal, and events of the account."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256

import msgspec
import pytest

from server.vaults import pulls
from shared.wire.accounts import Keyset, KeysetReplacement, SignedStatement
from shared.wire.encoding import encode
from shared.wire.limits import REFUSAL_PAGE_BYTES_MAX
from shared.wire.pushes import PullPage
from shared.wire.vaults import VaultList
from tests.server.sessions import Session, log_in, refused
from tests.server.test_pulls import Listener, stored_goal
from tests.shared.sync.people import DeviceKey, Goal, Person, keyset

pytestmark = pytest.mark.sqlite


def hashes(session: Session) -> tuple[bytes | None, bytes | None]:
    listed = session.get("/api/v1/vaults", VaultList)
    return listed.keyset_hash, listed.roster_hash


def fetched(session: Session) -> tuple[bytes, bytes]:
    """The hashes of what a device fetches."""
    statements = session.get("/api/v1/roster?after=0", list[SignedStatement])
    return (
        sha256(encode(session.get("/api/v1/keyset", Keyset))).digest(),
        sha256(encode(statements[-1])).digest(),
    )


def enrol(session: Session, person: Person) -> None:
    statement = person.next_statement(DeviceKey())
    assert session.post("/api/v1/roster", statement).status_code == 204
    person.accept(statement)


def test_the_list_has_the_hashes_of_what_a_device_would_fetch(session: Session, person: Person) -> None:
    first = hashes(session)
    assert first == fetched(session)
    replacement = KeysetReplacement(expected_version=1, keyset=keyset(2, b"other secrets"))
    assert session.put("/api/v1/keyset", replacement).status_code == 204
    second = hashes(session)
    assert second == fetched(session)
    assert (second[0] != first[0], second[1]) == (True, first[1])
    enrol(session, person)
    third = hashes(session)
    assert third == fetched(session)
    assert (third[0], third[1] != second[1]) == (second[0], True)


def refusal_page(session: Session, goal: Goal, base: bytes | None) -> PullPage | None:
    """The page in the refusal of a push on `base`, which is not the head."""
    commit = goal.commit(base) if base is not None and base in goal.nodes else goal.commit(goal.genesis)
    ids = [goal.genesis, commit] if base is None else [commit]
    answer = session.send(goal.vault, goal.push(base, ids))
    assert refused(answer) == (409, "HEAD_MOVED")
    assert len(answer.content) < 64 * 1024
    page = answer.json().get("page")
    return None if page is None else msgspec.msgpack.decode(b64decode(page, validate=True), type=PullPage)


def test_a_refused_push_is_told_what_it_lacks(session: Session) -> None:
    goal = stored_goal(session, 5)
    whole = session.pull(goal.vault)
    for number, push in enumerate(whole.pushes[:-1], 1):
        assert refusal_page(session, goal, push.head) == session.pull(goal.vault, after=number)
    assert refusal_page(session, goal, None) == whole
    # What is no head of the vault says nothing about where the device stands.
    assert refusal_page(session, goal, bytes(32)) is None
    inner = next(node for node in goal.nodes if node not in {push.head for push in whole.pushes})
    assert refusal_page(session, goal, inner) is None


def test_a_refusal_carries_all_that_is_missing_or_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = stored_goal(session, 4)
    page = refusal_page(session, goal, goal.genesis)
    assert page is not None
    size = len(encode(page))
    monkeypatch.setattr(pulls, "REFUSAL_PAGE_BYTES_MAX", size - 1)
    assert refusal_page(session, goal, goal.genesis) is None
    last = session.pull(goal.vault).pushes[-2].head
    assert refusal_page(session, goal, last) == session.pull(goal.vault, after=3)


def test_a_large_push_is_not_read_for_a_refusal(session: Session) -> None:
    goal = stored_goal(session, 1)
    head = session.push(goal, goal.genesis, goal.chain(goal.genesis, 200)).head
    session.push(goal, head, goal.chain(head, 1))
    assert len(bytes(session.pull(goal.vault, after=1).pushes[0].commits)) > REFUSAL_PAGE_BYTES_MAX
    assert refusal_page(session, goal, goal.genesis) is None
    assert refusal_page(session, goal, head) == session.pull(goal.vault, after=2)


def test_other_sessions_are_told_of_a_changed_account(url: str, session: Session, person: Person) -> None:
    other = log_in(url, person)
    changing, listening = Listener(session), Listener(other)
    replacement = KeysetReplacement(expected_version=1, keyset=keyset(2))
    assert session.put("/api/v1/keyset", replacement).status_code == 204
    listening.wait_for("event: account")
    at = listening.lines.index("event: account")
    assert json.loads(listening.lines[at + 1].removeprefix("data: ")) == {}
    # A refused change is none.
    assert refused(session.put("/api/v1/keyset", replacement)) == (409, "KEYSET_MOVED")
    enrol(session, person)
    with listening.changed:
        assert listening.changed.wait_for(lambda: listening.lines.count("event: account") == 2, 20)
    for each in (other, session):
        assert each.client.delete("/api/v1/sessions").status_code == 204
    assert listening.ended()
    assert changing.ended()
    assert "event: account" not in changing.lines
