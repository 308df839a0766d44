"""A person without an account: everything is there after a reload, a crash, and without any server."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.profile import Screen
from tests.browser.server import Server


def test_a_first_visit_survives_reload_crash_and_a_dead_server(
    server: Server, new_profile: StartProfile, journal: Journal, any_screen: Screen
) -> None:
    journal.expect_network_trouble()
    profile = new_profile(any_screen, copy_of=None)
    app = profile.start(server.url)
    app.create_first_goal("Run a marathon", "To see the sea at dawn")
    app.slide("mass_modifier", 0.2)
    app.slide("volume_override", 0.7)
    app.at("horizon_override-D30").check(force=True)
    app.commit("first", "the first note")
    runner = app.add_node("Morning runs")
    app.slide(f"scale-{runner}", 1.5)
    app.commit("second")
    app.name_slot("N", "Sleep early")
    app.slide("share-N", 40)
    app.commit("third")
    before, shown = app.facts(), app.quantities()

    app.reload()
    assert (app.facts(), app.quantities()) == (before, shown)
    assert app.verify() == before
    app.wait_for_service_worker()

    server.kill()
    profile.kill()
    app = profile.start(server.url)
    assert (app.facts(), app.quantities()) == (before, shown)
    assert app.said() == ["first", "second", "third"]
    assert "Morning runs" in app.node_names()
    expect(app.go("mandala").at("slot-N")).to_contain_text("Sleep early")
    app.commit_slide(0.3, "fourth")
    app.commit_slide(-0.1, "fifth")
    assert app.said()[-2:] == ["fourth", "fifth"]
    assert app.verify() == app.facts()
    expect(app.go("goal").at("goal-why")).to_have_text("To see the sea at dawn")


def test_a_second_goal_has_a_history_of_its_own(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    app = new_profile(any_screen).start(server.url)
    app.create_first_goal("Write a book")
    app.commit_slide(0.1, "chapter one")
    app.create_goal("Learn to sail")
    assert app.said() == []
    app.commit_slide(0.4, "cast off")
    app.choose_goal("Write a book")
    assert app.said() == ["chapter one"]
    assert app.goal_titles() == ["Learn to sail", "Write a book"]
    app.reload()
    expect(app.at("vault-name")).to_have_text("Write a book")
    app.choose_goal("Learn to sail")
    assert app.said() == ["cast off"]


def test_a_draft_survives_a_reload_and_a_crash(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    profile = new_profile(any_screen)
    app = profile.start(server.url)
    app.create_first_goal("Plant a garden")
    app.slide("mass_modifier", 0.25)
    node = app.add_node("Tomatoes")
    app.save_draft()
    app.reload()
    expect(app.go("goal").at("mass_modifier")).to_have_value("0.25")
    assert node in app.node_ids()
    assert "Tomatoes" in app.node_names()
    app.go("goal").slide("mass_modifier", -0.15)
    app.save_draft()
    profile.kill()
    app = profile.start(server.url)
    expect(app.go("goal").at("mass_modifier")).to_have_value("-0.15")
    app.commit("planted")
    assert app.said() == ["planted"]
    app.slide("mass_modifier", 0.4)
    app.at("commit-discard").click()
    expect(app.at("commit-button")).to_have_attribute("data-state", "durable")
    app.reload()
    expect(app.at("mass_modifier")).to_have_value("-0.15")


# Many changes at once: one is on its way when the page goes, the others wait for its answer.
LEAVE = """(leaving) => {
  const sent = [];
  const post = window.heldWorker.postMessage.bind(window.heldWorker);
  window.heldWorker.postMessage = (message) => { sent.push(message); post(message); };
  const control = document.querySelector("[data-testid=mass_modifier]");
  for (let step = 1; step <= 25; step += 1) {
    control.value = String(step / 100);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  const target = leaving === "visibilitychange" ? document : window;
  target.dispatchEvent(new Event(leaving));
  const drafts = sent.filter(({ method }) => method === "draft");
  return [drafts.map(({ payload }) => JSON.parse(payload).patch), sent.at(-1).type];
}"""


def test_a_page_that_may_close_sends_its_pending_changes_at_once(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile().start(server.url)
    app.create_first_goal("Plant a garden")
    for leaving in ("pagehide", "beforeunload", "visibilitychange"):
        drafts, last = app.page.evaluate(LEAVE, leaving)
        assert drafts == [{"mass_modifier": 0.01}, {"mass_modifier": 0.25}], leaving
        assert last == "flush", leaving
        app.save_draft()
        # Another draft starts from the same settings.
        app.reload()
        app.at("commit-discard").click()
        expect(app.at("mass_modifier")).to_have_value("0")
