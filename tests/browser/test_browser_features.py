"""Browsers that lack something: one plain page says what, or the app works without it and says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from scripts.browsers import browser_path
from tests.browser.app import App
from tests.browser.profile import ARGUMENTS, SCREENS, Screen
from tests.browser.server import Server

# What is said beneath the heading, in the language of the screen.
TITLE = {"ko": "엔진을 시작하지 못했어요", "en": "The engine is not running"}
KOREAN = SCREENS["phone-ko"]
# What a start finds out at once.
GONE = {
    "NO_WEB_LOCKS": "Object.defineProperty(navigator, 'locks', { value: undefined })",
    "NO_WORKERS": "delete window.BroadcastChannel",
    "NO_CRYPTOGRAPHY": """crypto.subtle.generateKey = () =>
        Promise.reject(new DOMException('no such algorithm', 'NotSupportedError'))""",
    "NO_SECURE_CONTEXT": "Object.defineProperty(window, 'isSecureContext', { value: false })",
    "NO_STORAGE": "Object.defineProperty(window, 'indexedDB', { value: undefined })",
}
# What a start finds out late. These scripts do not reach the worker, so here it never answers.
NEVER_STARTS = "window.Worker = class extends EventTarget { postMessage() {} };"
STUCK = {
    "NO_STORAGE": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
    "STORAGE_SILENT": "IDBFactory.prototype.open = () => new EventTarget()",
    "NO_WEB_LOCKS": """LockManager.prototype.query = () =>
        Promise.reject(new DOMException('no', 'SecurityError'))""",
}
COOKIES_BLOCKED = {"profile": {"default_content_setting_values": {"cookies": 2}}}


@contextmanager
def started(
    playwright: Playwright, folder: Path, kind: str, screen: Screen, *arguments: str
) -> Iterator[BrowserContext]:
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=browser_path(kind), args=[*ARGUMENTS, *arguments], **screen.options
    )
    yield context
    context.close()


def tab(context: BrowserContext, url: str, *scripts: str) -> App:
    page = context.new_page()
    for script in scripts:
        page.add_init_script(script)
    page.goto(f"{url}/")
    return App(page, url)


def check_says(app: App, code: str, language: str) -> None:
    """The tab shows the refusal, and nothing else."""
    expect(app.at("boot-problem")).to_have_attribute("data-code", code)
    assert app.page.locator("#app > *").count() == 1
    expect(app.at("boot-failed")).to_contain_text(TITLE[language])


def test_a_feature_that_is_missing_is_named(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    with started(playwright, tmp_path, "headless-shell", KOREAN) as context:
        scripts = [*GONE.items(), *((code, NEVER_STARTS + script) for code, script in STUCK.items())]
        tabs = [(code, tab(context, server.url, script)) for code, script in scripts]
        for code, app in tabs:
            check_says(app, code, "ko")


def test_webassembly_that_is_switched_off_is_named(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    screen = SCREENS["desk-en"]
    with started(playwright, tmp_path, "headless-shell", screen, "--js-flags=--jitless") as context:
        check_says(tab(context, server.url), "NO_WEBASSEMBLY", "en")


def test_blocked_cookies_are_named(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(COOKIES_BLOCKED), encoding="utf-8")
    with started(playwright, tmp_path, "chromium", SCREENS["desk-en"], "--headless=new") as context:
        check_says(tab(context, server.url), "NO_STORAGE", "en")


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(navigator, 'serviceWorker', { value: undefined })",
        "ServiceWorkerContainer.prototype.register = async () => { throw new DOMException('no') }",
    ],
    ids=["missing", "refused"],
)
def test_without_a_service_worker_the_app_works_and_says_that_it_needs_a_network(
    script: str, playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    with started(playwright, tmp_path, "headless-shell", KOREAN) as context:
        context.add_init_script(script)
        app = App(context.pages[0], server.url).open()
        expect(app.at("online-only")).to_contain_text("네트워크에 연결해야 열 수 있어요")
        app.at("online-only-close").click()
        expect(app.at("online-only")).to_have_count(0)
        app.create_first_goal("바다 건너기")
        app.reload()
        expect(app.at("vault-name")).to_have_text("바다 건너기")
        expect(app.go("settings").at("settings-online-only")).to_be_visible()
