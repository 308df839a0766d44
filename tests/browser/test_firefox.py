"""The same pages in the other engine: they boot, commit without a server after a restart, and sync."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.browser.conftest import StartDevice
from tests.browser.firefox import Firefox
from tests.browser.pair import NAME, PASSWORD
from tests.browser.server import Server

DEPTH = 30_000
# Trusted Types are in force here too.
HTML_OF_A_TEXT = """(() => {
  try { document.createElement("p").innerHTML = "<b>x</b>"; } catch (error) { return error.name; }
})()"""
KEPT = "navigator.serviceWorker.ready.then(() => true)"


def commit(firefox: Firefox, value: float) -> None:
    firefox.fill("mass_modifier", value)
    firefox.wait_for("commit-button", "[data-state=open]")
    firefox.click("commit-button")
    firefox.wait_for("commit-button", "[data-state=durable]")


def read_deep_files(firefox: Firefox) -> None:
    """Files that overflow the stack of a decoder without a bound. The engine refuses them and goes on."""
    lists, packed = b"[" * DEPTH + b"]" * DEPTH, b"\x91" * DEPTH + b"\xc0"
    for data in (lists, b'{"unknown":' + lists + b"}", packed):
        file = firefox.ask_engine("begin_import", size=len(data))["ok"]["file"]
        firefox.ask_engine("add_import_part", file=file, data=base64.b64encode(data).decode())
        refusal = firefox.ask_engine("preview_import", file=file)["error"]
        assert refusal["code"] == "IMPORT_UNREADABLE"


def test_firefox_boots_commits_without_a_server_and_syncs(
    server: Server, tmp_path: Path, new_device: StartDevice
) -> None:
    url = f"http://localhost:{server.port}/"
    first = Firefox(tmp_path / "firefox")
    try:
        first.open(url)
        first.fill("goal-form-title", "바다까지 걷기")
        first.click("goal-form-submit")
        first.click("guide-skip")
        read_deep_files(first)
        commit(first, 0.2)
        assert first.run(KEPT)
        assert first.run("crossOriginIsolated")
        assert first.complaints == []
        # The last step: the browser complains about it, sooner or later.
        assert first.run(HTML_OF_A_TEXT) == "TypeError"
    finally:
        first.close()

    server.kill()
    second = Firefox(tmp_path / "firefox")
    try:
        second.open(url)
        assert second.text("goal-title") == "바다까지 걷기"
        commit(second, -0.1)
        server.start()
        second.click("nav-devices")
        second.click("account-kind-register")
        for field, text in (("name", NAME), ("password", PASSWORD), ("again", PASSWORD), ("device", "여우")):
            second.fill(f"account-{field}", text)
        second.click("account-submit")
        second.wait_for("account-signed-in")
        second.wait_for("sync-indicator", "[data-phase=synced]")
        second.click("nav-settings")
        second.wait_for("head")
        shown = (second.text("head"), second.text("state-hash"))
        assert second.complaints == []
    finally:
        second.close()

    device = new_device(server.url)
    device.call("login", name=NAME, password=PASSWORD, device_name="Terminal", adopt=False)
    (vault,) = device.call("boot")["vaults"]
    view = device.call("view", vault=vault["vault"])
    assert (view["head"], view["state_hash"]) == shown
    assert view["commits"] == 3
