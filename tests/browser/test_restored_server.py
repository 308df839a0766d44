"""An honest operator put a backup back: the person agrees, and the server is given what it lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App, Facts
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import NAME, PASSWORD, registered
from tests.browser.profile import DESK, PHONE
from tests.browser.server import Server

OLD, NEW = "Cross the Alps", "Learn to sail"
UNCOVERED = """(it) => {
  const box = it.getBoundingClientRect();
  return it.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""
Told = dict[str, tuple[list[str], Facts]]


def told(app: App) -> Told:
    """Of each goal the labels of its commits, and what its replay ends in."""
    answer: Told = {}
    for title in (OLD, NEW):
        app.choose_goal(title)
        answer[title] = (app.said(), app.verify())
    return answer


def test_an_account_that_the_backup_lacks_is_registered_again(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect_network_trouble()
    journal.expect_refusals(401)
    backup = server.back_up()
    app = registered(server, new_profile(PHONE))
    app.create_goal(NEW)
    app.commit_slide(0.1, "cast off")
    app.wait_synced()
    own = told(app)

    server.restore(backup)
    app.sync_now()
    app.wait_phase("signed_out")
    form = app.go("devices")
    form.at("account-password").fill("another long password")
    form.at("account-submit").click()
    expect(app.at("account-problem")).to_have_attribute("data-code", "BAD_CREDENTIALS")
    expect(app.at("account-recover")).to_have_count(0)
    form.at("account-password").fill(PASSWORD)
    form.at("account-submit").click()
    expect(app.at("account-forgotten")).to_be_focused()
    # What a commit says stands there for a while.
    expect(app.at("notice")).to_have_count(0)
    assert app.at("account-recover").evaluate(UNCOVERED)
    app.at("account-recover").click()
    expect(app.at("account-signed-in")).to_be_visible()
    app.wait_synced()
    assert told(app) == own

    other = new_profile(DESK).start(server.url)
    other.log_in(NAME, PASSWORD, "Sofa")
    other.wait_synced()
    assert told(other) == own


def test_devices_re_upload_what_a_restored_database_lost(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect_network_trouble()
    app = registered(server, new_profile(DESK))
    backup = server.back_up()
    app.sync_now()
    app.wait_synced()
    app.commit_slide(0.3, "maps read", "after the backup")
    app.create_goal(NEW)
    app.commit_slide(0.1, "cast off")
    app.wait_synced()
    confirmed = told(app)

    server.restore(backup)
    (known,) = server.rows("SELECT count(*) FROM vaults")[0]
    assert known == 1, "the backup knows one goal"
    app.sync_now()
    app.wait_refused("NEW_GENERATION")
    assert app.call("sync_status")["needs"] == "generation"
    assert told(app) == confirmed
    app.commit_slide(0.2, "not waiting for the server")
    expect(app.at("sync-indicator")).to_have_attribute("data-phase", "refused")
    app.go("devices").at("generation-accept").click()
    expect(app.at("generation-accept")).to_have_count(0)
    app.wait_synced()
    own = told(app)
    assert {title: labels for title, (labels, _) in own.items()} == {
        OLD: ["boots bought", "maps read"],
        NEW: ["cast off", "not waiting for the server"],
    }
    assert own[OLD] == confirmed[OLD]

    # Another browser has it all from the server alone.
    other = new_profile(PHONE).start(server.url)
    other.log_in(NAME, PASSWORD, "Sofa")
    other.wait_synced()
    assert told(other) == own
    other.choose_goal(OLD)
    assert [row["note"] for row in other.history() if row["label"] == "maps read"] == ["after the backup"]
    other.commit_slide(0.25, "and on it goes")
    other.wait_synced()
    app.choose_goal(OLD)
    expect(app.go("history").at("timeline")).to_contain_text("and on it goes")
    assert told(app) == told(other)
