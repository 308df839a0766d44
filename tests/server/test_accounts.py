"""Registering, logging in, keysets and rosters."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from server import crypto
from server.limits import throttle as throttle_module
from server.limits.throttle import (
    ADDRESS_FAILURES_MAX,
    ENTRIES_MAX,
    PAIR_FAILURES_MAX,
    PAUSE_SECONDS,
    REGISTRATIONS_MAX,
    Bucket,
    Throttle,
)
from server.sessions import log_in as log_in_module
from server.sessions.passwords import HASHES_MAX, OF_NETWORK_MAX, WAITING_MAX, Passwords
from server.settings import Settings
from shared.errors import AutusError
from shared.wire.accounts import KdfParams, Keyset, KeysetReplacement, LoginParametersRequest, SignedStatement
from shared.wire.limits import NEW_ROSTER_STATEMENTS_MAX
from tests.server.conftest import serving
from tests.server.sessions import Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Person, keyset


def nobody(url: str) -> Session:
    return Session(url, Person(), DeviceKey())


def parameters(url: str, name: str) -> KdfParams:
    response = nobody(url).post("/api/v1/login/parameters", LoginParametersRequest(name=name))
    assert response.status_code == 200
    return msgspec.msgpack.decode(response.content, type=KdfParams)


def test_registering_answers_what_was_stored(session: Session, person: Person) -> None:
    assert session.answer
    assert session.answer.identity == person.identity
    assert session.answer.keyset == keyset()
    assert list(session.answer.roster) == person.statements
    assert session.get("/api/v1/keyset", Keyset) == keyset()


def test_names_and_identities_are_taken_once(url: str, session: Session, person: Person) -> None:
    other = nobody(url)
    upper = other.person.registration(name=person.name.upper())
    assert refused(other.post("/api/v1/accounts", upper)) == (409, "NAME_TAKEN")
    same = person.registration(name=other.person.name)
    assert refused(other.post("/api/v1/accounts", same)) == (409, "IDENTITY_TAKEN")


def test_a_registration_needs_a_roster_that_carries_the_device(url: str) -> None:
    visitor = nobody(url)
    person = visitor.person
    strange = person.registration(device=DeviceKey().id)
    assert refused(visitor.post("/api/v1/accounts", strange)) == (403, "DEVICE_REVOKED")
    forged = SignedStatement(person.statements[0].statement, bytes(64))
    bad = person.registration(roster=(forged,))
    assert refused(visitor.post("/api/v1/accounts", bad)) == (422, "BAD_STATEMENT")
    bad = person.registration(identity=Person().identity)
    assert refused(visitor.post("/api/v1/accounts", bad)) == (422, "BAD_STATEMENT")


def test_a_name_with_an_invisible_letter_is_refused_and_other_spellings_are_taken(url: str) -> None:
    visitor = nobody(url)
    register(url, Person(name="admin"))
    for name in ("admin\u3164", "ad\uffa0min", "\u1160admin", " admin", "a  b"):
        answer = visitor.post("/api/v1/accounts", visitor.person.registration(name=name))
        assert refused(answer) == (422, "BAD_ACCOUNT_NAME")
    for name in ("Admin", "\uff21\uff24\uff2d\uff29\uff2e"):
        answer = visitor.post("/api/v1/accounts", visitor.person.registration(name=name))
        assert refused(answer) == (409, "NAME_TAKEN")


def test_a_name_that_looks_like_another_is_refused(url: str) -> None:
    visitor = nobody(url)
    for name in ("market", "가까 1"):
        register(url, Person(name=name))
    for name in ("m\u0430rket", "mark\u0435t", "rnarket", "가까 l"):
        answer = visitor.post("/api/v1/accounts", visitor.person.registration(name=name))
        assert refused(answer) == (409, "NAME_CONFUSABLE")
    for name in ("각가 1", "김", "market 2"):
        register(url, Person(name=name))


def test_a_closed_server_takes_no_accounts(settings: Settings) -> None:
    with serving(msgspec.structs.replace(settings, registration="closed")) as server:
        visitor = nobody(server.url)
        answer = visitor.post("/api/v1/accounts", visitor.person.registration())
        assert refused(answer) == (403, "REGISTRATION_CLOSED")


def test_log_in_parameters_tell_nothing_about_who_exists(url: str, session: Session, person: Person) -> None:
    assert parameters(url, person.name) == keyset().wraps[0].kdf
    assert parameters(url, person.name.upper()) == keyset().wraps[0].kdf
    one, other = parameters(url, "nobody-1"), parameters(url, "nobody-2")
    assert one == parameters(url, "Nobody-1")
    assert one.salt != other.salt
    assert (one.memory_kib, one.iterations, one.lanes) == (65_536, 3, 1)


def test_a_name_that_nobody_has_costs_what_one_of_an_account_does(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    decode = log_in_module._decode_keyset
    with serving(settings) as server:
        people = [Person(), Person()]
        for person in people:
            register(server.url, person)
        monkeypatch.setattr(
            log_in_module, "_decode_keyset", lambda stored: decode(read.append(stored) or stored)
        )
        for person in people:
            assert parameters(server.url, person.name) == keyset().wraps[0].kdf
        invented = [parameters(server.url, f"nobody-{number}") for number in range(8)]
    assert len(read) == len(people) + len(invented)
    assert all(kdf.salt != keyset().wraps[0].kdf.salt for kdf in invented)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(url: str, session: Session) -> None:
    visitor = nobody(url)
    unknown = visitor.post("/api/v1/sessions", visitor.person.login())
    wrong = visitor.post("/api/v1/sessions", session.person.login(auth_key=b"x" * 32))
    assert refused(unknown) == refused(wrong) == (401, "BAD_CREDENTIALS")
    assert unknown.json() == wrong.json()


def test_guessing_is_paused(url: str, session: Session, person: Person) -> None:
    for _ in range(PAIR_FAILURES_MAX):
        session.post("/api/v1/sessions", person.login(auth_key=b"x" * 32))
    answer = session.post("/api/v1/sessions", person.login())
    assert refused(answer) == (429, "TOO_MANY_ATTEMPTS")
    assert int(answer.headers["retry-after"]) == answer.json()["retry_after_seconds"] > 0


def test_guesses_at_once_are_not_free(url: str, session: Session, person: Person) -> None:
    guess = person.login(auth_key=b"x" * 32)
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: refused(session.post("/api/v1/sessions", guess)), range(60)))
    assert answers.count((401, "BAD_CREDENTIALS")) <= PAIR_FAILURES_MAX
    assert set(answers) <= {
        (401, "BAD_CREDENTIALS"),
        (429, "TOO_MANY_ATTEMPTS"),
        (503, "SERVER_BUSY"),
    }
    assert refused(session.post("/api/v1/sessions", person.login())) == (429, "TOO_MANY_ATTEMPTS")


def test_new_accounts_from_one_address_are_bounded_but_for_the_machine_itself() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for number in range(REGISTRATIONS_MAX):
        throttle.count_registration(f"2001:db8::{number:x}")
    for _ in range(2 * REGISTRATIONS_MAX):
        throttle.count_registration("127.0.0.1")
        throttle.count_registration("::1")
    with pytest.raises(AutusError, match="TOO_MANY_ATTEMPTS") as caught:
        throttle.count_registration("2001:db8::ffff")
    assert caught.value.fields["retry_after_seconds"] == PAUSE_SECONDS
    throttle.count_registration("2001:db8:0:1::1")
    throttle.count_registration("192.0.2.1")
    now[0] = PAUSE_SECONDS
    throttle.count_registration("2001:db8::ffff")


def test_an_ipv4_address_is_the_same_however_it_is_written() -> None:
    throttle = Throttle(lambda: 0.0)
    for _ in range(REGISTRATIONS_MAX):
        throttle.count_registration("::ffff:203.0.113.7")
        throttle.count_registration("::ffff:127.0.0.1")
    throttle.count_registration("::ffff:127.0.0.1")
    throttle.count_registration("::ffff:198.51.100.1")
    with pytest.raises(AutusError, match="TOO_MANY_ATTEMPTS"):
        throttle.count_registration("203.0.113.7")
    for index in range(ADDRESS_FAILURES_MAX):
        fail(throttle, f"person{index}", "::ffff:203.0.113.7")
    assert paused(throttle, "b", "203.0.113.7")
    assert not paused(throttle, "b", "::ffff:198.51.100.1")


def test_a_server_takes_so_many_new_accounts_and_no_more(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All that a test can come from is the machine itself.
    monkeypatch.setattr(throttle_module, "is_loopback", lambda _: False)
    monkeypatch.setattr(throttle_module, "REGISTRATIONS_MAX", 2)
    with serving(settings) as server:
        answers = [
            nobody(server.url).post("/api/v1/accounts", Person().registration(session="token"))
            for _ in range(3)
        ]
    assert [answer.status_code for answer in answers[:2]] == [201, 201]
    assert refused(answers[2]) == (429, "TOO_MANY_ATTEMPTS")
    assert answers[2].headers["retry-after"]


def fail(throttle: Throttle, name: str, address: str) -> None:
    with pytest.raises(AutusError, match="BAD_CREDENTIALS"), throttle.attempt(name, address):
        raise AutusError("BAD_CREDENTIALS", "")


def paused(throttle: Throttle, name: str, address: str) -> bool:
    try:
        with throttle.attempt(name, address):
            raise AutusError("SERVER_BUSY", "")
    except AutusError as error:
        return error.code == "TOO_MANY_ATTEMPTS"


def test_a_pause_ends_and_a_success_forgets() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(PAIR_FAILURES_MAX):
        fail(throttle, "a", "1")
    assert paused(throttle, "a", "1")
    assert not paused(throttle, "a", "2")
    now[0] = PAUSE_SECONDS + 1
    for _ in range(PAIR_FAILURES_MAX - 1):
        fail(throttle, "a", "1")
    with throttle.attempt("a", "1"):
        pass
    for _ in range(PAIR_FAILURES_MAX - 1):
        fail(throttle, "a", "1")
    assert not paused(throttle, "a", "1")


def test_strangers_cannot_lock_a_name_for_its_owner() -> None:
    throttle = Throttle(lambda: 0.0)
    for index in range(10_000):
        fail(throttle, "a", f"10.0.{index % 250}.{index // 250}")
    assert not paused(throttle, "a", "192.0.2.1")


def test_an_address_has_a_bound_of_its_own() -> None:
    throttle = Throttle(lambda: 0.0)
    for index in range(ADDRESS_FAILURES_MAX):
        fail(throttle, f"person{index}", f"2001:db8::{index:x}")
    assert paused(throttle, "b", "2001:db8::ffff")
    assert not paused(throttle, "b", "2001:db8:0:1::1")


def test_a_bucket_keeps_so_many_entries() -> None:
    bucket = Bucket(2, lambda: 0.0)
    for index in range(ENTRIES_MAX + 5):
        bucket.add(str(index), 2)
    assert len(bucket) == ENTRIES_MAX
    assert not bucket.wait("0")
    assert bucket.wait(str(ENTRIES_MAX))


def test_few_wait_for_a_hash() -> None:
    async def crowd() -> None:
        passwords = Passwords()
        hashes = [
            asyncio.ensure_future(passwords.verify(None, b"k", f"address {number % 5}"))
            for number in range(HASHES_MAX + WAITING_MAX)
        ]
        await asyncio.sleep(0)
        with pytest.raises(AutusError, match="SERVER_BUSY") as raised:
            await passwords.hash(b"k", "another address")
        assert raised.value.fields["retry_after_seconds"] > 0
        assert await asyncio.gather(*hashes) == [False] * len(hashes)
        hashes = [
            asyncio.ensure_future(passwords.verify(None, b"k", "one address")) for _ in range(OF_NETWORK_MAX)
        ]
        await asyncio.sleep(0)
        with pytest.raises(AutusError, match="SERVER_BUSY"):
            await passwords.verify(None, b"k", "one address")
        assert not await passwords.verify(None, b"k", "another address")
        await asyncio.gather(*hashes)

    asyncio.run(crowd())


def test_a_new_account_has_a_short_roster(url: str) -> None:
    visitor = nobody(url)
    for _ in range(NEW_ROSTER_STATEMENTS_MAX):
        visitor.person.sign_device(DeviceKey())
    answer = visitor.post("/api/v1/accounts", visitor.person.registration())
    assert refused(answer) == (413, "TOO_LARGE")


def test_a_statement_is_verified_once(
    session: Session, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify, messages = crypto._verify, list[bytes]()

    def counted(public: bytes, signature: bytes, message: bytes) -> bool:
        messages.append(message)
        return verify(public, signature, message)

    monkeypatch.setattr(crypto, "_verify", counted)
    statements = [person.sign_device(DeviceKey()) for _ in range(5)]
    assert [session.post("/api/v1/roster", each).status_code for each in statements] == [204] * 5
    assert messages == [each.statement for each in statements]


def test_a_keyset_is_replaced_by_the_next_version_only(url: str, session: Session, person: Person) -> None:
    other = log_in(url, person)
    second = keyset(2, b"second")
    replacement = KeysetReplacement(expected_version=1, keyset=second)
    assert session.put("/api/v1/keyset", replacement).status_code == 204
    assert refused(other.put("/api/v1/keyset", replacement)) == (409, "KEYSET_MOVED")
    assert other.get("/api/v1/keyset", Keyset) == second


def test_a_session_alone_cannot_lock_an_account(session: Session, person: Person, url: str) -> None:
    before = keyset()
    (wrap,) = before.wraps
    for changes in (
        {"version": 1},
        {"version": 3},
        {"version": 2**53 - 1},
        {"version": 2, "wraps": ()},
        {"version": 2, "wraps": (wrap, wrap)},
        {"version": 2, "wraps": (msgspec.structs.replace(wrap, account_key=b"another"),)},
    ):
        replacement = KeysetReplacement(1, msgspec.structs.replace(before, **changes))
        assert refused(session.put("/api/v1/keyset", replacement)) == (422, "BAD_KEYSET")
    assert log_in(url, person).get("/api/v1/keyset", Keyset) == before
    late = KeysetReplacement(0, keyset(1))
    assert refused(session.put("/api/v1/keyset", late)) == (409, "KEYSET_MOVED")


def test_an_account_without_a_way_in_is_not_made(url: str) -> None:
    person = Person()
    visitor = Session(url, person, person.device)
    registration = person.registration(keyset=msgspec.structs.replace(keyset(), wraps=()))
    assert refused(visitor.post("/api/v1/accounts", registration)) == (422, "BAD_KEYSET")


def test_a_roster_grows_at_its_head_only(url: str, session: Session, person: Person) -> None:
    one, other = person.next_statement(DeviceKey()), person.next_statement(DeviceKey())
    assert session.post("/api/v1/roster", one).status_code == 204
    assert refused(session.post("/api/v1/roster", other)) == (409, "ROSTER_MOVED")
    person.accept(one)
    forged = SignedStatement(person.next_statement(DeviceKey()).statement, bytes(64))
    assert refused(session.post("/api/v1/roster", forged)) == (422, "BAD_STATEMENT")
    garbage = SignedStatement(b"nothing", bytes(64))
    assert refused(session.post("/api/v1/roster", garbage)) == (422, "BAD_STATEMENT")
    assert session.get("/api/v1/roster?after=0", list[SignedStatement]) == person.statements
    assert session.get("/api/v1/roster?after=1", list[SignedStatement]) == person.statements[1:]
    assert session.get("/api/v1/roster", list[SignedStatement]) == person.statements
    assert refused(session.client.get("/api/v1/roster?after=-1")) == (400, "BAD_REQUEST")
    assert refused(session.client.get("/api/v1/roster?after=x")) == (400, "BAD_REQUEST")
