"""The commands of the operator, on a server that runs and on the data of one that does not."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from server import __main__ as program
from server.commands.accounts import shown_bytes
from server.commands.config import effective_settings
from server.ops import control
from server.settings import NAMES, Settings
from tests.ports import reserve_port
from tests.server.conftest import LiveServer, serving
from tests.server.own_process import running
from tests.server.sessions import Session, log_in, refused, register
from tests.shared.sync.people import Goal, Person

ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - for the time of a test
GONE = (401, "NOT_SIGNED_IN")
Command = Callable[..., list[str]]


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys) -> Command:
    """Runs a command on the data folder of the test, and returns what it prints."""
    monkeypatch.setenv("AUTUS_DATA", settings.data)
    monkeypatch.setenv("AUTUS_DATABASE", settings.database or "")

    def run(*arguments: str) -> list[str]:
        assert program.main([*arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out.splitlines()

    return run


@pytest.fixture
def refusal(command: Command, capsys) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        assert program.main([*arguments]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        (line,) = said.err.splitlines()
        return line

    return run


@contextmanager
def two_people(settings: Settings) -> Iterator[tuple[LiveServer, Session, Session]]:
    with serving(settings) as server:
        mina, other = register(server.url, Person("mina")), register(server.url, Person("Ä Other"))
        goal = Goal(mina.person)
        mina.push(goal, None, [goal.genesis])
        mina.push(goal, goal.genesis, goal.chain(goal.genesis, 3))
        yield server, mina, other


def is_in(session: Session) -> bool:
    answer = session.client.get("/api/v1/vaults")
    if answer.status_code == 200:
        return True
    assert refused(answer) == GONE
    return False


def test_accounts_are_listed_by_size(settings: Settings, command: Command) -> None:
    with two_people(settings):
        while_it_runs = command("accounts", "list")
    assert command("accounts", "list") == while_it_runs
    header, mina, other = while_it_runs
    assert header.split() == ["BYTES", "GOALS", "COMMITS", "SESSIONS", "CREATED", "IDENTITY", "NAME"]
    assert re.fullmatch(r" *\d\.?\d*\.?\d* kB +1 +4 +1 +\d{4}-\d\d-\d\d  [0-9a-f]{16}  mina", mina)
    assert re.fullmatch(r" *0 B +0 +0 +1 +\d{4}-\d\d-\d\d  [0-9a-f]{16}  ä other", other)
    assert command("accounts", "list", "--most", "1") == [header, mina]
    listed = [json.loads(line) for line in command("accounts", "list", "--json")]
    assert [(each["name"], each["commits"]) for each in listed] == [("mina", 4), ("ä other", 0)]
    assert sum(each["bytes"] for each in listed) > 4 * 72


@pytest.mark.parametrize("size", [0, 999, 1_000, 12_345, 999_499, 999_500, 10**9, 10**15])
def test_a_size_has_three_digits_and_a_unit(size: int) -> None:
    number, unit = shown_bytes(size).split()
    factor = 1000 ** ("B", "kB", "MB", "GB", "TB", "PB").index(unit)
    assert abs(float(number) * factor - size) <= size / 200
    assert float(number) < 1000


def test_an_account_is_deleted_while_the_server_runs(
    settings: Settings, command: Command, refusal: Callable[..., str]
) -> None:
    with two_people(settings) as (server, mina, other):
        with mina.client.stream("GET", "/api/v1/events") as response:
            events = response.iter_bytes()
            next(events)
            (said,) = command("accounts", "delete", "Mina", "--yes")
            # The stream ends with the account.
            assert set(events) <= {b"event: beat\ndata: {}\n\n"}
        assert mina.person.identity.hex()[:16] in said
        assert not is_in(mina)
        assert is_in(other)
        assert refusal("accounts", "delete", "mina", "--yes").startswith("NOT_FOUND")
        # The name is free again.
        assert is_in(register(server.url, Person("mina")))
    assert len(command("accounts", "list")) == 3


def test_a_deletion_asks_for_the_name(
    settings: Settings, command: Command, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_people(settings) as (_, mina, _):
        for typed in ("", "other", "yes"):
            monkeypatch.setattr("builtins.input", lambda _, typed=typed: typed)
            assert refusal("accounts", "delete", "mina").startswith("BAD_REQUEST")
        assert is_in(mina)
        monkeypatch.setattr("builtins.input", lambda _: "mina")
        command("accounts", "delete", "mina")
        assert not is_in(mina)


def test_sessions_of_one_account_end(settings: Settings, command: Command) -> None:
    with two_people(settings) as (server, mina, other):
        second = log_in(server.url, mina.person)
        assert command("sessions", "end", "mina") == ["2 sessions have ended"]
        assert [is_in(each) for each in (mina, second, other)] == [False, False, True]
        assert is_in(log_in(server.url, mina.person))
        assert command("sessions", "end", "--all") == ["2 sessions have ended"]
        assert not is_in(other)


def test_commands_work_on_the_data_of_a_server_that_does_not_run(
    settings: Settings, command: Command
) -> None:
    with two_people(settings):
        pass
    # As a server that was killed leaves it.
    stale = control._Address(reserve_port(), "token")
    (settings.data_path / control.FILE_NAME).write_bytes(msgspec.json.encode(stale))
    assert command("sessions", "end", "--all") == ["2 sessions have ended"]
    command("accounts", "delete", "mina", "--yes")
    assert len(command("accounts", "list")) == 2


def test_only_who_reads_the_file_commands_the_server(settings: Settings) -> None:
    with two_people(settings) as (_, mina, _):
        path = settings.data_path / control.FILE_NAME
        assert path.stat().st_mode & 0o777 == 0o600
        address = msgspec.json.decode(path.read_bytes())
        bodies = [
            b"GET / HTTP/1.1\r\n",
            b"\n",
            b"{}\n",
            json.dumps({"token": "", "action": "sessions end all"}).encode() + b"\n",
            json.dumps({"token": address["token"], "action": "shutdown"}).encode() + b"\n",
            bytes(control.REQUEST_BYTES_MAX * 2),
        ]
        for body in bodies:
            with socket.create_connection((control.HOST, address["port"])) as connection:
                connection.sendall(body)
                connection.shutdown(socket.SHUT_WR)
                try:
                    answer = connection.makefile("rb").read()
                except ConnectionError:
                    # It did not read everything that was sent.
                    continue
                assert b"result" not in answer.replace(b'"result":null', b"")
        assert is_in(mina)
    assert not path.exists()


def test_a_server_without_a_control_file_serves(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    (settings.data_path / control.FILE_NAME).mkdir(parents=True)
    with serving(settings) as server:
        assert httpx.get(f"{server.url}/health/ready").status_code == 200
    assert "commands do not reach this server" in caplog.text


def test_config_says_where_each_setting_comes_from() -> None:
    environment = {"AUTUS_PORT": "9000", "AUTUS_QUOTA_BYTES": " ", "PATH": "/bin"}
    file = {
        "AUTUS_PORT": "8000",
        "AUTUS_QUOTA_BYTES": "5",
        "AUTUS_ORIGIN": "HTTPS://Goals.example/",
        "AUTUS_REGISTRATION": "closed",
    }
    rows = {each.name: (each.value, each.source) for each in effective_settings(environment, file)}
    assert rows.keys() == NAMES.keys()
    assert rows["AUTUS_PORT"] == ("9000", "environment")
    assert rows["AUTUS_QUOTA_BYTES"] == (str(Settings().quota_bytes), "default")
    assert rows["AUTUS_ORIGIN"] == ("https://goals.example", ".env")
    assert rows["AUTUS_PROXIES"] == ("127.0.0.1,::1", "default")
    assert rows["AUTUS_REGISTRATION"] == ("closed", ".env")
    assert rows["AUTUS_OPERATOR"] == (None, "default")
    assert rows["AUTUS_DATA"] == (str(Path("data").resolve()), "default")


def test_config_hides_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.commands.config.SECRET", frozenset({"contact"}))
    rows = effective_settings({"AUTUS_CONTACT": "hidden"}, {})
    assert "hidden" not in repr(rows)
    assert ("AUTUS_CONTACT", "(set, not shown)") in [(each.name, each.value) for each in rows]


def test_config_is_printed(command: Command, refusal, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = command("config")
    assert [line.split()[0] for line in lines] == list(NAMES)
    monkeypatch.setenv("AUTUS_PORT", "many")
    assert refusal("config").startswith("BAD_SETTINGS")


def test_healthcheck(
    tmp_path: Path, command: Command, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = reserve_port()
    monkeypatch.setenv("AUTUS_PORT", str(port))
    assert refusal("healthcheck").startswith("NOT_READY")
    with running(tmp_path / "data", port, host=ANY_ADDRESS):
        monkeypatch.setenv("AUTUS_HOST", ANY_ADDRESS)
        assert command("healthcheck") == ["ready"]
        assert command("healthcheck", "--live") == ["live"]


@pytest.mark.sqlite
def test_healthcheck_says_why_a_server_is_not_ready(
    settings: Settings, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(settings) as server:
        monkeypatch.setenv("AUTUS_PORT", server.url.rpartition(":")[2])
        (settings.data_path / "autus.sqlite3").rename(settings.data_path / "elsewhere")
        assert refusal("healthcheck").startswith("NOT_READY: damaged: ")


@pytest.mark.parametrize(
    "arguments", [["accounts"], ["sessions", "end"], ["unknown"], ["accounts", "list", "--most", "0"]]
)
def test_a_wrong_command_line_is_refused(arguments: list[str], capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        program.main(arguments)
    assert "usage" in capsys.readouterr().err
