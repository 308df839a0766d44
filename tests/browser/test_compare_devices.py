"""Two devices compare their digits, and one of them logs the other out."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.app import SYNC_MS, App
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.pair import PASSWORD, join, registered
from tests.browser.profile import Screen
from tests.browser.server import Server


def shown_digits(app: App) -> str:
    groups = app.at("compare-digits").locator("li [aria-hidden]").all_inner_texts()
    spoken = app.at("compare-digits").locator("li .hidden").all_inner_texts()
    assert [" ".join(group) for group in groups] == spoken
    assert [len(group) for group in groups] == [5] * 8
    return "".join(groups)


def scan(app: App, digits: str) -> None:
    """What the camera of this device does with the QR code of another one."""
    app.page.goto(f"{app.url}/#/compare/{digits}")
    expect(app.at("compare-result")).to_be_visible()
    # The address does not keep the digits.
    assert app.page.evaluate("location.hash") == "#/devices"


def test_two_devices_compare_and_one_logs_the_other_out(
    server: Server,
    new_profile: StartProfile,
    new_device: StartDevice,
    journal: Journal,
    screen: Screen,
) -> None:
    app, other = registered(server, new_profile(screen)), new_device(server.url)
    join(other)
    other.call("sync")
    app.sync_now()
    expect(app.go("devices").at("device")).to_have_count(2, timeout=SYNC_MS)
    app.at("compare-open").click()
    expect(app.at("compare-digits")).to_be_visible()
    own = shown_digits(app)
    assert own == other.call("compare_devices")["digits"]
    expect(app.at("compare-qr").locator("path")).to_have_attribute("d", re.compile("M4 4h7v1h-7z"))

    scan(app, own)
    expect(app.at("compare-result")).to_have_attribute("data-same", "true")
    app.go("goal").go("devices")
    expect(app.at("compare-result")).to_have_count(0)
    scan(app, own[:-1] + str(9 - int(own[-1])))
    expect(app.at("compare-result")).to_have_attribute("data-same", "false")

    journal.expect_refusals(401)
    end_others(app, "not the password")
    expect(app.at("end-others-problem")).to_contain_text("BAD_CREDENTIALS", timeout=SYNC_MS)
    assert session_of(other) == "synced"
    app.at("end-others-password").fill(PASSWORD)
    app.at("end-others-confirm").click()
    expect(app.at("end-others-dialog")).to_have_count(0, timeout=SYNC_MS)
    assert session_of(other) == "signed_out"
    app.commit_slide(0.3, "still here")
    app.wait_synced()


def end_others(app: App, password: str) -> None:
    app.at("end-others").click()
    app.at("end-others-password").fill(password)
    app.at("end-others-confirm").click()


def session_of(device: NativeDevice) -> str:
    return str(device.call("sync")["phase"])
