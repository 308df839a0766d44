"""What-ifs kept, compared, loaded and thrown away; and what the words of a goal say as they are written."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.ids import known
from tests.browser.profile import Screen
from tests.browser.server import Server
from tests.browser.test_pages import Look, tab_to

SMALL = Screen(320, 568, "ko-KR", "dark")


def keep(app: App, name: str) -> None:
    app.hold_notices()
    if app.at("commit-toggle").get_attribute("aria-expanded") == "false":
        app.at("commit-toggle").click()
    if not app.at("whatif-name").is_visible():
        app.at("whatif-more").click()
    app.at("whatif-name").fill(name)
    app.at("whatif-keep").click()
    expect(app.at("notice")).to_contain_text(name)


def test_what_ifs_are_compared_loaded_and_discarded_with_undo(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    app = new_profile(any_screen).start(server.url)
    app.create_first_goal("Cross the Alps")
    app.commit_slide(0.2, "first")
    app.slide("mass_modifier", 0.4)
    keep(app, "Heavier")
    heavier = app.at("q-density-sim").inner_text()
    app.slide("mass_modifier", -0.4)
    keep(app, "Lighter")
    app.at("whatif-compare").click()
    # Each column is what SIM showed; LIVE is what the page shows.
    assert app.at("whatif-density-1").inner_text() in heavier
    expect(app.at("whatif-density-2")).to_have_text(app.at("whatif-density-sim").inner_text())
    expect(app.at("whatif-density-live")).to_have_text(app.at("q-density-live").inner_text())
    # Loaded, and taken back.
    app.at("whatif-load-1").click()
    expect(app.at("whatif-density-sim")).to_have_text(app.at("whatif-density-1").inner_text())
    app.at("whatif-undo").click()
    expect(app.at("whatif-density-sim")).to_have_text(app.at("whatif-density-2").inner_text())
    # Thrown away, and taken back.
    app.at("whatif-discard-1").click()
    expect(app.at("whatif-col-1")).to_have_count(0)
    app.at("whatif-undo").click()
    expect(app.at("whatif-col-3")).to_have_text("Heavier")
    look = Look(app.page, "compare")
    look.at("compare")
    assert not look.problems, "\n".join(look.problems)
    # All of it outlives a reload, and LIVE moving on moves what they would lead to.
    app.reload()
    app.go("goal").at("whatif-open").click()
    expect(app.at("whatif-col-2")).to_have_text("Lighter")
    before = app.at("whatif-density-3").inner_text()
    app.at("whatif-load-3").click()
    expect(app.at("whatif-said")).to_contain_text("Heavier")
    app.at("whatif-dialog-close").click()
    app.commit("by way of a what-if")
    assert app.at("q-density-live").inner_text() == before
    app.at("whatif-open").click()
    expect(app.at("whatif-density-3")).not_to_have_text(before)
    # Where there was no draft, taking a load back leaves none.
    app.at("whatif-load-2").click()
    expect(app.at("whatif-density-sim")).to_have_text(app.at("whatif-density-2").inner_text())
    app.at("whatif-undo").click()
    expect(app.at("whatif-density-sim")).to_have_count(0)
    assert [kept["name"] for kept in app.call("list_whatifs", vault=app.vault())["whatifs"]] == [
        "Lighter",
        "Heavier",
    ]


def test_each_horizon_shows_all_what_ifs_in_one_picture(server: Server, new_profile: StartProfile) -> None:
    app = new_profile().start(server.url)
    app.create_first_goal("Cross the Alps")
    app.commit_slide(0.2, "first")
    for name, value in (("Heavier", 0.4), ("Lighter", -0.4)):
        app.slide("mass_modifier", value)
        keep(app, name)
    app.at("whatif-compare").click()
    # The highest end first, with the numbers of the columns, and told apart without colour.
    dial = app.at("whatif-dial-D1")
    rows = dial.locator("tbody tr")
    expect(rows).to_have_count(4)
    ends = [float(text) for text in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert ends == sorted(ends, reverse=True)
    for column in ("live", "sim", "1", "2"):
        confidence = app.at(f"whatif-confidence-{column}").inner_text()
        expect(app.at(f"whatif-row-{column}").locator("td").last).to_have_text(confidence)
    dashes = "(all) => all.map((it) => getComputedStyle(it).strokeDasharray)"
    drawn = dial.locator("[data-testid^=whatif-line]")
    assert len(set(drawn.locator(".line").evaluate_all(dashes))) == 4
    assert dial.get_by_test_id(known("whatif-line-live")).locator(".line").evaluate_all(dashes) == ["none"]
    assert len({it.get_attribute("d") for it in drawn.locator(".mark").all()}) == 3
    # A horizon of its own, a picture of its own; LIVE is on both, with the horizon that it was made over.
    app.at("whatif-dialog-close").click()
    app.at("commit-toggle").click()
    app.at("horizon_override-D7").check()
    keep(app, "Longer")
    app.at("whatif-compare").click()
    for horizon in ("D1", "D7"):
        expect(app.at(f"whatif-dial-{horizon}").get_by_test_id(known("whatif-line-live"))).to_have_count(1)
    week = app.at("whatif-dial-D7")
    expect(week.get_by_test_id(known("whatif-row-3"))).to_contain_text("Longer")
    expect(week.get_by_test_id(known("whatif-row-live"))).to_contain_text("1 day")


def test_what_ifs_by_keyboard_on_the_smallest_screen(server: Server, new_profile: StartProfile) -> None:
    app = new_profile(SMALL).start(server.url)
    keys = app.page.keyboard
    app.create_first_goal("알프스 넘기")
    app.hold_notices()
    app.slide("mass_modifier", 0.4)
    tab_to(app.page, "commit-toggle")
    keys.press("Enter")
    tab_to(app.page, "whatif-more")
    keys.press("Enter")
    tab_to(app.page, "whatif-name")
    keys.type("무겁게")
    tab_to(app.page, "whatif-keep")
    keys.press("Enter")
    expect(app.at("notice")).to_contain_text("무겁게")
    tab_to(app.page, "whatif-compare")
    keys.press("Enter")
    expect(app.at("whatif-col-1")).to_have_text("무겁게")
    tab_to(app.page, "whatif-rename-1")
    keys.press("Enter")
    expect(app.at("whatif-new-name")).to_be_focused()
    keys.type("더 무겁게")
    keys.press("Enter")
    expect(app.at("whatif-col-1")).to_have_text("더 무겁게")
    look = Look(app.page, "compare-320")
    look.at("compare")
    tab_to(app.page, "whatif-discard-1")
    keys.press("Enter")
    expect(app.at("whatif-col-1")).to_have_count(0)
    tab_to(app.page, "whatif-undo")
    keys.press("Enter")
    expect(app.at("whatif-col-2")).to_have_text("더 무겁게")
    keys.press("Escape")
    expect(app.at("whatif-dialog")).to_have_count(0)
    assert not look.problems, "\n".join(look.problems)


def test_the_scores_of_a_goal_follow_its_words_while_they_are_typed(
    server: Server, new_profile: StartProfile, any_screen: Screen
) -> None:
    app = new_profile(any_screen).start(server.url)
    app.at("goal-form-title").fill("기술을 배우기")
    expect(app.at("goal-form-scores-resources")).to_have_attribute("data-value", "0.5")
    expect(app.at("goal-form-scores-obstacle")).to_have_attribute("data-value", "0")
    app.at("goal-form-title").fill("3개월 동안 매일 30분 운동하고 술을 끊기")
    expect(app.at("goal-form-scores-time_bound")).to_have_attribute("data-value", "1")
    app.at("goal-form-scores-obstacle").click()
    expect(app.at("word-reveal").locator("mark")).to_have_text(["술"])
    look = Look(app.page, "words")
    look.at("form")
    app.at("goal-form-submit").click()
    app.skip_guide()
    # The same row on the page of the goal, reached by key; the words are marked in the text.
    expect(app.at("goal-scores-time_bound")).to_have_attribute("data-value", "1")
    tab_to(app.page, "goal-scores-time_bound")
    app.page.keyboard.press("Enter")
    expect(app.at("word-reveal").locator("mark")).to_have_text(["3개월", "매일", "30분"])
    look.at("goal")
    app.at("words-edit").click()
    app.at("words-why").fill("With my coach, by June 2027")
    app.at("words-scores-resources").click()
    expect(app.at("word-reveal").locator("mark")).to_have_text(["30분", "With my", "coach"])
    look.at("editor")
    assert not look.problems, "\n".join(look.problems)
