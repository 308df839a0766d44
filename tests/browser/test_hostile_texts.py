"""Texts that look like markup, in every field of a person's words: shown as they are on every page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.server import Server
from tests.markup import HOSTILE_TEXTS, MARKUP

PAGES = ("goal", "route", "mandala", "history", "devices", "settings")
MORE_PAGES = ("summary", "changes", "report", "data")
TITLE, WHY = MARKUP[1], "\n".join(HOSTILE_TEXTS)
# What a text would leave behind if a page took it for more than a text.
TAKEN = """() => [
  ...(window.broken ? ["a script ran"] : []),
  ...[...document.querySelectorAll(".planted, iframe, object, [srcdoc], [onerror], [onload], [onfocus]")]
    .map((it) => it.outerHTML),
  ...[...document.querySelectorAll("[href^='javascript:' i], [href^='data:text' i]")]
    .map((it) => it.outerHTML),
]"""


def furnish(app: App) -> None:
    """Hostile texts in every field: by hand where one text is enough, else through the engine."""
    app.create_first_goal(TITLE, WHY)
    vault = app.vault()
    names = {f"n{at}": text[:64].strip() for at, text in enumerate(HOSTILE_TEXTS)}
    ops = [
        {"op_id": f"o{name}", "t_ms": at, "type": "NODE_CREATE", "node": {"id": name}}
        for at, name in enumerate(names)
    ]
    app.call("set_words", vault=vault, words={"names": names})
    app.call("draft", vault=vault, page=2, patch={"ops": ops})
    app.call("keep_whatif", vault=vault, name=MARKUP[0])
    for text in HOSTILE_TEXTS:
        app.call("draft", vault=vault, page=1, patch={"mass_modifier": 0.1})
        app.call("commit", vault=vault, label=text, note=text)
    app.reload()
    app.commit_slide(0.2, MARKUP[0], MARKUP[2])
    app.name_slot("N", MARKUP[9])
    app.add_node(MARKUP[3][:64])


def test_hostile_texts_are_shown_as_texts(server: Server, new_profile: StartProfile) -> None:
    app = new_profile().start(server.url)
    furnish(app)
    found = []
    for name in PAGES:
        app.go(name)
        found += [(name, it) for it in app.page.evaluate(TAKEN)]
    app.go("goal")
    expect(app.at("goal-title")).to_have_text(TITLE)
    assert set(app.said()) == set(HOSTILE_TEXTS)
    app.go("history").at("commit-row").first.click()
    expect(app.at("moment")).to_be_visible()
    found += [("a commit", it) for it in app.page.evaluate(TAKEN)]
    app.at("moment-close").click()
    app.at("vault-switcher").click()
    expect(app.at("vault-item")).to_contain_text(TITLE)
    app.page.keyboard.press("Escape")
    for name in MORE_PAGES:
        app.page.goto(f"{app.url}/#/{name}")
        expect(app.at(f"page-{name}")).to_be_visible()
        expect(app.at("skeleton")).to_have_count(0)
        found += [(name, it) for it in app.page.evaluate(TAKEN)]
    assert found == []
