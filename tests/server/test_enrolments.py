"""Adding a device through another one: the mailbox and the ticket of the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from server.limits.short_lived import ShortLived
from server.sessions import mailboxes, tickets
from server.sessions.mailboxes import Mailboxes
from server.settings import Settings
from shared.errors import AutusError
from shared.wire.accounts import Confirmation, SessionAnswer
from shared.wire.enrolments import (
    MailboxAnswer,
    MailboxMessage,
    MailboxTake,
    Ticket,
    TicketLogin,
    TicketQuery,
    TicketRequest,
    TicketState,
)
from shared.wire.limits import MAILBOX_MESSAGE_BYTES_MAX, MAILBOX_SECONDS
from tests.server.conftest import LiveServer, serving
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Person
from tests.shared.sync.ways import WaysPerson

BOX = b"m" * 32


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def put(session: Session, mailbox: bytes = BOX, sealed: bytes = b"sealed") -> httpx.Response:
    return session.put("/api/v1/mailbox", MailboxMessage(mailbox=mailbox, sealed=sealed))


def take(client: Session, mailbox: bytes = BOX) -> bytes | None:
    answer = client.post("/api/v1/mailbox/take", MailboxTake(mailbox=mailbox))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return msgspec.msgpack.decode(answer.content, type=MailboxAnswer).sealed


def stranger(url: str) -> Session:
    person = Person()
    return Session(url, person, person.device)


def issue(session: Session, device: bytes, auth_key: bytes | None = None) -> httpx.Response:
    key = session.person.auth_key if auth_key is None else auth_key
    return session.post("/api/v1/tickets", TicketRequest(device=device, auth_key=key))


def ticket_for(session: Session, device: bytes) -> bytes:
    answer = issue(session, device)
    assert answer.status_code == 201, answer.text
    return msgspec.msgpack.decode(answer.content, type=Ticket).ticket


def redeem(client: Session, ticket: bytes, device: bytes, kind: Any = "token") -> httpx.Response:
    login = TicketLogin(ticket=ticket, device=device, session=kind)
    return client.post("/api/v1/sessions/ticket", login)


def state(session: Session, device: bytes) -> str:
    answer = session.post("/api/v1/tickets/state", TicketQuery(device=device))
    return msgspec.msgpack.decode(answer.content, type=TicketState).state


def second_device(session: Session) -> DeviceKey:
    """A device that the roster has and that has no session."""
    device = DeviceKey()
    answer = session.post("/api/v1/roster", session.person.sign_device(device))
    assert answer.status_code == 204, answer.text
    return device


# The mailbox


def test_a_message_waits_and_is_taken_once(url: str, session: Session) -> None:
    reader = stranger(url)
    assert take(reader, b"1" * 32) is None
    assert put(session, b"1" * 32).status_code == 204
    assert refused(put(session, b"1" * 32)) == (409, "MAILBOX_USED")
    assert take(reader, b"1" * 32) == b"sealed"
    assert take(reader, b"1" * 32) is None
    assert refused(put(session, b"1" * 32, b"another")) == (409, "MAILBOX_USED")
    assert take(reader, b"1" * 32) is None


def test_an_unknown_a_taken_and_an_empty_mailbox_look_alike(url: str, session: Session) -> None:
    reader = stranger(url)
    put(session, b"2" * 32)
    take(reader, b"2" * 32)
    answers = [
        reader.post("/api/v1/mailbox/take", MailboxTake(mailbox=mailbox))
        for mailbox in (b"2" * 32, b"3" * 32)
    ]
    assert answers[0].content == answers[1].content
    shown = [{**each.headers} for each in answers]
    for each in shown:
        each.pop("date", None)
    assert shown[0] == shown[1]


def test_a_message_has_a_session_and_a_bounded_size(url: str, session: Session) -> None:
    assert refused(put(stranger(url))) == (401, "NOT_SIGNED_IN")
    assert put(session, b"4" * 32, b"x" * MAILBOX_MESSAGE_BYTES_MAX).status_code == 204
    large = {"mailbox": b"5" * 32, "sealed": b"x" * (MAILBOX_MESSAGE_BYTES_MAX + 1)}
    assert refused(session.put("/api/v1/mailbox", large)) == (400, "BAD_REQUEST")
    large["sealed"] = b"x" * 4_096
    assert refused(session.put("/api/v1/mailbox", large)) == (413, "TOO_LARGE")
    for wrong in ({"mailbox": b"short", "sealed": b"x"}, {"mailbox": BOX, "sealed": b""}, {"mailbox": BOX}):
        assert refused(session.put("/api/v1/mailbox", wrong)) == (400, "BAD_REQUEST")
    assert take(stranger(url), b"5" * 32) is None


def test_a_page_of_another_site_takes_and_redeems_nothing(url: str, session: Session) -> None:
    put(session, b"6" * 32)
    foreign = {**MSGPACK, "origin": "https://evil.example"}
    body = msgspec.msgpack.encode(MailboxTake(mailbox=b"6" * 32))
    answer = httpx.post(f"{url}/api/v1/mailbox/take", content=body, headers=foreign)
    assert refused(answer) == (403, "CROSS_SITE")
    login = msgspec.msgpack.encode(TicketLogin(ticket=BOX, device=b"d" * 16, session="cookie"))
    answer = httpx.post(f"{url}/api/v1/sessions/ticket", content=login, headers=foreign)
    assert refused(answer) == (403, "CROSS_SITE")
    assert take(stranger(url), b"6" * 32) == b"sealed"


def test_messages_end_after_five_minutes_and_are_bounded_by_account_and_in_all() -> None:
    clock = Hands()
    boxes = Mailboxes(clock)
    for number in range(mailboxes.OF_ACCOUNT_MAX):
        boxes.put(b"a", bytes([number]), b"x")
    with pytest.raises(AutusError) as caught:
        boxes.put(b"a", b"one more", b"x")
    assert caught.value.code == "SERVER_BUSY"
    boxes.put(b"b", b"of another account", b"x")
    # A taken message keeps its place, so that its mailbox takes no second one.
    assert boxes.take(bytes([0])) == b"x"
    with pytest.raises(AutusError):
        boxes.put(b"a", b"one more", b"x")
    clock.seconds = MAILBOX_SECONDS - 1
    assert boxes.take(bytes([1])) == b"x"
    clock.seconds = MAILBOX_SECONDS
    assert boxes.take(bytes([2])) is None
    boxes.put(b"a", b"one more", b"x")
    for number in range(mailboxes.MAILBOXES_MAX - 1):
        boxes.put(number.to_bytes(4, "big"), number.to_bytes(4, "big"), b"x")
    with pytest.raises(AutusError) as caught:
        boxes.put(b"c", b"beyond all", b"x")
    assert caught.value.code == "SERVER_BUSY"


def test_what_lives_shortly_leaves_nothing_behind() -> None:
    clock = Hands()
    values = ShortLived[int](clock, 10, total=3, share=2)
    values.add(b"k", b"owner", 1)
    clock.seconds = 5
    values.add(b"l", b"owner", 2)
    values.replace(b"k", 3)
    assert values.of(b"owner") == [(b"k", 3), (b"l", 2)]
    # A replaced value ends when the first one would have.
    clock.seconds = 10
    assert (values.get(b"k"), values.get(b"l"), len(values)) == (None, 2, 1)
    clock.seconds = 15
    assert (values.get(b"l"), len(values)) == (None, 0)


# The ticket


def test_a_ticket_opens_one_session_of_its_device(url: str, session: Session) -> None:
    device = second_device(session)
    assert state(session, device.id) == "gone"
    ticket = ticket_for(session, device.id)
    assert state(session, device.id) == "waiting"
    new = Session(url, session.person, device)
    assert refused(redeem(new, ticket, session.device.id)) == (401, "BAD_TICKET")
    assert refused(redeem(new, b"t" * 32, device.id)) == (401, "BAD_TICKET")
    new.take(redeem(new, ticket, device.id))
    assert state(session, device.id) == "used"
    assert refused(redeem(new, ticket, device.id)) == (401, "BAD_TICKET")
    answered = new.answer
    assert answered is not None
    own = log_in(url, session.person).answer
    assert own is not None
    assert msgspec.structs.replace(answered, token=None) == msgspec.structs.replace(own, token=None)
    assert new.client.get("/api/v1/account").status_code == 200


def test_a_browser_gets_its_session_as_a_cookie(url: str, session: Session) -> None:
    device = second_device(session)
    new = Session(url, session.person, device)
    answer = redeem(new, ticket_for(session, device.id), device.id, "cookie")
    assert msgspec.msgpack.decode(answer.content, type=SessionAnswer).token is None
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie.replace("Strict", "strict")
    assert new.client.get("/api/v1/account", headers={"origin": url}).status_code == 200


def test_a_ticket_needs_the_password_and_a_device_of_the_roster(url: str, session: Session) -> None:
    device = second_device(session)
    assert refused(issue(stranger(url), device.id, b"k" * 32)) == (401, "NOT_SIGNED_IN")
    assert refused(issue(session, device.id, b"w" * 32)) == (401, "BAD_CREDENTIALS")
    assert refused(issue(session, b"d" * 16)) == (422, "UNKNOWN_DEVICE")
    assert state(session, device.id) == "gone"


def test_another_account_neither_sees_nor_gets_a_ticket(url: str, session: Session) -> None:
    device = second_device(session)
    ticket = ticket_for(session, device.id)
    other = register(url, Person())
    assert state(other, device.id) == "gone"
    assert refused(issue(other, device.id)) == (422, "UNKNOWN_DEVICE")
    assert state(session, device.id) == "waiting"
    new = Session(url, session.person, device)
    new.take(redeem(new, ticket, device.id))


def test_the_end_of_the_other_sessions_ends_tickets(url: str, session: Session) -> None:
    device = second_device(session)
    ticket = ticket_for(session, device.id)
    body = msgspec.msgpack.encode(Confirmation(session.person.auth_key))
    ended = session.client.request("DELETE", "/api/v1/sessions/others", content=body, headers=MSGPACK)
    assert ended.status_code == 204
    assert state(session, device.id) == "gone"
    assert refused(redeem(stranger(url), ticket, device.id)) == (401, "BAD_TICKET")


def test_a_change_of_the_ways_in_ends_tickets(url: str) -> None:
    person = WaysPerson()
    session = register(url, person)
    device = second_device(session)
    ticket = ticket_for(session, device.id)
    change = person.change([person.password(b"n" * 32)])
    assert session.put("/api/v1/account", person.request(change)).status_code == 204
    person.accept_change(change)
    new = Session(url, person, device)
    assert refused(redeem(new, ticket, device.id)) == (401, "BAD_TICKET")
    # The session that was opened meanwhile has ended.
    assert refused(new.client.get("/api/v1/account")) == (401, "NOT_SIGNED_IN")


def test_a_deleted_account_opens_nothing(url: str, session: Session) -> None:
    device = second_device(session)
    ticket = ticket_for(session, device.id)
    body = msgspec.msgpack.encode(Confirmation(session.person.auth_key))
    assert (
        session.client.request("DELETE", "/api/v1/account", content=body, headers=MSGPACK).status_code == 204
    )
    assert refused(redeem(stranger(url), ticket, device.id)) == (401, "BAD_TICKET")


def test_tickets_are_bounded_by_account(session: Session) -> None:
    device = second_device(session)
    for _ in range(tickets.OF_ACCOUNT_MAX):
        ticket_for(session, device.id)
    assert refused(issue(session, device.id)) == (503, "SERVER_BUSY")


# Load


@pytest.fixture
def proxied(settings: Settings) -> Iterator[LiveServer]:
    with serving(msgspec.structs.replace(settings, proxies="127.0.0.1")) as server:
        yield server


def test_an_address_that_asks_too_often_waits(proxied: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.limits.throttle import Throttle

    monkeypatch.setattr(proxied.service(Throttle)._mailboxes, "_limit", 3)
    reader = stranger(proxied.url)
    reader.client.headers["x-forwarded-for"] = "203.0.113.7"
    for _ in range(3):
        assert take(reader) is None
    answer = reader.post("/api/v1/mailbox/take", MailboxTake(mailbox=BOX))
    assert refused(answer) == (429, "TOO_MANY_ATTEMPTS")
    assert refused(redeem(reader, BOX, b"d" * 16)) == (429, "TOO_MANY_ATTEMPTS")
    reader.client.headers["x-forwarded-for"] = "203.0.113.8"
    assert take(reader) is None
