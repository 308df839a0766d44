"""A reverse proxy that the settings do not name, and one on the same machine."""

from __future__ import annotations

import httpx
import pytest
from msgspec.structs import replace

from server.limits import throttle
from server.limits.unnamed_proxies import UnnamedProxies
from server.settings import Settings
from tests.server.conftest import serving
from tests.server.sessions import Session, refused
from tests.shared.sync.people import Person

pytestmark = pytest.mark.sqlite

HOST = {"host": "goals.example"}


def log_in_from(url: str, person: Person, address: str | None, key: bytes | None = None) -> httpx.Response:
    session = Session(url, person, person.device)
    session.client.headers.update(HOST)
    if address is not None:
        session.client.headers["x-forwarded-for"] = address
    login = person.login(None)
    return session.post("/api/v1/sessions", login if key is None else replace(login, auth_key=key))


@pytest.fixture
def behind_proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(throttle, "ADDRESS_FAILURES_MAX", 2)
    monkeypatch.setattr(throttle, "PAIR_FAILURES_MAX", 2)
    return replace(settings, origin="https://goals.example", registration="open")


def test_a_proxy_on_the_same_machine_tells_the_addresses_apart(behind_proxy: Settings) -> None:
    with serving(behind_proxy) as server:
        strangers = [log_in_from(server.url, Person(), "198.51.100.7", bytes(32)) for _ in range(3)]
        assert [refused(answer)[0] for answer in strangers] == [401, 401, 429]
        assert refused(log_in_from(server.url, Person(), "198.51.100.8", bytes(32)))[0] == 401
        assert httpx.get(f"{server.url}/health/ready").json() == {"status": "ready"}


@pytest.mark.parametrize("told", [True, False])
def test_behind_an_unnamed_proxy_a_stranger_locks_nobody_out(
    behind_proxy: Settings, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    person, address = Person(), "198.51.100.7" if told else None
    # The proxy of these requests is 127.0.0.1. Where it is named, it sends no address.
    settings = replace(behind_proxy, proxies="10.9.9.9") if told else behind_proxy
    with serving(settings) as server:
        session = Session(server.url, person, person.device)
        session.client.headers.update(HOST)
        session.take(session.post("/api/v1/accounts", person.registration()))
        strangers = [log_in_from(server.url, Person(), address, bytes(32)) for _ in range(4)]
        assert [refused(answer)[0] for answer in strangers] == [401] * 4
        assert log_in_from(server.url, person, address).status_code == 201
        assert "AUTUS_PROXIES" in httpx.get(f"{server.url}/health/ready").json()["warning"]
        assert caplog.text.count("requests come from a proxy at 127.0.0.1") == 1


@pytest.mark.parametrize(
    ("secure", "address", "forwarded_for", "expected"),
    [
        (True, "8.8.8.8", "1.1.1.1", "8.8.8.8"),
        (True, "172.18.0.2", "8.8.8.8", ""),
        (True, "fd00::2", "8.8.8.8", ""),
        (True, "::ffff:10.0.0.2", "8.8.8.8", ""),
        (True, "10.0.0.1", "10.0.0.12", ""),
        # A trusted proxy passed on these: the person is in the operator's own network.
        (True, "192.168.1.9", "192.168.1.9", "192.168.1.9"),
        (True, "192.168.1.9", "8.8.8.8, 192.168.1.9:5000", "192.168.1.9"),
        (True, "fd00::9", "[fd00::9]:5000", "fd00::9"),
        (False, "127.0.0.1", None, "127.0.0.1"),
        (False, "172.18.0.2", "8.8.8.8", "172.18.0.2"),
    ],
)
def test_whose_address_it_is(secure: bool, address: str, forwarded_for: str | None, expected: str) -> None:
    assert UnnamedProxies(secure=secure).client_address(address, forwarded_for) == expected
