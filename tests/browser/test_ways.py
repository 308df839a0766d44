"""A recovery code is made after the registration, and opens the account without the password."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import SYNC_MS, App
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import NAME, PASSWORD, registered
from tests.browser.profile import DESK, Screen
from tests.browser.server import Server

NEXT, LAST = "another horse, another battery", "the third of the passwords"


def copied_code(app: App) -> list[str]:
    """The groups of the shown code, as somebody writes them down."""
    expect(app.at("recovery-code")).to_be_visible()
    groups = app.at("recovery-code").locator("li [aria-hidden]").all_inner_texts()
    assert [len(group) for group in groups] == [6] * 8
    return groups


def with_typing_error(groups: list[str], at: int) -> str:
    group = groups[at]
    wrong = group[:2] + str((int(group[2]) + 1) % 10) + group[3:]
    return "-".join([*groups[:at], wrong, *groups[at + 1 :]])


def make_code(app: App) -> list[str]:
    """Makes a recovery code from the offer that follows a registration, with one typing error."""
    app.at("way-back-code").click()
    app.at("recovery-show").click()
    groups = copied_code(app)
    # A click beside the dialog leaves the code there.
    app.page.mouse.click(2, 2)
    assert copied_code(app) == groups
    app.at("recovery-next").click()
    expect(app.at("recovery-code")).to_have_count(0)
    field = app.at("recovery-typed")
    field.fill(with_typing_error(groups, 4))
    field.blur()
    expect(app.at("recovery-dialog").locator(".field-error")).to_contain_text("5")
    field.fill(" ".join(groups))
    app.at("recovery-password").fill(PASSWORD)
    app.at("recovery-submit").click()
    expect(app.at("recovery-dialog")).to_have_count(0, timeout=SYNC_MS)
    expect(app.at("way-recovery")).to_have_attribute("data-there", "true")
    expect(app.at("way-back")).to_have_count(0)
    return groups


def change_password(app: App) -> None:
    app.at("ways-password").click()
    # A password manager finds the account by it.
    expect(app.at("account-of-password")).to_have_value(NAME)
    app.at("password-present").fill(PASSWORD)
    app.at("new-password").fill(NEXT)
    app.at("new-password-again").fill(NEXT)
    app.at("password-submit").click()
    expect(app.at("password-dialog")).to_have_count(0, timeout=SYNC_MS)


def recover(app: App, groups: list[str]) -> list[str]:
    """Logs in with the code, a new password and a new code. Answers the new code."""
    app.go("devices").at("account-kind-login").check()
    app.at("account-recovery").click()
    app.at("recover-name").fill(NAME)
    app.at("recover-code").fill(with_typing_error(groups, 0))
    app.at("new-password").fill(LAST)
    app.at("new-password-again").fill(LAST)
    app.at("recover-device").fill("Sofa")
    app.at("recover-next").click()
    expect(app.at("recover-form").locator(".field-error")).to_contain_text("1")
    app.at("recover-code").fill("".join(groups))
    app.at("recover-end-sessions").check()
    app.at("recover-next").click()
    new = copied_code(app)
    assert new != groups
    app.at("recover-written").click()
    app.at("recover-typed").fill(" ".join(groups))
    app.at("recover-submit").click()
    expect(app.at("recover").locator(".field-error")).to_be_visible()
    app.at("recover-typed").fill(" ".join(new))
    app.at("recover-submit").click()
    expect(app.at("account-signed-in")).to_be_visible(timeout=SYNC_MS)
    return new


def test_a_code_opens_the_account_without_the_password(
    server: Server, new_profile: StartProfile, journal: Journal, screen: Screen
) -> None:
    first = registered(server, new_profile(screen))
    first.go("devices")
    groups = make_code(first)
    change_password(first)
    first.at("ways-rehearse").click()
    first.at("rehearse-code").fill(" ".join(groups))
    first.at("rehearse-submit").click()
    expect(first.at("rehearse-dialog")).to_have_count(0, timeout=SYNC_MS)

    second = new_profile(DESK).start(server.url)
    journal.expect_refusals(401)
    new = recover(second, groups)
    second.wait_synced()
    assert second.facts() == first.facts()
    # The recovery has ended the session of the first device, which goes on with the new password.
    first.go("devices").at("sync-now").click()
    first.wait_phase("signed_out")
    first.at("account-password").fill(LAST)
    first.at("account-submit").click()
    expect(first.at("account-signed-in")).to_be_visible(timeout=SYNC_MS)
    first.wait_synced()

    second.go("devices").at("ways-rehearse").click()
    second.at("rehearse-code").fill(" ".join(groups))
    second.at("rehearse-submit").click()
    expect(second.at("rehearse-problem")).to_contain_text("WRONG_RECOVERY_CODE", timeout=SYNC_MS)
    second.at("rehearse-code").fill(" ".join(new))
    second.at("rehearse-submit").click()
    expect(second.at("rehearse-dialog")).to_have_count(0, timeout=SYNC_MS)
    second.at("ways-remove").click()
    second.at("remove-code-password").fill(LAST)
    second.at("remove-code-submit").click()
    expect(second.at("way-recovery")).to_have_attribute("data-there", "false", timeout=SYNC_MS)
