"""A device joins through another one, whose camera reads its QR code."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import FloatRect, expect

from tests.browser.app import SYNC_MS, App
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import NAME, PASSWORD, registered
from tests.browser.profile import Screen
from tests.browser.server import Server


def camera_of(film: Path) -> tuple[str, ...]:
    """A browser whose camera shows the film, which may be made later."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def picture_of(app: App) -> bytes:
    """A film of one picture, for the camera. It starts only if the sides are even."""
    place = app.at("join-qr")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    x, y = int(box["x"]), int(box["y"])
    width, height = (2 * (int(box[side]) // 2 + 1) for side in ("width", "height"))
    clip: FloatRect = {"x": x, "y": y, "width": width, "height": height}
    return app.page.screenshot(type="jpeg", quality=95, clip=clip)


def digits_of(app: App, box: str) -> list[str]:
    return app.at(box).locator("li [aria-hidden]").all_inner_texts()


def open_dialog(app: App) -> None:
    app.at("add-device").click()
    expect(app.at("add-device-camera")).to_be_visible()


def test_a_device_joins_through_the_camera_of_another_one(
    server: Server, new_profile: StartProfile, screen: Screen, tmp_path: Path, journal: Journal
) -> None:
    film = tmp_path / "camera.mjpeg"
    member = registered(server, new_profile(replace(screen, arguments=camera_of(film))))
    new = new_profile(screen).start(server.url)
    new.at("first-join").click()
    expect(new.at("join-qr").locator("path")).to_have_attribute("d", re.compile("M4 4h7v1h-7z"))
    film.write_bytes(picture_of(new))
    new.at("join-groups").locator("xpath=..").locator("summary").click()
    code = new.at("join-groups").inner_text()

    open_dialog(member.go("devices"))
    groups = code.split()
    wrong = " ".join([groups[0], groups[1][::-1], *groups[2:]])
    member.at("add-device-code").fill(wrong)
    member.at("add-device-next").click()
    expect(member.at("add-device-dialog").locator(".field-error")).to_contain_text("2")
    member.at("add-device-camera").click()
    expect(member.at("add-device-check")).to_be_visible(timeout=SYNC_MS)
    assert digits_of(member, "add-device-check") == digits_of(new, "join-check")
    member.at("add-device-password").fill(PASSWORD)
    member.at("add-device-submit").click()

    expect(new.at("join-arrived")).to_contain_text(NAME, timeout=SYNC_MS)
    expect(member.at("add-device-sent")).to_have_attribute("data-state", "waiting")
    new.at("join-submit").click()
    expect(new.at("account-signed-in")).to_contain_text(NAME, timeout=SYNC_MS)
    expect(member.at("add-device-sent")).to_have_attribute("data-state", "used", timeout=SYNC_MS)
    member.at("add-device-done").click()
    expect(member.at("device")).to_have_count(2)
    new.wait_synced()
    expect(new.go("goal").at("goal-title")).to_contain_text("Cross the Alps")

    # The same code once more, from the address in the QR code.
    journal.expect_refusals(409)
    member.page.goto(f"{member.url}/#/add/{''.join(groups)}")
    expect(member.at("add-device-check")).to_be_visible(timeout=SYNC_MS)
    assert member.page.evaluate("location.hash") == "#/devices"
    member.at("add-device-password").fill(PASSWORD)
    member.at("add-device-submit").click()
    expect(member.at("add-device-problem")).to_contain_text("MAILBOX_USED", timeout=SYNC_MS)
