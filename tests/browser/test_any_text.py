"""Any text at any size: no page, dialog or notice scrolls sideways, and none changes the words beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import SHIFT_CLOCK, Screen
from tests.browser.server import Server

NARROW = Screen(320, 640, "ko-KR")
# Width in pixels and size of the text in percent.
SIZES = ((320, 100), (320, 200), (900, 200))
LATIN, HANGUL, HEBREW = ("W" * 200, "각" * 200, "ש" * 200)
SPELLED = "목표  É " + "x" * 100
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
LINKING = re.compile("is-linking")
PAGES = ("goal", "route", "mandala", "history", "devices", "settings")
MORE_PAGES = ("summary", "changes", "report", "privacy", "terms", "data")
RESIZE = """(percent) => { document.documentElement.style.fontSize = `${percent}%`; }"""
# What sticks out of the page, or of a box that does not say that it scrolls.
TOO_WIDE = """() => {
  const found = [];
  const page = document.documentElement;
  const dialog = document.querySelector("dialog[open]");
  const out = (it, width) => it.checkVisibility() && it.getBoundingClientRect().right > width + 1
    && !it.closest(".hidden, svg, .table-box, [data-scrolls]");
  const name = (it) => `${it.tagName.toLowerCase()}.${it.className}[${it.dataset.testid ?? ""}] `
    + `${Math.round(it.getBoundingClientRect().right)}`;
  const list = (within, width) =>
    [...within.querySelectorAll("*")].filter((it) => out(it, width)).slice(0, 6).map(name);
  if (page.scrollWidth > innerWidth)
    found.push(`page ${page.scrollWidth}`, ...list(document.body, innerWidth));
  if (dialog && dialog.scrollWidth > dialog.clientWidth)
    found.push(`dialog`, ...list(dialog, dialog.getBoundingClientRect().right));
  for (const it of document.querySelectorAll(".notices > div"))
    if (it.getBoundingClientRect().right > innerWidth) found.push(name(it));
  return found;
}"""


def furnish(app: App) -> None:
    """Goals whose every text is as long as it may be and has no place to break."""
    for title in (*(f"산 {at}" for at in range(4)), HEBREW, HANGUL, SPELLED, LATIN):
        made = app.call("create_vault", title=title, why=LATIN + HANGUL + HEBREW, due="2030-01-02")
    vault = made["vault"]
    names = {"n1": LATIN[:64], "n2": HANGUL[:64], "n3": HEBREW[:64]}
    slots = dict(zip(("N", "E", "S", "W"), (LATIN, HANGUL, HEBREW, LATIN), strict=True))
    app.call("set_words", vault=vault, words={"names": names, "slots": slots})
    ops = [
        {"op_id": f"o{at}", "t_ms": at, "type": "NODE_CREATE", "node": {"id": name}}
        for at, name in enumerate(names)
    ]
    ops += [
        {"op_id": f"e{a}{b}", "t_ms": 9, "type": "EDGE_WEIGHT_SET", "a": a, "b": b, "flow": 0.5}
        for a, b in (("SELF", "n1"), ("n1", "n2"), ("n2", "n3"))
    ]
    app.call("draft", vault=vault, page=2, patch={"ops": ops})
    app.call("keep_whatif", vault=vault, name=LATIN[:64])
    app.call("keep_whatif", vault=vault, name=HANGUL[:64])
    for label, note in ((LATIN, HEBREW), (HANGUL, LATIN)):
        app.call("draft", vault=vault, page=1, patch={"mass_modifier": 0.1})
        app.call("commit", vault=vault, label=label, note=note)
    app.call("draft", vault=vault, page=1, patch={"mass_modifier": -0.3})
    app.call("set_words", vault=vault, words={"names": {"n1": HANGUL[:64]}})
    app.save_draft()


def places(app: App) -> Iterator[str]:
    """Every page, dialog and notice that shows a person's words, while it is open."""
    for name in PAGES:
        app.go(name)
        yield name
    connect_on_a_hangul_layout(app)
    app.go("route").at("select-n1").click()
    yield "route, a node"
    app.go("history").at("commit-row").first.click()
    expect(app.at("moment")).to_be_visible()
    yield "history, a commit"
    app.at("moment-close").click()
    app.go("goal").at("words-edit").click()
    yield "goal, its words"
    refuse_a_day_that_nobody_means(app)
    paste_more_than_fits(app)
    app.reload()
    app.at("commit-toggle").click()
    yield "goal, label and note"
    app.at("whatif-open").click()
    expect(app.at("whatif-table")).to_be_visible()
    yield "what-ifs"
    app.at("whatif-dialog-close").click()
    app.at("vault-switcher").click()
    yield "goals"
    search_goals(app)
    app.at("vault-new").click()
    yield "a new goal"
    app.at("vault-dialog-close").click() if app.at("vault-dialog-close").count() else app.page.keyboard.press(
        "Escape"
    )
    app.at("sync-indicator").click()
    yield "sync"
    app.at("sync-sheet-close").click()
    for name in MORE_PAGES:
        app.page.goto(f"{app.url}/#/{name}")
        expect(app.at(f"page-{name}")).to_be_visible()
        expect(app.at("skeleton")).to_have_count(0)
        yield name
    app.at("delete-goal-choice").select_option(label=SPELLED)
    app.at("delete-goal").click()
    yield "a deletion"
    delete_by_another_spelling(app)


def refuse_a_day_that_nobody_means(app: App) -> None:
    """A year of two digits becomes 0020. The form says so and keeps what was typed."""
    due = app.at("words-due")
    due.focus()
    # Month, day and year, as this browser asks for them.
    app.page.keyboard.type("01010020")
    assert due.input_value() == "0020-01-01"
    app.at("words-save").click()
    expect(due).to_have_attribute("aria-invalid", "true")
    expect(due).to_be_focused()
    expect(app.at("notice-problem")).to_have_count(0)


def paste_more_than_fits(app: App) -> None:
    """The field takes whole letters only, and a text in NFD for what it is in NFC."""
    title, keyboard = app.at("words-title"), app.page.keyboard
    title.fill("")
    keyboard.insert_text("x" * 195 + FAMILY)
    assert title.input_value() == "x" * 195
    # A screen reader reads the reason with the field.
    expect(title).to_have_accessible_description(re.compile("200"))
    title.fill("")
    keyboard.insert_text(unicodedata.normalize("NFD", HANGUL))
    assert title.input_value() == HANGUL
    expect(title).to_have_accessible_description("")
    # In the middle of a full field nothing goes in, and nothing of its end is lost.
    keyboard.press("Home")
    keyboard.insert_text("y")
    assert title.input_value() == HANGUL


def connect_on_a_hangul_layout(app: App) -> None:
    node = app.go("route").at("node-n1")
    node.dispatch_event("keydown", {"key": "ㅊ", "code": "KeyC", "bubbles": True})
    expect(node).to_have_class(LINKING)
    node.dispatch_event("keydown", {"key": "Escape", "code": "Escape", "bubbles": True})
    node.dispatch_event("keydown", {"key": "ㅊ", "code": "KeyC", "bubbles": True, "isComposing": True})
    expect(node).not_to_have_class(LINKING)


def search_goals(app: App) -> None:
    """By keyboard alone, in another spelling: nothing, one goal, the way into the list and back."""
    search, keyboard = app.at("vault-search"), app.page.keyboard
    expect(search).to_be_focused()
    keyboard.type("zzz")
    expect(app.at("vault-found")).to_contain_text("0")
    expect(app.at("vault-item")).to_have_count(0)
    search.fill(unicodedata.normalize("NFD", "목표 é"))
    expect(app.at("vault-item")).to_have_count(1)
    keyboard.press("ArrowDown")
    expect(app.at("vault-item")).to_be_focused()
    keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    search.fill("  산 3  ")
    keyboard.press("Enter")
    expect(app.at("vault-dialog")).to_have_count(0)
    expect(app.at("vault-name")).to_have_text("산 3")
    app.at("vault-switcher").click()


def delete_by_another_spelling(app: App) -> None:
    """The name is in NFC with two spaces. It is typed in NFD with one."""
    expect(app.at("delete-confirm")).to_be_disabled()
    app.at("delete-name").fill(unicodedata.normalize("NFD", SPELLED.lower().replace("  ", " ")))
    app.at("delete-confirm").click()
    expect(app.at("delete-goal-dialog")).to_have_count(0)


def test_no_page_scrolls_sideways_with_any_text(server: Server, new_profile: StartProfile) -> None:
    app = new_profile(NARROW).start(server.url)
    furnish(app)
    app.choose_goal(LATIN)
    app.reload()
    problems = []
    for place in places(app):
        for width, percent in SIZES:
            app.page.set_viewport_size({"width": width, "height": 640})
            app.page.evaluate(RESIZE, percent)
            wide = app.page.evaluate(TOO_WIDE)
            if wide:
                problems.append(f"{place} at {width} px, {percent} %: {wide}")
        app.page.set_viewport_size({"width": NARROW.width, "height": NARROW.height})
        app.page.evaluate(RESIZE, 100)
    assert not problems, "\n".join(problems)


YEAR_MS = 31_557_600_000
NOT_A_TIME = re.compile("NaN|Invalid|undefined")


def shift_clock(app: App, by_ms: int) -> None:
    script = SHIFT_CLOCK.replace("OFFSET", str(by_ms))
    app.page.evaluate(script)
    for worker in app.page.workers:
        worker.evaluate(script)


def expect_times(app: App) -> None:
    """Every page shows times and numbers that people can read."""
    for name in PAGES:
        main = app.go(name).page.get_by_role("main")
        assert not NOT_A_TIME.search(main.inner_text()), name


def test_a_clock_in_2100_works_and_one_before_1970_is_named(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(NARROW, clock_ms=80 * YEAR_MS).start(server.url)
    app.create_first_goal("먼 날")
    app.commit_slide(0.2, "하나")
    expect_times(app)
    app.go("history").at("commit-row").first.click()
    expect(app.at("moment")).to_contain_text("21")
    app.at("moment-close").click()
    shift_clock(app, -160 * YEAR_MS)
    app.go("goal").slide("mass_modifier", 0.3)
    app.at("commit-button").click()
    expect(app.at("notice-problem")).to_have_attribute("data-code", "CLOCK_WRONG")
    app.at("notice-close").click()
    expect_times(app)
    assert app.said() == ["하나"]
    shift_clock(app, 80 * YEAR_MS)
    app.go("goal").commit("둘")
    assert app.said() == ["하나", "둘"]
