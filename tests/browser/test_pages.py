"""Every page on a phone and on a desk, in both languages, for keys and readers, under its content policy."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.conftest import StartProfile
from tests.browser.journal import Journal
from tests.browser.profile import SCREENS, Screen
from tests.browser.server import Server
from tests.conftest import ROOT

PAGES = ("goal", "route", "mandala", "history", "devices", "settings")
AXE = ROOT / "client" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, impact, nodes }) => [id, impact, nodes.slice(0, 3).map((node) => node.html)]);
}"""
OVERFLOW = """() => [...document.querySelectorAll("body *")]
  .filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 1)
  .filter((it) => !it.closest(".table-box, .hidden, svg"))
  .slice(0, 5).map((it) => it.outerHTML.slice(0, 120))"""
UNFILLED = "document.documentElement.outerHTML.includes('{{')"
HANGUL = re.compile("[가-힣]")
NAMED_ROLES = {
    *("button", "checkbox", "combobox", "dialog", "figure", "image", "link", "navigation", "radio", "region"),
    *("slider", "switch", "table", "textbox"),
}


class Look:
    """Looks at every page of one browser and gathers what is wrong with them."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.problems: list[str] = []
        page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")

    def at(self, what: str) -> None:
        folder = os.environ.get("AUTUS_SCREENSHOTS")
        if folder:
            path = Path(folder) / f"{what}-{self.name}.png"
            self.page.screenshot(path=path, full_page=what in PAGES, animations="disabled")
        if self.page.evaluate(UNFILLED):
            self.problems.append(f"{what} shows a place in a text that nothing filled")
        inner, scrolled = self.page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        if scrolled > inner:
            self.problems.append(f"{what} scrolls sideways: {self.page.evaluate(OVERFLOW)}")
        self.problems += [f"{what}: {violation}" for violation in self.page.evaluate(RUN_AXE)]
        self.problems += [f"{what}: a {role} without a name" for role in self._unnamed_roles()]

    def _unnamed_roles(self) -> list[str]:
        """Roles that a screen reader would announce without a name, from the accessibility tree itself."""
        session = self.page.context.new_cdp_session(self.page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        return [
            role
            for node in nodes
            if not node["ignored"]
            and (role := node["role"]["value"]) in NAMED_ROLES
            and not node.get("name", {}).get("value", "").strip()
        ]

    def says(self, what: str, language: str) -> None:
        """A page in Korean has Korean on it, one in English has none but the language's own name."""
        text = self.page.get_by_role("main").inner_text().replace("한국어", "")
        if bool(HANGUL.search(text)) != (language == "ko"):
            self.problems.append(f"{what} mixes languages")


def furnish(app: App) -> None:
    """A goal with something of everything, and a draft."""
    app.create_first_goal("Cross the Alps", "Because they are there")
    first = app.add_node("Rope")
    app.add_node("Maps")
    app.at(f"select-{first}").click()
    app.at("connect-button").click()
    expect(app.at("edge-table")).to_be_visible()
    app.commit("packed", "all of it")
    app.commit_slide(0.2, "first day")
    app.name_slot("E", "Hours awake")
    app.slide("share-E", 30)
    app.go("route").slide(f"scale-{first}", 1.4)


@pytest.mark.parametrize("name", SCREENS)
def test_every_page_fits_is_accessible_and_keeps_to_one_language(
    server: Server, new_profile: StartProfile, name: str
) -> None:
    screen = SCREENS[name]
    app = new_profile(screen).start(server.url)
    assert app.page.locator("html").get_attribute("lang") == screen.language
    look = Look(app.page, f"{name}-{screen.color_scheme}")
    look.at("first")
    furnish(app)
    for shown in PAGES:
        app.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        app.go(shown)
        assert app.page.evaluate("scrollY") == 0
        look.at(shown)
        look.says(shown, screen.language)
    app.go("history").at("commit-row").first.click()
    expect(app.at("moment")).to_be_in_viewport(ratio=0.3)
    app.at("verify").click()
    expect(app.at("verify-result")).to_be_visible()
    look.at("moment")
    app.go("goal").at("commit-toggle").click()
    look.at("commit")
    app.at("vault-switcher").click()
    look.at("vaults")
    app.at("vault-dialog-close").click()
    app.at("sync-indicator").click()
    look.at("sync")
    assert not look.problems, "\n".join(look.problems)


def test_the_language_changes_at_once_and_stays_and_the_gate_says_why_it_is_closed(
    server: Server, new_profile: StartProfile, screen: Screen
) -> None:
    app = new_profile(screen).start(server.url)
    app.create_first_goal("Cross the Alps")
    open_the_gate(app)
    names = {"en": "Goal", "ko": "목표"}
    other = "en" if screen.language == "ko" else "ko"
    expect(app.at("nav-goal")).to_have_text(names[screen.language])
    app.use_language(other)
    expect(app.page.locator("html")).to_have_attribute("lang", other)
    expect(app.at("nav-goal")).to_have_text(names[other])
    app.reload()
    expect(app.at("nav-goal")).to_have_text(names[other])
    app.use_language(screen.language)
    expect(app.at("nav-goal")).to_have_text(names[screen.language])


def tab_to(page: Page, test_id: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement?.dataset.testid ?? ''")
        if focused == test_id:
            return
    raise AssertionError(f"Tab never reaches {test_id}")


def test_a_commit_with_the_keyboard_alone(server: Server, new_profile: StartProfile, screen: Screen) -> None:
    app = new_profile(screen).start(server.url)
    keys = app.page.keyboard
    tab_to(app.page, "goal-form-title")
    keys.type("Cross the Alps")
    keys.press("Enter")
    expect(app.at("goal-title")).to_have_text("Cross the Alps")
    tab_to(app.page, "guide-skip")
    keys.press("Space")
    tab_to(app.page, "mass_modifier")
    for _ in range(5):
        keys.press("ArrowRight")
    expect(app.at("mass_modifier")).to_have_value("0.05")
    expect(app.at("commit-button")).to_be_enabled()
    tab_to(app.page, "commit-toggle")
    keys.press("Enter")
    tab_to(app.page, "commit-label")
    keys.type("by keys")
    tab_to(app.page, "commit-button")
    keys.press("Enter")
    expect(app.at("commit-button")).to_have_attribute("data-state", "durable")
    assert app.said() == ["by keys"]


def open_the_gate(app: App) -> None:
    expect(app.at("commit-button")).to_be_disabled()
    app.slide("mass_modifier", 0.2)
    expect(app.at("commit-button")).to_be_enabled()
    expect(app.at("q-density-sim")).to_be_visible()
    expect(app.at("q-density-delta")).to_be_visible()
    before = app.at("q-density-sim").inner_text()
    app.commit()
    after = app.at("q-density-live").inner_text()
    assert after in before


# What a page or a worker tries, and the name of the error that it gets. An address of the app itself is
# refused too: only the policy of the app makes one.
TRY = """const tried = {};
  const attempt = (name, act) => {
    try { act(); tried[name] = "done"; } catch (error) { tried[name] = error.name; }
  };"""
REFUSED_IN_A_WORKER = ("a worker", "a policy", "the policy again")
REFUSED_ADDRESSES = f"""() => {{ {TRY}
  attempt("a worker", () => new Worker("/assets/worker.js", {{ type: "module" }}));
  attempt("a policy", () => trustedTypes.createPolicy("other", {{}}));
  attempt("the policy again", () => trustedTypes.createPolicy("default", {{}}));
  return tried;
}}"""
REFUSED_IN_A_PAGE = (
    "html",
    "outer html",
    "a parsed text",
    "a script",
    "a worker",
    "a policy",
    "the policy again",
)
REFUSED_TEXTS = f"""() => {{ {TRY}
  const box = document.createElement("div");
  attempt("html", () => {{ box.innerHTML = "<b>x</b>"; }});
  attempt("outer html", () => box.insertAdjacentHTML("beforeend", "<b>x</b>"));
  attempt("a parsed text", () => new DOMParser().parseFromString("<b>x</b>", "text/html"));
  attempt("a script", () => {{ document.createElement("script").src = "/start.js"; }});
  attempt("a worker", () => new Worker("/assets/worker.js", {{ type: "module" }}));
  attempt("a policy", () => trustedTypes.createPolicy("other", {{}}));
  attempt("the policy again", () => trustedTypes.createPolicy("autus", {{}}));
  return tried;
}}"""


def test_no_foreign_or_inline_script_runs_and_no_text_becomes_html_or_a_script(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    journal.expect(
        "Executing inline script violates",
        "This document requires 'Trusted",
        "Creating a TrustedTypePolicy named",
    )
    app = new_profile().start(server.url)
    hosts = app.page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).host)"
    )
    assert set(hosts) == {f"127.0.0.1:{server.port}"}
    header = app.page.evaluate("fetch('/').then((answer) => answer.headers.get('content-security-policy'))")
    assert "'unsafe-eval'" not in header
    assert "'unsafe-inline'" not in header
    blocked = """() => new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
      const script = document.createElement("script");
      script.append(document.createTextNode("window.broken = true"));
      document.body.append(script);
    })"""
    assert app.page.evaluate(blocked) in {"script-src-elem", "require-trusted-types-for"}
    assert app.page.evaluate("window.broken") is None

    assert app.page.evaluate("crossOriginIsolated")
    assert app.page.evaluate(REFUSED_TEXTS) == dict.fromkeys(REFUSED_IN_A_PAGE, "TypeError")
    (worker,) = app.page.workers
    assert worker.evaluate("crossOriginIsolated")
    assert worker.evaluate(REFUSED_ADDRESSES) == dict.fromkeys(REFUSED_IN_A_WORKER, "TypeError")
