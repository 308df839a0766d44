"""Ways in on the server: one request for roster, keyset and verifiers, and what it refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from msgspec.structs import replace

from shared.vault.recovery_code import recovery_auth_key
from shared.wire.accounts import (
    AccountState,
    Confirmation,
    DeviceSeal,
    KdfParams,
    Keyset,
    KeysetReplacement,
    LoginParametersRequest,
    SignedStatement,
)
from shared.wire.encoding import encode
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Goal, Person, keyset
from tests.shared.sync.ways import WaysPerson, first_ways

ACCOUNT = "/api/v1/account"
NEW_KEY = b"n" * 32
DIGITS = "0123456789" * 4


@pytest.fixture
def person() -> WaysPerson:
    return WaysPerson()


def try_log_in(session: Session, person: WaysPerson, **changes: Any) -> int:
    return session.post("/api/v1/sessions", person.login(**changes)).status_code


def state(session: Session) -> AccountState:
    found: AccountState = session.get(f"{ACCOUNT}?after=0", AccountState)
    return found


def test_keyset_and_roster_are_read_in_one_answer(session: Session, person: WaysPerson) -> None:
    assert state(session) == AccountState(person.keyset, tuple(person.statements))
    assert session.get(f"{ACCOUNT}?after=1", AccountState).roster == tuple(person.statements[1:])
    assert session.get("/api/v1/keyset", Keyset) == person.keyset
    assert session.answer is not None
    assert session.answer.keyset == person.keyset


def test_a_change_replaces_the_password_and_the_verifiers(session: Session, person: WaysPerson) -> None:
    assert try_log_in(session, person) == 201
    change = person.change([person.password(NEW_KEY), person.code(DIGITS)])
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    person.accept_change(change)
    assert state(session) == AccountState(person.keyset, tuple(person.statements))
    assert try_log_in(session, person) == 401
    assert try_log_in(session, person, auth_key=NEW_KEY) == 201
    code = recovery_auth_key(DIGITS)
    assert try_log_in(session, person, auth_key=code, way="recovery") == 201
    # No secret passes for the other kind.
    assert try_log_in(session, person, auth_key=code) == 401
    assert try_log_in(session, person, auth_key=NEW_KEY, way="recovery") == 401
    assert refused(
        session.client.request(
            "DELETE", ACCOUNT, content=encode(Confirmation(person.auth_key)), headers=MSGPACK
        )
    ) == (401, "BAD_CREDENTIALS")
    kdf = session.post("/api/v1/login/parameters", LoginParametersRequest(name=person.name))
    assert kdf.content == encode(next(way.kdf for way in person.keyset.ways if way.kind == "password"))
    without = person.change([], ("recovery",))
    assert session.put(ACCOUNT, person.request(without)).status_code == 204
    assert try_log_in(session, person, auth_key=code, way="recovery") == 401
    assert try_log_in(session, person, auth_key=NEW_KEY) == 201


def test_the_goals_of_the_account_go_on(session: Session, person: WaysPerson) -> None:
    goal = Goal(person)
    session.push(goal, None, [goal.genesis])
    change = person.change([person.password(NEW_KEY)])
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    commits = goal.chain(goal.genesis, 1)
    assert refused(session.send(goal.vault, goal.push(goal.genesis, commits))) == (409, "ROSTER_MOVED")
    person.accept_change(change)
    session.push(goal, goal.genesis, commits)
    other = DeviceKey()
    assert session.post("/api/v1/roster", person.next_statement(other)).status_code == 204


def test_the_other_sessions_end_if_asked(url: str, session: Session, person: WaysPerson) -> None:
    other = log_in(url, person)
    kept = person.change([person.password(NEW_KEY)])
    assert session.put(ACCOUNT, person.request(kept)).status_code == 204
    person.accept_change(kept)
    assert other.client.get("/api/v1/keyset").status_code == 200
    change = person.change([person.password(person.auth_key)])
    assert session.put(ACCOUNT, person.request(change, end_sessions=True)).status_code == 204
    assert refused(other.client.get("/api/v1/keyset")) == (401, "NOT_SIGNED_IN")
    assert session.client.get("/api/v1/keyset").status_code == 200


def test_of_two_changes_at_once_one_is_taken(session: Session, person: WaysPerson) -> None:
    requests = [person.request(person.change([person.password(NEW_KEY)])) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda request: session.put(ACCOUNT, request), requests))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    assert len(state(session).roster) == 3


def mutations(person: WaysPerson) -> dict[str, tuple[Any, tuple[int, str]]]:
    change = person.change([person.password(NEW_KEY)])
    right = person.request(change)
    other = person.change([person.password(NEW_KEY)])
    (statement,) = right.statements
    forged = SignedStatement(statement.statement, bytes(64))
    way = right.keyset.ways[0]
    stranger = DeviceSeal(bytes(16), bytes(80))

    def with_keyset(**changes: Any) -> Any:
        return replace(right, keyset=replace(right.keyset, **changes))

    add = person.next_statement(DeviceKey())
    return {
        "an older keyset": (replace(right, expected_version=0), (409, "KEYSET_MOVED")),
        "a later keyset": (replace(right, expected_version=2), (409, "KEYSET_MOVED")),
        "a version too many": (with_keyset(version=3), (422, "BAD_KEYSET")),
        "an older roster": (replace(right, statements=tuple(person.statements)), (409, "ROSTER_MOVED")),
        "a statement twice": (replace(right, statements=(statement, statement)), (422, "BAD_STATEMENT")),
        "a forged statement": (replace(right, statements=(forged,)), (422, "BAD_STATEMENT")),
        "no change of the ways in": (replace(right, statements=(add,)), (422, "BAD_STATEMENT")),
        "no statement": (replace(right, statements=()), (400, "BAD_REQUEST")),
        "the ways in of another change": (replace(right, keyset=other.keyset), (422, "BAD_KEYSET")),
        "a way in that the roster lacks": (with_keyset(ways=(way, way)), (422, "BAD_KEYSET")),
        "no way in": (with_keyset(ways=()), (422, "BAD_KEYSET")),
        "another epoch": (with_keyset(epoch=3), (422, "BAD_KEYSET")),
        "a wrap of the first format": (with_keyset(wraps=keyset().wraps), (422, "BAD_KEYSET")),
        "a garbled wrap": (
            with_keyset(ways=(replace(way, private=bytes(60)),)),
            (422, "BAD_KEYSET"),
        ),
        "other parameters": (
            with_keyset(ways=(replace(way, kdf=KdfParams(bytes(16), 1, 1, 1)),)),
            (422, "BAD_KEYSET"),
        ),
        "a seal for a stranger": (with_keyset(devices=(stranger,)), (422, "BAD_KEYSET")),
    }


def test_each_wrong_change_is_refused_and_changes_nothing(session: Session, person: WaysPerson) -> None:
    before = state(session)
    for name, (request, expected) in mutations(person).items():
        assert refused(session.put(ACCOUNT, request)) == expected, name
    assert state(session) == before
    assert try_log_in(session, person) == 201


def test_the_key_before_signs_nothing_any_more(session: Session, person: WaysPerson) -> None:
    late = person.next_statement(DeviceKey())
    change = person.change([person.password(NEW_KEY)])
    assert session.put(ACCOUNT, person.request(change)).status_code == 204
    assert refused(session.post("/api/v1/roster", late)) == (409, "ROSTER_MOVED")
    old_seed = person.seed
    person.accept_change(change)
    person.seed = old_seed
    assert refused(session.post("/api/v1/roster", person.next_statement(DeviceKey()))) == (
        422,
        "BAD_STATEMENT",
    )


def test_a_session_alone_cannot_touch_the_ways_in(session: Session, person: WaysPerson) -> None:
    change = person.change([person.password(NEW_KEY)])
    assert refused(session.post("/api/v1/roster", change.statement)) == (422, "BAD_STATEMENT")
    next_one = replace(person.keyset, version=2, sealed_secrets=b"sealed")
    for changes in (
        {"ways": ()},
        {"ways": change.keyset.ways},
        {"epoch": 2},
        {"devices": (DeviceSeal(person.device.id, bytes(80)),)},
        {"wraps": keyset().wraps},
    ):
        replacement = KeysetReplacement(1, replace(next_one, **changes))
        assert refused(session.put("/api/v1/keyset", replacement)) == (422, "BAD_KEYSET")
    assert session.put("/api/v1/keyset", KeysetReplacement(1, next_one)).status_code == 204


def test_a_registration_whose_parts_do_not_belong_together_is_refused(url: str) -> None:
    person = WaysPerson()
    session = Session(url, person, person.device)
    for changes in (
        {"auth_key": NEW_KEY},
        {"keyset": keyset()},
        {"keyset": replace(person.keyset, ways=())},
        {"keyset": WaysPerson().keyset},
        {"roster": tuple(person.statements[:1])},
    ):
        answer = session.post("/api/v1/accounts", person.registration(**changes))
        assert refused(answer) == (422, "BAD_KEYSET"), changes
    session.take(session.post("/api/v1/accounts", person.registration()))


def test_an_account_of_the_first_format_gets_its_first_ways(url: str) -> None:
    person = Person()
    session = register(url, person)
    change = first_ways(person)
    assert session.put(ACCOUNT, change).status_code == 204
    assert state(session) == AccountState(change.keyset, (*person.statements, *change.statements))
    log_in(url, person)
    person.auth_key = NEW_KEY
    assert refused(session.post("/api/v1/sessions", person.login())) == (401, "BAD_CREDENTIALS")


def test_without_a_session_there_is_no_account(url: str, person: WaysPerson) -> None:
    register(url, person)
    stranger = Session(url, person, person.device)
    change = person.request(person.change([person.password(NEW_KEY)]))
    assert refused(stranger.put(ACCOUNT, change)) == (401, "NOT_SIGNED_IN")
    assert refused(stranger.client.get(f"{ACCOUNT}?after=0")) == (401, "NOT_SIGNED_IN")
    # The change of one person is nothing in the account of another.
    other = register(url, WaysPerson())
    assert refused(other.put(ACCOUNT, change)) == (409, "ROSTER_MOVED")
