"""An account, a second browser, and two devices that were apart."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import pair
from tests.browser.profile import DESK, PHONE
from tests.browser.server import Server

YEAR_MS = 365 * 86_400_000


def test_a_second_browser_logs_in_and_shows_the_same(server: Server, new_profile: StartProfile) -> None:
    first, second = pair(server, new_profile(DESK), new_profile(PHONE))
    assert second.facts() == first.facts()
    assert second.quantities() == first.quantities()
    assert second.verify() == first.facts()
    assert second.said() == ["boots bought"]
    expect(second.go("goal").at("goal-why")).to_have_text("Because they are there")
    second.go("devices")
    expect(second.at("device")).to_have_count(2)
    expect(second.at("device-list")).to_contain_text("Desk")
    second.reload()
    expect(second.go("goal").at("goal-title")).to_have_text("Cross the Alps")
    first.commit_slide(0.3, "maps read")
    first.wait_synced()
    # The server tells the other device, which nobody touches.
    expect(second.go("history").at("timeline")).to_contain_text("maps read")
    assert second.facts() == first.facts()


@pytest.mark.parametrize(
    "apart_ms",
    [pytest.param(0, id="clocks agree"), pytest.param(12 * YEAR_MS, id="clocks years apart")],
)
def test_devices_that_were_apart_merge_by_themselves(
    server: Server, new_profile: StartProfile, journal: Journal, apart_ms: int
) -> None:
    one, other = new_profile(PHONE, -apart_ms // 2), new_profile(DESK, apart_ms // 2)
    # Whoever comes second is told that the head has moved.
    journal.expect_refusals(409)
    first, second = pair(server, one, other)
    node = first.add_node("Rope")
    first.commit("rope bought")
    first.wait_synced()
    expect(second.go("route").at(f"row-{node}")).to_be_visible()

    one.set_offline(True)
    other.set_offline(True)
    first.go("route").at(f"delete-{node}").click()
    first.commit("rope sold")
    first.commit_slide(0.1, "desk offline")
    second.go("route").slide(f"scale-{node}", 2)
    second.commit("longer rope")
    second.commit_slide(0.4, "sofa offline")
    second.go("mandala").slide("share-N", 30)
    second.commit("sofa again")
    assert first.facts() != second.facts()
    one.set_offline(False)
    other.set_offline(False)
    # Both at once.
    first.start_sync()
    second.start_sync()
    first.wait_synced()
    second.wait_synced()
    first.sync_now()
    for app in (first, second):
        expect(app.go("history").at("timeline")).to_contain_text("sofa again")
        expect(app.at("timeline")).to_contain_text("rope sold")
    assert first.facts() == second.facts()
    assert first.quantities() == second.quantities()
    assert first.said() == second.said()
    assert {"rope sold", "desk offline", "longer rope", "sofa offline", "sofa again"} <= set(first.said())
    assert first.verify() == second.verify() == first.facts()
    times = [row["t_ms"] for row in first.history() if row["kind"] == "commit"]
    assert (max(times) - min(times) > 10 * YEAR_MS) == (apart_ms > 0)
