"""The pages as a person uses them. Elements are found by their test ids."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from playwright.sync_api import expect

from tests.browser.ids import known, selector

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# How long a wait may last before it is a failure. What is waited for usually takes a hundredth of it.
READY_MS = 60_000
SYNC_MS = 90_000
QUANTITIES = ("density", "sigma", "stability", "P_outcome")
POLL_MS = 100
# What moves by itself moves within so many frames.
STILL_FRAMES = 20
NEXT_FRAMES = """(count) => new Promise((resolve) => {
  const next = () => (count-- > 0 ? requestAnimationFrame(next) : resolve());
  next();
})"""
SERVICE_WORKER_IS_ACTIVE = "async () => (await navigator.serviceWorker.getRegistration())?.active != null"
IMAGE_IS_KEPT = "async () => (await (await caches.open('autus-python-image')).keys()).length > 0"
# A notice leaves by itself after 6 s.
HOLD_NOTICES = """() => {
  if (window.noticesHeld) return;
  window.noticesHeld = true;
  const wait = window.setTimeout;
  window.setTimeout = (act, ms, ...given) => wait(act, ms === 6000 ? 600_000 : ms, ...given);
}"""
CALL_KERNEL = """([method, input]) => new Promise((resolve) => {
  const id = 1e9 + Math.floor(Math.random() * 1e9);
  const listen = ({ data }) => {
    if (data.type !== "answer" || data.id !== id) return;
    window.heldWorker.removeEventListener("message", listen);
    resolve(JSON.parse(data.payload));
  };
  window.heldWorker.addEventListener("message", listen);
  window.heldWorker.postMessage({ type: "call", id, method, payload: JSON.stringify(input) });
})"""


Value = TypeVar("Value")


class Facts(NamedTuple):
    """What two devices must agree on to the last bit."""

    head: str
    state_hash: str


def wait_until(page: Page, question: str) -> None:
    """Waits until the page answers the question with true. The question may be a promise, which
    `wait_for_function` would take for true.
    """
    until = time.monotonic() + READY_MS / 1000
    while not page.evaluate(question):
        assert time.monotonic() < until, f"never true: {question}"
        page.wait_for_timeout(POLL_MS)


def wait_until_still(page: Page, read: Callable[[], Value]) -> Value:
    """Waits until `read` gives the same value before and after `STILL_FRAMES` frames; returns that value.

    Frames, not seconds: a busy machine paints fewer of them in a second.
    """
    until, before = time.monotonic() + READY_MS / 1000, read()
    while True:
        page.evaluate(NEXT_FRAMES, STILL_FRAMES)
        after = read()
        if after == before:
            return after
        assert time.monotonic() < until, f"it keeps changing: {before} became {after}"
        before = after


class App:
    """One tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    # --- getting about ---------------------------------------------------------------------------

    def open(self) -> App:
        self.page.goto(f"{self.url}/")
        return self.wait_ready()

    def reload(self) -> App:
        self.page.reload()
        return self.wait_ready()

    def wait_ready(self) -> App:
        self.page.wait_for_selector("html[data-ready=true]", timeout=READY_MS)
        return self

    def wait_for_service_worker(self) -> None:
        """Waits until the browser has all that a start without a server needs."""
        wait_until(self.page, SERVICE_WORKER_IS_ACTIVE)

    def wait_for_image(self) -> None:
        """Waits until the runtime snapshot is saved, from which later starts begin."""
        wait_until(self.page, IMAGE_IS_KEPT)

    def at(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(known(test_id))

    def go(self, name: str) -> App:
        self.at(f"nav-{name}").click()
        expect(self.at(f"page-{name}")).to_be_visible()
        return self

    def use_language(self, language: str) -> None:
        self.go("settings").at(f"language-{language}").check()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def hold_notices(self) -> None:
        """Notices stay until the page is left: on a busy machine a test may look for one too late."""
        self.page.evaluate(HOLD_NOTICES)

    # --- goals -----------------------------------------------------------------------------------

    def create_first_goal(self, title: str, why: str = "") -> None:
        self._fill_goal(title, why)
        expect(self.at("goal-title")).to_have_text(title)
        self.skip_guide()

    def create_goal(self, title: str) -> None:
        self.at("vault-switcher").click()
        self.at("vault-new").click()
        self._fill_goal(title, "")
        expect(self.at("vault-name")).to_have_text(title)

    def _fill_goal(self, title: str, why: str) -> None:
        self.at("goal-form-title").fill(title)
        if why:
            self.at("goal-form-more").click()
            self.at("goal-form-why").fill(why)
        self.at("goal-form-submit").click()

    def skip_guide(self) -> None:
        self.at("guide-skip").click()
        expect(self.at("guide")).to_have_count(0)

    def choose_goal(self, title: str) -> None:
        self.at("vault-switcher").click()
        self.at("vault-item").filter(has_text=title).click()
        expect(self.at("vault-dialog")).to_have_count(0)
        expect(self.at("vault-name")).to_have_text(title)

    def goal_titles(self) -> list[str]:
        self.at("vault-switcher").click()
        titles = self.at("vault-dialog").locator(".vault-name").all_inner_texts()
        self.at("vault-dialog-close").click()
        return sorted(titles)

    # --- drafting and committing -----------------------------------------------------------------

    def slide(self, test_id: str, value: float) -> None:
        self.at(test_id).fill(str(value))
        expect(self.at("commit-button")).to_have_attribute("data-state", "open")

    def add_node(self, name: str) -> str:
        """Adds a node to the draft. Returns its id."""
        self.go("route")
        before = set(self.node_ids())
        self.at("node-add-name").fill(name)
        self.at("node-add").click()
        expect(self.at("node-table").locator("tbody tr")).to_have_count(len(before) + 1)
        (created,) = set(self.node_ids()) - before
        return created

    def node_ids(self) -> list[str]:
        rows = self.go("route").at("node-table").locator("tbody tr")
        return [str(row.get_attribute("data-testid")).removeprefix("row-") for row in rows.all()]

    def node_names(self) -> list[str]:
        return self.go("route").at("node-table").locator("tbody tr button.link").all_text_contents()

    def name_slot(self, slot: str, meaning: str) -> None:
        self.go("mandala").at(f"share-{slot}").focus()
        field = self.at(f"meaning-{slot}")
        field.fill(meaning)
        field.blur()

    def commit(self, label: str = "", note: str = "") -> None:
        """Commits the draft. Returns once the page shows that it is durable."""
        if label or note:
            if self.at("commit-toggle").get_attribute("aria-expanded") == "false":
                self.at("commit-toggle").click()
            self.at("commit-label").fill(label)
            self.at("commit-note").fill(note)
        self.at("commit-button").click()
        expect(self.at("commit-button")).to_have_attribute("data-state", "durable")

    def commit_slide(self, value: float, label: str = "", note: str = "") -> None:
        self.go("goal").slide("mass_modifier", value)
        self.commit(label, note)

    # --- what is shown ---------------------------------------------------------------------------

    def facts(self) -> Facts:
        self.go("settings")
        return Facts(self.at("head").inner_text(), self.at("state-hash").inner_text())

    def quantities(self) -> dict[str, str]:
        """The numbers of the current state with all digits."""
        self.go("goal")
        return {name: str(self.at(f"q-{name}").get_attribute("data-value")) for name in QUANTITIES}

    def verify(self) -> Facts:
        """Verifies the whole history on the page. Returns its result."""
        self.go("history").at("verify").click()
        expect(self.at("verify-result")).to_have_attribute("data-ok", "true", timeout=SYNC_MS)
        return Facts(self.at("verify-head").inner_text(), self.at("verify-hash").inner_text())

    def labels(self) -> list[str]:
        """The labels of the visible rows of the timeline."""
        self.go("history")
        expect(self.at("commit-row").first).to_be_visible()
        return [text.strip() for text in self.at("timeline").locator(".commit-label").all_inner_texts()]

    # --- account and sync ------------------------------------------------------------------------

    def register(self, name: str, password: str, device: str) -> None:
        self.go("devices").at("account-kind-register").check()
        self.at("account-name").fill(name)
        self.at("account-password").fill(password)
        self.at("account-again").fill(password)
        self.at("account-device").fill(device)
        self.at("account-submit").click()
        expect(self.at("account-signed-in")).to_be_visible(timeout=SYNC_MS)

    def log_in(self, name: str, password: str, device: str) -> None:
        self.go("devices").at("account-kind-login").check()
        self.at("account-name").fill(name)
        self.at("account-password").fill(password)
        self.at("account-device").fill(device)
        self.at("account-submit").click()
        expect(self.at("account-signed-in")).to_be_visible(timeout=SYNC_MS)

    def let_server_replay(self) -> None:
        """Turns the witness on for the open goal."""
        switch = self.go("devices").at(f"witness-{self.vault()}")
        switch.click()
        expect(switch).to_be_checked()

    def wait_synced(self) -> None:
        self.wait_phase("synced")
        expect(self.at("sync-indicator")).to_have_attribute("data-waiting", "0", timeout=SYNC_MS)

    def wait_phase(self, phase: str) -> None:
        expect(self.at("sync-indicator")).to_have_attribute("data-phase", phase, timeout=SYNC_MS)

    def start_sync(self) -> None:
        """Starts a round of sync and does not wait for its end."""
        self.go("devices").at("sync-now").click()

    def sync_now(self) -> None:
        """Runs a round of sync. Afterwards the indicator shows what came of it, and nothing older."""
        self.start_sync()
        # The button is disabled during the round, and may be gone afterwards.
        expect(self.page.locator(selector("sync-now", "[disabled]"))).to_have_count(0, timeout=SYNC_MS)

    def wait_refused(self, code: str) -> None:
        """Waits until the devices page shows the refusal with its code."""
        self.wait_phase("refused")
        problem = self.go("devices").page.locator(selector("sync-problem", f"[data-code={code}]"))
        expect(problem).to_be_visible(timeout=SYNC_MS)
        expect(problem).to_contain_text(code)

    # --- the kernel's own protocol ---------------------------------------------------------------

    def call(self, method: str, **parameters: Any) -> Any:
        """Calls the engine as the page does. Returns the answer."""
        answer = self.page.evaluate(CALL_KERNEL, [method, parameters])
        assert "ok" in answer, answer
        return answer["ok"]

    def save_draft(self) -> None:
        """Waits until the draft is stored. The worker of a page that goes may end before it does that."""
        self.call("save_draft", vault=self.vault())

    def vault(self) -> str:
        """The id of the open goal."""
        return str(self.call("boot")["active"])

    def history(self) -> list[dict[str, Any]]:
        """The newest 500 rows of the open goal, oldest first."""
        return self.call("history", vault=self.vault(), limit=500)["rows"][::-1]

    def said(self) -> list[str]:
        """The labels of all commits, oldest first."""
        return [row["label"] for row in self.history() if row["kind"] == "commit"]
