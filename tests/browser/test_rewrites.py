"""Copied profiles and goals made before the account: everything ends up in one history."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import NAME, PASSWORD, registered
from tests.browser.profile import DESK, PHONE, Screen
from tests.browser.server import Server


def answer_busy(route: Route) -> None:
    problem = {"status": 429, "code": "TOO_MANY_ATTEMPTS", "detail": "later", "retry_after_seconds": 1}
    route.fulfill(status=429, content_type="application/problem+json", body=json.dumps(problem))


@pytest.mark.parametrize(
    ("screen", "order"),
    [
        pytest.param(PHONE, "original first", id="phone-ko, original first"),
        pytest.param(DESK, "copy first", id="desk-en, copy first"),
    ],
)
def test_a_copied_profile_and_its_original_end_in_one_history(
    server: Server, new_profile: StartProfile, journal: Journal, screen: Screen, order: str
) -> None:
    journal.expect_refusals(409, 422)
    profile = new_profile(screen)
    app = registered(server, profile)
    profile.set_offline(True)
    app.commit_slide(0.3, "before the copy 1", "a note that travels")
    app.commit_slide(0.1, "before the copy 2")
    profile.stop()
    clone = new_profile(screen, copy_of=profile)
    server.stop()
    journal.expect_network_trouble()
    app, twin = profile.start(server.url), clone.start(server.url)
    app.commit_slide(0.25, "on the original")
    twin.commit_slide(0.15, "on the copy 1")
    twin.commit_slide(0.05, "on the copy 2")
    first, second = (app, twin) if order == "original first" else (twin, app)
    # Both try again by themselves, and whoever comes first is the one whose numbers count.
    later = clone if second is twin else profile
    later.set_offline(True)
    server.start()
    first.sync_now()
    first.wait_synced()
    later.set_offline(False)
    second.sync_now()
    second.wait_refused("SEQ_REUSED")
    second.at("renewal-password").fill("not the password")
    second.at("renewal-device").fill("Copy")
    journal.expect_refusals(401)
    second.at("renewal-submit").click()
    expect(second.at("renewal-problem")).to_be_visible()
    second.at("renewal-password").fill(PASSWORD)
    # A round that ends in another way meanwhile takes nothing away.
    second.page.context.route("**/pushes*", answer_busy)
    journal.expect_refusals(429)
    second.sync_now()
    second.wait_phase("waiting")
    expect(second.at("renewal-password")).to_have_value(PASSWORD)
    second.page.context.unroute_all()
    second.at("renewal-submit").click()
    second.wait_synced()
    first.sync_now()
    expect(first.go("devices").at("device")).to_have_count(2)
    first.wait_synced()
    assert first.facts() == second.facts()
    made = {"boots bought", "before the copy 1", "before the copy 2"}
    made |= {"on the original", "on the copy 1", "on the copy 2"}
    assert set(first.said()) == set(second.said()) == made
    assert first.verify() == second.verify() == first.facts()
    for other in (first, second):
        other.commit_slide(0.4, "and on it goes")
        other.wait_synced()


def test_local_goals_are_adopted_with_their_whole_history(server: Server, new_profile: StartProfile) -> None:
    first = registered(server, new_profile(DESK))
    other = new_profile(PHONE).start(server.url)
    other.create_first_goal("Learn to sail", "The sea")
    other.commit_slide(0.2, "cast off", "wind from the west")
    node = other.add_node("Knots")
    other.commit("knots learnt")
    other.create_goal("Bake bread")
    other.commit_slide(0.1, "flour bought")
    other.choose_goal("Learn to sail")
    before = [(row["label"], row["note"], row["t_ms"]) for row in other.history()]
    shown = other.quantities()
    other.log_in(NAME, PASSWORD, "Boat")
    other.wait_synced()
    titles = ["Bake bread", "Cross the Alps", "Learn to sail"]
    assert other.goal_titles() == titles
    first.sync_now()
    for app in (other, first):
        app.choose_goal("Learn to sail")
        assert [(row["label"], row["note"], row["t_ms"]) for row in app.history()] == before
        assert app.quantities() == shown
        assert node in app.node_ids()
        assert "Knots" in app.node_names()
        assert app.verify() == app.facts()
    assert first.facts() == other.facts()
    assert first.goal_titles() == titles
    first.commit_slide(0.3, "from the desk")
    first.wait_synced()
    expect(other.go("history").at("timeline")).to_contain_text("from the desk")
