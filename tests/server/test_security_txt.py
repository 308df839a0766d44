"""/.well-known/security.txt: the operator's contact, for a while, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from server.ops.security_txt import security_text
from server.settings import Settings
from shared.errors import AutusError
from tests.server.conftest import serving
from tests.server.sessions import refused

pytestmark = pytest.mark.sqlite

DAY_MS = 24 * 60 * 60 * 1000
NOON_MS = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("mina@goals.example", "mailto:mina@goals.example"),
        ("https://goals.example/contact", "https://goals.example/contact"),
    ],
)
def test_the_file_names_the_contact(contact: str, address: str) -> None:
    settings = Settings(contact=contact, origin="https://goals.example", registration="open")
    assert security_text(settings, NOON_MS).splitlines() == [
        f"Contact: {address}",
        "Expires: 2027-02-28T00:00:00Z",
        "Preferred-Languages: ko, en",
        "Canonical: https://goals.example/.well-known/security.txt",
    ]
    assert security_text(settings, NOON_MS) == security_text(settings, NOON_MS + DAY_MS // 4)


@pytest.mark.parametrize(
    "contact",
    [None, "Mina Kim, 1 Road", "javascript:x@y", "http://goals.example", "민아@goals.example", "a@b c@d"],
)
def test_without_an_address_there_is_no_file(contact: str | None) -> None:
    with pytest.raises(AutusError) as refusal:
        security_text(Settings(contact=contact), NOON_MS)
    assert refusal.value.code == "NOT_FOUND"


def test_it_is_served_as_plain_text_and_absent_by_default(settings: Settings) -> None:
    with serving(msgspec.structs.replace(settings, contact="mina@goals.example")) as server:
        answer = httpx.get(f"{server.url}/.well-known/security.txt")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.startswith("Contact: mailto:mina@goals.example\nExpires: ")
        assert "content-security-policy" in answer.headers
    with serving(settings) as server:
        assert refused(httpx.get(f"{server.url}/.well-known/security.txt")) == (404, "NOT_FOUND")
