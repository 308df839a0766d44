"""Tokens and cookies: who is asking, and from where."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import msgspec
import pytest

from server.sessions.service import DAY_MS, Sessions
from server.settings import Settings
from shared.wire.accounts import Confirmation, Keyset, KeysetReplacement, SessionAnswer
from shared.wire.encoding import encode
from tests.server.conftest import LiveServer, serving
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import Person, keyset


def cookie_session(url: str, person: Person, **headers: str) -> Session:
    session = Session(url, person, person.device)
    session.client.headers.update(headers)
    answer = session.post("/api/v1/accounts", person.registration(session="cookie"))
    assert answer.status_code == 201, answer.text
    assert msgspec.msgpack.decode(answer.content, type=SessionAnswer).token is None
    return session


def test_a_token_ends_with_its_log_out(url: str, person: Person) -> None:
    first = register(url, person)
    second = log_in(url, person)
    assert first.client.delete("/api/v1/sessions").status_code == 204
    assert refused(first.client.get("/api/v1/keyset")) == (401, "NOT_SIGNED_IN")
    assert second.client.get("/api/v1/keyset").status_code == 200


def end_others(session: Session, auth_key: bytes) -> httpx.Response:
    content = encode(Confirmation(auth_key))
    return session.client.request("DELETE", "/api/v1/sessions/others", content=content, headers=MSGPACK)


def test_one_session_ends_the_others_and_their_streams(url: str, person: Person) -> None:
    kept, other = register(url, person), log_in(url, person)
    stranger = register(url, Person())
    with (
        other.client.stream("GET", "/api/v1/events") as ending,
        kept.client.stream("GET", "/api/v1/events") as staying,
    ):
        lines = staying.iter_lines()
        assert next(lines) == "event: beat"
        assert end_others(log_in(url, person), person.auth_key).status_code == 204
        # Both streams end: both sessions are others.
        assert "event: beat" in list(ending.iter_lines())
        list(lines)
    for each in (kept, other):
        assert refused(each.client.get("/api/v1/keyset")) == (401, "NOT_SIGNED_IN")
    assert stranger.client.get("/api/v1/keyset").status_code == 200
    assert log_in(url, person).client.get("/api/v1/keyset").status_code == 200


def test_the_session_that_ends_the_others_goes_on(url: str, person: Person) -> None:
    other, own = register(url, person), log_in(url, person)
    with own.client.stream("GET", "/api/v1/events") as staying:
        assert end_others(own, person.auth_key).status_code == 204
        assert end_others(own, person.auth_key).status_code == 204
        # An event arrives after the end of the others.
        assert log_in(url, person).put("/api/v1/keyset", KeysetReplacement(1, keyset(2))).status_code == 204
        assert "event: account" in staying.iter_lines()
    assert own.client.get("/api/v1/keyset").status_code == 200
    assert refused(other.client.get("/api/v1/keyset")) == (401, "NOT_SIGNED_IN")


def test_the_other_sessions_end_with_the_password_only(url: str, person: Person) -> None:
    other, own = register(url, person), log_in(url, person)
    assert refused(end_others(own, bytes(32))) == (401, "BAD_CREDENTIALS")
    bare = own.client.request("DELETE", "/api/v1/sessions/others", headers=MSGPACK)
    assert refused(bare) == (400, "BAD_REQUEST")
    assert other.client.get("/api/v1/keyset").status_code == 200


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer x", "Basic abc", f"Bearer {'A' * 43}", f"Bearer {'A' * 54}", "Bearer é"]
)
def test_what_is_no_token(url: str, value: str) -> None:
    session = Session(url, Person(), Person().device)
    answer = session.client.get("/api/v1/vaults", headers=[(b"authorization", value.encode())])
    assert refused(answer) == (401, "NOT_SIGNED_IN")


def test_a_cookie_on_loopback(url: str, person: Person) -> None:
    session = cookie_session(url, person)
    cookie = session.post("/api/v1/sessions", person.login(session="cookie")).headers["set-cookie"]
    assert cookie.startswith("autus=")
    for attribute in ("HttpOnly", "Path=/", "SameSite=strict", "Max-Age="):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert session.get("/api/v1/keyset", Keyset) == keyset()
    session.client.headers["origin"] = url
    gone = session.client.delete("/api/v1/sessions")
    assert gone.status_code == 204
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert refused(session.client.get("/api/v1/keyset")) == (401, "NOT_SIGNED_IN")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 403),
        ({"sec-fetch-site": "same-origin"}, 204),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "own", "sec-fetch-site": "same-origin"}, 204),
        ({"origin": "own"}, 204),
    ],
)
def test_a_cookie_works_for_pages_of_this_origin_only(
    url: str, person: Person, headers: dict[str, str], expected: int
) -> None:
    session = cookie_session(url, person)
    sent = {name: url if value == "own" else value for name, value in headers.items()}
    answer = session.client.delete("/api/v1/sessions", headers=sent)
    assert answer.status_code == expected
    if expected == 403:
        assert refused(answer) == (403, "CROSS_SITE")


def test_another_sites_page_cannot_log_a_browser_in(url: str, person: Person) -> None:
    session = register(url, person)
    session.client.headers["origin"] = "https://evil.example"
    assert refused(session.post("/api/v1/sessions", person.login())) == (403, "CROSS_SITE")
    assert refused(session.post("/api/v1/accounts", Person().registration())) == (403, "CROSS_SITE")


def test_a_token_needs_no_origin(url: str, person: Person) -> None:
    session = register(url, person)
    assert session.client.delete("/api/v1/sessions").status_code == 204


def test_over_tls_the_cookie_is_bound_to_the_host(settings: Settings, person: Person) -> None:
    secure = msgspec.structs.replace(settings, origin="https://goals.example", registration="open")
    with serving(secure) as server:
        headers = {"host": "goals.example", "origin": "https://goals.example"}
        session = cookie_session(server.url, person, **headers)
        answer = session.post("/api/v1/sessions", person.login(session="cookie"))
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-autus=")
        assert "Secure" in cookie
        assert answer.headers["strict-transport-security"]
        assert refused(session.client.get("/", headers={"host": "127.0.0.1"})) == (421, "MISDIRECTED")
        assert session.client.get("/health/live", headers={"host": "127.0.0.1"}).status_code == 200
        session.client.headers["origin"] = "http://goals.example"
        assert refused(session.post("/api/v1/sessions", person.login())) == (403, "CROSS_SITE")


@pytest.mark.parametrize("host", ["evil.example", "", "evil.example:80", "[", "127.0.0.1.evil.example"])
def test_without_an_origin_only_loopback_names_are_answered(url: str, host: str) -> None:
    session = Session(url, Person(), Person().device)
    assert refused(session.client.get("/", headers={"host": host})) == (421, "MISDIRECTED")
    assert refused(session.client.get("/api/v1/vaults", headers={"host": "localhost:9"})) == (
        401,
        "NOT_SIGNED_IN",
    )


@pytest.fixture
def server(settings: Settings) -> Iterator[LiveServer]:
    with serving(settings) as live:
        yield live


def test_sessions_end_when_they_are_not_used(
    server: LiveServer, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = server.service(Sessions)._clock
    session = register(server.url, person)
    real_now = clock.now_ms()
    now = [real_now + 80 * DAY_MS]
    monkeypatch.setattr(clock, "now_ms", lambda: now[0])
    assert session.client.get("/api/v1/vaults").status_code == 200
    # Used after 80 of 90 days, so it has 90 more.
    now[0] += 80 * DAY_MS
    assert session.client.get("/api/v1/vaults").status_code == 200
    now[0] += 91 * DAY_MS
    assert refused(session.client.get("/api/v1/vaults")) == (401, "NOT_SIGNED_IN")


def test_an_account_has_so_many_sessions(
    server: LiveServer, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = server.service(Sessions)._clock
    monkeypatch.setattr("server.sessions.service.SESSIONS_MAX", few := 4)
    first = register(server.url, person)
    base = clock.now_ms()
    for index in range(few):
        monkeypatch.setattr(clock, "now_ms", lambda index=index: base + 10 + index)
        last = log_in(server.url, person)
    assert refused(first.client.get("/api/v1/vaults")) == (401, "NOT_SIGNED_IN")
    assert last.client.get("/api/v1/vaults").status_code == 200


def test_a_cookie_is_renewed_with_its_session(
    server: LiveServer, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = server.service(Sessions)._clock
    session = cookie_session(server.url, person, origin=server.url)
    value = session.client.cookies["autus"]
    assert "set-cookie" not in session.client.get("/api/v1/vaults").headers
    now_ms = clock.now_ms() + 2 * DAY_MS
    monkeypatch.setattr(clock, "now_ms", lambda: now_ms)
    renewed = session.client.get("/api/v1/keyset").headers["set-cookie"]
    assert renewed.startswith(f"autus={value};")
    assert f"Max-Age={90 * DAY_MS // 1000}" in renewed
    assert "set-cookie" not in session.client.get("/api/v1/vaults").headers
    now_ms += 2 * DAY_MS
    gone = session.client.delete("/api/v1/sessions")
    assert [cookie for cookie in gone.headers.get_list("set-cookie") if "Max-Age=0" not in cookie] == []


def test_a_token_is_extended_without_a_cookie(
    server: LiveServer, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = server.service(Sessions)._clock
    session = register(server.url, person)
    now_ms = clock.now_ms() + 2 * DAY_MS
    monkeypatch.setattr(clock, "now_ms", lambda: now_ms)
    assert "set-cookie" not in session.client.get("/api/v1/vaults").headers
