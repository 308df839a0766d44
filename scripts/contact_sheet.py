"""Puts every page on a sheet: both sizes, both themes, both languages, with the example goal and a draft.

`make contact-sheet` runs it. The sheets go to docs/pictures/.
"""

from __future__ import annotations

import asyncio
import base64
import html
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.async_api import Browser, Page, async_playwright  # noqa: E402 - after the path of the project

from scripts.browsers import browser_path  # noqa: E402 - after the path of the project
from scripts.take_pictures import PICTURES, running_server  # noqa: E402 - as above

SIZES: Final = {"desk": (1440, 900), "phone": (390, 844)}
SHOWN_WIDTHS: Final = {"desk": 460, "phone": 180}
SETTLE_MS: Final = 900
DRAFT: Final = (("mass_modifier", "0.3"), ("volume_override", "0.36"))
PAGES: Final = ("route", "mandala", "history", "devices", "settings")
MORE: Final = ("summary", "report", "privacy")
Shots = dict[str, bytes]


async def shoot(page: Page) -> bytes:
    """The page from its top, once nothing moves."""
    await page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    await page.wait_for_timeout(SETTLE_MS)
    return await page.screenshot(animations="disabled", scale="css")


async def walk(page: Page, url: str) -> Shots:
    """From the first visit to the last page, in the order in which a person meets them."""
    shots: Shots = {}
    await page.goto(url)
    await page.wait_for_selector("html[data-ready=true]")
    shots["first"] = await shoot(page)
    await page.get_by_test_id("demo-open").click()
    await page.get_by_test_id("goal-title").wait_for()
    shots["guide"] = await shoot(page)
    await page.get_by_test_id("guide-skip").click()
    for control, value in DRAFT:
        await page.get_by_test_id(control).fill(value)
    shots["goal"] = await shoot(page)
    await page.get_by_test_id("commit-toggle").click()
    shots["commit"] = await shoot(page)
    await page.get_by_test_id("commit-toggle").click()
    for name in PAGES:
        await page.get_by_test_id(f"nav-{name}").click()
        shots[name] = await shoot(page)
    for name in MORE:
        await page.goto(f"{url}/#/{name}")
        shots[name] = await shoot(page)
    return shots


def figure(name: str, width: int, picture: bytes) -> str:
    """One picture with its name."""
    source = base64.b64encode(picture).decode()
    return (
        f'<figure style="width:{width}px"><img src="data:image/png;base64,{source}" width="{width}">'
        f"<figcaption>{html.escape(name)}</figcaption></figure>"
    )


def sheet(shots: dict[str, Shots]) -> str:
    """A page of its own: one row of pictures a size."""
    rows = "".join(
        "<section>"
        + "".join(figure(name, SHOWN_WIDTHS[size], picture) for name, picture in taken.items())
        + "</section>"
        for size, taken in shots.items()
    )
    style = (
        "body{margin:24px;width:1900px;background:#8a8a86;font:13px sans-serif}"
        "section{display:flex;flex-wrap:wrap;gap:16px;margin-bottom:24px}figure{margin:0}img{display:block}"
        "figcaption{padding-top:4px}"
    )
    return f"<!doctype html><style>{style}</style>{rows}"


async def take(browser: Browser, url: str, language: str, theme: str) -> bytes:
    """The sheet of one language and theme."""
    shots: dict[str, Shots] = {}
    for size, (width, height) in SIZES.items():
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            locale={"ko": "ko-KR", "en": "en-US"}[language],
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        shots[size] = await walk(await context.new_page(), url)
        await context.close()
    page = await browser.new_page(viewport={"width": 1948, "height": 900})
    await page.set_content(sheet(shots))
    picture = await page.screenshot(full_page=True, type="jpeg", quality=72)
    await page.close()
    return picture


async def main() -> None:
    """All four sheets."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder)) as url, async_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
            browser = await playwright.chromium.launch(
                executable_path=browser_path("chromium"), args=arguments
            )
            for language in ("ko", "en"):
                for theme in ("light", "dark"):
                    path = PICTURES / f"sheet-{language}-{theme}.jpg"
                    path.write_bytes(await take(browser, url, language, theme))
                    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
