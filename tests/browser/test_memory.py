"""What was committed stays on the pages, slots are held, and focus and titles follow the acts."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import DESK
from tests.browser.server import Server

# In one task, so the engine has not answered when the other slot is moved.
HOLD_ENERGY_AND_MOVE = """() => {
  const at = (id) => document.querySelector(`[data-testid=${id}]`);
  at("hold-E").click();
  at("share-N").value = "90";
  at("share-N").dispatchEvent(new Event("input", { bubbles: true }));
}"""


def expect_last(app: App) -> None:
    """The pages show the settings of the last commit."""
    app.go("mandala")
    expect(app.at("share-E")).to_have_value("30")
    expect(app.at("petal-E").locator(".petal-sim")).to_have_attribute("d", "")
    app.go("goal")
    expect(app.at("volume_override")).to_have_value("0.6")
    expect(app.at("horizon_override-D7")).to_be_checked()


def hold_energy(app: App) -> None:
    """A held slot stays where it is, by keys, while another one moves."""
    app.go("mandala").at("share-E").focus()
    app.page.keyboard.press("h")
    expect(app.at("held-E")).to_have_count(1)
    expect(app.at("hold-E")).to_have_attribute("aria-pressed", "true")
    for key in ("ArrowRight", "Home"):
        app.page.keyboard.press(key)
        expect(app.at("share-E")).to_have_value("30")
    app.slide("share-N", 90)
    # The held slot leaves 70 %.
    expect(app.at("share-N")).to_have_value("70")
    expect(app.at("share-E")).to_have_value("30")
    app.at("share-E").focus()
    app.at("hold-E").click()
    expect(app.at("held-E")).to_have_count(0)
    app.page.evaluate(HOLD_ENERGY_AND_MOVE)
    expect(app.at("share-E")).to_have_value("30")
    app.at("hold-E").click()
    expect(app.at("held-E")).to_have_count(0)


def test_a_commit_is_remembered_repeated_by_keys_and_leaves_the_focus_at_hand(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(DESK).start(server.url)
    app.create_first_goal("Cross the Alps")
    app.slide("volume_override", 0.6)
    app.at("horizon_override-D7").check(force=True)
    app.go("mandala").slide("share-E", 30)
    assert app.page.title() == "Mandala · Cross the Alps · AUTUS"
    app.page.keyboard.press("Control+Enter")
    expect(app.at("commit-button")).to_have_attribute("data-state", "durable")
    expect_last(app)

    # The same as last time is one press, and the commit is the next one.
    app.at("commit-repeat").click()
    expect(app.at("commit-button")).to_be_focused()
    expect(app.at("draft-from")).to_have_text("This draft started from the last commit.")
    app.page.keyboard.press("Enter")
    expect(app.at("commit-button")).to_have_attribute("data-state", "durable")
    expect(app.at("commit-bar")).to_be_focused()
    app.reload()
    expect_last(app)
    hold_energy(app)

    # By choice, a new draft starts from neutral settings.
    app.at("commit-discard").click()
    expect(app.at("commit-undo")).to_be_focused()
    app.at("commit-toggle").click()
    app.at("draft-start-neutral").check(force=True)
    app.at("commit-toggle").click()
    expect_last(app)
    app.slide("mass_modifier", 0.1)
    expect(app.at("volume_override")).to_have_value("0.5")
    expect(app.at("draft-from")).to_have_text("This draft started from neutral settings.")

    node = app.add_node("Rope")
    app.at(f"delete-{node}").focus()
    app.page.keyboard.press("Enter")
    expect(app.at(f"select-{node}")).to_have_count(0)
    expect(app.at("select-SELF")).to_be_focused()
