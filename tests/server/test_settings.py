"""Settings: typed, read once, unknown names refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.env_file import read_env_file
from server.settings import Settings
from shared.errors import AutusError

pytestmark = pytest.mark.sqlite


def test_defaults_are_safe() -> None:
    settings = Settings.from_mapping({"PATH": "/bin", "HOME": "/"})
    assert settings == Settings()
    assert (settings.host, settings.secure, settings.registration_open) == ("127.0.0.1", False, True)


def test_values_are_typed() -> None:
    settings = Settings.from_mapping({"AUTUS_PORT": "9000", "AUTUS_QUOTA_BYTES": "5", "AUTUS_DATA": "/d"})
    assert (settings.port, settings.quota_bytes, settings.data_path) == (9000, 5, Path("/d"))
    tls = Settings.from_mapping({"AUTUS_ORIGIN": "https://a.example", "AUTUS_REGISTRATION": "closed"})
    assert tls.secure
    assert not tls.registration_open


ORIGINS = [
    ("https://goals.example", "https://goals.example"),
    ("https://goals.example/", "https://goals.example"),
    ("HTTPS://Goals.Example", "https://goals.example"),
    ("https://goals.example:443", "https://goals.example"),
    ("https://goals.example:443/", "https://goals.example"),
    ("https://goals.example.", "https://goals.example"),
    (" https://goals.example\r", "https://goals.example"),
    ("https://goals.example:8443", "https://goals.example:8443"),
    ("https://xn--9r2b13b.example", "https://xn--9r2b13b.example"),
    ("https://[2001:DB8:0::1]", "https://[2001:db8::1]"),
    ("https://192.0.2.7", "https://192.0.2.7"),
    ("http://localhost:8001", "http://localhost:8001"),
    ("http://127.0.0.1:80", "http://127.0.0.1"),
    ("http://[::1]:8001", "http://[::1]:8001"),
]


@pytest.mark.parametrize(("text", "origin"), ORIGINS)
def test_an_origin_is_taken_in_the_form_that_browsers_send(text: str, origin: str) -> None:
    assert Settings.from_mapping({"AUTUS_ORIGIN": text, "AUTUS_REGISTRATION": "open"}).origin == origin


@pytest.mark.parametrize(
    "text",
    [
        "goals.example",
        "goals.example:443",
        "//goals.example",
        "https:goals.example",
        "https:///goals.example",
        "https://",
        "https://goals.example/app",
        "https://goals.example//",
        "https://goals.example?",
        "https://goals.example/#",
        "https://person@goals.example",
        "https://goals.example:0",
        "https://goals.example:99999",
        "https://goals.example:port",
        "https://goals example",
        "https://goals..example",
        "https://-goals.example",
        f"https://{'a' * 64}.example",
        "https://목표.example",
        "https://*.example",
        "https://127.1",
        "https://[::g]",
        "https://[::1",
        '"https://goals.example"',
        "https://goals.example,https://other.example",
        "https://a.example\nhttps://b.example",
        "http://goals.example",
        "http://192.0.2.7",
        "ftp://goals.example",
        "null",
        "*",
    ],
)
def test_an_origin_that_no_request_will_match_is_refused(text: str) -> None:
    with pytest.raises(AutusError, match="BAD_SETTINGS: AUTUS_ORIGIN"):
        Settings.from_mapping({"AUTUS_ORIGIN": text, "AUTUS_REGISTRATION": "open"})


@pytest.mark.parametrize(
    ("text", "proxies"),
    [
        ("127.0.0.1", "127.0.0.1"),
        (" 10.0.0.1 , ::1 ", "10.0.0.1,::1"),
        ("172.18.0.0/16,FD00::/8", "172.18.0.0/16,fd00::/8"),
        ("10.0.0.0/8,10.0.0.9/32", "10.0.0.0/8,10.0.0.9"),
        ("::ffff:10.0.0.0/104", "::ffff:a00:0/104"),
    ],
)
def test_proxies_are_addresses_and_networks(text: str, proxies: str) -> None:
    assert Settings.from_mapping({"AUTUS_PROXIES": text}).trusted_proxies == proxies


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "127.0.0.1,*",
        "nonsense",
        "caddy",
        "localhost",
        "127.0.0.1,,::1",
        "127.0.0.1;::1",
        "127.0.0.1:8080",
        "[::1]",
        "fe80::1%eth0",
        "10.0.0.1/40",
        "10.0.0.1/8",
        "0.0.0.0/32",
        "::",
        "0.0.0.0/0",
        "0.0.0.0/1",
        "::/0",
        "2000::/3",
        "::ffff:0:0/96",
        "::ffff:0.0.0.0/97",
    ],
)
def test_proxies_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(AutusError, match="BAD_SETTINGS: AUTUS_PROXIES="):
        Settings.from_mapping({"AUTUS_PROXIES": text})


def test_with_an_https_origin_the_machine_itself_is_a_proxy() -> None:
    origin = {"AUTUS_ORIGIN": "https://goals.example", "AUTUS_REGISTRATION": "open"}
    assert Settings.from_mapping(origin).trusted_proxies == "127.0.0.1,::1"
    assert Settings.from_mapping({**origin, "AUTUS_PROXIES": "10.0.0.1"}).trusted_proxies == "10.0.0.1"
    assert Settings().trusted_proxies is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("AUTUS_PROT", "AUTUS_PORT"),
        ("AUTUS_ORIGINS", "AUTUS_ORIGIN"),
        ("autus_port", "AUTUS_PORT"),
        ("AUTUS_QUOTA", "AUTUS_QUOTA_BYTES"),
        ("\ufeffAUTUS_DATA", "AUTUS_DATA"),
        ("AUTUS_", "AUTUS_"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(name: str, nearest: str) -> None:
    with pytest.raises(AutusError, match=f"BAD_SETTINGS.*nearest name is {nearest}"):
        Settings.from_mapping({name: "1"})


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("AUTUS_PORT", "x", "a whole number from 0 to 65535"),
        ("AUTUS_PORT", "70000", "a whole number from 0 to 65535"),
        ("AUTUS_PORT", "-1", "a whole number"),
        ("AUTUS_PORT", "8001.0", "a whole number"),
        ("AUTUS_PORT", "8_001", "a whole number"),
        ("AUTUS_PORT", "٨٠٠١", "a whole number"),
        ("AUTUS_CONNECTIONS", "9", "a whole number from 10 to"),
        ("AUTUS_SESSION_DAYS", "0", "a whole number from 1 to 3650"),
        ("AUTUS_SESSION_DAYS", "3651", "a whole number from 1 to 3650"),
        ("AUTUS_QUOTA_BYTES", "1GiB", "a whole number"),
        ("AUTUS_QUOTA_BYTES", str(2**53), "a whole number"),
        ("AUTUS_QUOTA_BYTES", "9" * 400, "a whole number"),
        ("AUTUS_REGISTRATION", "maybe", "must be open or closed"),
        ("AUTUS_OPERATOR", "x" * 201, "length <= 200"),
        ("AUTUS_OPERATOR", "a\x1b[2Jb", "control characters"),
        ("AUTUS_DATA", "a\0b", "control characters"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_what_would_be(name: str, value: str, right: str) -> None:
    with pytest.raises(AutusError, match=f"BAD_SETTINGS: {name}") as refusal:
        Settings.from_mapping({name: value})
    assert right in str(refusal.value)


def test_an_origin_needs_a_decision_about_registration() -> None:
    with pytest.raises(AutusError, match="BAD_SETTINGS: AUTUS_REGISTRATION must be open or closed"):
        Settings.from_mapping({"AUTUS_ORIGIN": "https://goals.example"})


def test_an_empty_value_counts_as_none() -> None:
    assert Settings.from_mapping({"AUTUS_ORIGIN": "", "AUTUS_DATA": " ", "AUTUS_PROXIES": ""}) == Settings()


def test_an_env_file_gives_what_the_environment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_env_file(Path(".env")) == {}
    Path(".env").write_text("# comment\n\nAUTUS_PORT=7000\nAUTUS_DATA = 'here'\nOTHER=1\n")
    monkeypatch.setenv("AUTUS_DATA", "there")
    settings = Settings.from_env()
    assert (settings.port, settings.data) == (7000, "there")
    Path(".env").write_text("AUTUS_PORT\n")
    with pytest.raises(AutusError, match=r"\.env:1"):
        Settings.from_env()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_env_file_may_begin_with_a_byte_order_mark(tmp_path: Path, mark: str) -> None:
    path = tmp_path / ".env"
    path.write_text(f"{mark}AUTUS_PORT=7000\n# comment\nAUTUS_DATA='a b'  # comment\n", encoding="utf-8")
    assert read_env_file(path) == {"AUTUS_PORT": "7000", "AUTUS_DATA": "a b"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1"])
def test_an_env_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / ".env"
    path.write_text("AUTUS_OPERATOR=Café\n", encoding=encoding)
    with pytest.raises(AutusError, match=r"BAD_SETTINGS.*\.env must be UTF-8"):
        read_env_file(path)


def test_letters_with_nul_characters_between_them_are_refused(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("AUTUS_PORT=7000\n", encoding="utf-16-be")
    with pytest.raises(AutusError, match=r"BAD_SETTINGS.*\.env must be UTF-8"):
        read_env_file(path)


@pytest.mark.parametrize("line", ["AUTUS_PORT", "AUTUS_DATA='open", "=7000", "AUTUS_DATA='a' b"])
def test_a_malformed_line_of_an_env_file_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / ".env"
    path.write_text(f"AUTUS_HOST=::1\n\n# comment\n\n{line}\nAUTUS_OPERATOR=x\n", encoding="utf-8")
    with pytest.raises(AutusError, match=r"BAD_SETTINGS.*\.env:5: "):
        read_env_file(path)


def test_a_value_of_an_env_file_is_taken_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("export AUTUS_OPERATOR=${USER} & co\nAUTUS_CONTACT=\n", encoding="utf-8")
    assert read_env_file(path) == {"AUTUS_OPERATOR": "${USER} & co", "AUTUS_CONTACT": ""}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ending_of_an_env_file_is_taken(tmp_path: Path, end: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes(f"AUTUS_PORT=7000{end}AUTUS_HOST=::1{end}".encode())
    assert read_env_file(path) == {"AUTUS_PORT": "7000", "AUTUS_HOST": "::1"}


def test_a_setting_that_an_env_file_has_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("AUTUS_PORT=7000\nAUTUS_PORT=7000\n\nAUTUS_PORT=7001\n", encoding="utf-8")
    with pytest.raises(AutusError, match=r"\.env:4: AUTUS_PORT has another value above"):
        read_env_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://autus@/autus?host=/run/postgresql",
        "postgres://autus:secret@localhost/autus",
        "postgresql://autus:secret@[::1]:5432/autus",
        "postgresql://autus:secret@db.example/autus?sslmode=verify-full",
        "postgresql://autus:secret@db.example/autus?sslmode=disable",
    ],
)
def test_the_address_of_a_database_is_taken_as_it_is(text: str) -> None:
    assert Settings.from_mapping({"AUTUS_DATABASE": text}).database == text


@pytest.mark.parametrize(
    "text",
    [
        "autus",
        "db.example/autus",
        "sqlite:///secret",
        "mysql://autus:secret@localhost/autus",
        "postgresql://autus:secret@localhost",
        "postgresql://autus:secret@localhost/",
        "postgresql://autus:secret@[localhost/autus",
        "postgresql://autus:secret@localhost/autus#part",
        # It has to say whether TLS is used.
        "postgresql://autus:secret@db.example/autus",
        "postgresql://autus:secret@/autus?host=db.example",
        "postgresql://autus:secret@/autus",
        "postgresql://autus:secret@localhost/autus\nx",
    ],
)
def test_what_is_no_address_of_a_database_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(AutusError) as refusal:
        Settings.from_mapping({"AUTUS_DATABASE": text})
    assert refusal.value.code == "BAD_SETTINGS"
    assert "AUTUS_DATABASE" in str(refusal.value)
    assert "secret" not in str(refusal.value)
