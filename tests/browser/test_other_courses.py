"""A past trajectory beside what came, and another past, by keyboard and on a phone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import Screen
from tests.browser.server import Server
from tests.browser.test_history import go_to, shown
from tests.browser.test_pages import Look

DAY_MS = 86_400_000
START_MS = 1_700_000_000_000
COMMITS = 12
CHANGED = 3
LABELLED = (1, 6)
NAMES = ("density", "stability", "sigma", "P_outcome")


def lived(app: App) -> str:
    """A goal with a commit a day under a horizon of seven days, all of them in the past."""
    app.create_first_goal("Ship it")
    vault = app.vault()
    commits = [
        {
            "t_ms": START_MS + number * DAY_MS,
            **({"label": f"label {number}"} if number in LABELLED else {}),
            "patches": [[1, {"horizon_override": "D7"}], [3, {"allocations": {"NE": number % 4, "S": 2}}]],
        }
        for number in range(COMMITS)
    ]
    app.call("import_commits", vault=vault, commits=commits)
    return vault


def expect_courses(app: App, vault: str, change: dict[str, Any]) -> None:
    answer = app.call("another_past", vault=vault, change=change)
    for name in NAMES:
        real, other = answer["real_end"][name], answer["other_end"][name]
        expect(app.at(f"another-{name}-live")).to_have_text(shown(str(real)))
        expect(app.at(f"another-{name}-sim")).to_contain_text(shown(str(other)))


def point(app: App, vault: str) -> None:
    """Keys point at commits on the curves and go from label to label, without moving the position."""
    column = app.call("series", vault=vault)["columns"]["sigma"]
    pointer = app.at("series-pointer")
    pointer.press("PageUp")
    expect(pointer).to_contain_text(f"label {LABELLED[1]}")
    expect(app.at("strip-sigma-here")).to_have_text(shown(str(column[LABELLED[1] + 1])))
    pointer.press("ArrowLeft")
    expect(app.at("strip-sigma-here")).to_have_text(shown(str(column[LABELLED[1]])))
    expect(app.at("scrub")).to_have_attribute("data-shown", str(CHANGED))
    pointer.press("Escape")
    expect(app.at("strip-sigma-here")).to_have_text(shown(str(column[CHANGED])))
    app.at("series-scale-whole").check()
    expect(app.at("strip-sigma-ends")).to_have_text("1.0000.000")


def test_other_courses_are_seen_changed_and_kept(server: Server, new_profile: StartProfile) -> None:
    profile = new_profile(Screen(360, 640, "ko-KR", "dark"))
    app = profile.start(server.url)
    vault = lived(app)
    answer = app.call("then_and_now", vault=vault, positions=list(range(2, COMMITS + 1)))
    distances = {item["position"]: item["distance"] for item in answer["items"]}

    # On Goal the newest commit whose samples have all come is first, and the one before it a step away.
    app.go("goal")
    app.at("then-distance").scroll_into_view_if_needed()
    expect(app.at("then-distance")).to_have_text(shown(str(distances[COMMITS])))
    app.at("then-back").press("Enter")
    expect(app.at("then-distance")).to_have_text(shown(str(distances[COMMITS - 1])))

    # In the history it is that of the position.
    app.go("history")
    go_to(app, CHANGED)
    expect(app.at("then-distance")).to_have_text(shown(str(distances[CHANGED])))

    point(app, vault)

    # Another past by keyboard: the same numbers as the engine's, both ways.
    commit = app.call("states", vault=vault, positions=[CHANGED])["states"][0]["row"]["commit"]
    app.at("another-link").press("Enter")
    expect(app.at("another-courses")).to_be_visible()
    expect(app.at("another-keep")).to_be_disabled()
    app.at("another-volume_override").press("Home")
    expect_courses(app, vault, {"commit": commit, "page1": {"volume_override": 0.3}})
    expect(app.at("another-keep")).to_be_enabled()
    look = Look(app.page, "another past")
    look.at("changed")
    assert not look.problems, "\n".join(look.problems)
    app.at("another-whether-changed").press("ArrowRight")
    expect_courses(app, vault, {"commit": commit, "left_out": True})

    # Kept, it stands beside LIVE in the comparison, is no draft, and outlives a reload.
    app.at("another-name").fill("없이")
    app.at("another-keep").press("Enter")
    expect(app.at("another-name")).to_have_value("")
    app.open()
    app.go("goal").at("whatif-open").click()
    expect(app.at("whatif-col-1")).to_have_text("없이")
    expect(app.at("whatif-past-1")).to_contain_text(str(CHANGED))
    expect(app.at("whatif-load-1")).to_have_count(0)
    left_out = app.call("another_past", vault=vault, change={"commit": commit, "left_out": True})
    expect(app.at("whatif-density-1")).to_have_text(shown(str(left_out["other_end"]["density"])))
    app.at("whatif-discard-1").click()
    app.at("whatif-undo").click()
    expect(app.at("whatif-past-2")).to_contain_text(str(CHANGED))
    look = Look(app.page, "another past")
    look.at("compared")
    assert not look.problems, "\n".join(look.problems)
