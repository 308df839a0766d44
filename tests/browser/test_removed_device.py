"""Removing a device on another one, and what it shows from then on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import NAME, PASSWORD, pair
from tests.browser.profile import DESK, PHONE
from tests.browser.server import Server


def test_a_removed_device_says_so_and_comes_back_as_a_new_one(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    # A wrong password, and a session that has ended.
    journal.expect_refusals(401)
    phone = new_profile(PHONE)
    first, second = pair(server, new_profile(DESK), phone)
    phone.set_offline(True)
    second.commit_slide(0.6, "not uploaded")

    first.go("devices")
    other = first.at("device").filter(has=first.page.locator("text=Sofa"))
    expect(first.at("device-remove")).to_have_count(1)
    other.get_by_test_id("device-remove").click()
    expect(first.at("remove-device-dialog")).to_be_visible()
    first.at("remove-device-password").fill("not the password")
    first.at("remove-device-confirm").click()
    expect(first.at("remove-device-problem")).to_be_visible()
    first.at("remove-device-password").fill(PASSWORD)
    first.at("remove-device-confirm").click()
    expect(first.at("remove-device-dialog")).to_have_count(0)
    expect(other).to_have_attribute("data-removed", "true")

    phone.set_offline(False)
    expect(second.at("page-revoked")).to_be_visible()
    expect(second.at("page-revoked")).to_contain_text(NAME)
    expect(second.at("goal-title")).to_have_count(0)
    second.page.reload()
    expect(second.at("page-revoked")).to_be_visible()
    expect(second.at("revoked-erase")).to_be_enabled()
    second.at("account-password").fill(PASSWORD)
    second.at("account-device").fill("Sofa again")
    second.at("account-submit").click()
    expect(second.at("page-revoked")).to_have_count(0)
    second.wait_synced()
    second.sync_now()
    assert "not uploaded" in second.said()
    first.sync_now()
    assert first.facts() == second.facts()
    expect(first.go("devices").at("device")).to_have_count(3)
