"""Typed text: it stays with its goal, whatever happens to the page, until the person saves it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.profile import SCREENS, Screen
from tests.browser.server import Server
from tests.browser.test_pages import Look

# The text is selected from its end, and the button of the mouse is released beside the sheet.
BESIDE = (5, 5)
SMALL = Screen(360, 640, "ko-KR", "light", touch=True)


def wait_kept(app: App, vault: str, *fields: str) -> None:
    """Waits until the engine has the texts. A person's next word would come later."""
    for _ in range(200):
        if set(fields) <= set(app.call("view", vault=vault)["typed"]):
            return
        app.page.wait_for_timeout(20)
    raise AssertionError(f"not kept: {fields}")


def open_sheet(app: App) -> None:
    if app.at("commit-toggle").get_attribute("aria-expanded") == "false":
        app.at("commit-toggle").click()


def type_commit(app: App, label: str, note: str) -> None:
    open_sheet(app)
    app.at("commit-label").fill(label)
    app.at("commit-note").fill(note)


def expect_commit(app: App, label: str, note: str) -> None:
    # Text that was typed earlier opens the sheet: the next commit would take it.
    if not label:
        open_sheet(app)
    expect(app.at("commit-label")).to_have_value(label)
    expect(app.at("commit-note")).to_have_value(note)


def said_by_title(app: App) -> dict[str, list[str]]:
    """The labels and notes of every goal."""
    said = {}
    for goal in app.call("boot")["vaults"]:
        rows = app.call("history", vault=goal["vault"], limit=500)["rows"][::-1]
        said[goal["name"]] = [text for row in rows for text in (row["label"], row["note"]) if text]
    return said


def type_words(app: App, url: str) -> None:
    """Types into the words editor, a meaning, the form of a node and the report, and leaves each."""
    app.go("goal").at("words-edit").click()
    app.at("words-title").fill("The Alps")
    app.at("words-due").fill("2031-02-03")
    app.go("mandala").at("share-E").focus()
    app.at("meaning-E").fill("Hours aw")
    app.go("route").at("node-add-name").fill("Rope")
    app.page.goto(f"{url}/#/report")
    app.at("report-what").fill("It stood still")
    app.go("goal").at("words-why").fill("Because")


def expect_words(app: App) -> None:
    expect(app.at("words-title")).to_have_value("The Alps")
    expect(app.at("words-why")).to_have_value("Because")
    expect(app.at("words-due")).to_have_value("2031-02-03")


def open_form(app: App) -> None:
    app.at("vault-switcher").click()
    app.at("vault-new").click()


def press_beside(app: App) -> None:
    """A click beside the sheet of a new goal, and a selection of text that ends there."""
    app.page.mouse.click(*BESIDE)
    box = app.at("goal-form-title").bounding_box()
    assert box is not None
    app.page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    app.page.mouse.down()
    app.page.mouse.move(*BESIDE)
    app.page.mouse.up()


def finish_words(app: App, url: str) -> None:
    """Finds every text after a crash, and saves it or clears it."""
    expect_words(app)
    open_form(app)
    expect(app.at("goal-form-title")).to_have_value("Cello")
    app.at("vault-create-close").click()
    expect(app.go("mandala").at("meaning-N")).to_have_value("North")
    expect(app.go("route").at("node-add-name")).to_have_value("Rope")
    app.at("node-add").click()
    expect(app.at("node-add-name")).to_have_value("")
    app.page.goto(f"{url}/#/report")
    expect(app.at("report-what")).to_have_value("It stood still")
    app.at("report-again").click()
    expect(app.at("report-what")).to_have_value("")
    app.go("goal").at("words-save").click()
    expect(app.at("goal-title")).to_have_text("The Alps")


def test_every_text_stays_with_its_goal_through_switches_reloads_and_crashes(
    server: Server, new_profile: StartProfile
) -> None:
    profile = new_profile(SCREENS["phone-ko"])
    app = profile.start(server.url)
    app.create_first_goal("Alps")
    app.create_goal("Boat")
    boat = app.vault()
    app.choose_goal("Alps")
    alps = app.vault()

    # The label, the note and the name of a what-if are those of the goal that they were typed for.
    app.slide("mass_modifier", 0.2)
    type_commit(app, "boots", "size 43")
    app.at("whatif-more").click()
    app.at("whatif-name").fill("lighter")
    app.choose_goal("Boat")
    expect_commit(app, "", "")
    app.slide("mass_modifier", 0.3)
    app.commit("sails")
    app.choose_goal("Alps")
    expect_commit(app, "boots", "size 43")
    expect(app.at("whatif-name")).to_have_value("lighter")

    type_words(app, server.url)
    app.reload()
    expect_words(app)
    expect_commit(app, "boots", "size 43")
    open_form(app)
    app.at("goal-form-title").fill("Cello")
    press_beside(app)
    expect(app.at("goal-form-title")).to_have_value("Cello")
    app.at("vault-create-close").click()

    app.go("mandala").at("share-N").focus()
    app.at("meaning-N").fill("North")
    wait_kept(app, alps, "label", "note", "whatif", "title", "why", "due", "node.new", "slot.N")
    profile.kill()
    app = profile.start(server.url)
    assert app.call("view", vault=boat)["typed"] == {}
    finish_words(app, server.url)
    expect_commit(app, "boots", "size 43")
    look = Look(app.page, "typed-phone-ko")
    look.at("typed-commit")
    app.commit()
    expect(app.at("commit-toggle")).to_have_attribute("aria-expanded", "false")
    expect_commit(app, "", "")
    assert said_by_title(app) == {"Alps": ["boots", "size 43"], "Boat": ["sails"]}
    view = app.call("view", vault=alps)
    assert view["context"]["goal"] == {"title": "The Alps", "why": "Because", "due": "2031-02-03"}
    assert view["context"]["slots"] == {"E": "Hours aw", "N": "North"}
    assert list(view["context"]["names"].values()) == ["Rope"]
    assert view["typed"] == {"whatif": "lighter"}
    assert not look.problems, "\n".join(look.problems)


def walk_steps(app: App) -> None:
    """Discards a draft with 0.4 and 0.7, begins another one, and goes back and forth over both."""
    # In a text field the key undoes what was typed there.
    app.at("commit-discard").click()
    app.at("commit-note").focus()
    app.page.keyboard.press("Control+z")
    expect(app.at("mass_modifier")).to_have_value("0")
    # Steps go back over another draft and over a reload, and forth again.
    app.slide("mass_modifier", -0.2)
    app.reload()
    app.page.keyboard.press("Control+z")
    expect(app.at("mass_modifier")).to_have_value("0")
    app.page.keyboard.press("Control+z")
    expect(app.at("volume_override")).to_have_value("0.7")
    app.page.keyboard.press("Control+Shift+z")
    app.at("commit-redo").click()
    expect(app.at("mass_modifier")).to_have_value("-0.2")
    expect(app.at("volume_override")).to_have_value("0.5")


def test_a_discarded_draft_comes_back_with_the_button_or_a_key_and_saved_words_stay(
    server: Server, new_profile: StartProfile
) -> None:
    profile = new_profile(SMALL)
    app = profile.start(server.url)
    app.create_first_goal("Alps", "Because")
    app.name_slot("E", "Hours awake")
    app.go("goal").at("words-edit").click()
    app.at("words-title").fill("The Alps")
    app.at("words-save").click()
    app.slide("mass_modifier", 0.4)
    app.slide("volume_override", 0.7)
    type_commit(app, "boots", "size 43")
    words = {"goal": {"title": "The Alps"}, "slots": {"E": "Hours awake"}}

    for undo in ("button", "key"):
        app.at("commit-discard").click()
        expect(app.at("commit-undo")).to_be_visible()
        expect(app.at("mass_modifier")).to_have_value("0")
        expect(app.at("goal-title")).to_have_text("The Alps")
        expect_commit(app, "boots", "size 43")
        assert app.call("view", vault=app.vault())["pending"] == words
        # The focus goes where the draft can be brought back.
        expect(app.at("commit-undo")).to_be_focused()
        look = Look(app.page, f"discarded-{undo}")
        look.at("discarded")
        assert not look.problems, "\n".join(look.problems)
        app.page.keyboard.press("Enter" if undo == "button" else "Control+z")
        expect(app.at("mass_modifier")).to_have_value("0.4")
        expect(app.at("volume_override")).to_have_value("0.7")
        expect(app.at("commit-undo")).to_be_focused()
        assert app.call("view", vault=app.vault())["pending"] == words

    walk_steps(app)
    app.commit()
    # The chain keeps what was committed.
    expect(app.at("commit-undo")).to_have_count(0)
    assert app.call("view", vault=app.vault())["context"]["goal"] == {"title": "The Alps", "why": "Because"}
    # The steps belong to their goal, and wait there.
    app.slide("mass_modifier", 0.5)
    app.at("commit-discard").click()
    app.create_goal("Boat")
    expect(app.at("commit-undo")).to_have_count(0)
    app.choose_goal("Alps")
    app.at("commit-undo").click()
    expect(app.at("mass_modifier")).to_have_value("0.5")


def test_what_was_typed_before_a_cancel_comes_back_also_after_a_reload(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(SMALL).start(server.url)
    app.create_first_goal("Alps", "Because")
    app.go("goal").at("words-edit").click()
    app.at("words-cancel").click()
    # Nothing was typed, so nothing is kept.
    expect(app.at("words-restore")).to_have_count(0)
    app.at("words-edit").click()
    app.at("words-title").fill("The Alps")
    app.at("words-why").fill("Because of the view")
    app.at("words-cancel").click()
    expect(app.at("goal-title")).to_have_text("Alps")
    expect(app.at("words-restore")).to_be_visible()
    app.page.reload()
    # A look without a restore leaves it where it is.
    app.at("words-edit").click()
    expect(app.at("words-title")).to_have_value("Alps")
    app.at("words-cancel").click()
    app.at("words-restore").click()
    expect(app.at("words-title")).to_have_value("The Alps")
    expect(app.at("words-why")).to_have_value("Because of the view")
    app.at("words-save").click()
    expect(app.at("goal-title")).to_have_text("The Alps")
    expect(app.at("words-restore")).to_have_count(0)


def meet_other_words(app: App, vault: str, node: str) -> None:
    """Words that come from elsewhere leave a field that somebody types in alone, and are not overwritten."""
    app.go("route").at(f"select-{node}").click()
    app.at("node-name").focus()
    app.page.keyboard.press("End")
    app.page.keyboard.type(" and")
    app.call("set_words", vault=vault, words={"names": {node: "Of another device"}})
    expect(app.at(f"select-{node}")).to_have_text("Of another device")
    expect(app.at("node-name")).to_be_focused()
    app.page.keyboard.type(" ice axe")
    expect(app.at("node-name")).to_have_value("Rope and ice axe")
    app.go("mandala").at("share-E").focus()
    app.at("meaning-E").focus()
    app.page.keyboard.type("Hours")
    app.call("set_words", vault=vault, words={"slots": {"E": "Of another device"}})
    expect(app.at("slot-E")).to_contain_text("Of another device")
    expect(app.at("meaning-E")).to_be_focused()
    app.page.keyboard.type(" awake")
    app.go("goal").at("words-edit").click()
    app.at("words-title").fill("The Alps")
    app.call("set_words", vault=vault, words={"goal": {"why": "Of another device", "due": "2031-02-03"}})
    expect(app.at("words-why")).to_have_value("Of another device")
    expect(app.at("words-title")).to_be_focused()
    app.at("words-save").click()
    expect(app.at("goal-title")).to_have_text("The Alps")
    context = app.call("view", vault=vault)["context"]
    assert context["goal"] == {"title": "The Alps", "why": "Of another device", "due": "2031-02-03"}
    assert context["names"] == {node: "Rope and ice axe"}
    assert context["slots"] == {"E": "Hours awake"}


def test_tabs_keep_their_goals_and_a_rename_leaves_text_and_focus(
    server: Server, new_profile: StartProfile
) -> None:
    profile = new_profile()
    one = profile.start(server.url)
    one.create_first_goal("Alps", "Because")
    alps = one.vault()
    node = one.add_node("Rope")
    one.commit("first")
    two = profile.new_tab(server.url)
    one.go("goal").slide("mass_modifier", 0.2)
    type_commit(one, "boots", "size 43")
    two.go("goal").create_goal("Boat")
    boat = two.vault()
    two.slide("mass_modifier", 0.3)
    # The other tab has not turned, and neither has its text.
    expect(one.at("vault-name")).to_have_text("Alps")
    expect_commit(one, "boots", "size 43")
    expect_commit(two, "", "")
    two.commit("sails")
    one.reload()
    expect(one.at("vault-name")).to_have_text("Alps")
    expect_commit(one, "boots", "size 43")
    one.commit()
    assert said_by_title(one) == {"Alps": ["first", "boots", "size 43"], "Boat": ["sails"]}

    meet_other_words(one, alps, node)
    # When the tab that leads goes, the other one still shows its own goal.
    one.page.close()
    two.wait_ready()
    expect(two.at("vault-name")).to_have_text("Boat")
    assert two.call("view", vault=boat)["commits"] == 2
