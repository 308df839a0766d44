"""Settings: typed, read once, unknown names refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings, read_env_file
from shared.errors import AutusError


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


@pytest.mark.parametrize(
    "values",
    [
        {"AUTUS_PROT": "1"},
        {"AUTUS_PORT": "x"},
        {"AUTUS_PORT": "70000"},
        {"AUTUS_REGISTRATION": "maybe"},
        {"AUTUS_ORIGIN": "https://a.example"},
        {"AUTUS_ORIGIN": "https://a.example/", "AUTUS_REGISTRATION": "open"},
        {"AUTUS_ORIGIN": "http://a.example", "AUTUS_REGISTRATION": "open"},
        {"AUTUS_ORIGIN": "ftp://a.example", "AUTUS_REGISTRATION": "open"},
        {"AUTUS_ORIGIN": "a.example", "AUTUS_REGISTRATION": "open"},
        {"AUTUS_SESSION_DAYS": "0"},
    ],
)
def test_what_is_wrong_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(AutusError, match="BAD_SETTINGS"):
        Settings.from_mapping(values)


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


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_an_env_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / ".env"
    path.write_text("AUTUS_OPERATOR=Café\n", encoding=encoding)
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
