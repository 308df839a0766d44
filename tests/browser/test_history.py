"""The history page: branches, lines, scrubbing, playing, comparing, filtering, and a report."""

from __future__ import annotations

import json
import re
import time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.pair import NAME, PASSWORD, join, registered
from tests.browser.profile import Screen
from tests.browser.server import Server
from tests.browser.test_pages import Look

HOUR_MS = 3_600_000
LONG = 10_000
RECORD_SHOWN = """(slider) => {
  window.shownStates = [];
  const note = () => window.shownStates.push(Number(slider.dataset.shown));
  new MutationObserver(note).observe(slider, { attributeFilter: ["data-shown"] });
}"""
PHONE = Screen(390, 844, "ko-KR", "dark")


def made(count: int, start_ms: int, name: str, **patch: Any) -> list[dict[str, Any]]:
    return [
        {
            "t_ms": start_ms + number * HOUR_MS,
            "patches": [[1, {"mass_modifier": (number % 9 - 4) / 10}], *patch.get("patches", [])],
            "label": f"{name} {number}",
        }
        for number in range(count)
    ]


def branch(app: App, other: NativeDevice, vault: str, start_ms: int) -> None:
    """Both devices commit offline and then sync, which makes a merge. The person has looked before."""
    app.call("mark_told", vault=vault, commit=app.call("view", vault=vault)["head"])
    mine = made(5, start_ms, "desk", patches=[[3, {"allocations": {"S": 3}}]])
    app.call("import_commits", vault=vault, commits=mine)
    other.call("import_commits", vault=vault, commits=made(4, start_ms + 60_000, "terminal"))
    for sync in (app.sync_now, lambda: other.call("sync"), app.sync_now):
        sync()
        app.wait_synced()


def go_to(app: App, position: int) -> None:
    app.at("scrub").fill(str(position))
    expect(app.at("scrub")).to_have_attribute("data-shown", str(position))


def shown(value: str) -> str:
    # As pages do it: all digits of the number count, and halves go up.
    return str(Decimal(float(value)).quantize(Decimal("0.001"), ROUND_HALF_UP)).replace("-", "\N{MINUS SIGN}")


def tell_once(app: App, vault: str, screen: Screen) -> None:
    """The page tells of the merge, and what the quantities were at the start of a young goal."""
    app.go("goal")
    expect(app.at("merge-notice")).to_contain_text("Terminal")
    app.at("merge-close").click()
    expect(app.at("merge-notice")).to_have_count(0)
    assert app.call("merge_news", vault=vault)["merges"] == 0
    expect(app.at("week-density")).to_contain_text("→")
    expect(app.at("last-commit")).to_contain_text(
        screen.text(en="later than the clock of this device", ko="이 기기의 시계보다 늦은 시각")
    )
    follow_shares(app, screen)


def follow_shares(app: App, screen: Screen) -> None:
    """The bands and the list of people follow a key, a pointer and the choice of weeks."""
    app.go("history")
    bands = app.at("bands")
    bands.press("Home")
    expect(bands).to_have_attribute("aria-valuenow", "0")
    equal = [app.at(f"bands-{slot}").inner_text() for slot in ("N", "E", "S", "W")]
    assert equal == ["12.5%"] * 4
    bands.press("End")
    last = int(bands.get_attribute("aria-valuemax") or 0)
    expect(bands).to_have_attribute("aria-valuenow", str(last))
    bands.hover(position={"x": 3, "y": 20})
    expect(bands).to_have_attribute("aria-valuenow", "0")
    app.at("shares-by-week").check(force=True)
    expect(bands).to_have_attribute("aria-valuetext", re.compile(screen.text(en="Week of", ko="한 주")))
    expect(app.at("people").get_by_text("Rope")).to_be_visible()


def test_the_history_page_scrubs_plays_compares_and_filters(
    server: Server,
    new_profile: StartProfile,
    new_device: StartDevice,
    journal: Journal,
    screen: Screen,
    tmp_path: Path,
) -> None:
    journal.expect_refusals(409)
    app = registered(server, new_profile(screen))
    vault = app.vault()
    before = app.quantities()
    at_first = app.call("view", vault=vault)["commits"] - 1
    node = app.add_node("Rope")
    app.commit("packed")
    app.wait_synced()
    after = app.quantities()
    other = new_device(server.url)
    join(other)
    branch(app, other, vault, int(time.time() * 1000) + HOUR_MS)
    tell_once(app, vault, screen)
    # Branches stand beside the list, and the lines go through all of it.
    app.go("history")
    timeline = app.at("timeline")
    expect(timeline.locator("[data-kind=merge]").first).to_contain_text("Terminal")
    expect(timeline.locator(".gutter[data-lane='1']").first).to_be_visible()
    expect(app.at("strip-density").locator("canvas")).to_be_visible()
    expect(app.at("moment")).to_have_count(0)

    # Scrubbing shows what was committed then, in lines, pictures and numbers.
    for position, then in ((at_first, before), (at_first + 1, after)):
        go_to(app, position)
        for name, value in then.items():
            expect(app.at(f"strip-{name}-here")).to_have_text(shown(value))
            expect(app.at(f"moment-{name}-live")).to_have_text(shown(value))
    expect(app.at("past-graph").first).to_have_accessible_name(
        screen.text(en="Graph then: 2 nodes, 0 edges", ko="당시의 그래프: 노드 2개, 연결 0개")
    )
    app.at("scrub").press("ArrowLeft")
    expect(app.at("past-graph").first).to_have_accessible_name(
        screen.text(en="Graph then: 1 node, 0 edges", ko="당시의 그래프: 노드 1개, 연결 0개")
    )

    # A stays while B follows; what was added stands in the table.
    app.at("pin-A").click()
    app.at("to-forward").click()
    expect(app.at("compare-density-a")).to_have_text(shown(before["density"]))
    expect(app.at("compare-density-b")).to_have_text(shown(after["density"]))
    expect(app.at(f"compare-node-{node}")).to_have_attribute("data-kind", "added")
    look = Look(app.page, "history")
    look.at("compare")
    app.at("compare-end").click()

    play(app, vault)
    narrow(app, other, screen)
    keep_result(app, tmp_path)
    look.at("filtered")
    assert not look.problems, "\n".join(look.problems)


def play(app: App, vault: str) -> None:
    """Playing shows every state up to the current one and stops there."""
    app.at("to-first").click()
    expect(app.at("scrub")).to_have_attribute("data-shown", "0")
    app.at("scrub").evaluate(RECORD_SHOWN)
    app.at("speed-10").check()
    app.at("play").click()
    last = app.call("view", vault=vault)["commits"] - 1
    expect(app.at("scrub")).to_have_attribute("data-shown", str(last))
    expect(app.at("play")).to_have_attribute("aria-pressed", "false")
    assert app.page.evaluate("window.shownStates") == list(range(1, last + 1))


def narrow(app: App, other: NativeDevice, screen: Screen) -> None:
    """Filters list only what matches, alone and combined. Without filters all rows are back."""
    labels = app.at("timeline").locator(".commit-label")
    app.at("filters").locator("summary").click()
    app.at("filter-text").fill("DESK ")
    expect(app.at("filter-found")).to_contain_text(screen.text(en="5 of", ko="중 5개"))
    expect(labels).to_have_text([f"desk {number}" for number in (4, 3, 2, 1, 0)])
    app.at("filter-text").fill("")
    device = other.call("boot")["account"]["device"]
    app.at("filter-device").select_option(device)
    expect(labels).to_have_text([f"terminal {number}" for number in (3, 2, 1, 0)])
    app.at("filter-slot").select_option("S")
    expect(labels).to_have_count(0)
    expect(app.at("filter-found")).to_contain_text(screen.text(en="0 of", ko="중 0개"))
    app.at("filter-device").select_option("")
    expect(labels).to_have_count(5)
    app.at("filter-clear").click()
    expect(app.at("filter-found")).to_have_count(0)
    app.at("filter-kind").select_option("genesis")
    expect(app.at("commit-row")).to_have_count(1)


def keep_result(app: App, folder: Path) -> None:
    app.at("verify").click()
    expect(app.at("verify-result")).to_have_attribute("data-ok", "true")
    with app.page.expect_download() as download:
        app.at("verify-save").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    report = json.loads(path.read_text(encoding="utf-8"))
    view = app.call("view", vault=app.vault())
    assert (report["format"], report["ok"], report["problem"]) == ("autus.verify.v1", True, None)
    assert (report["vault"], report["head"]) == (view["vault"], view["head"])
    assert (report["state_hash"], report["commits"]) == (view["state_hash"], view["commits"])
    assert report["merges"] > 0


@pytest.mark.long
def test_ten_thousand_commits_scroll_and_scrub(
    server: Server, new_profile: StartProfile, new_device: StartDevice
) -> None:
    """Another device has made them, which takes a tenth of the time."""
    other = new_device(server.url)
    vault = other.call("create_vault", title="Cross the Alps")["vault"]
    other.call("import_commits", vault=vault, commits=made(LONG, 1, "day"))
    other.call("register", name=NAME, password=PASSWORD, device_name="Terminal")
    assert other.call("sync")["phase"] == "synced"
    app = new_profile(PHONE).start(server.url)
    app.log_in(NAME, PASSWORD, "Sofa")
    # A control answers while the history arrives and is replayed.
    app.commit_slide(0.3, "meanwhile")
    app.wait_synced()
    app.go("history")
    expect(app.at("strip-density").locator("canvas")).to_be_visible()
    timeline = app.at("timeline")
    for position in (LONG - 3, LONG // 2, 7):
        top = (LONG + 1 - position) * 88
        timeline.evaluate("(it, top) => { it.scrollTop = top; }", top)
        row = timeline.get_by_text(f"day {position - 1}", exact=True)
        # The page may have grown above the list since it was last in sight.
        row.scroll_into_view_if_needed()
        expect(row).to_be_in_viewport()
    for position in (LONG // 2, LONG - 1, 3):
        go_to(app, position)
        expect(app.at("moment")).to_contain_text(f"day {position - 1}")
    look = Look(app.page, "long")
    look.at("long")
    assert not look.problems, "\n".join(look.problems)
