"""A passkey is added, opens the account on a device that knows nothing of it, and is removed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import READY_MS, SYNC_MS, App
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import NAME, PASSWORD
from tests.browser.profile import Screen
from tests.browser.server import Server

AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "hasPrf": True,
    "automaticPresenceSimulation": True,
}


class Authenticator:
    """The one that the browser asks. A passkey of it stays when everything of the page is erased."""

    def __init__(self, app: App) -> None:
        self._session = app.page.context.new_cdp_session(app.page)
        self._session.send("WebAuthn.enable", {"enableUI": False})
        self._id: str | None = None

    def replace(self, **changes: bool) -> None:
        """Another one takes its place."""
        if self._id is not None:
            self._session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._id})
        options = {"options": {**AUTHENTICATOR, **changes}}
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]


REFUSED = {"PASSKEY_NO_KEY": {"hasPrf": False}, "PASSKEY_CANCELLED": {"isUserVerified": False}}


def add_passkey(app: App, authenticator: Authenticator) -> None:
    """Without the extension, and without a person who is verified, there is no passkey."""
    app.go("devices").at("way-back-passkey").click()
    app.at("passkey-name").fill("Key ring")
    app.at("passkey-password").fill(PASSWORD)
    for code, changes in REFUSED.items():
        authenticator.replace(**changes)
        app.at("passkey-submit").click()
        expect(app.at("passkey-problem")).to_contain_text(code, timeout=SYNC_MS)
    authenticator.replace()
    app.at("passkey-submit").click()
    expect(app.at("passkey-dialog")).to_have_count(0, timeout=SYNC_MS)


def lock_and_unlock(app: App) -> None:
    """The passkey opens the lock of the device."""
    app.go("settings").at("lock-on").click()
    app.at("with-passkey").click()
    expect(app.at("lock-dialog")).to_have_count(0, timeout=SYNC_MS)
    app.at("lock-now").click()
    app.at("locked-passkey").click(timeout=READY_MS)
    app.wait_ready()
    app.wait_synced()


def test_a_passkey_opens_the_account_alone(
    server: Server, new_profile: StartProfile, journal: Journal, screen: Screen
) -> None:
    # A passkey belongs to a host with a name.
    app = new_profile(screen).start(server.url.replace("127.0.0.1", "localhost"))
    authenticator = Authenticator(app)
    app.create_first_goal("Cross the Alps", "Because they are there")
    app.commit_slide(0.2, "boots bought")
    app.register(NAME, PASSWORD, "Desk")
    app.wait_synced()
    facts = app.facts()

    add_passkey(app, authenticator)
    expect(app.at("way-passkey")).to_contain_text("Key ring")
    expect(app.at("way-passkey")).to_contain_text("Desk")
    expect(app.at("way-back")).to_have_count(0)

    # What the password confirms, the passkey confirms.
    app.at("end-others").click()
    app.at("with-passkey").click()
    expect(app.at("end-others-dialog")).to_have_count(0, timeout=SYNC_MS)

    lock_and_unlock(app)
    assert app.facts() == facts

    app.go("settings").at("data-link").click()
    app.at("delete-erase").click()
    app.at("delete-erase-word").fill(screen.text(en="erase", ko="지우기"))
    with app.page.expect_navigation(timeout=READY_MS):
        app.at("delete-erase-confirm").click()
    app.wait_ready()
    app.go("devices").at("account-kind-login").check()
    expect(app.at("account-name")).to_have_value("")
    app.at("account-device").fill("Sofa")
    app.at("passkey-login").click()
    expect(app.at("account-signed-in")).to_be_visible(timeout=SYNC_MS)
    expect(app.at("account-signed-in")).to_contain_text(NAME)
    app.wait_synced()
    assert app.facts() == facts

    app.go("devices").at("way-passkey-remove").click()
    app.at("with-passkey").click()
    expect(app.at("way-passkey")).to_have_count(0, timeout=SYNC_MS)
    app.at("logout").click()
    app.at("logout-confirm").click()
    journal.expect_refusals(401)
    app.at("passkey-login").click()
    expect(app.at("passkey-login-problem")).to_contain_text("BAD_CREDENTIALS", timeout=SYNC_MS)
