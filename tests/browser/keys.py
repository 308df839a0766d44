"""The pages by keyboard alone. Clicking and filling reach their element by Tab or Shift+Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator

from tests.browser.app import App

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

TABS_MAX = 400
HAS_FOCUS = "(it) => it === document.activeElement"
RADIO_HAS_FOCUS = "(it) => document.activeElement?.name === it.name && it.name !== ''"
# Whether Shift+Tab is the shorter way.
IS_BEFORE_FOCUS = """(it) => Boolean(
  document.activeElement?.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_PRECEDING)"""
KIND = "(it) => it.type ?? it.tagName.toLowerCase()"


class ByKeys(Locator):
    """A locator whose actions never use the pointer."""

    def click(self, **_: Any) -> None:
        element = self._reach()
        # A link takes Enter only, a checkbox Space only.
        self.page.keyboard.press("Space" if element.evaluate(KIND) == "checkbox" else "Enter")

    def check(self, **_: Any) -> None:
        element = self._element()
        if element.is_checked():
            return
        if element.evaluate(KIND) == "checkbox":
            self.click()
            return
        self._reach(RADIO_HAS_FOCUS)
        for _step in range(20):
            if element.is_checked():
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"no arrow key chooses {self}")

    def fill(self, value: str, **_: Any) -> None:
        element = self._reach()
        keyboard = self.page.keyboard
        if element.evaluate(KIND) == "range":
            step, now = element.evaluate("(it) => [Number(it.step), it.valueAsNumber]")
            moves = round((float(value) - now) / step)
            for _step in range(abs(moves)):
                keyboard.press("ArrowRight" if moves > 0 else "ArrowLeft")
            return
        keyboard.press("Control+a")
        keyboard.press("Delete")
        keyboard.type(value)

    def focus(self, **_: Any) -> None:
        self._reach()

    def blur(self, **_: Any) -> None:
        self.page.keyboard.press("Tab")

    def _element(self) -> ElementHandle:
        self.wait_for(state="attached")
        return self.element_handle()

    def _reach(self, arrived: str = HAS_FOCUS) -> ElementHandle:
        element = self._element()
        key = "Shift+Tab" if element.evaluate(IS_BEFORE_FOCUS) else "Tab"
        for _step in range(TABS_MAX):
            if element.evaluate(arrived):
                return element
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never reaches {self}")

    @property
    def first(self) -> ByKeys:
        return by_keys(super().first)

    def filter(self, **given: Any) -> ByKeys:
        return by_keys(super().filter(**given))


def by_keys(locator: Locator) -> ByKeys:
    return ByKeys(locator._impl_obj)


class KeyApp(App):
    """One tab, used without a pointer."""

    def at(self, test_id: str) -> Locator:
        return by_keys(super().at(test_id))
