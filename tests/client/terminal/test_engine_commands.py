"""The commands that ask the engine of a device, on a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
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
    monkeypatch.setattr("client.terminal.commands.log_out_others.getpass", lambda _: next(typed))
    assert main(["log-out-others", str(one), url]) == 1
    assert "BAD_CREDENTIALS" in capsys.readouterr().err
    assert main(["log-out-others", str(one), url]) == 0
    phases = [calls(folder, url, ("sync", {}))[0]["ok"]["phase"] for folder in (one, other)]  # type: ignore[index]
    assert phases == ["synced", "signed_out"]


@pytest.mark.parametrize("command", [["compare"], ["log-out-others"]])
def test_a_folder_without_a_device_is_refused_and_stays_empty(
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("client.terminal.commands.log_out_others.getpass", lambda _: PASSWORD)
    server = ["http://127.0.0.1:9"] if command == ["log-out-others"] else []
    assert main([*command, str(tmp_path), *server]) == 1
    assert "STORAGE_FAILED" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
