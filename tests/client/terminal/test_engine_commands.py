"""The commands that ask the engine of a device, on a real server."""

from __future__ import annotations

import asyncio
import json
import queue
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from client.terminal.__main__ import main
from client.terminal.host import TerminalHost
from server.settings import Settings
from shared.device.api.facade import Facade
from tests.server.conftest import serving

PASSWORD = "correct horse battery"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "dist").mkdir()
    with serving(Settings(data=str(tmp_path / "data"), client=str(tmp_path / "dist"))) as server:
        yield server.url


def calls(folder: Path, url: str, *steps: tuple[str, dict[str, object]]) -> list[dict[str, object]]:
    """The answers of these methods on a device that is open meanwhile."""

    async def run() -> list[dict[str, object]]:
        host = TerminalHost(folder, url)
        facade = Facade(host, lambda _: None)
        try:
            await facade.call("boot", b"{}")
            return [json.loads(await facade.call(name, json.dumps(sent).encode())) for name, sent in steps]
        finally:
            await host.close()

    return asyncio.run(run())


def enter(folder: Path, url: str, how: str) -> None:
    made = ("create_vault", {"title": "Ship it"})
    entered = (how, {"name": "mina", "password": PASSWORD, "device_name": folder.name})
    answers = calls(folder, url, *([made] if how == "register" else []), entered, ("sync", {}))
    assert all("ok" in answer for answer in answers), answers


def test_two_devices_compare_and_one_logs_the_other_out(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    enter(one, url, "register")
    enter(other, url, "login")
    calls(one, url, ("sync", {}))
    told = []
    for folder in (one, other):
        assert main(["compare", str(folder)]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "  Ship it\n" in told[0]
    assert [len(group) for group in told[0].splitlines()[0].split()] == [5] * 8

    typed = iter(["not the password", PASSWORD])
    monkeypatch.setattr("client.terminal.commands.asking.getpass", lambda _: next(typed))
    assert main(["log-out-others", str(one), url]) == 1
    assert "BAD_CREDENTIALS" in capsys.readouterr().err
    assert main(["log-out-others", str(one), url]) == 0
    phases = [calls(folder, url, ("sync", {}))[0]["ok"]["phase"] for folder in (one, other)]  # type: ignore[index]
    assert phases == ["synced", "signed_out"]


def test_a_device_is_removed_and_comes_back_as_a_new_one(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    enter(one, url, "register")
    enter(other, url, "login")
    (made,) = calls(other, url, ("create_vault", {"title": "Not pushed"}))
    assert "ok" in made
    assert main(["devices", str(other)]) == 0
    listed = capsys.readouterr().out.splitlines()
    removed = next(line.split()[0] for line in listed if line.endswith("this device"))

    monkeypatch.setattr("client.terminal.commands.asking.getpass", lambda _: PASSWORD)
    for digits in ("", "zz", removed + "0"):
        assert main(["revoke", str(one), url, digits]) == 1
        assert "NO_SUCH_DEVICE" in capsys.readouterr().err
    assert main(["revoke", str(one), url, removed[:9]]) == 0
    assert "other was removed" in capsys.readouterr().out
    assert main(["revoke", str(one), url, removed[:9]]) == 1
    assert "NO_SUCH_DEVICE" in capsys.readouterr().err
    assert main(["devices", str(one)]) == 0
    assert f"{removed}  other  removed" in capsys.readouterr().out

    phase, refused = calls(other, url, ("sync", {}), ("create_vault", {"title": "No"}))
    assert phase["ok"]["phase"] == "revoked"  # type: ignore[index]
    assert refused["error"]["code"] == "DEVICE_REVOKED"  # type: ignore[index]
    again = ("login", {"name": "mina", "password": PASSWORD, "device_name": "again", "adopt": True})
    answers = calls(other, url, again, ("sync", {}), ("sync", {}))
    assert answers[-1]["ok"]["phase"] == "synced", answers  # type: ignore[index]
    (shown, listing) = calls(one, url, ("sync", {}), ("boot", {}))
    assert shown["ok"]["phase"] == "synced", shown  # type: ignore[index]
    names = {each["name"] for each in listing["ok"]["vaults"]}  # type: ignore[index]
    assert names == {"Ship it", "Not pushed"}


@pytest.mark.parametrize(
    "command", ["compare", "log-out-others", "change-password", "recovery-code", "add-device"]
)
def test_a_folder_without_a_device_is_refused_and_stays_empty(
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("client.terminal.commands.asking.getpass", lambda _: PASSWORD)
    server = [] if command == "compare" else ["http://127.0.0.1:9"]
    assert main([command, str(tmp_path), *server]) == 1
    assert "STORAGE_FAILED" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


class Typing:
    """The person at the terminal. `answers` are what they type next, to a password or to a code."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.answers: list[str] = []
        self.code = ""
        self._capsys = capsys
        monkeypatch.setattr("client.terminal.commands.asking.getpass", lambda _: self._next())
        monkeypatch.setattr("builtins.input", lambda _: self._next())

    def _next(self) -> str:
        if shown := re.search(r"^  ([\d -]{48,})$", self._capsys.readouterr().err, re.MULTILINE):
            self.code = shown[1]
        if not self.answers:
            raise EOFError
        return self.answers.pop(0).replace("CODE", self.code)

    def run(self, command: str, *answers: str) -> str:
        """What the command says at its end: a sentence, or the code of its refusal."""
        self.answers = list(answers)
        status = main(command.split())
        said = self._capsys.readouterr()
        assert not self.answers
        return said.out if status == 0 else said.err.rpartition(":")[0].split("\n")[-1].partition(":")[0]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typing:
    return Typing(monkeypatch, capsys)


def test_a_password_and_a_code_are_changed_and_open_the_account_on_a_new_device(
    url: str, tmp_path: Path, typing: Typing
) -> None:
    one, new, other = tmp_path / "one", "a wholly new password", "and one after it"
    enter(one, url, "register")
    change = f"change-password {one} {url} --end-sessions"
    assert typing.run(change, "not the password", new, new) == "WRONG_PASSWORD"
    assert typing.run(change, PASSWORD, "short", "short") == "PASSWORD_TOO_SHORT"
    said = typing.run(change, PASSWORD, new, "mistyped", new, new)
    assert said == "The password was changed. All other sessions have ended.\n"

    make = f"recovery-code {one} {url}"
    assert typing.run(make, new) == "INTERRUPTED"
    assert typing.run(make, new, "12 34", "CODE").startswith("The recovery code opens")
    code = typing.code
    assert typing.run(f"{make} --check", code) == "The recovery code opens the account.\n"

    recover = f"recover {tmp_path / 'two'} {url}"
    assert typing.run(f"{recover} mina", code[:-1]) == "BAD_RECOVERY_CODE"
    assert typing.run(f"{recover} nobody", code, other, other, "CODE") == "BAD_CREDENTIALS"
    said = typing.run(f"{recover} mina --device-name two", code, other, other, "CODE")
    assert said == "Logged in with a new password and a new recovery code. Goals: 1\n"
    assert typing.run(f"{make} --check", code) == "WRONG_RECOVERY_CODE"
    assert typing.run(f"{make} --check", typing.code) == "The recovery code opens the account.\n"
    assert typing.run(f"{make} --remove", other) == "The recovery code was removed.\n"
    names = [row["name"] for row in calls(one, url, ("sync", {}), ("devices", {}))[1]["ok"]]  # type: ignore[attr-defined, index]
    assert names == ["one", "two"]


def test_a_device_joins_through_another_one_without_the_password(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, new = tmp_path / "one", tmp_path / "new"
    enter(one, url, "register")
    said: queue.Queue[str] = queue.Queue()
    answers: queue.Queue[str] = queue.Queue()
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return answers.get(timeout=60)

    monkeypatch.setattr("client.terminal.commands.join.LOOK_SECONDS", 0.01)
    monkeypatch.setattr("client.terminal.commands.join.say", said.put)
    monkeypatch.setattr("client.terminal.commands.add_device.say", said.put)
    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("client.terminal.commands.asking.getpass", lambda _: PASSWORD)
    with ThreadPoolExecutor(1) as pool:
        joining = pool.submit(main, ["join", str(new), url, "--device-name", "Terminal 2"])
        code, digits = said.get(timeout=60), said.get(timeout=60)
        code = code.partition("\n\n")[2]
        answers.put(code)
        assert main(["add-device", str(one), url]) == 0
        answers.put("y")
        assert joining.result(timeout=60) == 0
    added = said.get(timeout=60)
    assert "New device: Terminal 2\n" in added
    assert re.findall(r"\d{6}", added) == re.findall(r"\d{6}", digits)
    assert asked == ["Code of the new device: ", "Join the account mina? [y/N] "]
    (rows,) = calls(one, url, ("devices", {}))
    assert [row["name"] for row in rows["ok"]] == ["one", "Terminal 2"]  # type: ignore[attr-defined]
    (synced,) = calls(new, url, ("sync", {}))
    assert synced["ok"]["phase"] == "synced"  # type: ignore[index]
