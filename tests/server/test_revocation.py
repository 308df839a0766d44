"""Revoking a device on the server: what it stops, what it refuses, and what the device may ask."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from shared.chain.header import commit_id
from shared.vault import roster_room
from shared.vault.roster import revocation_message
from shared.vault.roster_statements import RevokedHead
from shared.wire.accounts import Confirmation, RevocationRequest, SignedStatement
from shared.wire.pushes import Push, encode_commits
from shared.wire.vaults import DeviceHead
from tests.server.sessions import Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Goal, rewritten
from tests.shared.sync.ways import WaysPerson

ACCOUNT = "/api/v1/account"
GENERATION = bytes(16)


@pytest.fixture
def person() -> WaysPerson:
    made = WaysPerson()
    made.stolen = DeviceKey()  # type: ignore[attr-defined]
    made.sign_device(made.stolen)  # type: ignore[attr-defined]
    return made


@pytest.fixture
def stolen(person: WaysPerson) -> DeviceKey:
    key: DeviceKey = person.stolen  # type: ignore[attr-defined]
    return key


@pytest.fixture
def thief(url: str, session: Session, person: WaysPerson, stolen: DeviceKey) -> Session:
    return log_in(url, person, stolen)


def head_of(place: DeviceHead, **changes: Any) -> RevokedHead:
    return replace(RevokedHead(place.vault, GENERATION, place.number, place.head, place.seq), **changes)


def stop(session: Session, person: WaysPerson, device: DeviceKey) -> list[DeviceHead]:
    answer = session.post(f"/api/v1/devices/{device.id.hex()}/stop", Confirmation(person.auth_key))
    assert answer.status_code == 200, answer.text
    found: list[DeviceHead] = msgspec.msgpack.decode(answer.content, type=list[DeviceHead])
    return found


def question(person: WaysPerson, device: DeviceKey, **changes: Any) -> RevocationRequest:
    signature = device.private.sign(revocation_message(person.identity, device.id))
    request = RevocationRequest(identity=person.identity, device=device.id, after=0, signature=signature)
    return replace(request, **changes)


def test_the_device_is_stopped_first_and_then_revoked(
    url: str, session: Session, thief: Session, person: WaysPerson, stolen: DeviceKey
) -> None:
    goal = Goal(person)
    session.push(goal, None, [goal.genesis])
    second = goal.commit(goal.genesis, stolen)
    thief.push(goal, goal.genesis, [second])
    path = f"/api/v1/devices/{stolen.id.hex()}/stop"
    assert refused(session.post(path, Confirmation(b"x" * 32))) == (401, "BAD_CREDENTIALS")
    own = f"/api/v1/devices/{person.device.id.hex()}/stop"
    assert refused(session.post(own, Confirmation(person.auth_key))) == (400, "BAD_REQUEST")
    assert thief.client.get("/api/v1/vaults").status_code == 200
    assert refused(session.post(path, Confirmation())) == (400, "BAD_REQUEST")
    (place,) = stop(session, person, stolen)
    assert place == DeviceHead(goal.vault, 2, second, 1)
    # The same session may read the heads again; another one, or another device, asks for a way in.
    assert session.post(path, Confirmation()).status_code == 200
    assert refused(log_in(url, person).post(path, Confirmation())) == (400, "BAD_REQUEST")
    other = path.replace(stolen.id.hex(), "00" * 16)
    assert refused(session.post(other, Confirmation())) == (400, "BAD_REQUEST")
    assert refused(thief.client.get("/api/v1/vaults")) == (401, "NOT_SIGNED_IN")
    change = person.revoke(stolen.id, (head_of(place),))
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    person.accept_change(change)
    # Whoever knows the password gets a session, and the device pushes nothing in it.
    again = log_in(str(session.client.base_url), person, stolen)
    third = goal.commit(second, stolen)
    late = goal.push(second, [third], stolen)
    assert refused(again.send(goal.vault, late)) == (403, "DEVICE_REVOKED")
    session.push(goal, second, [goal.commit(second)])


def test_nothing_by_the_device_may_lie_above_the_heads(
    session: Session, thief: Session, person: WaysPerson, stolen: DeviceKey
) -> None:
    goal = Goal(person)
    session.push(goal, None, [goal.genesis])
    second = goal.commit(goal.genesis, stolen)
    thief.push(goal, goal.genesis, [second])
    # It certifies what another device has made.
    third = goal.commit(second)
    thief.push(goal, second, [third])
    (place,) = stop(session, person, stolen)
    wrong = {
        "no head": (),
        "an earlier push": (head_of(place, number=1, seq=1),),
        "the push before": (head_of(place, number=2),),
        "a smaller seq": (head_of(place, seq=0),),
        "another vault": (head_of(place, vault=b"\xff" * 16),),
    }
    for name, heads in wrong.items():
        answer = session.put(ACCOUNT, person.request(person.revoke(stolen.id, heads)))
        assert refused(answer) == (409, "HEADS_MOVED"), name
        assert answer.json()["vault"] == goal.vault.hex()
    # What others push meanwhile does not matter.
    session.push(goal, third, [goal.commit(third)])
    right = person.request(person.revoke(stolen.id, (head_of(place),)))
    assert session.put(ACCOUNT, right).status_code == 204
    assert refused(session.put(ACCOUNT, right)) == (409, "KEYSET_MOVED")


def test_a_revoked_device_never_comes_back(session: Session, person: WaysPerson, stolen: DeviceKey) -> None:
    change = person.revoke(stolen.id)
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    person.accept_change(change)
    stored = session.get("/api/v1/roster?after=0", list[SignedStatement])
    # Signed by a device that has forgotten the revocation.
    person.roster = replace(person.roster, revoked={})
    added = person.next_statement(stolen)
    assert refused(session.post("/api/v1/roster", added)) == (422, "BAD_STATEMENT")
    assert session.get("/api/v1/roster?after=0", list[SignedStatement]) == stored


def test_the_statement_of_another_account_revokes_nobody(
    url: str, session: Session, person: WaysPerson, stolen: DeviceKey
) -> None:
    other = WaysPerson()
    register(url, other)
    foreign = person.request(person.revoke(stolen.id))
    theirs = log_in(url, other)
    assert refused(theirs.put(ACCOUNT, foreign))[1] in {"ROSTER_MOVED", "KEYSET_MOVED", "BAD_STATEMENT"}
    assert stop(theirs, other, stolen) == []
    assert log_in(url, person, stolen).client.get("/api/v1/vaults").status_code == 200


def test_only_the_revoked_device_gets_the_statements(
    session: Session, thief: Session, person: WaysPerson, stolen: DeviceKey
) -> None:
    path = "/api/v1/revocation"
    assert refused(thief.post(path, question(person, stolen))) == (404, "NOT_FOUND")
    change = person.revoke(stolen.id)
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    person.accept_change(change)
    answer = thief.post(path, question(person, stolen, after=2))
    assert answer.status_code == 200
    shown = msgspec.msgpack.decode(answer.content, type=list[SignedStatement])
    assert shown == person.statements[2:]
    stranger = DeviceKey()
    for wrong in (
        question(person, person.device),
        question(person, stranger),
        question(person, stolen, signature=bytes(64)),
        replace(question(person, stranger), device=stolen.id),
        question(person, stolen, identity=bytes(32)),
    ):
        assert refused(thief.post(path, wrong)) == (404, "NOT_FOUND")


def test_commits_of_a_revoked_device_come_again_up_to_the_heads(
    session: Session, person: WaysPerson, stolen: DeviceKey
) -> None:
    """As after a restore: another device pushes what the server lost."""
    goal = Goal(person)
    commits = [goal.genesis]
    for _ in range(2):
        commits.append(goal.commit(commits[-1], stolen))
    head = RevokedHead(goal.vault, GENERATION, 3, commits[1], 1)
    change = person.revoke(stolen.id, (head,))
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    person.accept_change(change)
    refusal = session.send(goal.vault, goal.push(None, commits, person.device))
    assert refused(refusal) == (422, "UNKNOWN_DEVICE")
    session.push(goal, None, commits[:2])


def test_epochs_do_not_go_back_and_not_beyond_the_roster(
    session: Session, person: WaysPerson, stolen: DeviceKey
) -> None:
    change = person.revoke(stolen.id)
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    person.accept_change(change)
    goal = Goal(person)
    session.push(goal, None, [goal.genesis])
    second = goal.commit(goal.genesis)

    def sent(epoch: int, commit: bytes, base: bytes) -> Any:
        """The id of the commit, put on `base` in this epoch, and the server's answer."""
        wire = rewritten(goal, commit, epoch=epoch, parents=(base,))
        head = commit_id(*wire)
        certificate = person.certify(goal.vault, base, head, 1)
        push = Push(base=base, head=head, commits=encode_commits([wire]), certificate=certificate)
        return head, session.send(goal.vault, push)

    assert refused(sent(3, second, goal.genesis)[1]) == (422, "BAD_HEADER")
    head, answer = sent(2, second, goal.genesis)
    assert answer.status_code == 201
    third = goal.commit(second)
    assert refused(sent(1, third, head)[1]) == (422, "BAD_HEADER")
    assert sent(2, third, head)[1].status_code == 201


def test_a_full_roster_adds_no_device_and_ends_one(
    session: Session, person: WaysPerson, stolen: DeviceKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = person.next_statement(DeviceKey())
    monkeypatch.setattr(roster_room, "ROSTER_STATEMENTS_MAX", len(person.roster.heads))
    assert refused(session.post("/api/v1/roster", statement)) == (413, "TOO_LARGE")
    change = person.revoke(stolen.id)
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
